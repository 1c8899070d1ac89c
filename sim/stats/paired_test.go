package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/sim/stats"
)

func sameNumber(t *testing.T, what string, got, want float64) {
	t.Helper()
	if got != want && !near(got, want, 1e-6) && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestPaired(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name       string
		a, b       []float64
		pairs      int
		difference *stats.Estimate
		relative   float64
		p, reduced float64
	}{
		// d = 1, 2, 3: mean 2, sd 1, t = 2 sqrt(3), p = 1 - t/sqrt(2 + t^2); variances
		// 100 and 121 against 1.
		{"days that differ alike", []float64{10, 20, 30}, []float64{11, 22, 33}, 3, &stats.Estimate{Value: 2, CI95: &[2]float64{2 - 2.484138, 2 + 2.484138}}, 0.1, 0.0741799, 221},
		{"a pair with a gap is left out", []float64{10, nan, 20, 30, 40}, []float64{11, 5, 22, 33, inf}, 3, &stats.Estimate{Value: 2, CI95: &[2]float64{2 - 2.484138, 2 + 2.484138}}, 0.1, 0.0741799, 221},
		{"no difference at all", []float64{1, 2}, []float64{1, 2}, 2, &stats.Estimate{CI95: &[2]float64{0, 0}}, 0, 1, inf},
		{"the same difference in all", []float64{1, 2}, []float64{2, 3}, 2, &stats.Estimate{Value: 1, CI95: &[2]float64{1, 1}}, 2.0 / 3, 0, inf},
		{"nothing varies", []float64{1, 1}, []float64{2, 2}, 2, &stats.Estimate{Value: 1, CI95: &[2]float64{1, 1}}, 1, 0, nan},
		{"one pair", []float64{4}, []float64{5}, 1, &stats.Estimate{Value: 1}, 0.25, nan, nan},
		{"no pair", []float64{nan}, []float64{5}, 0, nil, nan, nan, nan},
		{"relative to nothing", []float64{0, 0}, []float64{1, 1}, 2, &stats.Estimate{Value: 1, CI95: &[2]float64{1, 1}}, nan, 0, nan},
	} {
		got := stats.Paired(c.a, c.b)
		if got.Pairs != c.pairs {
			t.Errorf("%s: %d pairs, want %d", c.name, got.Pairs, c.pairs)
		}
		sameEstimate(t, c.name, got.Difference, c.difference)
		relative := nan
		if got.Relative != nil {
			relative = got.Relative.Value
		}
		sameNumber(t, c.name+": relative change", relative, c.relative)
		sameNumber(t, c.name+": p", got.P, c.p)
		sameNumber(t, c.name+": variance reduction", got.VarianceReduction, c.reduced)
	}
	panics(t, "lengths that differ", func() { stats.Paired([]float64{1}, nil) })
}

func TestUnpaired(t *testing.T) {
	t.Parallel()
	a, b := []float64{1, 2, 3, 2}, []float64{5, 6, 7, 6, 6}
	got := stats.Unpaired(a, b)
	want, p := stats.Welch(a, b)
	sameEstimate(t, "difference", got.Difference, want)
	sameNumber(t, "p", got.P, p)
	sameNumber(t, "mean of a", got.A, 2)
	sameNumber(t, "mean of b", got.B, 6)
	sameNumber(t, "relative change", got.Relative.Value, 2)
	sameNumber(t, "variance reduction", got.VarianceReduction, math.NaN())
	if got := stats.Unpaired([]float64{4}, []float64{5}); got.Relative.Value != 0.25 || got.Relative.CI95 != nil {
		t.Errorf("relative change of single values = %v, want 0.25 without interval", got.Relative)
	}
	if got := stats.Unpaired(nil, b); got.Difference != nil || got.Relative != nil || !math.IsNaN(got.P) {
		t.Errorf("comparison with nothing = %+v, want nothing", got)
	}
}

// TestComparisonsCover: a busy day costs 10 to 50 and hits both variants, B is 5 % above A.
func TestComparisonsCover(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(77, 78))
	day := func() float64 { return 30 + 5*r.NormFloat64() }
	draw := func() (a, b, alone []float64) {
		for range 12 {
			x := day()
			a = append(a, x+r.NormFloat64())
			b = append(b, 1.05*x+r.NormFloat64())
			alone = append(alone, 1.05*day()+r.NormFloat64())
		}
		return
	}
	var shared, apart float64
	difference := func(c stats.Comparison) *stats.Estimate { return c.Difference }
	relative := func(c stats.Comparison) *stats.Estimate { return c.Relative }
	for _, c := range []struct {
		name  string
		truth float64
		take  func(stats.Comparison) *stats.Estimate
	}{{"difference", 1.5, difference}, {"relative change", 0.05, relative}} {
		covers(t, "paired "+c.name, 1000, c.truth, 0.92, 0.98, func() *stats.Estimate {
			a, b, _ := draw()
			made := stats.Paired(a, b)
			shared += made.VarianceReduction
			return c.take(made)
		})
		covers(t, "unpaired "+c.name, 1000, c.truth, 0.92, 0.98, func() *stats.Estimate {
			a, _, b := draw()
			return c.take(stats.Unpaired(a, b))
		})
	}
	for range 1000 {
		a, _, b := draw()
		apart += stats.Paired(a, b).VarianceReduction
	}
	// (26 + 28.6) / 2.06 = 26 with shared days, about 1 without.
	if shared/2000 < 20 || apart/1000 > 1.5 {
		t.Errorf("variance reduction = %v with shared days and %v without, want about 26 and 1", shared/2000, apart/1000)
	}
}

// TestPairedPIsUniform: when nothing differs, p is at most 0.05 in 5 % of comparisons.
func TestPairedPIsUniform(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(79, 80))
	const trials = 4000
	for _, level := range []float64{0.01, 0.05, 0.5} {
		below := 0
		for range trials {
			a, b := independentNormal(r, 6), independentNormal(r, 6)
			if stats.Paired(a, b).P <= level {
				below++
			}
		}
		if got, allowed := float64(below)/trials, 4*math.Sqrt(level*(1-level)/trials); math.Abs(got-level) > allowed {
			t.Errorf("share of p up to %v = %v, want %v +- %v", level, got, level, allowed)
		}
	}
}
