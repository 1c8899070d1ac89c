package stats

import (
	"fmt"
	"math"
)

// Proportion estimates the share of trials that succeed, such as answered requests of all
// that ended, from the counts of independent replications. The value is the share of all
// trials. The 95 % interval spans two: that of [Ratio], which sees how far the
// replications differ, and that of [Wilson] over all trials, which is sound near 0 and 1,
// where no replication has a failure and the first has no width. It stays within 0 to 1.
//
// The estimate is nil without trials. With fewer than two replications there is no
// interval, as nothing shows whether failures come one by one or in heaps; where trials
// are independent use [Wilson]. Proportion panics when the lengths differ, and when there
// are more successes than trials.
func Proportion(ok, trials []uint64) *Estimate {
	share, ci := proportion(0.95, ok, trials)
	if math.IsNaN(share) {
		return nil
	}
	return &Estimate{Value: share, CI95: ci}
}

// proportion is Proportion with any confidence; the share is NaN without trials.
func proportion(confidence float64, ok, trials []uint64) (share float64, ci *[2]float64) {
	if len(ok) != len(trials) {
		panic(fmt.Sprintf("stats: proportion of %d successes to %d trials", len(ok), len(trials)))
	}
	var hits, all uint64
	above, below := make([]float64, len(ok)), make([]float64, len(ok))
	for i, n := range trials {
		if ok[i] > n {
			panic(fmt.Sprintf("stats: %d successes out of %d", ok[i], n))
		}
		hits += ok[i]
		all += n
		above[i], below[i] = float64(ok[i]), float64(n)
	}
	if all == 0 {
		return math.NaN(), nil
	}
	share, singles := jackknife(above, below)
	_, ci = Confidence(confidence, singles)
	if ci == nil {
		return share, nil
	}
	w := wilson(confidence, hits, all)
	ci[0], ci[1] = max(0, min(ci[0], w[0])), min(1, max(ci[1], w[1]))
	return share, ci
}

// wilson is [Wilson] with any confidence, from one trial or more. For z it takes the
// quantile of Student's t with 1000 degrees of freedom, which is 0.1 to 0.3 % larger.
func wilson(confidence float64, ok, n uint64) [2]float64 {
	if confidence == 0.95 {
		return Wilson(ok, n)
	}
	z := Student(1-float64((1-confidence)/2), 1000)
	return score(z, float64(z*z), ok, n)
}
