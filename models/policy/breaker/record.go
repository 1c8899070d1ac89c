package breaker

import (
	"time"

	"headroom/sim"
)

// record is the mode of a breaker, and what is counted of its openings.
type record struct {
	mode     Mode
	since    sim.Time // when the mode began
	opened   int
	openTime time.Duration // of the openings that have ended
}

// enter changes the mode.
func (r *record) enter(at sim.Time, to Mode) {
	r.openTime = r.open(at)
	if to == Open {
		r.opened++
	}
	r.mode, r.since = to, at
}

// open returns how long the breaker has been open until an instant.
func (r *record) open(now sim.Time) time.Duration {
	if r.mode == Open {
		return r.openTime + now.Sub(r.since)
	}
	return r.openTime
}

// Opened returns how often the breaker has opened.
func (r *record) Opened() int { return r.opened }
