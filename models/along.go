package models

import (
	"math"

	"headroom/sim"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// along is what a process goes along: a rate, until the end of the run. Make it with
// [newAlong].
type along struct {
	law     curve
	end     sim.Time
	whole   float64                         // cumulative rate at the end
	streams func(purpose string) sim.Stream // "" is that of the gaps

	at       sim.Time // the last arrival
	expected float64  // cumulative rate until then
	rate     float64  // about then; 0 while it is not known
}

// newAlong returns the way along a law, which is nil for instants that follow none.
func newAlong(law curve, end sim.Time, streams func(purpose string) sim.Stream) *along {
	a := &along{law: law, end: end, streams: streams}
	if law != nil {
		a.whole = law.Cumulative(end)
	}
	return a
}

// advance moves to the instant at which the cumulative rate has grown by a step. Inversion
// keeps the arrivals of two runs together when only the rate differs.
func (a *along) advance(step float64) sim.Time {
	if c, ok := a.law.(*Constant); ok {
		if c.Value <= 0 {
			return sim.Never
		}
		a.at = a.at.Add(sim.Seconds(step / float64(c.Value)))
		return a.at
	}
	return a.reach(a.expected + step)
}

// reach moves to the instant at which the cumulative rate has reached a value. As a rate
// seldom changes much between two arrivals, that of the last tells where to look first.
func (a *along) reach(expected float64) sim.Time {
	guess := a.at
	if a.rate > 0 {
		guess = a.at.Add(sim.Seconds((expected - a.expected) / a.rate))
	}
	a.expected = expected
	a.at, a.rate = a.invert(expected, guess)
	return a.at
}

// invert returns the instant, to the nearest nanosecond and not before the last arrival, at
// which the cumulative rate reaches the target, and about the rate there; the end when it
// is not reached by then. It halves the interval, with Newton steps where they stay inside.
func (a *along) invert(target float64, guess sim.Time) (at sim.Time, rate float64) {
	if a.whole < target {
		return a.end, 0
	}
	lo, hi := a.at, a.end
	t := guess
	if t < lo || t >= hi {
		t = lo
	}
	for range 80 {
		c := a.law.Cumulative(t)
		rate = a.law.Rate(t)
		toGo := (target - c) / rate * 1e9
		if toGo > -2 && toGo < 2 { // so near that the law is a straight line
			return min(max(t+sim.Time(math.Round(toGo)), a.at), a.end), rate
		}
		if c < target {
			lo = t
		} else {
			hi = t
		}
		if hi-lo <= 1 {
			break
		}
		next := lo
		if toGo > -1e18 && toGo < 1e18 {
			next = t + sim.Time(toGo)
		}
		if next <= lo || next >= hi {
			next = lo + (hi-lo)/2
		}
		t = next
	}
	return hi, rate
}
