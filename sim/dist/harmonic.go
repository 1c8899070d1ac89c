package dist

// harmonic returns the sum of k^-s for k from 1 to n (the generalised harmonic number)
// with a relative error below 1e-12: the first terms one by one, the rest by the
// formula of Euler and Maclaurin. Its cost does not grow with n.
func harmonic(n int64, s float64) float64 {
	const first = 64
	var sum float64
	for k := int64(1); k < min(n, first); k++ {
		sum += FastExp(-s * FastLog(float64(k)))
	}
	return sum + harmonicRest(min(n, first), n, s)
}

// harmonicRest returns the sum of k^-s for k from m to n. With f(x) = x^-s it is the
// integral of f, plus (f(m) + f(n))/2, plus the differences of the odd derivatives
// times 1/12, -1/720 and 1/30240.
func harmonicRest(m, n int64, s float64) float64 {
	low, high := float64(m), float64(n)
	f, g := FastExp(-s*FastLog(low)), FastExp(-s*FastLog(high))
	if m == n {
		return f
	}
	span := FastLog(high) - FastLog(low)
	integral := float64(low * f * span * expm1Over((1-s)*span))
	factor := s
	f, g = f/low, g/high // s*x^(-s-1), to the factor
	sum := float64(factor * (f - g) / 12)
	factor *= (s + 1) * (s + 2)
	f, g = f/(low*low), g/(high*high)
	sum -= float64(factor * (f - g) / 720)
	factor *= (s + 3) * (s + 4)
	f, g = f/(low*low), g/(high*high)
	sum += float64(factor * (f - g) / 30240)
	ends := float64((FastExp(-s*FastLog(low)) + FastExp(-s*FastLog(high))) / 2)
	return integral + ends + sum
}
