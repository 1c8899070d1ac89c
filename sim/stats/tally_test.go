package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/sim/stats"
)

func TestTally(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name               string
		values             []float64
		mean, sd, min, max float64
	}{
		{"one observation has no spread", []float64{-3}, -3, 0, -3, -3},
		{"two observations", []float64{1, 3}, 2, math.Sqrt2, 1, 3},
		{"a textbook sample", []float64{2, 4, 4, 4, 5, 5, 7, 9}, 5, math.Sqrt(32.0 / 7), 2, 9},
		{"large and close together", []float64{1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}, 1e9 + 10, math.Sqrt(30), 1e9 + 4, 1e9 + 16},
	} {
		var tally stats.Tally
		for _, v := range c.values {
			tally.Record(v)
		}
		if got, want := tally.Count(), uint64(len(c.values)); got != want {
			t.Errorf("%s: Count() = %v, want %v", c.name, got, want)
		}
		exact(t, c.name+": Mean", tally.Mean(), c.mean)
		exact(t, c.name+": SD", tally.SD(), c.sd)
		exact(t, c.name+": Min", tally.Min(), c.min)
		exact(t, c.name+": Max", tally.Max(), c.max)
	}
}

func TestTallyOfNothing(t *testing.T) {
	t.Parallel()
	var tally stats.Tally
	for i, got := range []float64{tally.Mean(), tally.SD(), tally.Min(), tally.Max()} {
		if !math.IsNaN(got) {
			t.Errorf("measure %d = %v, want NaN", i, got)
		}
	}
	panics(t, "NaN", func() { tally.Record(math.NaN()) })
}

func TestTallyAgreesWithHistogram(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	var tally stats.Tally
	var h stats.Histogram
	for range 100000 {
		v := shapes[1].draw(r)
		tally.Record(float64(v) / 1e9)
		h.Record(v)
	}
	if got, want := tally.Mean(), h.Mean(); !near(got, want, 1e-10) {
		t.Errorf("Mean() = %v, want %v", got, want)
	}
	if got, want := tally.SD(), h.SD(); !near(got, want, 1e-10) {
		t.Errorf("SD() = %v, want %v", got, want)
	}
}
