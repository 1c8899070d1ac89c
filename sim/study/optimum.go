package study

import (
	"cmp"
	"slices"

	"headroom/sim/stats"
)

// Optimum is the result of a [Minimise].
type Optimum struct {
	// Best is the point with the least metric of all that keep the constraints; nil if none
	// does. Of equal ones it is the first by its levels.
	Best *Evaluation
	// Rivals lists the others that keep the constraints and whose metric is not
	// significantly larger: the intervals overlap. The least metric comes first.
	Rivals []Evaluation
	// Undecided lists the points whose constraints stay undecided and whose metric is less
	// than that of the best. The least metric comes first.
	Undecided []Evaluation
	// Tried lists all points in the order in which they were first run.
	Tried []Evaluation
	// RuledOut is the number of points that were not run because of the promises of the knobs.
	RuledOut int
	// Complete says that all points were tried or ruled out, so that Best is the optimum as
	// far as the verdicts and the promises are right. A local search is never complete.
	Complete bool
	// OutOfBudget says that the budget ended the search.
	OutOfBudget bool
	// Runs is the number of replications that were asked for.
	Runs int
}

// Optimum returns the result so far.
func (m *Minimise) Optimum() Optimum {
	o := Optimum{
		Tried:       slices.Clone(m.tried),
		RuledOut:    m.strategy.ruledOut(),
		Complete:    m.over && m.strategy.complete(),
		OutOfBudget: m.short && len(m.open) == 0,
		Runs:        m.runs,
		Rivals:      m.rivals(stats.Pass),
		Undecided:   m.rivals(stats.Undecided),
	}
	if best := m.best(); best != nil {
		b := *best
		o.Best = &b
	}
	return o
}

// best returns the point to beat, or nil.
func (m *Minimise) best() *Evaluation {
	var best *Evaluation
	for i := range m.tried {
		e := &m.tried[i]
		if e.Verdict == stats.Pass && (best == nil || compareMetric(*e, *best) < 0) {
			best = e
		}
	}
	return best
}

func compareMetric(a, b Evaluation) int {
	return cmp.Or(cmp.Compare(a.Metric.Value, b.Metric.Value), slices.Compare(a.Levels, b.Levels))
}

// rivals returns the points with a verdict that could be better than the best: undecided
// ones by their value, passing ones by their interval. The least metric comes first.
func (m *Minimise) rivals(v stats.Verdict) []Evaluation {
	best := m.best()
	var rivals []Evaluation
	for i := range m.tried {
		e := &m.tried[i]
		switch {
		case e.Verdict != v || e == best:
		case best == nil,
			v == stats.Undecided && e.Metric.Value < best.Metric.Value,
			v == stats.Pass && low(e.Metric) <= high(best.Metric):
			rivals = append(rivals, *e)
		}
	}
	slices.SortFunc(rivals, compareMetric)
	return rivals
}

// low and high return the ends of the interval of an estimate; its value where there is
// none.
func low(e stats.Estimate) float64 {
	if e.CI95 == nil {
		return e.Value
	}
	return e.CI95[0]
}

func high(e stats.Estimate) float64 {
	if e.CI95 == nil {
		return e.Value
	}
	return e.CI95[1]
}
