package stats_test

import (
	"math/rand/v2"
	"testing"

	"headroom/sim/stats"
)

func TestProportion(t *testing.T) {
	t.Parallel()
	wilson := func(ok, n uint64) *[2]float64 { w := stats.Wilson(ok, n); return &w }
	for _, c := range []struct {
		name       string
		ok, trials []uint64
		want       *stats.Estimate
	}{
		{"no trials", []uint64{0, 0}, []uint64{0, 0}, nil},
		{"one replication has no interval", []uint64{9}, []uint64{10}, &stats.Estimate{Value: 0.9}},
		{"without a failure it is that of Wilson", []uint64{10, 20, 30}, []uint64{10, 20, 30}, &stats.Estimate{Value: 1, CI95: wilson(60, 60)}},
		{"without a success, too", []uint64{0, 0}, []uint64{50, 50}, &stats.Estimate{Value: 0, CI95: wilson(0, 100)}},
		{"with replications that do not differ it is that of Wilson", []uint64{5, 5, 5}, []uint64{10, 10, 10}, &stats.Estimate{Value: 0.5, CI95: wilson(15, 30)}},
		// Ratios 0.9, 0.8, 1 of equal weight: sd 0.1, half = 4.302653 * 0.1/sqrt(3) = 0.248414.
		{"with heaps of failures it is wider, and ends at 1", []uint64{900, 800, 1000}, []uint64{1000, 1000, 1000}, &stats.Estimate{Value: 0.9, CI95: &[2]float64{0.9 - 0.248414, 1}}},
	} {
		sameEstimate(t, c.name, stats.Proportion(c.ok, c.trials), c.want)
	}
	panics(t, "more successes than trials", func() { stats.Proportion([]uint64{2}, []uint64{1}) })
	panics(t, "lengths that differ", func() { stats.Proportion(nil, []uint64{1}) })
}

// TestProportionCovers: trials that are independent, down to shares so close to 1 that
// an experiment sees three failures, and trials that fail in heaps. The interval spans two,
// so it may hold the truth more often than one of them, most of all where failures are few.
func TestProportionCovers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(63, 64))
	for _, share := range []float64{0.5, 0.95, 0.999} {
		covers(t, "independent trials", 1500, share, 0.93, 0.999, func() *stats.Estimate {
			ok, trials := make([]uint64, 10), make([]uint64, 10)
			for i := range ok {
				trials[i] = 300
				for range trials[i] {
					if r.Float64() < share {
						ok[i]++
					}
				}
			}
			return stats.Proportion(ok, trials)
		})
	}
	// In each replication the share of failures is uniform from 0 to 10 %.
	covers(t, "heaps", 1000, 0.95, 0.92, 0.98, func() *stats.Estimate {
		ok, trials := make([]uint64, 10), make([]uint64, 10)
		for i := range ok {
			trials[i] = 1000
			ok[i] = 1000 - uint64(r.Float64()*100+0.5)
		}
		return stats.Proportion(ok, trials)
	})
}
