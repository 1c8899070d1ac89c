package study

import (
	"cmp"
	"fmt"
	"slices"

	"headroom/sim/stats"
)

// Front returns the numbers of the points that are not dominated: those that make sense to
// choose between when all of their quantities, such as cost and latency, should be small.
// A point is dominated only if another one is significantly better: in all quantities the
// interval of the other ends no later than that of the point begins, and in one of them
// before that. So points that differ by noise alone, and equal points, stay. An estimate
// without interval is taken as exact. Points with a value that is not finite are left out.
//
// The numbers are in the order of the first quantity, then the second, and so on. Front
// panics if the points have different numbers of quantities.
func Front(points [][]stats.Estimate) []int {
	var front []int
	for i, p := range points {
		if len(p) != len(points[0]) {
			panic(fmt.Sprintf("study: points of %d and of %d quantities", len(points[0]), len(p)))
		}
		if measured(p) && !slices.ContainsFunc(points, func(q []stats.Estimate) bool { return measured(q) && dominates(q, p) }) {
			front = append(front, i)
		}
	}
	slices.SortStableFunc(front, func(a, b int) int {
		return slices.CompareFunc(points[a], points[b], func(x, y stats.Estimate) int { return cmp.Compare(x.Value, y.Value) })
	})
	return front
}

func measured(p []stats.Estimate) bool {
	return !slices.ContainsFunc(p, func(e stats.Estimate) bool { return !finite(e.Value) })
}

// dominates tells whether q is significantly better than p.
func dominates(q, p []stats.Estimate) bool {
	better := false
	for k := range p {
		if high(q[k]) > low(p[k]) {
			return false
		}
		better = better || high(q[k]) < low(p[k])
	}
	return better
}
