package stats

import (
	"fmt"
	"math"
)

// StudentTail returns the probability that a variate of Student's t distribution with
// df degrees of freedom is at least as far from 0 as t, on either side: the p-value of a
// two-sided test. It is 1 at t = 0, 0 at infinity and NaN when t is. The relative error
// is below 1e-10, also where the probability is tiny; the time taken grows with df. It
// panics if df is below 1.
//
// It is the incomplete beta function (Abramowitz and Stegun 1964, 26.7.1 and 26.5.8), by
// its continued fraction in the form of Lentz (Press et al. 2007, Numerical Recipes, 6.4):
//
//	I(x; df/2, 1/2)   x = df / (df + t^2)
//
// in plain arithmetic and square roots, so it has the same bits on every machine.
func StudentTail(t float64, df int) float64 {
	if df < 1 {
		panic(fmt.Sprintf("stats: Student tail with %d degrees of freedom", df))
	}
	t = math.Abs(t)
	if math.IsInf(t, 1) {
		return 0
	}
	n := float64(df)
	square := float64(t * t)
	if square < 3 { // about where the continued fraction starts to converge fast
		return 1 - between(t, df)
	}
	x := n / (n + square)
	a := n / 2
	// x^a sqrt(1 - x) / (a B(a, 1/2)), where B(1/2, 1/2) = pi, B(1, 1/2) = 2 and
	// B(a + 1, 1/2) = B(a, 1/2) a / (a + 1/2).
	front, at := math.Sqrt(x)/math.Pi, 0.5
	if df%2 == 0 {
		front, at = x/2, 1
	}
	for ; at < a; at++ {
		front = float64(front * float64(x*((at+0.5)/at)))
	}
	front = float64(front/a) * math.Sqrt(square/(n+square))
	return float64(front * betaFraction(x, a, 0.5))
}

// betaFraction returns the continued fraction of the incomplete beta function I(x; a, b),
// for x below (a + 1) / (a + b + 2) and some way beyond it.
func betaFraction(x, a, b float64) float64 {
	c, d := 1.0, 1/(1-float64((a+b)*x)/(a+1))
	h := d
	for m := 1.0; ; m++ {
		term := float64(float64(m*(b-m))*x) / float64((a+2*m-1)*(a+2*m))
		d = 1 / (1 + float64(term*d))
		c = 1 + term/c
		h = float64(h * float64(c*d))
		term = -float64(float64((a+m)*(a+b+m))*x) / float64((a+2*m)*(a+2*m+1))
		d = 1 / (1 + float64(term*d))
		c = 1 + term/c
		step := float64(c * d)
		h = float64(h * step)
		if !(math.Abs(step-1) > 1e-15) {
			return h
		}
	}
}
