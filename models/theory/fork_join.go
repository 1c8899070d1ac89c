package theory

import (
	"math"

	"headroom/sim/dist"
)

// Harmonic returns 1 + 1/2 + ... + 1/n: the mean of the longest of n exponential times of
// mean 1. That of fewer than 1 is 0.
func Harmonic(n float64) float64 {
	sum := 0.0
	for i := 1.0; i <= n; i++ {
		sum += 1 / i
	}
	return sum
}

// ForkJoin returns how much longer than one part the longest of n parts takes, which start
// at the same time in n M/M/1 queues of a utilisation: exact for n = 2 (Flatto, Hahn 1984),
// and otherwise the approximation of Nelson and Tantawi (1988), within 5 % up to 32:
//
//	(H_n/H_2 + 4 rho/11 (1 - H_n/H_2)) (12 - rho)/8
//
// Without any load it is H_n for two parts; for one part it is 1.
func ForkJoin(n, rho float64) float64 {
	if n <= 1 {
		return 1
	}
	h := Harmonic(n) / 1.5
	return (h + float64(4*rho/11*(1-h))) * (12 - rho) / 8
}

// Longest returns mean and variance of the longer of two independent times of which these
// are known. It takes both for normal (Clark 1961, "The greatest of a finite set of random
// variables").
func Longest(meanA, varianceA, meanB, varianceB float64) (mean, variance float64) {
	spread := math.Sqrt(varianceA + varianceB)
	if spread == 0 {
		return max(meanA, meanB), 0
	}
	x := (meanA - meanB) / spread
	a := 1 - dist.NormalTail(x) // that A is the longer one
	b := dist.NormalTail(x)
	density := dist.FastExp(-0.5*x*x) / 2.5066282746310002 // sqrt(2 pi)
	mean = float64(meanA*a) + float64(meanB*b) + float64(spread*density)
	square := float64((float64(meanA*meanA)+varianceA)*a) + float64((float64(meanB*meanB)+varianceB)*b) +
		float64((meanA+meanB)*spread*density)
	return mean, max(0, square-float64(mean*mean))
}
