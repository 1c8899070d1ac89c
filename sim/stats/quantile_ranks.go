package stats

import (
	"fmt"
	"math"
)

// QuantileRanks returns the ranks (1 is the smallest value) between which the p-quantile
// of n independent values lies with at least the given confidence, whatever their
// distribution (David and Nagaraja 2003, Order Statistics, 7.1). The number of values
// below the quantile is binomial, so low is the largest and high the smallest rank for
// which
//
//	P(B(n, p) < low) <= (1 - confidence) / 2     P(B(n, p) >= high) <= (1 - confidence) / 2
//
// With too few values there is none: low is then 0 (the quantile may lie below all
// values), or high n + 1 (it may lie above all). It panics unless confidence and p are
// between 0 and 1. The time taken grows with sqrt(n p (1 - p)).
func QuantileRanks(confidence, p float64, n uint64) (low, high uint64) {
	if !(confidence > 0 && confidence < 1) {
		panic(fmt.Sprintf("stats: confidence %v is not between 0 and 1", confidence))
	}
	if !(p > 0 && p < 1) {
		panic(fmt.Sprintf("stats: ranks of quantile %v, which is not between 0 and 1", p))
	}
	// Probabilities are in shares of the largest one, that of mode. Those below small
	// add nothing.
	const small = 1e-20
	odds := p / (1 - p)
	up := func(k uint64) float64 { return float64(n-k) / float64(k+1) * odds } // P(k+1) / P(k)
	mode := min(uint64(float64(n+1)*p), n)
	total := 1.0
	bottom, first := mode, 1.0
	for bottom > 0 {
		next := first / up(bottom-1)
		if next < small {
			break
		}
		bottom, first = bottom-1, next
		total += next
	}
	top, last := mode, 1.0
	for top < n {
		next := float64(last * up(top))
		if next < small {
			break
		}
		top, last = top+1, next
		total += next
	}
	side := (1 - confidence) / 2 * total
	low = bottom
	for sum := first; sum <= side; sum += first {
		first = float64(first * up(low))
		low++
	}
	high = top + 1
	for sum := last; sum <= side; sum += last {
		high--
		last /= up(high - 1)
	}
	return low, high
}

// TailWanted is how many values should lie beyond a percentile that is reported. With 10
// the 95 % interval of their expected number, about 5 to 18, still tells something; the
// same number is usual for proportions (n p >= 10).
const TailWanted = 10

// Tail returns how many of n values are expected beyond the p-quantile, on the side that
// has fewer: n (1 - p), or n p for p below a half. It panics unless p is within 0 to 1.
func Tail(p float64, n uint64) float64 {
	if !(p >= 0 && p <= 1) {
		panic(fmt.Sprintf("stats: quantile %v is not within 0 to 1", p))
	}
	return float64(min(p, 1-p) * float64(n))
}

// TailSamples returns the least number of values for which [TailWanted] of them are
// expected beyond the p-quantile: 1,000 for p99 and 10,000 for p99.9. It panics unless p
// is between 0 and 1.
func TailSamples(p float64) uint64 {
	if !(p > 0 && p < 1) {
		panic(fmt.Sprintf("stats: samples for quantile %v, which is not between 0 and 1", p))
	}
	// A hair less, as 1 - 0.999 is a hair less than 0.001.
	return uint64(math.Ceil(TailWanted / min(p, 1-p) * (1 - 1e-9)))
}

// FewSamples returns the warning for a p-quantile of n values when fewer than
// [TailWanted] are expected beyond it, and "" when there are enough.
func FewSamples(p float64, n uint64) string {
	wanted := TailSamples(p)
	if n >= wanted {
		return ""
	}
	return fmt.Sprintf("p%s rests on %d samples, of which about %.2g lie beyond it; at least %d samples (%d beyond) are wanted: run longer or repeat more",
		percent(p), n, Tail(p, n), wanted, TailWanted)
}

// percent writes a share as a percentage without rounding noise: 99.9 for 0.999.
func percent(p float64) string { return fmt.Sprintf("%.10g", 100*p) }
