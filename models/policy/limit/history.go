package limit

import (
	"time"

	"headroom/sim"
)

// Hot path: no allocation.

// history counts calls and those that went well over the last slices of time: a window
// that slides by a slice at a time.
type history struct {
	slice  time.Duration
	slices []tally
	total  tally
	now    int64 // number of the present slice
}

type tally struct{ calls, good int64 }

func newHistory(window time.Duration, slices int) history {
	return history{slice: window / time.Duration(slices), slices: make([]tally, slices)}
}

// advance forgets the slices that have left the window.
func (h *history) advance(now sim.Time) {
	present, n := int64(now)/int64(h.slice), int64(len(h.slices))
	for h.now = max(h.now, present-n); h.now < present; {
		h.now++
		old := &h.slices[h.now%n]
		h.total.calls -= old.calls
		h.total.good -= old.good
		*old = tally{}
	}
}

// add counts calls, and those that went well, in the present slice.
func (h *history) add(calls, good int64) {
	t := &h.slices[h.now%int64(len(h.slices))]
	t.calls += calls
	t.good += good
	h.total.calls += calls
	h.total.good += good
}

// age returns the time from the first slice in the window with a call to the end of the
// present one.
func (h *history) age() time.Duration {
	n := int64(len(h.slices))
	for i := min(n-1, h.now); i > 0; i-- {
		if h.slices[(h.now-i)%n].calls > 0 {
			return time.Duration(i+1) * h.slice
		}
	}
	return h.slice
}
