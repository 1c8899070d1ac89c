package limit

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// FixedWindow lets a number of calls through in each window of the clock: from 0 to
// Window, from Window to twice Window. It is one counter, and lets twice the number
// through within one window's length when a burst falls on a boundary.
type FixedWindow struct {
	// Limit is the number of calls let through in a window, 1 to 1G. Required.
	Limit unit.Count `yaml:"limit" required:"true"`
	// Window is the length of a window, above 0s.
	Window unit.Duration `yaml:"window" default:"1s"`
	// Scope says which calls share the counter.
	Scope Scope `yaml:",inline"`
}

// ShortForm says that a scalar sets the limit.
func (FixedWindow) ShortForm() string { return "limit" }

// Validate returns what is wrong with the fields.
func (r *FixedWindow) Validate() []error {
	return append(validWindow(r.Limit, maxTokens, r.Window), r.Scope.Validate()...)
}

// validWindow returns what is wrong with a number of calls in a window.
func validWindow(limit, most unit.Count, window unit.Duration) []error {
	var errs []error
	if limit < 1 || limit > most {
		errs = append(errs, fmt.Errorf("limit: %v is not between 1 and %v; write the number of calls let through in a window", limit, most))
	}
	if window <= 0 {
		errs = append(errs, fmt.Errorf("window: %v is not above 0s; write for example 1s", window))
	}
	return errs
}

// New returns counters at 0.
func (r *FixedWindow) New() Limiter {
	return limiterOf(r.Scope, fixedWindow{limit: int64(r.Limit), window: int64(r.Window)})
}

// fixedWindow is a [FixedWindow] at work.
type fixedWindow struct {
	limit, window int64
	number        int64 // of the window that calls are counted in
	calls         int64
}

// Take counts the call, if it fits into the present window.
func (w *fixedWindow) Take(now sim.Time, _ uint64) (wait time.Duration, ok bool) {
	if n := int64(now) / w.window; n != w.number {
		w.number, w.calls = n, 0
	}
	if w.calls == w.limit {
		return 0, false
	}
	w.calls++
	return 0, true
}

// rested tells whether the present window has counted nothing.
func (w *fixedWindow) rested(now sim.Time) bool { return int64(now)/w.window != w.number }
