package stats

import "math"

// MSER5 tells how many of the first observations of a series belong to the warm-up and
// should be left out, by the marginal standard error rule on means of five observations
// (White 1997; White, Cobb and Spratt 2000). Of all ways to cut k means Z it takes the
// one that makes the mean of the rest most certain, the least
//
//	sum over i > d of (Z(i) - mean of those)^2 / (k - d)^2
//
// and of equal ones the earliest. The cut is a multiple of 5 and keeps at least half of
// the series. settled is false where no steady state was found: the least lies beyond half
// of the series, which then may still drift, and the cut is the best of those within; or
// there are fewer than 50 observations, and the cut is 0. What leaves fewer than five means, or than a tenth of all, is no candidate,
// as a few values that happen to be close together look certain (Hoad, Robinson and Davies
// 2010 leave out five; in long series of pure noise that still gave 1 % of false alarms).
//
// An observation that is not finite, where nothing was measured, is left out of its mean;
// a mean without any is left out of the sums. What remains after the last whole group of
// five is not looked at.
func MSER5(series []float64) (cut int, settled bool) {
	const (
		group = 5  // observations of a mean
		least = 10 // means for an answer
		tail  = 5  // means to keep
	)
	k := len(series) / group
	if k < least {
		return 0, false
	}
	kept := max(tail, k/10)
	var rest Tally // of the means from d on
	best, at := math.Inf(1), k
	bestHalf, half := math.Inf(1), 0
	for d := k - 1; d >= 0; d-- {
		var z Tally
		for _, v := range series[d*group : (d+1)*group] {
			if finite(v) {
				z.Record(v)
			}
		}
		if z.Count() > 0 {
			rest.Record(z.Mean())
		}
		if d > k-kept || rest.Count() == 0 {
			continue
		}
		e := rest.s / float64(rest.n) / float64(rest.n)
		if e <= best {
			best, at = e, d
		}
		if 2*d <= k && e <= bestHalf {
			bestHalf, half = e, d
		}
	}
	return half * group, 2*at <= k
}

// MeanSeries averages the series of several replications, point by point: what they have
// in common, the warm-up, stays, and the noise shrinks (Welch 1983). Values which are not
// finite are left out; where there is none, and beyond the end of a series, the others
// count alone. A point without any is NaN. It is as long as the longest.
func MeanSeries(replications ...[]float64) []float64 {
	n := 0
	for _, r := range replications {
		n = max(n, len(r))
	}
	means := make([]float64, n)
	for i := range means {
		var t Tally
		for _, r := range replications {
			if i < len(r) && finite(r[i]) {
				t.Record(r[i])
			}
		}
		means[i] = t.Mean()
	}
	return means
}
