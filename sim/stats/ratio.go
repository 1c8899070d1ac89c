package stats

import "fmt"

// Ratio estimates a ratio of sums, such as dollars per answered request or misses per
// read, from independent replications (or batches of one long run) that each add to both
// sums. The value is the ratio of the totals, in which a replication weighs as much as
// it has; the mean of the ratios of the replications is biased and weighs all alike.
//
// The 95 % interval is that of the jackknife (Tukey 1958; Miller 1974): with r(-i) the
// ratio without replication i, the values n r - (n-1) r(-i) are about independent, and
// their mean has lost most of the bias. It is extended to the value as in [EstimateOf].
//
// Replications in which one of the sums is not finite are left out. The estimate is nil
// when the denominators sum up to 0. The interval is nil with fewer than two replications,
// and where all but one of the denominators are 0. Ratio panics when the lengths differ.
func Ratio(numerators, denominators []float64) *Estimate {
	r, singles := jackknife(numerators, denominators)
	return EstimateOf(r, singles)
}

// jackknife returns the ratio of the totals, which is not finite where there is none, and
// for each replication the value that stands for it; none where that cannot be said.
func jackknife(numerators, denominators []float64) (ratio float64, singles []float64) {
	if len(numerators) != len(denominators) {
		panic(fmt.Sprintf("stats: ratio of %d numerators to %d denominators", len(numerators), len(denominators)))
	}
	n, above, below := 0, 0.0, 0.0
	for i, d := range denominators {
		if finite(d) && finite(numerators[i]) {
			n++
			above += numerators[i]
			below += d
		}
	}
	ratio = above / below
	if n < 2 || !finite(ratio) {
		return ratio, nil
	}
	singles = make([]float64, 0, n)
	for i, d := range denominators {
		if !finite(d) || !finite(numerators[i]) {
			continue
		}
		if below-d == 0 {
			return ratio, nil
		}
		// r - r(-i) in one step, which loses nothing where the two are close.
		shift := (numerators[i] - float64(ratio*d)) / (below - d)
		singles = append(singles, ratio+float64(float64(n-1)*shift))
	}
	return ratio, singles
}
