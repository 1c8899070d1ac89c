package stats

import (
	"fmt"
	"math"
)

// BatchedRatio is a ratio of sums over the parts of one long run, such as the latency of
// all requests to their number by windows, with what batches of these parts tell about
// its precision. Use [BatchRatio].
type BatchedRatio struct {
	// Value is the ratio of the totals; NaN when the denominators sum up to 0.
	Value float64
	// Error is the standard error of Value; NaN unless Independent.
	Error float64
	// Batches is the number of batches that Error rests on.
	Batches int
	// Independent tells whether the batches can be taken as independent. See [Batches].
	Independent bool

	singles []float64 // the values of the jackknife, one for each batch
}

// BatchRatio cuts a run into batches and estimates a ratio of sums over its parts, which
// follow each other in time. The batches are those of [BatchMeans] for the residuals
//
//	e(i) = numerator(i) - ratio denominator(i)
//
// whose mean is 0 and whose spread is that of the ratio (Fieller; Law 2015, Simulation
// Modeling and Analysis, 9.5.3 for batches). The sums of each batch then enter the
// jackknife of [Ratio]. Parts in which one of the two is not finite are left out.
// BatchRatio panics when the lengths differ.
func BatchRatio(numerators, denominators []float64) BatchedRatio {
	if len(numerators) != len(denominators) {
		panic(fmt.Sprintf("stats: ratio of %d numerators to %d denominators", len(numerators), len(denominators)))
	}
	var above, below []float64
	total, weight := 0.0, 0.0
	for i, d := range denominators {
		if finite(d) && finite(numerators[i]) {
			above, below = append(above, numerators[i]), append(below, d)
			total, weight = total+numerators[i], weight+d
		}
	}
	r := BatchedRatio{Value: total / weight, Error: math.NaN()}
	if !finite(r.Value) {
		r.Value = math.NaN()
		return r
	}
	residuals := make([]float64, len(above))
	for i := range residuals {
		residuals[i] = above[i] - float64(r.Value*below[i])
	}
	b := BatchMeans(residuals)
	if !b.Independent {
		return r
	}
	_, r.singles = jackknife(summed(above, b.Size), summed(below, b.Size))
	t := tallied(r.singles)
	r.Batches = int(t.Count())
	if r.Batches < leastBatches {
		r.singles = nil
		return r
	}
	r.Independent = true
	r.Error = t.SD() / math.Sqrt(float64(r.Batches))
	return r
}

// summed adds up stretches of size values, which end with the last one.
func summed(values []float64, size int) []float64 {
	k := len(values) / size
	values = values[len(values)-k*size:]
	sums := make([]float64, k)
	for i, v := range values {
		sums[i/size] += v
	}
	return sums
}

// Interval returns the ratio with its 95 % interval, that of [Asymmetric] over the batches
// extended to the value. It is nil where there is no ratio, and has no interval where the
// batches are not independent.
func (b BatchedRatio) Interval() *Estimate {
	if !finite(b.Value) {
		return nil
	}
	e := &Estimate{Value: b.Value}
	if b.Independent {
		_, e.CI95 = Asymmetric(0.95, b.singles)
		e.CI95[0], e.CI95[1] = min(e.CI95[0], b.Value), max(e.CI95[1], b.Value)
	}
	return e
}

// EffectiveTrials tells, for a ratio that is the share of n trials which succeed, how many
// independent trials would tell it as well with certainty about their number: share (1 -
// share) / error^2, less by (1.96 / t)^2 as the error itself is estimated from few
// batches, with t that of Student. It is 0 unless the batches are independent, and at
// most n, which it is where no batch differs from another.
func (b BatchedRatio) EffectiveTrials(n uint64) float64 {
	if !b.Independent {
		return 0
	}
	t := z95 / Student(0.975, b.Batches-1)
	size := float64(b.Value*(1-b.Value)) / float64(b.Error*b.Error) * float64(t*t)
	if !(size < float64(n)) {
		return float64(n)
	}
	return max(0, size)
}
