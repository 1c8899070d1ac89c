package stats

import "math"

// Batches are the means of consecutive stretches of one long run, all of the same
// length, so long that they hardly depend on each other. Use [BatchMeans].
type Batches struct {
	// Size is the number of observations of a batch.
	Size int
	// Means are those of the batches, in order.
	Means []float64
	// Independent tells whether the means can be taken as independent. Where it is false
	// the run is too short for its memory, and nothing can be said about its precision.
	Independent bool
}

// Schmeiser (1982) shows that 10 to 30 batches are enough for an interval, and that fewer
// but longer ones are the safer choice.
const (
	mostBatches  = 32
	leastBatches = 10
)

// BatchMeans cuts a series in steady state (after the warm-up) into batches that do not
// overlap. It begins with batches of one observation and doubles them until the test of
// von Neumann (1941) no longer finds that neighbours are alike (Fishman 1978): for k
// independent means
//
//	C = 1 - sum (Y(i) - Y(i+1))^2 / (2 sum (Y(i) - mean)^2)
//
// is about normal with variance (k - 2) / (k^2 - 1), and it must be below its 90 %
// quantile. Batches that had to be doubled are doubled once more, which removes most of
// what the test cannot see, and all until at most 32 are left. When less than 10 are left
// the means do not count as independent.
//
// Observations which are not finite are left out; those before the first whole batch are
// not used. It works for anything that is averaged over equal parts: values of customers,
// or means over windows of equal width, for which the result is a time average. For a
// ratio whose parts weigh differently give the sums of batches to [Ratio].
func BatchMeans(series []float64) Batches {
	values := make([]float64, 0, len(series))
	for _, v := range series {
		if finite(v) {
			values = append(values, v)
		}
	}
	b := Batches{Size: 1, Means: values}
	alike := false
	for len(b.Means) >= leastBatches && !independent(b.Means) {
		b, alike = batched(values, 2*b.Size), true
	}
	for alike || len(b.Means) > mostBatches {
		b, alike = batched(values, 2*b.Size), false
	}
	b.Independent = len(b.Means) >= leastBatches
	return b
}

// batched averages stretches of size values, which end with the last one.
func batched(values []float64, size int) Batches {
	k := len(values) / size
	values = values[len(values)-k*size:]
	means := make([]float64, k)
	for i := range means {
		var t Tally
		for _, v := range values[i*size : (i+1)*size] {
			t.Record(v)
		}
		means[i] = t.Mean()
	}
	return Batches{Size: size, Means: means}
}

// independent tells whether the test of von Neumann finds no positive correlation of
// neighbours. Means that do not vary are independent.
func independent(means []float64) bool {
	const z90 = 1.2815515655446004 // 0.9 quantile of the standard normal distribution
	k := float64(len(means))
	var t Tally
	steps := 0.0
	for i, y := range means {
		t.Record(y)
		if i > 0 {
			steps += float64((y - means[i-1]) * (y - means[i-1]))
		}
	}
	if t.s == 0 {
		return true
	}
	c := 1 - steps/(2*t.s)
	return c < float64(z90*math.Sqrt((k-2)/(float64(k*k)-1)))
}

// Interval returns the mean of the batches and its 95 % interval, that of [Asymmetric] as
// means of waiting times are skewed (Tafazzoli and Wilson 2011). It is nil without batches,
// and has no interval where they are not independent.
func (b Batches) Interval() *Estimate {
	if len(b.Means) == 0 {
		return nil
	}
	mean, ci := Asymmetric(0.95, b.Means)
	if !b.Independent {
		ci = nil
	}
	return &Estimate{Value: mean, CI95: ci}
}
