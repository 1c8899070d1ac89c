package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/sim/stats"
)

// TestLaterIsRarelyMistaken: in pure noise, where MSER-5 has chosen the cut itself, an
// alarm is rare, also where neighbours are much alike.
func TestLaterIsRarelyMistaken(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(95, 96))
	for _, c := range []struct {
		name string
		draw func() []float64
	}{
		{"independent values", func() []float64 { return independentNormal(r, 400) }},
		{"AR(1) with correlation 0.5", func() []float64 { return autoregressive(r, 400, 0.5) }},
		{"AR(1) with correlation 0.9", func() []float64 { return autoregressive(r, 400, 0.9) }},
		{"waits of M/M/1", func() []float64 { return waits(r, 400, 0.8) }},
	} {
		const runs = 500
		alarms := 0
		for range runs {
			many := [][]float64{c.draw(), c.draw(), c.draw(), c.draw(), c.draw()}
			mean := stats.MeanSeries(many...)
			cut, settled := stats.MSER5(mean)
			if settled && cut > 40 && (stats.Later(mean, 40, cut, 0.001) || stats.LaterReplicated(many, 40, cut, 0.001)) {
				alarms++
			}
		}
		t.Logf("%s: %d alarms in %d", c.name, alarms, runs)
		if alarms > runs/50 {
			t.Errorf("%s: false alarms = %d of %d, want 2 %% at most", c.name, alarms, runs)
		}
	}
}

func TestLater(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(97, 98))
	step := func(height float64) []float64 {
		s := independentNormal(r, 400)
		for i := range 100 {
			s[i] += height
		}
		return s
	}
	walk := make([]float64, 400)
	for i := range walk {
		walk[i] = float64(i)
	}
	burst := step(0)
	for i := range 10 {
		burst[60+i] += 100
	}
	for _, c := range []struct {
		name   string
		series []float64
		want   bool
	}{
		{"a step of 5 standard deviations", step(15), true},
		{"no step", step(0), false},
		{"a burst", burst, false},
		{"a trend in the rest, which is not known", walk, false},
		{"nothing before the cut", append(make([]float64, 0, 400), nanSeries(100, step(0)[100:])...), false},
	} {
		if got := stats.Later(c.series, 40, 100, 0.001); got != c.want {
			t.Errorf("%s: Later = %v, want %v", c.name, got, c.want)
		}
	}
	three := [][]float64{step(15), step(15), step(15)}
	if !stats.LaterReplicated(three, 40, 100, 0.001) {
		t.Error("LaterReplicated of a step = false, want true")
	}
	if stats.LaterReplicated(three[:2], 40, 100, 0.001) {
		t.Error("LaterReplicated of two replications = true, want false: they are too few")
	}
	same := [][]float64{walk, walk, walk}
	if !stats.LaterReplicated(same, 40, 100, 0.001) {
		t.Error("LaterReplicated of the same trend = false, want true: there is no chance in it")
	}
	flat := make([]float64, 400)
	if stats.LaterReplicated([][]float64{flat, flat, flat}, 40, 100, 0.001) {
		t.Error("LaterReplicated of a level = true, want false")
	}
}

// nanSeries puts n points where nothing was measured before a series.
func nanSeries(n int, series []float64) []float64 {
	s := make([]float64, n)
	for i := range s {
		s[i] = math.NaN()
	}
	return append(s, series...)
}
