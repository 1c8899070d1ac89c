package stats

import (
	"cmp"
	"math"
	"slices"
)

// Holm corrects p-values of many comparisons made together (Holm 1979): who takes those
// for real whose corrected value is at most 0.05 takes any false one for real with a
// probability of at most 5 %, however the metrics depend on each other. With the m
// p-values in ascending order, the i-th (from 0) becomes
//
//	max over j <= i of min(1, (m - j) p(j))
//
// The result is in the order of the input. A p-value that is NaN, where nothing could be
// compared, stays NaN and does not count. The input is not changed.
func Holm(p []float64) []float64 {
	corrected := slices.Clone(p)
	var order []int // the places of numbers, ascending
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	least := 0.0
	for i, at := range order {
		least = max(least, min(1, float64(float64(len(order)-i)*p[at])))
		corrected[at] = least
	}
	return corrected
}
