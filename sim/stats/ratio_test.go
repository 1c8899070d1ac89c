package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/sim/stats"
)

func TestRatio(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	for _, c := range []struct {
		name         string
		above, below []float64
		want         *stats.Estimate
	}{
		{"nothing", nil, nil, nil},
		{"nothing to divide by", []float64{1, 2}, []float64{0, 0}, nil},
		{"one replication has no interval", []float64{3}, []float64{2}, &stats.Estimate{Value: 1.5}},
		{"one denominator that counts has no interval", []float64{3, 0, 0}, []float64{2, 0, 0}, &stats.Estimate{Value: 1.5}},
		{"the same ratio in all has a width of 0", []float64{1, 2, 5}, []float64{2, 4, 10}, &stats.Estimate{Value: 0.5, CI95: &[2]float64{0.5, 0.5}}},
		{"replications that are not finite are left out", []float64{1, nan, 2, 5}, []float64{2, 7, 4, 10}, &stats.Estimate{Value: 0.5, CI95: &[2]float64{0.5, 0.5}}},
		// Of equal denominators the single values are the ratios: 1, 2, 3 with t = 4.302653
		// and sd = 1, half = 4.302653/sqrt(3) = 2.484138.
		{"with equal denominators it is the mean of the ratios", []float64{2, 4, 6}, []float64{2, 2, 2}, &stats.Estimate{Value: 2, CI95: &[2]float64{2 - 2.484138, 2 + 2.484138}}},
		// r = 7/4, r(-1) = 4/3, r(-2) = 3/1: 2 r - r(-i) = 2.1667 and 0.5, mean 1.3333,
		// half = 12.706205 * 0.833333 = 10.588504.
		{"replications weigh what they have", []float64{3, 4}, []float64{1, 3}, &stats.Estimate{Value: 1.75, CI95: &[2]float64{1.333333 - 10.588504, 1.333333 + 10.588504}}},
	} {
		sameEstimate(t, c.name, stats.Ratio(c.above, c.below), c.want)
	}
	panics(t, "lengths that differ", func() { stats.Ratio([]float64{1}, nil) })
}

// TestRatioCovers: dollars per request, where a replication has a random number of
// requests and each costs a random amount of mean 2.
func TestRatioCovers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(61, 62))
	for _, n := range []int{5, 10, 30} {
		covers(t, "ratio of sums", 1500, 2, 0.92, 0.98, func() *stats.Estimate {
			cost, requests := make([]float64, n), make([]float64, n)
			for i := range cost {
				requests[i] = math.Floor(50 + 100*r.Float64())
				for range int(requests[i]) {
					cost[i] += 2 * r.ExpFloat64()
				}
			}
			return stats.Ratio(cost, requests)
		})
	}
}
