package limit

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// AdaptiveThrottle is the client-side throttling of Google ("Site Reliability
// Engineering", chapter 21). Over the last Window, it holds a call back with probability
//
//	max(0, (calls - K * accepted) / (calls + 1))
//
// where calls are all that the caller wanted to make, those held back included. So a
// callee that is overloaded gets at most K times what it accepts: with the 2x of Google
// it refuses as many as it accepts, and the caller learns quickly when it recovers.
type AdaptiveThrottle struct {
	// K is the most calls sent for each one accepted, at least 1x. Google: 2x.
	K unit.Factor `yaml:"k" default:"2x"`
	// Window is how long calls count, at least 1s. Google: 2 minutes. It slides in steps of
	// a 120th.
	Window unit.Duration `yaml:"window" default:"2m"`
}

// ShortForm says that a scalar sets K: "throttle: 2x".
func (AdaptiveThrottle) ShortForm() string { return "k" }

// Validate returns what is wrong with the fields.
func (r *AdaptiveThrottle) Validate() []error {
	var errs []error
	if !(r.K >= 1) {
		errs = append(errs, fmt.Errorf("k: %v is less than 1x; write for example 2x", r.K))
	}
	if r.Window.Std() < time.Second {
		errs = append(errs, fmt.Errorf("window: %v is less than 1s; write for example 2m", r.Window))
	}
	return errs
}

// New returns a throttle that has seen no call.
func (r *AdaptiveThrottle) New() Throttler {
	return &adaptiveThrottle{k: float64(r.K), history: newHistory(r.Window.Std(), 120)}
}

// adaptiveThrottle is an [AdaptiveThrottle] at work. A call is good when accepted.
type adaptiveThrottle struct {
	k       float64
	history history
}

// Allow counts a call and draws whether to send it.
func (a *adaptiveThrottle) Allow(now sim.Time, s *sim.Stream) bool {
	h := &a.history
	h.advance(now)
	calls := float64(h.total.calls)
	excess := calls - float64(a.k*float64(h.total.good))
	h.add(1, 0)
	return excess <= 0 || s.Float64() >= excess/(calls+1)
}

// Record counts what was accepted.
func (a *adaptiveThrottle) Record(now sim.Time, accepted bool) {
	if accepted {
		a.history.advance(now)
		a.history.add(0, 1)
	}
}
