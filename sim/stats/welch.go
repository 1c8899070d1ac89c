package stats

import "math"

// Welch compares two independent samples, b minus a: the difference of their means with
// its 95 % confidence interval, and the probability p of a difference as large when the
// true means are equal (two-sided). The samples need not have the same size or spread
// (Welch 1947):
//
//	v = var(a)/n(a) + var(b)/n(b)     t = difference / sqrt(v)
//	df = v^2 / ((var(a)/n(a))^2/(n(a)-1) + (var(b)/n(b))^2/(n(b)-1))
//
// The degrees of freedom are rounded down, which widens the interval. Values which are
// not finite are left out. The estimate is nil when a sample has no value left. The
// interval is nil, and p NaN, when one has fewer than two. Samples that do not spread at
// all leave nothing to chance: p is 1 when they are equal and else 0.
func Welch(a, b []float64) (difference *Estimate, p float64) {
	x, y := tallied(a), tallied(b)
	if x.Count() == 0 || y.Count() == 0 {
		return nil, math.NaN()
	}
	d := y.Mean() - x.Mean()
	difference = &Estimate{Value: d}
	if x.Count() < 2 || y.Count() < 2 {
		return difference, math.NaN()
	}
	vx, dx := float64(x.SD()*x.SD())/float64(x.Count()), float64(x.Count()-1)
	vy, dy := float64(y.SD()*y.SD())/float64(y.Count()), float64(y.Count()-1)
	v := vx + vy
	if v == 0 {
		difference.CI95 = &[2]float64{d, d}
		if d == 0 {
			return difference, 1
		}
		return difference, 0
	}
	// In shares of v, which neither overflow nor vanish.
	sx, sy := vx/v, vy/v
	df := max(1, int(1/(float64(sx*sx)/dx+float64(sy*sy)/dy)))
	half := float64(Student(0.975, df) * math.Sqrt(v))
	difference.CI95 = &[2]float64{d - half, d + half}
	return difference, StudentTail(d/math.Sqrt(v), df)
}

// tallied sums up the finite values.
func tallied(values []float64) *Tally {
	t := &Tally{}
	for _, v := range values {
		if finite(v) {
			t.Record(v)
		}
	}
	return t
}
