package stats_test

import (
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"headroom/sim/stats"
)

func TestQuantileRanksOfPrintedTables(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		confidence float64
		p          float64
		n          uint64
		low, high  uint64
	}{
		// Conover, Practical Nonparametric Statistics (1999), and the sign test.
		{"the median of 10 lies between the 2nd and 9th", 0.95, 0.5, 10, 2, 9},
		{"the median of 6 lies between its ends", 0.95, 0.5, 6, 1, 6},
		{"the median of 5 may lie outside", 0.95, 0.5, 5, 0, 6},
		{"the median of 100", 0.95, 0.5, 100, 40, 61},
		{"p99 of 367 may lie above all", 0.95, 0.99, 367, 359, 368},
		{"p99 of 368 does not", 0.95, 0.99, 368, 360, 368},
		{"p1 of 368 does not lie below all", 0.95, 0.01, 368, 1, 9},
		{"p1 of 367 may", 0.95, 0.01, 367, 0, 9},
		{"of nothing", 0.95, 0.5, 0, 0, 1},
	} {
		if low, high := stats.QuantileRanks(c.confidence, c.p, c.n); low != c.low || high != c.high {
			t.Errorf("%s: ranks %d to %d, want %d to %d", c.name, low, high, c.low, c.high)
		}
	}
}

// TestQuantileRanksAreTheTightest holds them against the binomial distribution of gonum.
func TestQuantileRanksAreTheTightest(t *testing.T) {
	t.Parallel()
	for _, confidence := range []float64{0.8, 0.95, 0.999} {
		for _, p := range []float64{0.001, 0.3, 0.5, 0.95, 0.999} {
			for _, n := range []uint64{1, 7, 80, 3000, 100000, 10000000} {
				low, high := stats.QuantileRanks(confidence, p, n)
				law := distuv.Binomial{N: float64(n), P: p}
				side := (1 - confidence) / 2
				below := func(k uint64) float64 { return law.CDF(float64(k) - 1) } // P(B < k)
				if low > 0 && below(low) > side || below(low+1) <= side {
					t.Errorf("low rank of p %v of %d with confidence %v = %d", p, n, confidence, low)
				}
				if high <= n && 1-below(high) > side || high > 0 && 1-below(high-1) <= side {
					t.Errorf("high rank of p %v of %d with confidence %v = %d", p, n, confidence, high)
				}
			}
		}
	}
}

func TestQuantileRanksRefuse(t *testing.T) {
	t.Parallel()
	panics(t, "a confidence of 95", func() { stats.QuantileRanks(95, 0.5, 10) })
	panics(t, "a quantile of 1", func() { stats.QuantileRanks(0.95, 1, 10) })
}

func TestTailSamples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p    float64
		want uint64
	}{{0.5, 20}, {0.9, 100}, {0.95, 200}, {0.99, 1000}, {0.999, 10000}, {0.9999, 100000}, {0.01, 1000}} {
		if got := stats.TailSamples(c.p); got != c.want {
			t.Errorf("TailSamples(%v) = %d, want %d", c.p, got, c.want)
		}
	}
	if got := stats.Tail(0.99, 300); !near(got, 3, 1e-12) {
		t.Errorf("Tail(0.99, 300) = %v, want 3", got)
	}
	panics(t, "a quantile of 1", func() { stats.TailSamples(1) })
	panics(t, "a quantile of 99", func() { stats.Tail(99, 1000) })
}

func TestFewSamples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		p    float64
		n    uint64
		want string
	}{
		{"enough", 0.99, 1000, ""},
		{"one short", 0.99, 999, "p99 rests on 999 samples, of which about 10 lie beyond it; at least 1000 samples (10 beyond)"},
		{"a fraction of a percent", 0.999, 700, "p99.9 rests on 700 samples, of which about 0.7 lie beyond it; at least 10000 samples"},
	} {
		if got := stats.FewSamples(c.p, c.n); !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s: FewSamples = %q, want %q", c.name, got, c.want)
		}
	}
}
