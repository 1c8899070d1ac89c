package dist

import "math"

const (
	ln2   = 0.693147180559945309417232121458176568
	ln2Hi = 0x1.62e42feep-1 // the upper 32 bits of ln 2: a multiple of it below 2^20 is exact
	ln2Lo = 0x1.a39ef35793c76p-33
)

// FastExp returns e^x with a relative error below 1e-15, the same bits on every
// architecture. Beyond the range of float64 it gives 0 or +Inf; it keeps NaN. Results
// below 2^-1022 have the error of their own last place.
//
// x is k*(ln 2)/256 + r: e^x is 2^(k/256), from a table, times the Taylor polynomial of
// degree 4 in r, whose remainder is below 4e-17 as |r| < 0.00136 (with
// degree 3 the error would be 1.4e-13). BenchmarkElementary has it several times faster
// than math.Exp.
func FastExp(x float64) float64 {
	if !(x > -700 && x < 700) {
		return expFar(x)
	}
	const shift = 0x1.8p52 // adding it rounds to an integer in the low bits
	kd := float64(x*(256/ln2)) + shift
	k := math.Float64bits(kd)
	kd -= shift
	r := float64(x) - float64(kd*(ln2Hi/256)) - float64(kd*(ln2Lo/256)) // x may be a product of the caller's
	r2 := float64(r * r)
	p := r + float64(r2*(0.5+float64(r*(1.0/6))+float64(r2*(1.0/24))))
	t := math.Float64frombits(expTable[k&255] + k>>8<<52)
	return t + float64(t*p)
}

// expFar is FastExp where the result nearly or fully leaves the range of float64.
func expFar(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 1000:
		return math.Inf(1)
	case x < -1000:
		return 0
	}
	half := FastExp(x / 2)
	return half * half
}

// expTable holds the bits of 2^(i/256).
var expTable = makeExpTable()

// makeExpTable multiplies the square roots 2^(1/2), 2^(1/4) ... 2^(1/256) of which i
// has the bit.
func makeExpTable() *[256]uint64 {
	var t [256]uint64
	for i := range t {
		root, product := 2.0, 1.0
		for bit := 128; bit > 0; bit /= 2 {
			root = math.Sqrt(root)
			if i&bit != 0 {
				product *= root
			}
		}
		t[i] = math.Float64bits(product)
	}
	return &t
}

// expm1Over returns (e^x - 1) / x, which is 1 at 0.
func expm1Over(x float64) float64 {
	if math.Abs(x) > 0.01 {
		return (FastExp(x) - 1) / x
	}
	sum := 1.0
	for n := 7.0; n >= 2; n-- {
		sum = 1 + float64(sum*(x/n))
	}
	return sum
}
