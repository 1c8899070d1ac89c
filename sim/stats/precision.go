package stats

import "math"

// Precision is how narrow an interval is wanted, for runs that go on until it is
// reached.
type Precision struct {
	// Relative is the largest relative error wanted: 0.05 for 5 % of the true value. 0
	// leaves it to Absolute.
	Relative float64
	// Absolute is a half width, in the unit of the metric, that is always narrow enough:
	// for metrics near 0, such as a share of errors. 0 means there is none.
	Absolute float64
	// Least is the smallest number of replications to trust; 0 means 10. With fewer,
	// chance makes an interval narrow too often, and then it does not hold the value
	// (Law 2015, Simulation Modeling and Analysis, 9.4.1).
	Least int
	// Most is the largest number of replications to play; 0 means there is no limit.
	Most int
}

// Progress tells how far the wanted precision is.
type Progress struct {
	// HalfWidth is the larger distance from the value to an end of its interval; NaN
	// without an interval.
	HalfWidth float64
	// Reached tells whether that is narrow enough, with enough replications.
	Reached bool
	// Needed is the estimated number of replications in all; 0 when it is not known,
	// and [math.MaxInt] when no number is enough, for a value of 0 without Absolute.
	Needed int
	// Next is the number of replications to have played before the next check; 0 when
	// the precision is reached or Most is played.
	Next int
}

// Of returns how precise an estimate from so many replications is: a mean, a percentile,
// a share, a cost or a difference. The relative error g is reached when the half width is
// at most g/(1 + g) of the value, so that it is g of the true value, too (Law 2015, 9.4.1).
// Intervals shrink with the root of the number of replications; so the number needed is
// that of Stein (1945) in his two-stage procedure,
//
//	needed = n (half width / wanted)^2
//
// As it is itself uncertain, Next does not go beyond twice what there is. The estimate
// may be nil when nothing was measured. Of panics when nothing is wanted: neither
// Relative nor Absolute is above 0.
func (p Precision) Of(e *Estimate, replications int) Progress {
	if !(p.Relative > 0 || p.Absolute > 0) {
		panic("stats: neither a relative nor an absolute precision is wanted")
	}
	least := p.Least
	if least == 0 {
		least = 10
	}
	g := Progress{HalfWidth: math.NaN(), Next: max(2*replications, least)}
	if e != nil && e.CI95 != nil {
		g.HalfWidth = max(e.Value-e.CI95[0], e.CI95[1]-e.Value)
		wanted := max(float64(p.Relative/(1+p.Relative)*math.Abs(e.Value)), p.Absolute)
		g.Reached = g.HalfWidth <= wanted && replications >= least
		g.Needed = needed(replications, g.HalfWidth, wanted)
		g.Next = max(least, replications+1, min(g.Needed, 2*replications))
	}
	if p.Most > 0 {
		g.Next = min(g.Next, p.Most)
	}
	if g.Reached || g.Next <= replications {
		g.Next = 0
	}
	return g
}

// needed is the number of replications for a half width, from n that have one.
func needed(n int, half, wanted float64) int {
	if half <= wanted {
		return n
	}
	ratio := half / wanted
	want := math.Ceil(float64(float64(n) * float64(ratio*ratio)))
	if !(want < 1<<53) {
		return math.MaxInt
	}
	return int(want)
}
