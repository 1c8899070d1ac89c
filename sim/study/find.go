package study

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"headroom/sim/stats"
)

// Question says what a [Find] looks for: the place on an axis up to which something
// holds. It must be monotone: what holds at a place holds at all places before it.
type Question struct {
	// Axis is where to look, from the end where it should hold to the end where it should
	// fail: from 100 to 5000 for the largest load, from 64 to 2 for the smallest number of
	// replicas.
	Axis Axis
	// Tolerance ends the search when the two ends of the bracket are that share of the
	// larger one apart, 0 to 1. 0 for never.
	Tolerance float64
	// Resolution ends the search when the two ends are that far apart. 0 for never. One of
	// the two is needed, except for integers, which end at neighbours.
	Resolution float64
	// First is the number of replications of a probe, 1 or more. When they do not decide it
	// is asked again with twice as many, up to Most.
	First, Most int
	// Budget is the number of replications of the whole search. 0 is without bound.
	Budget int
	// Width is the number of probes that are made at a time, 1 or more. With 1 the bracket is
	// halved in each round; with 3 it is cut into four.
	Width int
}

// Probe is a place to ask at.
type Probe struct {
	At float64
	// Runs is the number of replications to judge by. When the place was asked before, those
	// of then are part of it.
	Runs int
}

// probe is a place that was asked, or is to be.
type probe struct {
	Told
	open  bool // to be told in this round
	looks int
}

// Find looks for the largest place at which a monotone question is answered by yes, from
// answers that noise can make undecided. It cuts the bracket between the last place that
// holds and the first that fails, gives more replications to places that do not decide,
// and where all of them do not suffice closes in from both sides on the places that stay
// undecided. It is a study in [Rounds]. Make one with [NewFind].
type Find struct {
	question Question
	probes   []*probe // by place, from the end that should hold
	runs     int
	short    bool // the budget did not suffice for a round

	// What the probes say, by number, or -1.
	holds, fails int
	contested    []int // fails and what holds beyond it
}

// NewFind begins a search. Everything that is wrong with the question is reported.
func NewFind(q Question) (*Find, error) {
	var errs []error
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	wrong(q.Axis.from == q.Axis.to, "a search between equal ends; write two different ones")
	wrong(!(q.Tolerance >= 0 && q.Tolerance < 1), "a tolerance of %v; write 0 to 1, such as 0.01", q.Tolerance)
	wrong(!(q.Resolution >= 0), "a resolution of %v; write 0 or more", q.Resolution)
	wrong(q.Axis.kind != whole && q.Tolerance == 0 && q.Resolution == 0, "a search without end; write a tolerance such as 0.01")
	wrong(q.First < 1 || q.Most < q.First, "%d to %d replications of a probe; write 1 or more, and at most no less than at first", q.First, q.Most)
	wrong(q.Width < 1, "%d probes at a time; write 1 or more", q.Width)
	wrong(q.Budget != 0 && q.Budget < 2*q.First, "%d replications in all; both ends alone take %d", q.Budget, 2*q.First)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	f := &Find{question: q, holds: -1, fails: -1}
	from, to := q.Axis.from, q.Axis.to
	f.ask(from)
	f.ask(to)
	f.cut([][2]float64{{from, to}}, q.Width-2)
	return f, nil
}

// discrete tells whether the axis has places between which there is none.
func (f *Find) discrete() bool { return f.question.Axis.kind == whole }

// order compares two places by their distance from the end that should hold.
func (f *Find) order(a, b float64) int {
	if axis := f.question.Axis; axis.from > axis.to {
		a, b = b, a
	}
	return cmp.Compare(a, b)
}

// ask adds a probe to the round, if there is none at the place and the budget suffices.
func (f *Find) ask(place float64) {
	i, found := slices.BinarySearchFunc(f.probes, place, func(p *probe, place float64) int { return f.order(p.At, place) })
	if found || !f.spend(f.question.First) {
		return
	}
	told := Told{At: place, Runs: f.question.First, Verdict: stats.Undecided}
	f.probes = slices.Insert(f.probes, i, &probe{Told: told, open: true})
}

// spend takes replications from the budget, or tells that it does not suffice.
func (f *Find) spend(runs int) bool {
	if f.question.Budget != 0 && f.runs+runs > f.question.Budget {
		f.short = true
		return false
	}
	f.runs += runs
	return true
}

// Next returns the probes of the round that have not been told; none when the search is
// over. See [Rounds].
func (f *Find) Next() []Probe {
	var next []Probe
	for _, p := range f.probes {
		if p.open {
			next = append(next, Probe{p.At, p.Runs})
		}
	}
	return next
}

