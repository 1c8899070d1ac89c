package models

import "math"

// cosTurn returns the cosine of a number of full turns, by a polynomial whose products
// are rounded one by one, so that every processor gives the same bits. The error is
// below 1e-15: Taylor's series on an eighth of a turn needs eight terms.
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

func cosSmall(y float64) float64 {
	z := float64(y * y)
	sum := 0.0
	for k := 16; k > 0; k -= 2 {
		sum = float64((1 - sum) * z / float64(k*(k-1)))
	}
	return 1 - sum
}

func sinSmall(y float64) float64 {
	z := float64(y * y)
	sum := 0.0
	for k := 17; k > 1; k -= 2 {
		sum = float64((1 - sum) * z / float64(k*(k-1)))
	}
	return float64(y * (1 - sum))
}
