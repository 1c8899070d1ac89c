package study

import (
	"errors"
	"fmt"
	"slices"

	"headroom/sim"
	"headroom/sim/stats"
)

// Knob is a setting with a few values, which are known here by their level, from 0: the
// number of replicas, the kind of machine, the size of a cache.
type Knob struct {
	// Levels is the number of values, 1 or more.
	Levels int
	// Ordered says that neighbouring levels do similar things: true for numbers, false for
	// names.
	Ordered bool
	// Dearer promises that a higher level never lowers the metric, all else being equal.
	// Safer promises that a higher level never breaks a constraint that a lower one keeps.
	// They save runs: what a promise rules out is not tried. A promise that does not hold
	// can hide the optimum. Either needs Ordered.
	Dearer, Safer bool
}

// Aim says what a [Minimise] does.
type Aim struct {
	Knobs []Knob
	// Start holds the levels to begin with. Nil for the highest of each knob that is Safer,
	// and the middle of the others.
	Start []int
	// First is the number of replications of a point, 1 or more. Points that could be the
	// optimum and whose constraints stay undecided are run again with twice as many, up to
	// Most.
	First, Most int
	// Budget is the number of replications of the whole search, at least First. It also
	// decides how to search. All points are tried where the budget suffices for them, or
	// where promises rule many out and there are no more than 4096; else it is a local search.
	Budget int
	// Width is the number of points that are run at a time, 1 or more.
	Width int
	// Restarts is the number of random points that a local search begins at anew, 0 or more.
	Restarts int
}

// Choice is a point to run: a level for each knob.
type Choice struct {
	Levels []int
	// Runs is the number of replications, those of earlier rounds included.
	Runs int
}

// Evaluation is what came out at a point.
type Evaluation struct {
	Choice
	Measured
}

// Measured is what a run at a point has shown.
type Measured struct {
	// Metric is to be made small. NaN where it could not be measured, which fails.
	Metric stats.Estimate
	// Verdict is Pass if all constraints are kept, Fail if one is broken.
	Verdict stats.Verdict
	// Excess says how far a failing point is from keeping its constraints, 0 or more, in any
	// unit. It guides a local search among failing points; 0 if not known.
	Excess float64
}

// Minimise looks for the levels that give the least of a metric while all constraints are
// kept. It is a study in [Rounds]. Make one with [NewMinimise].
type Minimise struct {
	aim      Aim
	strategy strategy
	byPoint  map[int]int // from the number of a point to its evaluation
	tried    []Evaluation
	open     []Choice // of the round, in order
	told     map[int]Measured
	runs     int
	short    bool // the budget did not suffice for all that was wanted
	over     bool // the strategy wants nothing more
}

// strategy decides which points to try: of a search through all points, or of a local
// search. It returns up to width points that have not been tried; none when it is through.
type strategy interface {
	next(m *Minimise, width int) [][]int
	complete() bool // whether all points were tried or ruled out
	ruledOut() int
}

// lattice is the largest number of points that is searched as a whole because promises
// rule many of them out.
const lattice = 4096

// NewMinimise begins a search. The stream gives the random points of a local search.
// Everything that is wrong with the aim is reported.
func NewMinimise(a Aim, s *sim.Stream) (*Minimise, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	points, promised := 1, false
	for _, k := range a.Knobs {
		points *= k.Levels
		promised = promised || k.Dearer || k.Safer
	}
	if a.Start == nil {
		for _, k := range a.Knobs {
			level := k.Levels / 2
			if k.Safer {
				level = k.Levels - 1
			}
			a.Start = append(a.Start, level)
		}
	}
	m := &Minimise{aim: a, byPoint: map[int]int{}, told: map[int]Measured{}}
	if points <= a.Budget/a.First || promised && points <= lattice {
		m.strategy = newExhaustive(a.Knobs, points)
	} else {
		m.strategy = &descent{knobs: a.Knobs, start: a.Start, restarts: a.Restarts, stream: s}
	}
	m.plan()
	return m, nil
}

