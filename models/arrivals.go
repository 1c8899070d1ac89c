package models

import (
	"time"

	"headroom/models/variant"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// Arrivals says how requests come along a rate: the process whose mean the rate is. A
// scalar is the name of a process. The zero value is poisson.
type Arrivals struct{ Process process }

// process is one process of arrivals.
type process interface {
	// validate reports every bad field to the check.
	validate(c *Check)
	// start begins the process in an engine.
	start(a *along) arrivals
}

// selfPaced is a process that may have a rate of its own, beside which there is no other.
type selfPaced interface {
	// pace returns the rate, nil when the process goes along that of the traffic.
	pace() RateLaw
}

// choosing is a process in an engine that knows what each request asks for.
type choosing interface {
	// operation returns the operation of the last request, by position in the mix; -1 when it
	// is drawn from the mix.
	operation() int32
}

// arrivals is a process in an engine.
type arrivals interface {
	// next returns the instant of the next request, not before the last one; it is the end
	// of the run or later when there are no more.
	next() sim.Time
}

// processes is the only list of processes.
var processes = []variant.Form{
	{Name: "poisson", Summary: "many clients that know nothing of each other", New: func() any { return &Poisson{} }},
	{Name: "deterministic", Summary: "evenly spaced along the rate", New: func() any { return &Deterministic{} }},
	{Name: "mmpp", Summary: "a Poisson process whose rate jumps between states at random: bursts", New: func() any { return &MMPP{} }},
	{Name: "self_similar", Summary: "many sources that are on and off for heavy-tailed times: bursts on every scale of time", New: func() any { return &SelfSimilar{} }},
	{Name: "batch", Summary: "several requests at the same instant", New: func() any { return &Batch{} }},
	{Name: "cron", Summary: "timers that fire at whole minutes or hours", New: func() any { return &Cron{} }},
	{Name: "timestamps", Summary: "the instants of a file: recorded traffic", New: func() any { return &Timestamps{} }},
}

// Variants lists the forms.
func (*Arrivals) Variants() (key string, table []variant.Form) { return "kind", processes }

// SetVariant takes a form.
func (a *Arrivals) SetVariant(v any) { a.Process = v.(process) }

// Variant returns the form, nil when none was given.
func (a *Arrivals) Variant() any {
	if a.Process == nil {
		return nil
	}
	return a.Process
}

// process returns the process that is meant.
func (a *Arrivals) process() process {
	if a.Process == nil {
		return &Poisson{}
	}
	return a.Process
}

// pace returns the rate of a process that has one of its own, nil for all others.
func (a *Arrivals) pace() RateLaw {
	if p, ok := a.Process.(selfPaced); ok {
		return p.pace()
	}
	return nil
}

// operations returns the mix of a process that knows what its requests ask for, nil for all
// others.
func (a *Arrivals) operations() stats.Ordered[unit.Ratio] {
	if p, ok := a.Process.(*Timestamps); ok {
		return p.operations()
	}
	return nil
}

// along is what a process goes along: a rate, until the end of the run.
type along struct {
	law     curve
	end     sim.Time
	streams func(purpose string) sim.Stream // "" is that of the gaps

	at       sim.Time // the last arrival
	expected float64  // cumulative rate until then
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

// reach moves to the instant at which the cumulative rate has reached a value.
func (a *along) reach(expected float64) sim.Time {
	a.expected = expected
	a.at = invert(a.law, expected, a.at, a.end)
	return a.at
}

// Poisson has gaps that are unit exponentials of the cumulative rate: the number of requests
// in any span has a Poisson distribution.
type Poisson struct{}

func (*Poisson) validate(*Check) {}

func (*Poisson) start(a *along) arrivals { return &poissonArrivals{*a, a.streams("")} }

type poissonArrivals struct {
	along
	gaps sim.Stream
}

func (p *poissonArrivals) next() sim.Time { return p.advance(dist.Exp(&p.gaps)) }

// Deterministic sends a request whenever the cumulative rate has grown by one.
type Deterministic struct{}

func (*Deterministic) validate(*Check) {}

func (*Deterministic) start(a *along) arrivals { return &evenArrivals{*a} }

type evenArrivals struct{ along }

func (p *evenArrivals) next() sim.Time { return p.advance(1) }

// invert returns the first instant not before from at which the cumulative rate has
// reached the target, or end when it does not by then. It halves the interval, with
// Newton steps where they stay inside.
func invert(law curve, target float64, from, end sim.Time) sim.Time {
	lo, hi := from, end
	if law.Cumulative(end) < target {
		return end
	}
	t := from
	for range 80 {
		c := law.Cumulative(t)
		if c < target {
			lo = t
		} else {
			hi = t
		}
		if hi-lo <= 1 {
			break
		}
		next := hi
		if rate := law.Rate(t); rate > 0 {
			next = t + sim.Time((target-c)/rate*1e9)
		}
		if next <= lo || next >= hi {
			next = lo + (hi-lo)/2
		}
		if d := next.Sub(t); d > -2*time.Nanosecond && d < 2*time.Nanosecond {
			return next
		}
		t = next
	}
	return hi
}
