package study

import (
	"slices"

	"headroom/sim/stats"
)

// exhaustive tries all points but those that promises rule out: those below a failing
// point in knobs that make it safer, and those above a point in knobs that make it dearer
// when that point is no better than the best.
type exhaustive struct {
	knobs    []Knob
	left     [][]int // neither tried nor ruled out, in order
	out      int
	promised bool
	seen     int   // points that were tried and whose consequences were drawn
	least    []int // levels of the best by then
}

func newExhaustive(knobs []Knob, points int) *exhaustive {
	x := &exhaustive{knobs: knobs}
	for _, k := range knobs {
		x.promised = x.promised || k.Dearer || k.Safer
	}
	for n := range points {
		levels := make([]int, len(knobs))
		for i, k := range slices.Backward(knobs) {
			levels[i] = n % k.Levels
			n /= k.Levels
		}
		x.left = append(x.left, levels)
	}
	return x
}

func (x *exhaustive) complete() bool { return len(x.left) == 0 }
func (x *exhaustive) ruledOut() int  { return x.out }

func (x *exhaustive) next(m *Minimise, width int) [][]int {
	x.prune(m)
	var chosen [][]int
	for len(chosen) < width && len(x.left) > 0 {
		i := x.choose(chosen)
		chosen = append(chosen, x.left[i])
		x.left = slices.Delete(x.left, i, i+1)
	}
	return chosen
}

// prune drops what the points that were tried rule out.
func (x *exhaustive) prune(m *Minimise) {
	if !x.promised {
		return
	}
	best := m.best()
	if best != nil && !slices.Equal(best.Levels, x.least) {
		x.seen, x.least = 0, best.Levels // all that were tried are to be compared with the new best
	}
	fresh := m.tried[x.seen:]
	before := len(x.left)
	x.left = slices.DeleteFunc(x.left, func(q []int) bool {
		for i := range fresh {
			p := &fresh[i]
			noBetter := best != nil && (p == best || low(p.Metric) >= high(best.Metric))
			if p.Verdict == stats.Fail && x.worse(q, p.Levels) || noBetter && x.dearer(q, p.Levels) {
				return true
			}
		}
		return false
	})
	x.out += before - len(x.left)
	x.seen = len(m.tried)
}

// worse tells whether q fails if p does: it differs only by lower levels of knobs that
// make it safer.
func (x *exhaustive) worse(q, p []int) bool {
	for i, k := range x.knobs {
		if q[i] > p[i] || q[i] < p[i] && !k.Safer {
			return false
		}
	}
	return true
}

// dearer tells whether the metric of q is no less than that of p: it differs only by
// higher levels of knobs that make it dearer.
func (x *exhaustive) dearer(q, p []int) bool {
	for i, k := range x.knobs {
		if q[i] < p[i] || q[i] > p[i] && !k.Dearer {
			return false
		}
	}
	return true
}

// choose returns the number of the point to try next. With promises it is one that rules
// out many others, however it turns out: the lesser of the numbers of points that it would
// rule out by failing, and by being the best. Up to 128 candidates are weighed, spread
// over what is left, fewer where that is more than 2048 points; points of the same round
// should not rule out each other.
func (x *exhaustive) choose(chosen [][]int) int {
	if !x.promised {
		return 0
	}
	weighed := min(len(x.left), 128, max(1, 128*2048/len(x.left)))
	best, most, bestApart := 0, -1, false
	for c := range weighed {
		i := c * len(x.left) / weighed
		below, above := 0, 0
		for _, q := range x.left {
			if x.worse(q, x.left[i]) {
				below++
			}
			if x.dearer(q, x.left[i]) {
				above++
			}
		}
		apart := !slices.ContainsFunc(chosen, func(p []int) bool {
			return x.worse(p, x.left[i]) || x.worse(x.left[i], p) || x.dearer(p, x.left[i]) || x.dearer(x.left[i], p)
		})
		if worth := min(below, above); apart && !bestApart || apart == bestApart && worth > most {
			best, most, bestApart = i, worth, apart
		}
	}
	return best
}