func (a *Aim) check() error {
	var errs []error
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	wrong(len(a.Knobs) == 0, "nothing to vary; write at least one setting with its values")
	points := 1
	for i, k := range a.Knobs {
		wrong(k.Levels < 1, "setting %d has no values; write at least one", i+1)
		wrong((k.Dearer || k.Safer) && !k.Ordered, "setting %d is dearer or safer with each level, but its levels have no order", i+1)
		if points = points * max(k.Levels, 1); points > 1<<31 {
			wrong(true, "more than 2^31 points; vary fewer settings, or give them fewer values")
			break
		}
	}
	wrong(a.Start != nil && len(a.Start) != len(a.Knobs), "a start of %d levels for %d settings", len(a.Start), len(a.Knobs))
	if len(a.Start) == len(a.Knobs) {
		for i, level := range a.Start {
			wrong(level < 0 || level >= a.Knobs[i].Levels, "a start at level %d of setting %d; write 0 to %d", level, i+1, a.Knobs[i].Levels-1)
		}
	}
	wrong(a.First < 1 || a.Most < a.First, "%d to %d replications of a point; write 1 or more, and at most no less than at first", a.First, a.Most)
	wrong(a.Width < 1, "%d points at a time; write 1 or more", a.Width)
	wrong(a.Restarts < 0, "%d restarts; write 0 or more", a.Restarts)
	wrong(a.Budget < a.First, "%d replications in all; one point takes %d", a.Budget, a.First)
	return errors.Join(errs...)
}

// number returns the number of a point, unique within the space.
func number(knobs []Knob, levels []int) int {
	n := 0
	for i, level := range levels {
		n = n*knobs[i].Levels + level
	}
	return n
}

// find returns what came out at a point, or nil.
func (m *Minimise) find(levels []int) *Evaluation {
	if i, tried := m.byPoint[number(m.aim.Knobs, levels)]; tried {
		return &m.tried[i]
	}
	return nil
}

// Next returns the points of the round that have not been told; none when the search is
// over. See [Rounds].
func (m *Minimise) Next() []Choice {
	var next []Choice
	for _, c := range m.open {
		if _, told := m.told[number(m.aim.Knobs, c.Levels)]; !told {
			next = append(next, Choice{slices.Clone(c.Levels), c.Runs})
		}
	}
	return next
}

// Tell gives what came out at a point of the round. It panics if there is no such point, or
// it has been told.
func (m *Minimise) Tell(c Choice, out Measured) {
	if !slices.ContainsFunc(m.Next(), func(o Choice) bool { return o.Runs == c.Runs && slices.Equal(o.Levels, c.Levels) }) {
		panic(fmt.Sprintf("study: an answer to a point %v that was not asked", c.Levels))
	}
	if !finite(out.Metric.Value) {
		out.Verdict = stats.Fail
	}
	m.told[number(m.aim.Knobs, c.Levels)] = out
	if len(m.told) < len(m.open) {
		return
	}
	for _, o := range m.open { // in the order of the round, not that of the answers
		n := number(m.aim.Knobs, o.Levels)
		if i, tried := m.byPoint[n]; tried {
			m.tried[i] = Evaluation{o, m.told[n]}
			continue
		}
		m.byPoint[n] = len(m.tried)
		m.tried = append(m.tried, Evaluation{o, m.told[n]})
	}
	m.plan()
}

// plan decides the next round: what the strategy wants, and in the end the undecided
// points that could be better than the best.
func (m *Minimise) plan() {
	m.open, m.told, m.short = nil, map[int]Measured{}, false
	if !m.over {
		room := (m.aim.Budget - m.runs) / m.aim.First
		wanted := m.strategy.next(m, min(m.aim.Width, max(room, 1)))
		if len(wanted) > 0 && room == 0 {
			m.short = true
			return
		}
		for _, levels := range wanted {
			m.runs += m.aim.First
			m.open = append(m.open, Choice{levels, m.aim.First})
		}
		if len(wanted) > 0 {
			return
		}
		m.over = true
	}
	for _, e := range m.rivals(stats.Undecided) {
		if len(m.open) == m.aim.Width {
			return
		}
		more := min(e.Runs, m.aim.Most-e.Runs)
		switch {
		case more == 0:
		case m.runs+more > m.aim.Budget:
			m.short = true
		default:
			m.runs += more
			m.open = append(m.open, Choice{e.Levels, e.Runs + more})
		}
	}
}