// Tell gives the answer to a probe of the round. It panics if there is no such probe, or
// it has been told.
func (f *Find) Tell(asked Probe, a Answer) {
	i := slices.IndexFunc(f.probes, func(p *probe) bool { return p.open && p.At == asked.At && p.Runs == asked.Runs })
	if i < 0 {
		panic(fmt.Sprintf("study: an answer to a probe at %v that was not asked", asked.At))
	}
	p := f.probes[i]
	p.open = false
	p.looks++
	p.Verdict, p.Confidence = a.Verdict, 0
	if a.Verdict != stats.Undecided {
		// Each look could have been wrong (Bonferroni).
		p.Confidence = max(0, 1-float64(float64(p.looks)*(1-a.Confidence)))
	}
	if len(f.Next()) == 0 {
		f.judge()
		f.plan()
	}
}

// judge finds the bracket: the first place that fails, and the last before it that holds.
// A place that holds beyond one that fails contests it.
func (f *Find) judge() {
	f.holds, f.fails, f.contested = -1, -1, nil
	for i, p := range f.probes {
		switch {
		case p.Verdict == stats.Fail && f.fails < 0:
			f.fails = i
		case p.Verdict == stats.Pass && f.fails < 0:
			f.holds = i
		case p.Verdict == stats.Pass:
			f.contested = append(f.contested, i)
		}
	}
	if len(f.contested) > 0 {
		f.contested = slices.Insert(f.contested, 0, f.fails)
	}
}

// plan decides the next round.
func (f *Find) plan() {
	f.short = false
	again := f.again()
	for _, p := range again {
		if more := min(p.Runs, f.question.Most-p.Runs); f.spend(more) {
			p.Runs += more
			p.open = true
		}
	}
	if f.holds >= 0 && (f.fails >= 0 || f.holds < len(f.probes)-1) {
		f.cut(f.gaps(), f.question.Width-len(again))
	}
}

// again returns the probes that shall have more replications: those within the bracket
// that are undecided, and those that contradict each other.
func (f *Find) again() []*probe {
	var again []*probe
	for i, p := range f.probes {
		inside := p.Verdict == stats.Undecided && i > f.holds && (f.fails < 0 || i < f.fails)
		if (inside || slices.Contains(f.contested, i)) && p.Runs < f.question.Most {
			again = append(again, p)
		}
	}
	return again
}

// gaps returns the parts of the bracket to cut: all of it, or what lies before and beyond
// the undecided places in it.
func (f *Find) gaps() [][2]float64 {
	first, last := f.holds+1, f.fails-1
	if f.fails < 0 {
		return [][2]float64{{f.probes[f.holds].At, f.probes[first].At}}
	}
	if first > last {
		return [][2]float64{{f.probes[f.holds].At, f.probes[f.fails].At}}
	}
	return [][2]float64{{f.probes[f.holds].At, f.probes[first].At}, {f.probes[last].At, f.probes[f.fails].At}}
}

// cut asks at n places that divide the gaps into parts as equal as may be.
func (f *Find) cut(gaps [][2]float64, n int) {
	inner := make([]int, len(gaps))
	for range n {
		widest, width := -1, 0.0
		for g, gap := range gaps {
			room := !f.discrete() || float64(inner[g]+1) < math.Abs(gap[1]-gap[0])
			if w := f.part(gap, inner[g]+1); room && !f.narrow(gap) && w > width {
				widest, width = g, w
			}
		}
		if widest < 0 {
			break
		}
		inner[widest]++
	}
	for g, gap := range gaps {
		for i := range inner[g] {
			f.ask(f.axis(gap).step(i+1, inner[g]+1))
		}
	}
}

// part returns the size of one of n equal parts of a gap: a distance, or a ratio.
func (f *Find) part(gap [2]float64, n int) float64 {
	if f.question.Axis.kind == logarithmic {
		return root(max(gap[0], gap[1])/min(gap[0], gap[1]), n)
	}
	return math.Abs(gap[1]-gap[0]) / float64(n)
}

// axis returns the axis of places in a gap.
func (f *Find) axis(gap [2]float64) Axis {
	return Axis{kind: f.question.Axis.kind, from: gap[0], to: gap[1]}
}

// narrow tells whether a gap is small enough.
func (f *Find) narrow(gap [2]float64) bool {
	a, b := gap[0], gap[1]
	if f.discrete() && math.Abs(b-a) <= 1 {
		return true
	}
	middle := f.axis(gap).step(1, 2)
	return math.Abs(b-a) <= f.question.Resolution ||
		math.Abs(b-a) <= float64(f.question.Tolerance*max(math.Abs(a), math.Abs(b))) ||
		!f.discrete() && (middle == a || middle == b)
}
