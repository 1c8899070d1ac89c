package stats

import (
	"fmt"
	"math"
)

// Student returns the p-quantile of Student's t distribution with df degrees of freedom:
// the t that a variate does not exceed with probability p. For a two-sided interval of
// 95 % ask for p = 0.975. It panics unless 0 < p < 1 and df is at least 1. The relative
// error is below 1e-9 for p from 0.0001 to 0.9999; the time taken grows with df.
//
// It solves the closed form of the distribution for whole df by bisection, in plain
// arithmetic and square roots, and so gives the same bits on every machine.
func Student(p float64, df int) float64 {
	if !(p > 0 && p < 1) {
		panic(fmt.Sprintf("stats: Student quantile of %v, which is not between 0 and 1", p))
	}
	if df < 1 {
		panic(fmt.Sprintf("stats: Student quantile with %d degrees of freedom", df))
	}
	if p < 0.5 {
		return -Student(1-p, df)
	}
	inner := 2*p - 1
	low, high := 0.0, 1.0
	for between(high, df) < inner && high < 1e18 {
		low, high = high, 2*high
	}
	for {
		t := low + float64((high-low)/2)
		if t <= low || t >= high {
			return t
		}
		if between(t, df) < inner {
			low = t
		} else {
			high = t
		}
	}
}

// between returns the probability that a t variate lies within -t to t, t >= 0
// (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4): with angle = atan(t/sqrt(df)),
//
//	odd:  2/pi (angle + sin (cos + 2/3 cos^3 + ... + 2*4..(df-3)/(3*5..(df-2)) cos^(df-2)))
//	even: sin (1 + 1/2 cos^2 + ... + 1*3..(df-3)/(2*4..(df-2)) cos^(df-2))
func between(t float64, df int) float64 {
	n := float64(df)
	r := math.Sqrt(n + float64(t*t))
	sin, cos := t/r, math.Sqrt(n)/r
	square := n / (n + float64(t*t))
	if df%2 == 0 {
		sum, term := 0.0, 1.0
		for k := 2; k <= df; k += 2 {
			sum += term
			term = float64(term * float64(square*(float64(k-1)/float64(k))))
		}
		return sin * sum
	}
	sum, term := 0.0, cos
	for k := 3; k <= df; k += 2 {
		sum += term
		term = float64(term * float64(square*(float64(k-1)/float64(k))))
	}
	return 2 / math.Pi * (atan(t/math.Sqrt(n)) + float64(sin*sum))
}

// atan returns the arc tangent of x >= 0. Halving the angle three times, by
// tan(a/2) = tan(a) / (1 + sqrt(1 + tan(a)^2)), leaves at most 0.1 for the power series.
func atan(x float64) float64 {
	if x > 1 {
		return math.Pi/2 - atan(1/x)
	}
	for range 3 {
		x /= 1 + math.Sqrt(1+float64(x*x))
	}
	square := float64(x * x)
	sum, power := 0.0, x
	for k := 1; k <= 21; k += 4 {
		sum += power / float64(k)
		power = float64(power * square)
		sum -= power / float64(k+2)
		power = float64(power * square)
	}
	return float64(8 * sum)
}
