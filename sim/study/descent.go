package study

import (
	"cmp"
	"math"
	"slices"

	"headroom/sim"
	"headroom/sim/stats"
)

// descent is a local search: from a point it moves to the best of its neighbours, which
// differ in one knob, by a step that is first a quarter of the levels and is halved when
// no neighbour is better. Where no single step of 1 is better it tries all pairs of such
// steps, up or down, because a constraint often lets one knob go down only if another goes
// up. Then it begins anew at a random point.
type descent struct {
	knobs    []Knob
	start    []int
	restarts int
	stream   *sim.Stream

	at    []int // nil before the first point, and for a new start
	steps []int
	pairs bool
	// wanted are the neighbours of at, or the start, and then those that are not tried yet.
	wanted [][]int
}

func (d *descent) complete() bool { return false }
func (d *descent) ruledOut() int  { return 0 }

func (d *descent) next(m *Minimise, width int) [][]int {
	for {
		var untried [][]int
		for _, p := range d.wanted {
			if m.find(p) == nil {
				untried = append(untried, p)
			}
		}
		moved := d.move(m)
		if !moved && len(untried) > 0 {
			return untried[:min(width, len(untried))]
		}
		if !moved && !d.narrow() {
			return nil
		}
	}
}

// move goes to the best of the neighbours that were tried, if it is better than where the
// search stands, and looks around there.
func (d *descent) move(m *Minimise) bool {
	var best *Evaluation
	if d.at != nil {
		best = m.find(d.at)
	}
	moved := false
	for _, p := range d.wanted {
		if e := m.find(p); e != nil && (best == nil || compareMeasured(e.Measured, best.Measured) < 0) {
			best, moved = e, true
		}
	}
	if moved {
		d.at, d.pairs = best.Levels, false
		d.look()
	}
	return moved
}

// narrow looks more closely around a point that none of its neighbours betters, or begins
// anew. It is false when that is done often enough.
func (d *descent) narrow() bool {
	switch {
	case d.start != nil:
		d.at, d.wanted, d.start = nil, [][]int{d.start}, nil
	case slices.Max(d.steps) > 1:
		for i, s := range d.steps {
			d.steps[i] = max(1, s/2)
		}
		d.look()
		return true
	case !d.pairs:
		d.pairs = true
		d.look()
		return true
	case d.restarts > 0:
		d.restarts--
		p := make([]int, len(d.knobs))
		for i, k := range d.knobs {
			p[i] = d.stream.IntN(k.Levels)
		}
		d.at, d.wanted = nil, [][]int{p}
	default:
		return false
	}
	d.pairs = false
	d.steps = make([]int, len(d.knobs))
	for i, k := range d.knobs {
		d.steps[i] = max(1, k.Levels/4)
	}
	return true
}

// look lists the neighbours.
func (d *descent) look() {
	d.wanted = nil
	for i, k := range d.knobs {
		if !k.Ordered {
			for level := range k.Levels {
				d.want(i, level-d.at[i], 0, 0)
			}
			continue
		}
		d.want(i, -d.steps[i], 0, 0)
		d.want(i, d.steps[i], 0, 0)
	}
	if !d.pairs {
		return
	}
	for i := range d.knobs {
		for j := range i {
			if d.knobs[i].Ordered && d.knobs[j].Ordered {
				for _, way := range [][2]int{{-1, -1}, {-1, 1}, {1, -1}, {1, 1}} {
					d.want(i, way[0], j, way[1])
				}
			}
		}
	}
}

// want lists the point with knob i moved by some levels and knob j by others, if there is
// one.
func (d *descent) want(i, byI, j, byJ int) {
	p := slices.Clone(d.at)
	p[i] += byI
	p[j] += byJ
	for n, level := range p {
		if level < 0 || level >= d.knobs[n].Levels {
			return
		}
	}
	if byI != 0 {
		d.wanted = append(d.wanted, p)
	}
}

// compareMeasured orders points by what a local search prefers: those that keep the
// constraints before undecided ones before others, then by the metric; failing ones by
// how far they are from keeping the constraints.
func compareMeasured(a, b Measured) int {
	return cmp.Or(
		cmp.Compare(rank(a.Verdict), rank(b.Verdict)),
		cmp.Compare(excess(a), excess(b)),
		cmp.Compare(a.Metric.Value, b.Metric.Value),
	)
}

func excess(m Measured) float64 {
	switch {
	case m.Verdict != stats.Fail:
		return 0
	case !finite(m.Metric.Value):
		return math.Inf(1)
	}
	return m.Excess
}

func rank(v stats.Verdict) int {
	switch v {
	case stats.Pass:
		return 0
	case stats.Undecided:
		return 1
	}
	return 2
}
