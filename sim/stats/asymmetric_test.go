package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/sim/stats"
)

func TestAsymmetric(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		values []float64
		want   *stats.Estimate
	}{
		{"one value has no interval", []float64{7}, &stats.Estimate{Value: 7}},
		{"two values have no third moment: Student's", []float64{1, 3}, &stats.Estimate{Value: 2, CI95: &[2]float64{2 - 12.706205, 2 + 12.706205}}},
		{"values that lie evenly: Student's", []float64{1, 2, 3, 4, 5}, &stats.Estimate{Value: 3, CI95: &[2]float64{3 - 1.963243, 3 + 1.963243}}},
		{"values that do not vary have a width of 0", []float64{2, 2, 2}, &stats.Estimate{Value: 2, CI95: &[2]float64{2, 2}}},
		// Mean 3.2, sd 1.923538, third moment 4.2, a = 0.043986. t = 2.776445:
		// G(-t) = (cube root of (1 + 6 a (-t - a)) - 1) / (2 a) = -4.152825, times
		// sd / sqrt(5) = 0.860233. The lower end is Student's.
		{"a long tail above moves the upper end out", []float64{1, 2, 3, 4, 6, nan}, &stats.Estimate{Value: 3.2, CI95: &[2]float64{3.2 - 2.388388, 3.2 + 3.572396}}},
		// t sd / sqrt(4) = 3.182446 * 4/2 = 6.364893; the third moment alone says 13.976014.
		{"the upper end moves out to 1.5 times Student's", []float64{1, 1, 1, 9}, &stats.Estimate{Value: 3, CI95: &[2]float64{3 - 6.364893, 3 + 1.5*6.364893}}},
	} {
		mean, ci := stats.Asymmetric(0.95, c.values)
		sameEstimate(t, c.name, &stats.Estimate{Value: mean, CI95: ci}, c.want)
	}
	mean, up := stats.Asymmetric(0.95, []float64{1, 1, 2, 9})
	mirrored, down := stats.Asymmetric(0.95, []float64{-1, -1, -2, -9})
	if mean != -mirrored || !near(up[0], -down[1], 1e-12) || !near(up[1], -down[0], 1e-12) {
		t.Errorf("the mirror image of %v, %v is %v, %v", mean, *up, mirrored, *down)
	}
}

// TestAsymmetricCovers: with exponential values Student's intervals hold the mean too
// rarely, and these do not.
func TestAsymmetricCovers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(65, 66))
	for _, n := range []int{10, 30} {
		values := func(draw func() float64) []float64 {
			v := make([]float64, n)
			for i := range v {
				v[i] = draw()
			}
			return v
		}
		covers(t, "exponential values", 2000, 1, 0.92, 0.98, func() *stats.Estimate {
			mean, ci := stats.Asymmetric(0.95, values(r.ExpFloat64))
			return &stats.Estimate{Value: mean, CI95: ci}
		})
		covers(t, "normal values", 2000, 0, 0.92, 0.98, func() *stats.Estimate {
			mean, ci := stats.Asymmetric(0.95, values(r.NormFloat64))
			return &stats.Estimate{Value: mean, CI95: ci}
		})
	}
}
