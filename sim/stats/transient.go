package stats

import (
	"math"
	"slices"
)

// Later tells whether a series is still on its way between two of its observations: the
// mean of those from, from+1, ... cut-1 differs from that of the rest by more than chance
// would have it, with the given probability of a false alarm. [MSER5] always names a cut,
// and in pure noise the noise decides; this is the test whether there is something to cut.
//
// The spread is that of the batches of the rest, as in [BatchMeans]: with m observations
// before the cut and k batches of b after it, whose means have the standard deviation s,
//
//	t = difference / (s sqrt(b/m + 1/k))
//
// is held against Student's t with k - 1 degrees of freedom. As a single burst moves a mean
// far, the medians must differ in the same direction by a third as much at least: on the
// way, most observations are off. Where the batches are not independent it is not known,
// and the answer is false. See [LaterReplicated] for series
// of several replications. Later panics unless 0 <= from <= cut <= the length.
func Later(series []float64, from, cut int, falseAlarm float64) bool {
	before, rest := tallied(series[from:cut]), BatchMeans(series[cut:])
	m := float64(before.Count())
	if m == 0 || !rest.Independent {
		return false
	}
	after := tallied(rest.Means)
	k, b := float64(after.Count()), float64(rest.Size)
	noise := float64(after.SD() * math.Sqrt(b/m+1/k))
	difference := before.Mean() - after.Mean()
	if math.Abs(difference) <= float64(noise*Student(1-float64(falseAlarm/2), int(after.Count())-1)) {
		return false
	}
	shift := median(series[from:cut]) - median(series[cut:])
	return shift/difference >= 1.0/3
}

// median returns the median of the finite values, of which there is one at least.
func median(values []float64) float64 {
	var list []float64
	for _, v := range values {
		if finite(v) {
			list = append(list, v)
		}
	}
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}

// LaterReplicated is [Later] by the spread of replications: the difference of the two means
// in each of them is one value of Student's paired test. It needs no batches, so it works
// where the memory of the series is long; with fewer than three replications the answer is
// false. Differences which all are the same count as no chance, unless they are 0.
func LaterReplicated(replications [][]float64, from, cut int, falseAlarm float64) bool {
	var d Tally
	for _, r := range replications {
		before, rest := tallied(r[min(from, len(r)):min(cut, len(r))]), tallied(r[min(cut, len(r)):])
		if before.Count() > 0 && rest.Count() > 0 {
			d.Record(before.Mean() - rest.Mean())
		}
	}
	n := int(d.Count())
	if n < 3 {
		return false
	}
	return math.Abs(d.Mean()) > float64(Student(1-float64(falseAlarm/2), n-1)*d.SD()/math.Sqrt(float64(n)))
}
