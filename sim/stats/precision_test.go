package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/sim/stats"
)

func TestPrecision(t *testing.T) {
	t.Parallel()
	of := func(value, half float64) *stats.Estimate {
		return &stats.Estimate{Value: value, CI95: &[2]float64{value - half, value + half}}
	}
	// A relative error of 1/9 of the true value is 1/10 of the estimate.
	tenth := stats.Precision{Relative: 1.0 / 9}
	for _, c := range []struct {
		name string
		p    stats.Precision
		e    *stats.Estimate
		n    int
		want stats.Progress
	}{
		{"narrow enough", tenth, of(10, 0.999), 20, stats.Progress{HalfWidth: 0.999, Reached: true, Needed: 20}},
		{"narrow, but of too few to trust", tenth, of(10, 0.5), 4, stats.Progress{HalfWidth: 0.5, Needed: 4, Next: 10}},
		{"half as wide again needs 2.25 times as many", stats.Precision{Absolute: 1}, of(10, 1.5), 20, stats.Progress{HalfWidth: 1.5, Needed: 45, Next: 40}},
		{"a little more", tenth, of(-10, 1.1), 20, stats.Progress{HalfWidth: 1.1, Needed: 25, Next: 25}},
		{"a limit", stats.Precision{Absolute: 1, Most: 30}, of(10, 1.5), 20, stats.Progress{HalfWidth: 1.5, Needed: 45, Next: 30}},
		{"the limit is reached", stats.Precision{Absolute: 1, Most: 20}, of(10, 1.5), 20, stats.Progress{HalfWidth: 1.5, Needed: 45}},
		{"no interval yet", tenth, &stats.Estimate{Value: 10}, 1, stats.Progress{HalfWidth: math.NaN(), Next: 10}},
		{"nothing measured yet", tenth, nil, 16, stats.Progress{HalfWidth: math.NaN(), Next: 32}},
		{"0 is never known to a share of it", tenth, of(0, 1), 20, stats.Progress{HalfWidth: 1, Needed: math.MaxInt, Next: 40}},
		{"but to an amount", stats.Precision{Relative: 0.1, Absolute: 2}, of(0, 1), 20, stats.Progress{HalfWidth: 1, Reached: true, Needed: 20}},
		{"an amount alone", stats.Precision{Absolute: 0.5}, of(7, 1), 20, stats.Progress{HalfWidth: 1, Needed: 80, Next: 40}},
		{"the longer side of an interval counts", stats.Precision{Absolute: 3}, &stats.Estimate{Value: 7, CI95: &[2]float64{6, 9}}, 20, stats.Progress{HalfWidth: 2, Reached: true, Needed: 20}},
	} {
		got := c.p.Of(c.e, c.n)
		sameNumber(t, c.name+": half width", got.HalfWidth, c.want.HalfWidth)
		got.HalfWidth, c.want.HalfWidth = 0, 0
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	panics(t, "nothing is wanted", func() { stats.Precision{}.Of(nil, 1) })
}

// TestPrecisionIsReachedAndTrue: runs to 5 % end with intervals that hold the mean, in
// few rounds, and not far beyond what is needed: (1.96 * 0.3 / 0.0476)^2 = 152.
func TestPrecisionIsReachedAndTrue(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(93, 94))
	p := stats.Precision{Relative: 0.05}
	rounds, used := 0, 0
	covers(t, "runs to 5 %", 1000, 10, 0.92, 0.98, func() *stats.Estimate {
		var values []float64
		for g := p.Of(nil, 0); ; g = p.Of(stats.Interval(values), len(values)) {
			if g.Reached {
				used += len(values)
				return stats.Interval(values)
			}
			values = append(values, independentNormal(r, g.Next-len(values))...)
			rounds++
		}
	})
	if got := float64(used) / 1000; got < 130 || got > 200 {
		t.Errorf("replications on average = %v, want about 152", got)
	}
	if got := float64(rounds) / 1000; got > 9 {
		t.Errorf("rounds on average = %v, want few", got)
	}
}
