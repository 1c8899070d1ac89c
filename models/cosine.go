package models

import "math"

// cosTurn returns the cosine of a number of full turns, by a polynomial whose products
// are rounded one by one, so that every processor gives the same bits. The error is
// below 1e-15: Taylor's series on an eighth of a turn needs nine terms.
func cosTurn(x float64) float64 {
	x -= math.Floor(x) // now in [0, 1)
	if x > 0.5 {
		x = 1 - x
	}
	sign := 1.0
	if x > 0.25 {
		x, sign = 0.5-x, -1
	}
	if x > 0.125 {
		return sign * sinSmall(float64((0.25-x)*2*math.Pi))
	}
	return sign * cosSmall(float64(x*2*math.Pi))
}

// cosSmall returns 1 - y^2/2! + y^4/4! - ... + y^16/16!, the sum taken in pairs, which do
// not wait for each other.
func cosSmall(y float64) float64 {
	z := float64(y * y)
	z2 := float64(z * z)
	z4 := float64(z2 * z2)
	low := (1.0/24 - float64(z*(1.0/720))) + float64(z2*(1.0/40320-float64(z*(1.0/3628800))))
	high := (1.0/479001600 - float64(z*(1.0/87178291200))) + float64(z2*(1.0/20922789888000))
	return 1 - (float64(z*0.5) - float64(z2*(low+float64(z4*high))))
}

// sinSmall returns y - y^3/3! + y^5/5! - ... + y^17/17!, so too.
func sinSmall(y float64) float64 {
	z := float64(y * y)
	z2 := float64(z * z)
	z4 := float64(z2 * z2)
	low := (1.0/6 - float64(z*(1.0/120))) + float64(z2*(1.0/5040-float64(z*(1.0/362880))))
	high := (1.0/39916800 - float64(z*(1.0/6227020800))) + float64(z2*(1.0/1307674368000-float64(z*(1.0/355687428096000))))
	return y - float64(float64(y*z)*(low+float64(z4*high)))
}
