package dist

import "math"

// Special functions with the same bits on every architecture. They serve to fit
// parameters and to give means; none is called per draw.

const rootTwoPi = 2.50662827463100050241576528481104525

// logGamma returns the logarithm of the gamma function for x > 0, with an absolute or
// relative error below 1e-13: Stirling's series from 12 on, below it by recurrence.
func logGamma(x float64) float64 {
	product := 1.0
	for ; x < 12; x++ {
		product *= x
	}
	z := 1 / (x * x)
	series := 1.0/12 - float64(z*(1.0/360-float64(z*(1.0/1260-float64(z*(1.0/1680-float64(z*(1.0/1188))))))))
	const halfLogTwoPi = 0.918938533204672741780329736405617640
	return float64((x-0.5)*FastLog(x)) - x + halfLogTwoPi + series/x - FastLog(product)
}

// gammaShare returns the distribution function of the gamma law with scale 1 (the
// regularised incomplete gamma function P): by its series below the mean, by the
// continued fraction of Lentz above it.
func gammaShare(shape, x float64) float64 {
	if x <= 0 {
		return 0
	}
	front := FastExp(float64(shape*FastLog(x)) - x - logGamma(shape))
	if x < shape+1 {
		term := 1 / shape
		sum := term
		for n := shape + 1; term > sum*1e-17; n++ {
			term = float64(term * (x / n))
			sum += term
		}
		return front * sum
	}
	b := x + 1 - shape
	c := 1e300
	d := 1 / b
	h := d
	for i := 1.0; i < 1e5; i++ {
		a := i * (shape - i)
		b += 2
		d = 1 / (b + float64(a*d))
		c = b + a/c
		step := float64(c * d)
		h *= step
		if math.Abs(step-1) < 1e-16 {
			break
		}
	}
	return 1 - float64(front*h)
}

// logGammaQuantile returns the logarithm of the value below which the gamma law with
// scale 1 has the share p: Newton's method on the logarithm, kept in a bracket.
func logGammaQuantile(shape float64, p percentile) float64 {
	y := (FastLog(1-p.tail) + logGamma(shape+1)) / shape
	if shape > 0.5 { // Wilson, Hilferty 1931
		root := 1 - 1/(9*shape) + p.z/(3*math.Sqrt(shape))
		y = FastLog(shape) + float64(3*FastLog(root))
	}
	low, high := y-50, y+50
	norm := logGamma(shape)
	for range 200 {
		x := FastExp(y)
		miss := gammaShare(shape, x) - (1 - p.tail)
		if miss > 0 {
			high = y
		} else {
			low = y
		}
		next := y - miss/FastExp(float64(shape*y)-x-norm)
		if !(next > low && next < high) {
			next = low + float64((high-low)/2)
		}
		if math.Abs(next-y) < 1e-15*(1+math.Abs(y)) {
			return next
		}
		y = next
	}
	return y
}

// normalTail returns the share of the standard normal law above x: by the series of
// Marsaglia (2004) up to 3, by the continued fraction of Laplace beyond.
func normalTail(x float64) float64 {
	if x < 0 {
		return 1 - normalTail(-x)
	}
	density := FastExp(-0.5*x*x) / rootTwoPi
	if x > 3 {
		fraction := x
		for n := 200.0; n >= 1; n-- {
			fraction = x + n/fraction
		}
		return density / fraction
	}
	sum, term := x, x
	for n := 3.0; term > sum*1e-17; n += 2 {
		term = float64(term * (x * x / n))
		sum += term
	}
	return 0.5 - float64(density*sum)
}
