package stats

import (
	"fmt"
	"math"
)

// Interval returns the mean of values and its 95 % confidence interval. See [Confidence];
// it is nil when nothing was measured.
func Interval(values []float64) *Estimate {
	mean, ci := Confidence(0.95, values)
	if math.IsNaN(mean) {
		return nil
	}
	return &Estimate{Value: mean, CI95: ci}
}

// Confidence returns the mean of values, one from each independent replication, and the
// Student-t interval that holds the true mean with the given confidence (between 0 and 1;
// Confidence panics outside):
//
//	mean +- t(1 - (1 - confidence)/2, n - 1) * sd / sqrt(n)
//
// It is exact for normal values, and near that for averages over a replication. Values
// which are not finite, where nothing was measured, are left out. With fewer than two
// left the interval is nil, with none the mean is NaN. An interval is not cut at the
// bounds that its quantity may have: that of a ratio can reach beyond 1.
func Confidence(confidence float64, values []float64) (mean float64, ci *[2]float64) {
	if !(confidence > 0 && confidence < 1) {
		panic(fmt.Sprintf("stats: confidence %v is not between 0 and 1", confidence))
	}
	var t Tally
	for _, v := range values {
		if finite(v) {
			t.Record(v)
		}
	}
	n := int(t.Count())
	mean = t.Mean()
	if n < 2 {
		return mean, nil
	}
	half := float64(Student(1-float64((1-confidence)/2), n-1) * (t.SD() / math.Sqrt(float64(n))))
	return mean, &[2]float64{mean - half, mean + half}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// EstimateOf returns a value computed from the data of all replications together, with
// an interval from the values of the single replications. It is nil when the value is
// not finite: nothing was measured.
//
// The interval is that of [Interval], around the mean of the replications. The value
// itself, such as a percentile of merged histograms, need not be that mean: a replication
// has fewer data, so its percentiles are biased, and replications with more data weigh
// more. Where the value lies outside the interval, the interval is extended up to it.
// So it never covers less than the Student-t interval, and a bias widens it.
func EstimateOf(value float64, perReplication []float64) *Estimate {
	if !finite(value) {
		return nil
	}
	_, ci := Confidence(0.95, perReplication)
	if ci != nil {
		ci[0], ci[1] = min(ci[0], value), max(ci[1], value)
	}
	return &Estimate{Value: value, CI95: ci}
}

// z95 is the 0.975 quantile of the standard normal distribution.
const z95 = 1.959963984540054

// Wilson returns the 95 % score interval of a proportion, ok successes out of n
// independent trials (Wilson 1927): with share = ok/n and z = 1.96,
//
//	(share + z^2/2n +- z sqrt(share (1 - share)/n + z^2/4n^2)) / (1 + z^2/n)
//
// It stays within 0 to 1, and is sound near both. Without trials it is 0 to 1. It panics
// if ok is more than n.
func Wilson(ok, n uint64) [2]float64 {
	if ok > n {
		panic(fmt.Sprintf("stats: %d successes out of %d", ok, n))
	}
	if n == 0 {
		return [2]float64{0, 1}
	}
	return score(z95, z95*z95, ok, n)
}

// score is [Wilson] for a quantile z of the standard normal distribution and its square,
// which of a constant is exact to the last bit, and one trial or more.
func score(z, zz float64, ok, n uint64) [2]float64 {
	trials := float64(n)
	share := float64(ok) / trials
	centre := share + zz/(2*trials)
	spread := float64(z * math.Sqrt(float64(share*(1-share))/trials+zz/4/trials/trials))
	scale := 1 + zz/trials
	ci := [2]float64{max(0, (centre-spread)/scale), min(1, (centre+spread)/scale)}
	if ok == 0 {
		ci[0] = 0
	}
	if ok == n {
		ci[1] = 1
	}
	return ci
}
