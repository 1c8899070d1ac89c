package dist

import "math"

// FastLog returns the natural logarithm of x with a relative error below 1e-15, the
// same bits on every architecture. It gives -Inf for 0, NaN below 0, and keeps NaN and
// +Inf.
//
// x is 2^k*m with m in [0.707, 1.414): ln x is k*(ln 2) + 2*atanh(s), s = (m-1)/(m+1),
// of which the series in s^2 < 0.0295 is cut after the tenth term.
func FastLog(x float64) float64 {
	const (
		one      = 0x3ff << 52
		rootHalf = 0x3fe6a09e667f3bcd // bits of 0.7071
	)
	b := math.Float64bits(x)
	k := -1022.0
	if b-1<<52 >= 0x7fe<<52 { // not normal, or below 0
		if !(x > 0 && x < math.Inf(1)) {
			return logFar(x)
		}
		b = math.Float64bits(x * 0x1p60)
		k -= 60
	}
	e := (b - rootHalf + one) >> 52
	m := math.Float64frombits(b - e<<52 + one)
	k += float64(int64(e)) - 1
	f := m - 1
	s := f / (2 + f)
	z := float64(s * s)
	z2 := float64(z * z)
	z4 := float64(z2 * z2)
	low := (2.0/3 + float64(z*(2.0/5))) + float64(z2*(2.0/7+float64(z*(2.0/9))))
	high := (2.0/11 + float64(z*(2.0/13))) + float64(z2*(2.0/15+float64(z*(2.0/17))))
	tail := 2.0/19 + float64(z*(2.0/21))
	series := low + float64(z4*(high+float64(z4*tail)))
	return float64(k*ln2Hi) + (s + s + float64(float64(s*z)*series) + float64(k*ln2Lo))
}

// logFar is FastLog where there is no finite logarithm.
func logFar(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case x < 0:
		return math.NaN()
	}
	return x
}

// log1p returns ln(1 + x) for x > -1, precise near 0 (Kahan's correction of the
// rounding of 1 + x).
func log1p(x float64) float64 {
	u := 1 + x
	if u == 1 {
		return x
	}
	return float64(FastLog(u)*x) / (u - 1)
}
