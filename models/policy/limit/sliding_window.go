package limit

import (
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation once the log has grown.

// SlidingWindow lets a number of calls through in any window of a length, wherever it
// begins: it keeps a log of the calls that it let through. It is exact, and takes memory
// for Limit calls. Calls that it refuses are not in the log (some implementations on
// sorted sets of Redis log them too, and lock out whoever does not stop).
type SlidingWindow struct {
	// Limit is the number of calls let through in a window, 1 to 1M. Required.
	Limit unit.Count `yaml:"limit" required:"true"`
	// Window is the length of the window, above 0s.
	Window unit.Duration `yaml:"window" default:"1s"`
	// Scope says which calls share the log.
	Scope Scope `yaml:",inline"`
}

const maxLog = 1e6

// ShortForm says that a scalar sets the limit.
func (SlidingWindow) ShortForm() string { return "limit" }

// Validate returns what is wrong with the fields.
func (r *SlidingWindow) Validate() []error {
	return append(validWindow(r.Limit, maxLog, r.Window), r.Scope.Validate()...)
}

// New returns empty logs.
func (r *SlidingWindow) New() Limiter {
	return limiterOf(r.Scope, slidingWindow{limit: int(r.Limit), window: r.Window.Std()})
}

// slidingWindow is a [SlidingWindow] at work.
type slidingWindow struct {
	limit  int
	window time.Duration
	log    []sim.Time // ring of the calls let through; it grows up to the limit
	head   int        // the oldest
	calls  int
}

// Take logs the call, if the window that ends now has room for it. A call leaves the
// window when it is as old as the window is long.
func (w *slidingWindow) Take(now sim.Time, _ uint64) (wait time.Duration, ok bool) {
	w.expire(now)
	if w.calls == w.limit {
		return 0, false
	}
	if w.calls == len(w.log) {
		w.grow()
	}
	i := w.head + w.calls
	if i >= len(w.log) {
		i -= len(w.log)
	}
	w.log[i] = now
	w.calls++
	return 0, true
}

func (w *slidingWindow) rested(now sim.Time) bool {
	w.expire(now)
	return w.calls == 0
}

// expire forgets the calls that have left the window.
func (w *slidingWindow) expire(now sim.Time) {
	for w.calls > 0 && now.Sub(w.log[w.head]) >= w.window {
		w.calls--
		if w.head++; w.head == len(w.log) {
			w.head = 0
		}
	}
}

// grow doubles a log that is full.
func (w *slidingWindow) grow() {
	log := make([]sim.Time, min(w.limit, max(8, 2*len(w.log))))
	n := copy(log, w.log[w.head:])
	copy(log[n:], w.log[:w.head])
	w.log, w.head = log, 0
}
