package stats_test

import (
	"math"
	"testing"

	"headroom/sim/stats"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	span := func(a, b float64) *[2]float64 { return &[2]float64{a, b} }
	for _, c := range []struct {
		name  string
		op    string
		bound float64
		value float64
		ci    *[2]float64
		want  stats.Verdict
	}{
		{"all below an upper bound passes", "<", 10, 8, span(7, 9), stats.Pass},
		{"all above an upper bound fails", "<", 10, 12, span(11, 13), stats.Fail},
		{"an interval around the bound decides nothing", "<", 10, 9, span(8, 11), stats.Undecided},
		{"nor does it when the value breaks the bound", "<", 10, 11, span(9, 13), stats.Undecided},
		{"an end on a strict bound decides nothing", "<", 10, 9, span(8, 10), stats.Undecided},
		{"an end on an inclusive bound passes", "<=", 10, 9, span(8, 10), stats.Pass},
		{"the low end on a strict bound fails", "<", 10, 11, span(10, 12), stats.Fail},
		{"the low end on an inclusive bound decides nothing", "<=", 10, 11, span(10, 12), stats.Undecided},
		{"all above a lower bound passes", ">=", 0.99, 0.995, span(0.99, 1), stats.Pass},
		{"all below a lower bound fails", ">", 0.99, 0.98, span(0.97, 0.99), stats.Fail},
		{"around a lower bound decides nothing", ">", 0.99, 0.995, span(0.98, 1), stats.Undecided},
		{"a value alone passes", "<", 10, 9, nil, stats.Pass},
		{"a value alone fails on a strict bound", "<", 10, 10, nil, stats.Fail},
		{"a value alone passes on an inclusive bound", ">=", 10, 10, nil, stats.Pass},
		{"nothing measured fails", "<", 10, math.NaN(), nil, stats.Fail},
		{"nothing measured fails whatever the interval", ">", 0, math.NaN(), span(1, 2), stats.Fail},
	} {
		if got := stats.Judge(c.op, c.bound, c.value, c.ci); got != c.want {
			t.Errorf("%s: Judge = %v, want %v", c.name, got, c.want)
		}
	}
	panics(t, "an op that does not exist", func() { stats.Judge("==", 1, 1, nil) })
}

func TestWorst(t *testing.T) {
	t.Parallel()
	order := []stats.Verdict{stats.Pass, stats.Undecided, stats.Fail}
	for i, a := range order {
		for j, b := range order {
			if got, want := stats.Worst(a, b), order[max(i, j)]; got != want {
				t.Errorf("Worst(%v, %v) = %v, want %v", a, b, got, want)
			}
		}
	}
	panics(t, "a verdict that does not exist", func() { stats.Worst(stats.Pass, "maybe") })
}
