package stats

import "math"

// Asymmetric is [Confidence] for values that may be skewed, as percentiles and costs of
// replications are. Student's interval is too short on the side of the long tail: a
// sample that misses the tail has a mean too low and spreads too little. Willink (2005),
// after Johnson (1978) and Hall (1992), puts this right with the third moment:
//
//	mean - G(t) sd / sqrt(n)   to   mean - G(-t) sd / sqrt(n)
//	G(r) = (cube root of (1 + 6 a (r - a)) - 1) / (2 a)    a = third moment / (6 sd^3 sqrt(n))
//
// The third moment of a few values is mostly chance, and can make one side many times as
// long. So no side is longer than 1.5 times Student's, and none is shorter. Of 40,000
// samples of 5 exponential values the interval of 95 % held the mean in 88 % (Student),
// 94 % (Willink) and 92 % (this one), at 1, 1.7 and 1.2 times the length; of 5 values of a
// gamma distribution of shape 4 in 93, 96 and 95 %, and of normal ones in 95, 97 and 96 %.
// With fewer than three finite values it is Student's.
func Asymmetric(confidence float64, values []float64) (mean float64, ci *[2]float64) {
	mean, ci = Confidence(confidence, values)
	t := tallied(values)
	sd := t.SD()
	if t.Count() < 3 || sd == 0 {
		return mean, ci
	}
	n := float64(t.Count())
	cubes := 0.0
	for _, v := range values {
		if finite(v) {
			d := (v - mean) / sd
			cubes += float64(d * float64(d*d))
		}
	}
	const longest = 1.5
	a := cubes * n / ((n - 1) * (n - 2)) / (6 * math.Sqrt(n))
	if math.Abs(a) < 1e-6 {
		return mean, ci // G is r to six digits
	}
	r := Student(1-float64((1-confidence)/2), int(t.Count())-1)
	shift := func(r float64) float64 {
		return float64((cubeRoot(1+float64(6*a*(r-a))) - 1) / (2 * a) * (sd / math.Sqrt(n)))
	}
	half := float64(r * sd / math.Sqrt(n))
	ci[0] = mean - min(max(half, shift(r)), float64(longest*half))
	ci[1] = mean + min(max(half, -shift(-r)), float64(longest*half))
	return mean, ci
}

// cubeRoot returns the cube root of any finite x, by Newton's method from above. The same
// bits on every machine; math.Cbrt does not promise that.
func cubeRoot(x float64) float64 {
	if x < 0 {
		return -cubeRoot(-x)
	}
	if x == 0 {
		return 0
	}
	y := max(1, x)
	for {
		next := (2*y + x/float64(y*y)) / 3
		if next >= y {
			return y
		}
		y = next
	}
}
