package limit

import (
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// SlidingCounter lets about a number of calls through in any window of a length. It
// counts in windows of the clock and estimates, as if the calls of the window before had
// been spread evenly (Cloudflare, "How we built rate limiting capable of scaling to
// millions of domains", 2017):
//
//	calls = this window's + the one's before * (1 - part of this window that has passed)
//
// A call is let through when the estimate with it is at most Limit, and counted then.
type SlidingCounter struct {
	// Limit is the number of calls let through in a window, 1 to 1G. Required.
	Limit unit.Count `yaml:"limit" required:"true"`
	// Window is the length of a window, above 0s.
	Window unit.Duration `yaml:"window" default:"1s"`
	// Scope says which calls share the counters.
	Scope Scope `yaml:",inline"`
}

// ShortForm says that a scalar sets the limit.
func (SlidingCounter) ShortForm() string { return "limit" }

// Validate returns what is wrong with the fields.
func (r *SlidingCounter) Validate() []error {
	return append(validWindow(r.Limit, maxTokens, r.Window), r.Scope.Validate()...)
}

// New returns counters at 0.
func (r *SlidingCounter) New() Limiter {
	return limiterOf(r.Scope, slidingCounter{limit: float64(r.Limit), window: int64(r.Window)})
}

// slidingCounter is a [SlidingCounter] at work.
type slidingCounter struct {
	limit         float64
	window        int64
	number        int64 // of the present window
	calls, before float64
}

// Take counts the call, if the estimate allows it.
func (w *slidingCounter) Take(now sim.Time, _ uint64) (wait time.Duration, ok bool) {
	w.advance(now)
	left := float64(w.window-int64(now)%w.window) / float64(w.window)
	if w.calls+float64(w.before*left)+1 > w.limit {
		return 0, false
	}
	w.calls++
	return 0, true
}

func (w *slidingCounter) rested(now sim.Time) bool {
	w.advance(now)
	return w.calls == 0 && w.before == 0
}

// advance goes to the present window.
func (w *slidingCounter) advance(now sim.Time) {
	switch n := int64(now) / w.window; n - w.number {
	case 0:
	case 1:
		w.number, w.before, w.calls = n, w.calls, 0
	default:
		w.number, w.before, w.calls = n, 0, 0
	}
}
