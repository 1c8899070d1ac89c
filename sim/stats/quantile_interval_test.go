package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/sim/stats"
)

func exponentials(r *rand.Rand, n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = r.ExpFloat64()
	}
	return values
}

func recorded(seconds []float64) *stats.Histogram {
	h := new(stats.Histogram)
	for _, v := range seconds {
		h.Record(int64(v * 1e9))
	}
	return h
}

func TestHistogramQuantileInterval(t *testing.T) {
	t.Parallel()
	h := new(stats.Histogram)
	if got := h.QuantileInterval(0.5, 0); got != nil {
		t.Errorf("interval of an empty histogram = %v, want none", got)
	}
	for v := range int64(400) { // one value per bucket
		h.Record(v + 1)
	}
	ns := func(v, low, high float64) *stats.Estimate {
		return &stats.Estimate{Value: v / 1e9, CI95: &[2]float64{low / 1e9, high / 1e9}}
	}
	ten := new(stats.Histogram)
	for _, v := range []int64{7, 1, 9, 3, 10, 5, 2, 8, 6, 4} {
		ten.Record(v)
	}
	sameEstimate(t, "the median of 10", ten.QuantileInterval(0.5, 10), ns(5, 2, 9))
	sameEstimate(t, "too few for p90", ten.QuantileInterval(0.9, 10), &stats.Estimate{Value: 9e-9})
	if got := ten.QuantileInterval(0.7, 10).Value; got != 7e-9 {
		t.Errorf("p70 of 10 = %v, want 7e-9: rounding does not move the rank", got)
	}
	low, high := stats.QuantileRanks(0.95, 0.5, 400)
	sameEstimate(t, "independent values", h.QuantileInterval(0.5, 400), ns(200, float64(low), float64(high)))
	// 100 independent ones: ranks 40 and 61 of 100 are 160 and 244 of 400.
	sameEstimate(t, "values of which four are alike", h.QuantileInterval(0.5, 100.9), ns(200, 160, 244))
	sameEstimate(t, "too few for an interval", h.QuantileInterval(0.99, 367), &stats.Estimate{Value: 396e-9})
	panics(t, "more independent values than values", func() { h.QuantileInterval(0.5, 401) })
}

// TestHistogramQuantileCovers: ranks are whole, so the interval holds the quantile a little
// more often than 95 %, most of all in a tail of five values.
func TestHistogramQuantileCovers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(71, 72))
	for _, p := range []float64{0.5, 0.9, 0.99} {
		covers(t, "quantile of exponential values", 1000, -math.Log(1-p), 0.93, 0.985, func() *stats.Estimate {
			return recorded(exponentials(r, 500)).QuantileInterval(p, 500)
		})
	}
}

// TestHistogramQuantileCoversWithEffectiveTrials: waits of one run depend on each other.
// What is exceeded, as a share of all, has a number of effective trials, and with it the
// interval holds the quantile; as if all were independent it does not.
func TestHistogramQuantileCoversWithEffectiveTrials(t *testing.T) {
	t.Parallel()
	const load, p, n = 0.5, 0.9, 4000
	r := rand.New(rand.NewPCG(73, 74))
	naive := 0
	truth := waitQuantile(p, load)
	covers(t, "p90 of one run of M/M/1", 500, truth, 0.92, 0.98, func() *stats.Estimate {
		w := waits(r, n, load)
		h := recorded(w)
		q := h.Quantile(p)
		above, ones := make([]float64, n), make([]float64, n)
		for i, v := range w {
			ones[i] = 1
			if v > q {
				above[i] = 1
			}
		}
		if e := h.QuantileInterval(p, n); e.CI95[0] > truth || e.CI95[1] < truth {
			naive++
		}
		return h.QuantileInterval(p, stats.BatchRatio(above, ones).EffectiveTrials(n))
	})
	if naive < 100 {
		t.Errorf("intervals that take neighbours for independent and miss = %d of 500, want many", naive)
	}
}

func TestReplicatedQuantile(t *testing.T) {
	t.Parallel()
	spread := func(from int64) *stats.Histogram {
		h := new(stats.Histogram)
		for v := range int64(100) {
			h.Record(from + v)
		}
		return h
	}
	empty := new(stats.Histogram)
	if got := replicated([]*stats.Histogram{empty, empty}, 0.5); got != nil {
		t.Errorf("quantile of nothing = %v, want none", got)
	}
	for _, c := range []struct {
		name string
		all  []*stats.Histogram
		p    float64
		ci   bool
	}{
		{"two replications", []*stats.Histogram{spread(1), spread(2)}, 0.5, true},
		{"one replication", []*stats.Histogram{spread(1)}, 0.5, false},
		{"one that recorded something", []*stats.Histogram{spread(1), empty}, 0.5, false},
		{"too few values for p99", []*stats.Histogram{spread(1), spread(1), spread(1)}, 0.99, false},
		{"enough values for p99", []*stats.Histogram{spread(1), spread(1), spread(1), spread(1)}, 0.99, true},
	} {
		e := replicated(c.all, c.p)
		if (e.CI95 != nil) != c.ci {
			t.Errorf("%s: interval %v, want one: %v", c.name, e.CI95, c.ci)
		}
	}
	// Replications that agree by luck do not make it narrower than all values can know.
	e := replicated([]*stats.Histogram{spread(101), spread(101)}, 0.5)
	if e.CI95[0] > 145e-9 || e.CI95[1] < 155e-9 {
		t.Errorf("interval of replications that agree = %v, want that of 200 values", *e.CI95)
	}
}

// TestReplicatedQuantileCovers: the interval spans two, so that of independent values, where
// both are right, holds the truth more often than either.
func TestReplicatedQuantileCovers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(75, 76))
	for _, c := range []struct {
		name            string
		p, truth        float64
		runs, customers int
		draw            func(n int) []float64
	}{
		{"p99 of M/M/1 from 10 runs", 0.99, waitQuantile(0.99, 0.5), 10, 3000, func(n int) []float64 { return waits(r, n, 0.5) }},
		{"p90 of M/M/1 from 5 runs", 0.9, waitQuantile(0.9, 0.5), 5, 1500, func(n int) []float64 { return waits(r, n, 0.5) }},
		{"p99 of independent values from 10 runs", 0.99, -math.Log(0.01), 10, 500, func(n int) []float64 { return exponentials(r, n) }},
	} {
		covers(t, c.name, 300, c.truth, 0.91, 0.996, func() *stats.Estimate {
			all := make([]*stats.Histogram, c.runs)
			for i := range all {
				all[i] = recorded(c.draw(c.customers))
			}
			return replicated(all, c.p)
		})
	}
}

// replicated is the quantile of replications together.
func replicated(all []*stats.Histogram, p float64) *stats.Estimate {
	var merged stats.Histogram
	for _, h := range all {
		merged.Merge(h)
	}
	return stats.ReplicatedQuantile(&merged, all, p)
}
