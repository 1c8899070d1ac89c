package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/sim/stats"
)

// TestBatchMeansCover: most experiments are long enough for an answer, and the intervals
// of those hold the mean.
func TestBatchMeansCover(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(51, 52))
	for _, c := range []struct {
		name     string
		truth    float64
		answered float64
		draw     func() []float64
	}{
		{"independent values", 10, 0.99, func() []float64 { return independentNormal(r, 500) }},
		{"AR(1) with correlation 0.5", 10, 0.95, func() []float64 { return autoregressive(r, 2000, 0.5) }},
		{"AR(1) with correlation 0.9", 10, 0.9, func() []float64 { return autoregressive(r, 5000, 0.9) }},
		{"waits of M/M/1 with load 0.5", 1, 0.9, func() []float64 { return waits(r, 8000, 0.5) }},
	} {
		answered := covers(t, c.name, 600, c.truth, 0.92, 0.98, func() *stats.Estimate {
			return stats.BatchMeans(c.draw()).Interval()
		})
		if answered < c.answered {
			t.Errorf("%s: runs with an interval = %v, want %v or more", c.name, answered, c.answered)
		}
	}
}

// TestShortRunsSayNothing: a tenth of what the memory of the process asks for.
func TestShortRunsSayNothing(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(53, 54))
	answered := 0
	for range 500 {
		if stats.BatchMeans(autoregressive(r, 200, 0.95)).Interval().CI95 != nil {
			answered++
		}
	}
	if answered > 10 {
		t.Errorf("runs too short for an interval that have one = %d of 500, want 10 at most", answered)
	}
}

func TestBatchMeans(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	constant := make([]float64, 50)
	walk := make([]float64, 1000)
	for i := range walk {
		walk[i] = float64(i)
	}
	alternating := make([]float64, 100)
	for i := range alternating {
		alternating[i] = float64(i % 2)
	}
	for _, c := range []struct {
		name        string
		series      []float64
		size, count int
		independent bool
	}{
		{"nothing", nil, 1, 0, false},
		{"too few", []float64{1, 2, 3}, 1, 3, false},
		{"values that do not vary are grouped to at most 32", constant, 2, 25, true},
		{"values that repel each other, too", alternating, 4, 25, true},
		{"a trend never ends", walk, 256, 3, false},
		{"gaps are left out", append([]float64{nan}, constant[:30]...), 1, 30, true},
	} {
		b := stats.BatchMeans(c.series)
		if b.Size != c.size || len(b.Means) != c.count || b.Independent != c.independent {
			t.Errorf("%s: %d batches of %d, independent %v, want %d of %d, %v",
				c.name, len(b.Means), b.Size, b.Independent, c.count, c.size, c.independent)
		}
		e := b.Interval()
		if (e == nil) != (c.count == 0) || e != nil && (e.CI95 == nil) == c.independent {
			t.Errorf("%s: interval = %v, want one if and only if independent", c.name, e)
		}
	}
	// The remainder is dropped in front, where the warm-up was.
	b := stats.BatchMeans(append([]float64{1000}, alternating...))
	for i, m := range b.Means {
		if m != 0.5 {
			t.Errorf("mean of batch %d = %v, want 0.5", i, m)
		}
	}
}
