package limit

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// AIMD moves the limit like TCP's window (AIMDLimit of Netflix concurrency-limits, with
// its defaults): additive increase, multiplicative decrease. When a call was dropped or
// took longer than Timeout
//
//	limit = floor(limit * backoff)
//
// and after any other, when at least half of the limit was in use, limit + 1. Calls over
// the limit are rejected at once.
type AIMD struct {
	// Initial limit, between Min and Max.
	Initial int `yaml:"initial" default:"20" min:"1"`
	// Min is the least limit, at least 1.
	Min int `yaml:"min" default:"20" min:"1"`
	// Max is the largest limit, at most 1,000,000.
	Max int `yaml:"max" default:"200" min:"1"`
	// Backoff is what is left of the limit after a drop, 50% to less than 100%.
	Backoff unit.Ratio `yaml:"backoff" default:"90%"`
	// Timeout is the time beyond which a call counts as dropped, above 0s.
	Timeout unit.Duration `yaml:"timeout" default:"5s"`
	// Window joins the calls of a time into one sample, at least 100ms. 0s: every call is one.
	Window unit.Duration `yaml:"window" default:"0s"`
	// WindowCalls is the number of calls that a window must have to say anything.
	WindowCalls int `yaml:"window_calls" default:"10" min:"1"`
}

// Validate returns what is wrong with the fields.
func (r *AIMD) Validate() []error {
	errs := append(validRange(r.Initial, r.Min, r.Max), validSamples(r.Window, r.WindowCalls)...)
	if r.Backoff < 0.5 || r.Backoff >= 1 {
		errs = append(errs, fmt.Errorf("backoff: %v is not between 50%% and less than 100%%; write for example 90%%", r.Backoff))
	}
	if r.Timeout <= 0 {
		errs = append(errs, fmt.Errorf("timeout: %v is not above 0s; write the time beyond which a call counts as dropped", r.Timeout))
	}
	return errs
}

// New returns a gate at the initial limit.
func (r *AIMD) New(*sim.Stream) Gate {
	return &aimd{rule: *r, limit: r.Initial, samples: samples{length: r.Window.Std(), least: r.WindowCalls}}
}

// Waiting says that nothing waits.
func (r *AIMD) Waiting() (calls int, longest time.Duration) { return 0, 0 }

// aimd is an [AIMD] at work.
type aimd struct {
	occupancy
	rule    AIMD
	samples samples
	limit   int
}

// Enter lets a call in below the limit.
func (g *aimd) Enter(sim.Time) bool { return g.enter(g.limit) }

// Limit returns the present limit.
func (g *aimd) Limit(sim.Time) int { return g.limit }

// Leave lets a call out and learns from it.
func (g *aimd) Leave(now sim.Time, took time.Duration, how Ending) {
	s, ok := g.samples.add(now, took, g.leave(), how)
	if !ok {
		return
	}
	limit := g.limit
	switch {
	case s.dropped || s.took > g.rule.Timeout.Std():
		limit = int(float64(limit) * float64(g.rule.Backoff))
	case s.inside*2 >= limit:
		limit++
	}
	g.limit = min(max(limit, g.rule.Min), g.rule.Max)
}
