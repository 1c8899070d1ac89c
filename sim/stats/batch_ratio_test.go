package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/sim/stats"
)

// TestBatchRatioCovers: the mean wait of one run of M/M/1, from sums over windows of 20
// customers, and its 90th percentile from the number above it in each window.
func TestBatchRatioCovers(t *testing.T) {
	t.Parallel()
	const load, n, window = 0.5, 8000, 20
	r := rand.New(rand.NewPCG(91, 92))
	windowed := func(values []float64, of func(float64) float64) (sums, counts []float64) {
		for i := 0; i+window <= len(values); i += window {
			s := 0.0
			for _, v := range values[i : i+window] {
				s += of(v)
			}
			sums, counts = append(sums, s), append(counts, window)
		}
		return sums, counts
	}
	answered := covers(t, "mean wait of one run", 300, load/(1-load), 0.92, 0.985, func() *stats.Estimate {
		return stats.BatchRatio(windowed(waits(r, n, load), func(v float64) float64 { return v })).Interval()
	})
	if answered < 0.9 {
		t.Errorf("runs with an interval = %v, want 0.9 or more", answered)
	}
	covers(t, "p90 of the waits of one run", 200, waitQuantile(0.9, load), 0.91, 0.99, func() *stats.Estimate {
		w := waits(r, n, load)
		h := recorded(w)
		q := h.Quantile(0.9)
		b := stats.BatchRatio(windowed(w, func(v float64) float64 {
			if v > q {
				return 1
			}
			return 0
		}))
		return h.QuantileInterval(0.9, b.EffectiveTrials(h.Count()))
	})
}

func TestBatchRatio(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	ones := func(n int) []float64 {
		s := make([]float64, n)
		for i := range s {
			s[i] = 1
		}
		return s
	}
	ramp := make([]float64, 200)
	ripple := make([]float64, 200)
	for i := range ramp {
		ramp[i], ripple[i] = float64(i), float64(i%2)
	}
	for _, c := range []struct {
		name        string
		above       []float64
		below       []float64
		value       float64
		independent bool
	}{
		{"nothing", nil, nil, nan, false},
		{"no weight", ones(20), make([]float64, 20), nan, false},
		{"too few parts", ones(9), ones(9), 1, false},
		{"parts that do not differ", ones(40), ones(40), 1, true},
		{"every second part", ripple, ones(200), 0.5, true},
		{"a trend", ramp, ones(200), 99.5, false},
		{"gaps are left out", append([]float64{nan, 5}, ones(30)...), append([]float64{3, nan}, ones(30)...), 1, true},
	} {
		b := stats.BatchRatio(c.above, c.below)
		if math.IsNaN(b.Value) != math.IsNaN(c.value) || b.Value == b.Value && b.Value != c.value {
			t.Errorf("%s: ratio = %v, want %v", c.name, b.Value, c.value)
		}
		if b.Independent != c.independent {
			t.Errorf("%s: independent = %v, want %v", c.name, b.Independent, c.independent)
		}
		e := b.Interval()
		if (e == nil) != math.IsNaN(c.value) || e != nil && (e.CI95 != nil) != c.independent {
			t.Errorf("%s: interval = %v, want one if and only if independent", c.name, e)
		}
	}
	if got := stats.BatchRatio(ones(40), ones(40)).EffectiveTrials(70); got != 70 {
		t.Errorf("effective trials where no batch differs = %v, want all 70", got)
	}
	if got := stats.BatchRatio(ramp, ones(200)).EffectiveTrials(70); got != 0 {
		t.Errorf("effective trials of a trend = %v, want 0", got)
	}
	panics(t, "lengths that differ", func() { stats.BatchRatio(nil, ones(1)) })
}
