package stats_test

import (
	"math"
	"math/rand/v2"
)

// Known processes for tests of intervals.

// independentNormal draws n values with mean 10 and standard deviation 3.
func independentNormal(r *rand.Rand, n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = 10 + 3*r.NormFloat64()
	}
	return values
}

// autoregressive draws n values of the stationary AR(1) process with mean 10, variance 1
// and the given correlation of neighbours.
func autoregressive(r *rand.Rand, n int, correlation float64) []float64 {
	values := make([]float64, n)
	x, fresh := r.NormFloat64(), math.Sqrt(1-correlation*correlation)
	for i := range values {
		values[i] = 10 + x
		x = correlation*x + fresh*r.NormFloat64()
	}
	return values
}

// waits draws the waiting times of n customers of an M/M/1 queue in steady state, with
// services of mean 1, by the recursion of Lindley (1952). The mean is load / (1 - load);
// a wait is longer than t with probability load e^(-(1 - load) t).
func waits(r *rand.Rand, n int, load float64) []float64 {
	values := make([]float64, n)
	w := 0.0
	if r.Float64() < load {
		w = r.ExpFloat64() / (1 - load)
	}
	for i := range values {
		values[i] = w
		w = max(0, w+r.ExpFloat64()-r.ExpFloat64()/load)
	}
	return values
}

// emptyWaits is waits of a queue that starts empty.
func emptyWaits(r *rand.Rand, n int, load float64) []float64 {
	values := make([]float64, n)
	w := 0.0
	for i := range values {
		values[i] = w
		w = max(0, w+r.ExpFloat64()-r.ExpFloat64()/load)
	}
	return values
}

// waitQuantile is the p-quantile of the waits of an M/M/1 queue, for p above 1 - load.
func waitQuantile(p, load float64) float64 { return math.Log(load/(1-p)) / (1 - load) }
