package study_test

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"headroom/sim"
	"headroom/sim/stats"
	"headroom/sim/study"
)

func minimised(t *testing.T, a study.Aim, run func(study.Choice) study.Measured) study.Optimum {
	t.Helper()
	s := sim.NewStream(4)
	m, err := study.NewMinimise(a, &s)
	if err != nil {
		t.Fatal(err)
	}
	drive(m, run)
	return m.Optimum()
}

// farm is a system of three tiers and a kind of machine. It costs what its machines cost
// and holds when each tier can carry its load.
func farm(c study.Choice) study.Measured {
	price, speed := [3]float64{1, 1.7, 3.5}[c.Levels[3]], [3]float64{1, 2, 4}[c.Levels[3]]
	cost, excess := 0.0, 0.0
	for k, need := range []float64{9, 17, 5} {
		n := float64(c.Levels[k] + 1)
		cost += n * price * []float64{1, 2, 5}[k]
		excess += max(0, need-n*speed)
	}
	out := study.Measured{Metric: stats.Estimate{Value: cost}, Verdict: stats.Pass, Excess: excess}
	if excess > 0 {
		out.Verdict = stats.Fail
	}
	return out
}

// farmKnobs: 20 machines at most in each tier, and three kinds of machine.
func farmKnobs(promised bool) []study.Knob {
	n := study.Knob{Levels: 20, Ordered: true, Dearer: promised, Safer: promised}
	return []study.Knob{n, n, n, {Levels: 3}}
}

// cheapestFarm tries all points.
func cheapestFarm() (levels []int, cost float64) {
	cost = math.Inf(1)
	for i := range 20 * 20 * 20 * 3 {
		c := study.Choice{Levels: []int{i % 20, i / 20 % 20, i / 400 % 20, i / 8000}}
		if out := farm(c); out.Verdict == stats.Pass && out.Metric.Value < cost {
			levels, cost = c.Levels, out.Metric.Value
		}
	}
	return levels, cost
}

func TestALocalSearchFindsTheCheapest(t *testing.T) {
	levels, cost := cheapestFarm()
	for _, width := range []int{1, 4, 100} {
		o := minimised(t, study.Aim{Knobs: farmKnobs(false), First: 1, Most: 1, Budget: 1500, Width: width, Restarts: 3}, farm)
		if o.Best == nil || o.Best.Metric.Value != cost || !slices.Equal(o.Best.Levels, levels) {
			t.Errorf("width %d: got %+v after %d points, want %v for %v", width, o.Best, len(o.Tried), levels, cost)
		}
		if o.Complete || o.OutOfBudget || len(o.Tried) != o.Runs {
			t.Errorf("width %d: got complete %v, out of budget %v, %d of %d", width, o.Complete, o.OutOfBudget, len(o.Tried), o.Runs)
		}
	}
}

// TestPromisesRuleOutMostPoints: a space of 1200 points with 2 monotone knobs.
func TestPromisesRuleOutMostPoints(t *testing.T) {
	for _, width := range []int{1, 4} {
		knobs := farmKnobs(true)
		knobs[2].Levels = 1
		small := func(c study.Choice) study.Measured {
			return farm(study.Choice{Levels: []int{c.Levels[0], c.Levels[1], 10, c.Levels[3]}})
		}
		best := math.Inf(1)
		for i := range 1200 {
			if out := small(study.Choice{Levels: []int{i % 20, i / 20 % 20, 0, i / 400}}); out.Verdict == stats.Pass {
				best = min(best, out.Metric.Value)
			}
		}
		o := minimised(t, study.Aim{Knobs: knobs, First: 1, Most: 1, Budget: 1200, Width: width}, small)
		if o.Best == nil || o.Best.Metric.Value != best || !o.Complete {
			t.Errorf("width %d: got %+v, want %v, and to be sure of it", width, o.Best, best)
		}
		if len(o.Tried)+o.RuledOut != 1200 || len(o.Tried) > 100 {
			t.Errorf("width %d: tried %d and ruled out %d, want few of 1200", width, len(o.Tried), o.RuledOut)
		}
	}
}

// TestAllPointsOfASmallSpace, whatever the metric is like.
func TestAllPointsOfASmallSpace(t *testing.T) {
	run := func(c study.Choice) study.Measured {
		x := sim.Mix(uint64(c.Levels[0]), uint64(c.Levels[1]))
		return study.Measured{Metric: stats.Estimate{Value: float64(x % 1000)}, Verdict: []stats.Verdict{stats.Pass, stats.Fail}[x>>32%2]}
	}
	want := math.Inf(1)
	for i := range 35 {
		if out := run(study.Choice{Levels: []int{i % 5, i / 5}}); out.Verdict == stats.Pass {
			want = min(want, out.Metric.Value)
		}
	}
	o := minimised(t, study.Aim{Knobs: []study.Knob{{Levels: 5}, {Levels: 7}}, First: 2, Most: 2, Budget: 70, Width: 6}, run)
	if o.Best == nil || o.Best.Metric.Value != want || !o.Complete || len(o.Tried) != 35 || o.Runs != 70 {
		t.Errorf("got %+v, want %v of 35 points", o, want)
	}
}

