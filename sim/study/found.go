package study

import (
	"slices"

	"headroom/sim/stats"
)

// Told is a place that was asked and what came out.
type Told struct {
	At      float64
	Runs    int // replications that it was judged by, all rounds together
	Verdict stats.Verdict
	// Confidence is the probability, at least, with which a verdict of Pass or Fail is right,
	// 0 to 1: each round in which the place was looked at takes its share of error. It is 0
	// when undecided.
	Confidence float64
}

// Ending says how a search has ended.
type Ending string

// The endings of a search.
const (
	// Searching: it has not ended.
	Searching Ending = "searching"
	// Bracketed: the place was found, between Holds and Fails.
	Bracketed Ending = "bracketed"
	// StartFails: already the first end of the axis fails.
	StartFails Ending = "start fails"
	// StartUndecided: at the first end all replications together do not decide.
	StartUndecided Ending = "start undecided"
	// EndHolds: it holds up to the last end of the axis.
	EndHolds Ending = "end holds"
	// EndUndecided: nothing was seen to fail; from some place on it is undecided.
	EndUndecided Ending = "end undecided"
	// OutOfBudget: the budget was spent before the bracket was narrow enough.
	OutOfBudget Ending = "out of budget"
)

// Found is the result of a search.
type Found struct {
	Ending Ending
	// Holds is the last place that holds and lies before all that fail, nil for none. Fails is
	// the first place that fails, nil for none. The true place lies between them if both were
	// judged right, and each says with which probability it was.
	Holds, Fails *Told
	// Confidence is the probability, at least, that every single verdict of the search was
	// right, 0 to 1. Whichever probes have become the ends of the bracket, it holds the true
	// place with no less than that.
	Confidence float64
	// Undecided lists the places between Holds and Fails that all replications together do
	// not decide.
	Undecided []Told
	// Contradictions lists the places that hold beyond Fails. They say that the question is
	// not monotone, or that a verdict was wrong.
	Contradictions []Told
	// Probes lists all places that were asked, from the end that should hold.
	Probes []Told
	// Runs is the number of replications that were asked for.
	Runs int
}

// Found returns the result so far.
func (f *Find) Found() Found {
	r := Found{Ending: f.ending(), Confidence: 1, Runs: f.runs}
	for i, p := range f.probes {
		if p.looks == 0 {
			continue
		}
		r.Probes = append(r.Probes, p.Told)
		decided := p.Verdict != stats.Undecided
		switch {
		case decided:
			r.Confidence -= 1 - p.Confidence
		case i > f.holds && (f.fails < 0 || i < f.fails):
			r.Undecided = append(r.Undecided, p.Told)
		}
		if i == f.holds {
			r.Holds = &Told{p.At, p.Runs, p.Verdict, p.Confidence}
		}
		if i == f.fails {
			r.Fails = &Told{p.At, p.Runs, p.Verdict, p.Confidence}
		}
		if i != f.fails && slices.Contains(f.contested, i) {
			r.Contradictions = append(r.Contradictions, p.Told)
		}
	}
	r.Confidence = max(0, r.Confidence)
	return r
}

func (f *Find) ending() Ending {
	last := len(f.probes) - 1
	switch {
	case len(f.Next()) > 0:
		return Searching
	case f.short:
		return OutOfBudget
	case f.fails == 0:
		return StartFails
	case f.holds < 0:
		return StartUndecided
	case f.holds == last:
		return EndHolds
	case f.fails < 0:
		return EndUndecided
	}
	return Bracketed
}
