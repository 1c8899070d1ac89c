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
	corrected, order := corrections(p)
	least := 0.0
	for i, at := range order {
		least = max(least, min(1, float64(float64(len(order)-i)*p[at])))
		corrected[at] = least
	}
	return corrected
}

// BenjaminiHochberg corrects p-values of many comparisons for the false discovery rate
// (Benjamini and Hochberg 1995): of those whose corrected value is at most 0.05, at most
// 5 % are false on average, if the metrics are independent or rise and fall together. It
// finds more than [Holm], and promises less. With the m p-values in ascending order, the
// i-th (from 0) becomes
//
//	min over j >= i of min(1, m/(j + 1) p(j))
//
// Order and NaN are as in [Holm].
func BenjaminiHochberg(p []float64) []float64 {
	corrected, order := corrections(p)
	most := 1.0
	for i := len(order) - 1; i >= 0; i-- {
		most = min(most, float64(float64(len(order))/float64(i+1)*p[order[i]]))
		corrected[order[i]] = most
	}
	return corrected
}

// corrections returns room for as many p-values, all NaN, and the places of those that
// are none in ascending order.
func corrections(p []float64) (room []float64, order []int) {
	room = make([]float64, len(p))
	for i, v := range p {
		room[i] = v
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	return room, order
}