// TestUndecidedPointsThatCouldBeBetter are run again, the others are not.
func TestUndecidedPointsThatCouldBeBetter(t *testing.T) {
	needs := []int{99, 8, 4, 1, 8, 99} // replications until it is decided; the first and last never
	run := func(c study.Choice) study.Measured {
		level := c.Levels[0]
		out := study.Measured{Metric: stats.Estimate{Value: float64(10 + level)}, Verdict: stats.Undecided}
		if c.Runs >= needs[level] {
			out.Verdict = []stats.Verdict{"", stats.Fail, stats.Pass, stats.Pass, stats.Pass}[level]
		}
		return out
	}
	o := minimised(t, study.Aim{Knobs: []study.Knob{{Levels: 6, Ordered: true}}, First: 1, Most: 10, Budget: 60, Width: 2}, run)
	if o.Best == nil || o.Best.Levels[0] != 2 || o.Best.Runs != 4 || !o.Complete {
		t.Errorf("got %+v, want level 2 after 4 replications", o.Best)
	}
	if len(o.Undecided) != 1 || o.Undecided[0].Levels[0] != 0 || o.Undecided[0].Runs != 10 {
		t.Errorf("got undecided %+v, want level 0 after 10 replications", o.Undecided)
	}
	if e := o.Tried[4]; e.Levels[0] != 4 || e.Runs != 1 || len(o.Tried) != 6 {
		t.Errorf("got %+v, want level 4 left alone", e)
	}
}

func TestRivalsAreNotSignificantlyDearer(t *testing.T) {
	run := func(c study.Choice) study.Measured {
		v := float64(10 + c.Levels[0])
		return study.Measured{Metric: stats.Estimate{Value: v, CI95: &[2]float64{v - 0.7, v + 0.7}}, Verdict: stats.Pass}
	}
	o := minimised(t, study.Aim{Knobs: []study.Knob{{Levels: 4}}, First: 1, Most: 1, Budget: 4, Width: 1}, run)
	if o.Best.Levels[0] != 0 || len(o.Rivals) != 1 || o.Rivals[0].Levels[0] != 1 {
		t.Errorf("got best %+v, rivals %+v, want 0 and its neighbour", o.Best, o.Rivals)
	}
}

func TestABudgetEndsTheSearch(t *testing.T) {
	for name, a := range map[string]study.Aim{
		"local":      {Knobs: farmKnobs(false), First: 3, Most: 3, Budget: 50, Width: 4},
		"exhaustive": {Knobs: append(farmKnobs(true)[1:], study.Knob{Levels: 1}), First: 3, Most: 3, Budget: 50, Width: 4},
	} {
		o := minimised(t, a, func(c study.Choice) study.Measured {
			return study.Measured{Metric: stats.Estimate{Value: float64(sim.Mix(uint64(c.Levels[0]), uint64(c.Levels[1])) % 100)}, Verdict: stats.Undecided}
		})
		if !o.OutOfBudget || o.Complete || o.Runs != 48 || o.Best != nil {
			t.Errorf("%s: got %+v, want it out of budget after 16 points", name, o)
		}
	}
}

func TestNothingKeepsTheConstraints(t *testing.T) {
	run := func(study.Choice) study.Measured {
		return study.Measured{Metric: stats.Estimate{Value: math.NaN()}, Verdict: stats.Pass}
	}
	o := minimised(t, study.Aim{Knobs: []study.Knob{{Levels: 3, Ordered: true, Safer: true}}, First: 1, Most: 4, Budget: 9, Width: 1}, run)
	if o.Best != nil || !o.Complete {
		t.Errorf("got %+v, want no best: what has no metric fails", o)
	}
	o = minimised(t, study.Aim{Knobs: []study.Knob{{Levels: 300, Ordered: true}, {Levels: 300, Ordered: true}}, First: 1, Most: 1, Budget: 100, Width: 8, Restarts: 2}, run)
	if o.Best != nil || o.Complete {
		t.Errorf("got %+v, want no best", o)
	}
}

func TestTheOptimumDoesNotDependOnTheOrderOfAnswers(t *testing.T) {
	var got []study.Optimum
	for _, backwards := range []bool{false, true} {
		s := sim.NewStream(4)
		m, err := study.NewMinimise(study.Aim{Knobs: farmKnobs(false), First: 1, Most: 1, Budget: 400, Width: 5, Restarts: 2}, &s)
		if err != nil {
			t.Fatal(err)
		}
		for round := m.Next(); len(round) > 0; round = m.Next() {
			if backwards {
				slices.Reverse(round)
			}
			for _, c := range round {
				m.Tell(c, farm(c))
			}
		}
		got = append(got, m.Optimum())
	}
	if !reflect.DeepEqual(got[0], got[1]) {
		t.Errorf("got %+v and %+v, want the same", got[0], got[1])
	}
}

func TestImpossibleAims(t *testing.T) {
	good := study.Aim{Knobs: []study.Knob{{Levels: 3, Ordered: true}}, First: 1, Most: 1, Budget: 10, Width: 1}
	for name, edit := range map[string]func(*study.Aim){
		"no knobs":                 func(a *study.Aim) { a.Knobs = nil },
		"a knob without levels":    func(a *study.Aim) { a.Knobs = []study.Knob{{}} },
		"safer without order":      func(a *study.Aim) { a.Knobs = []study.Knob{{Levels: 2, Safer: true}} },
		"too many points":          func(a *study.Aim) { a.Knobs = []study.Knob{{Levels: 1 << 20}, {Levels: 1 << 20}, {Levels: 1 << 30}} },
		"a start of another shape": func(a *study.Aim) { a.Start = []int{0, 0} },
		"a start outside":          func(a *study.Aim) { a.Start = []int{3} },
		"no replications":          func(a *study.Aim) { a.First = 0 },
		"no budget":                func(a *study.Aim) { a.Budget = 0 },
		"no workers":               func(a *study.Aim) { a.Width = 0 },
		"restarts below 0":         func(a *study.Aim) { a.Restarts = -1 },
	} {
		a := good
		edit(&a)
		s := sim.NewStream(1)
		if _, err := study.NewMinimise(a, &s); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}
