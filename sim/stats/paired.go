package stats

import (
	"fmt"
	"math"
)

// Comparison tells how a metric of variant B differs from that of variant A. Use [Paired]
// or [Unpaired].
type Comparison struct {
	// Pairs is the number of replications that both variants have in common; 0 for
	// unpaired ones.
	Pairs int
	// A and B are the means of the replications that were compared; NaN without any.
	A, B float64
	// Difference is B - A with its 95 % interval; nil when there was nothing to compare.
	Difference *Estimate
	// Relative is B/A - 1, such as 0.2 for 20 % more, with its 95 % interval; nil when A
	// is not above 0.
	Relative *Estimate
	// P is the probability of a difference at least as large, in either direction, when
	// the true means are equal; NaN with fewer than two replications. Where many metrics
	// are compared, correct with [Holm].
	P float64
	// VarianceReduction is by how much pairing narrows: as many times more replications
	// would be needed with variants that share nothing. Below 1 the pairing harms. It is
	// +Inf when all differences are equal but the values are not, and NaN for unpaired
	// replications, with fewer than two and when nothing varies.
	VarianceReduction float64
}

// Paired compares two variants in replications that share their random numbers: a[i] and
// b[i] come from replication i of each. What a busy day does to both cancels in the
// differences, which are held against Student's t distribution (Law 2015, Simulation
// Modeling and Analysis, 10.2.1, and 11.2 on common random numbers):
//
//	t = mean(d) / (sd(d) / sqrt(n))   d(i) = b(i) - a(i)   n - 1 degrees of freedom
//
// The relative change is the [Ratio] of the sums. Pairs in which a value is not finite
// are left out. Differences that do not vary leave nothing to chance: P is 1 when they
// are 0 and else 0. It panics when the lengths differ.
func Paired(a, b []float64) Comparison {
	if len(a) != len(b) {
		panic(fmt.Sprintf("stats: %d replications paired with %d", len(a), len(b)))
	}
	var first, second, steps []float64
	for i := range a {
		if finite(a[i]) && finite(b[i]) {
			first, second = append(first, a[i]), append(second, b[i])
			steps = append(steps, b[i]-a[i])
		}
	}
	x, y, d := tallied(first), tallied(second), tallied(steps)
	c := Comparison{
		Pairs: len(steps), A: x.Mean(), B: y.Mean(),
		Difference: Interval(steps), P: math.NaN(), VarianceReduction: math.NaN(),
	}
	if c.A > 0 {
		c.Relative = minusOne(Ratio(second, first))
	}
	if c.Pairs < 2 {
		return c
	}
	c.VarianceReduction = (x.s + y.s) / d.s // 0/0 is NaN
	switch {
	case d.s > 0:
		c.P = StudentTail(d.Mean()/(d.SD()/math.Sqrt(float64(c.Pairs))), c.Pairs-1)
	case d.Mean() == 0:
		c.P = 1
	default:
		c.P = 0
	}
	return c
}

// Unpaired compares two variants whose replications share nothing, and may differ in
// number and spread, with [Welch]. The interval of the relative change is that of the
// linearised ratio r = B/A (delta method): the one of B - r A by [Welch], over A.
func Unpaired(a, b []float64) Comparison {
	x, y := tallied(a), tallied(b)
	c := Comparison{A: x.Mean(), B: y.Mean(), VarianceReduction: math.NaN()}
	c.Difference, c.P = Welch(a, b)
	r := c.B / c.A
	if !(c.A > 0) || !finite(r) {
		return c
	}
	scaled := make([]float64, len(a))
	for i, v := range a {
		scaled[i] = float64(r * v)
	}
	c.Relative = &Estimate{Value: r - 1}
	if about, _ := Welch(scaled, b); about.CI95 != nil {
		half := (about.CI95[1] - about.CI95[0]) / 2 / c.A
		c.Relative.CI95 = &[2]float64{r - 1 - half, r - 1 + half}
	}
	return c
}

// minusOne shifts an estimate, which may be nil, by -1.
func minusOne(e *Estimate) *Estimate {
	if e == nil {
		return nil
	}
	shifted := &Estimate{Value: e.Value - 1}
	if e.CI95 != nil {
		shifted.CI95 = &[2]float64{e.CI95[0] - 1, e.CI95[1] - 1}
	}
	return shifted
}
