package models

import (
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
