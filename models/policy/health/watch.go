package health

import (
	"time"

	"headroom/sim"
)

// Hot path: no allocation, no map, no string.

// Watch is what one checker knows of one replica. Make one with [Plan.Watch]. The checker
// begins a probe at Next, and tells Answered how it ended: within Timeout of the plan.
type Watch struct {
	plan   *Plan
	stream sim.Stream
	health State
	row    int      // probes in a row that speak against the state; of a new replica good ones
	failed int      // of a new replica: failed probes in a row
	next   sim.Time // when the next probe begins
}

// State is what a checker thinks of a replica.
type State uint8

// The states of a replica.
const (
	Initial State = iota // new, and not decided about
	Well
	Unwell
)

var states = [...]string{"initial", "healthy", "unhealthy"}

// String returns the name of the state: "healthy".
func (s State) String() string { return states[s] }

// Probe is how a probe ended.
type Probe uint8

// The ends of a probe.
const (
	Good   Probe = iota
	Wrong        // an answer that says that the replica is not well
	Silent       // no connection, or no answer in time
)

// Watch begins to watch a new replica. Its first probe begins at a random phase of the
// interval, after the delay of the plan. What is drawn comes from a stream of its own,
// which is drawn from s. The plan must stay as it is.
func (p *Plan) Watch(now sim.Time, s *sim.Stream) Watch {
	w := Watch{plan: p, stream: own(s)}
	w.next = now.Add(p.Delay).Add(time.Duration(w.stream.Float64() * float64(p.Interval)))
	return w
}

// Known begins to watch a replica that is known to be healthy: one that was there before
// the run began.
func (p *Plan) Known(now sim.Time, s *sim.Stream) Watch {
	w := p.Watch(now, s)
	w.health = Well
	w.next = w.next.Add(-p.Delay)
	return w
}

// Next returns when the next probe begins.
func (w *Watch) Next() sim.Time { return w.next }

// State returns what the checker thinks of the replica.
func (w *Watch) State() State { return w.health }

// Usable tells whether calls may go to the replica.
func (w *Watch) Usable() bool {
	return w.health == Well || w.health == Initial && w.plan.Trusting
}

// Answered tells how the probe that began at Next ended, and returns whether the state has
// changed.
func (w *Watch) Answered(now sim.Time, how Probe) (changed bool) {
	before := w.health
	w.judge(how)
	p := w.plan
	interval := p.Interval
	if w.health != Well {
		interval = p.Unwell
	}
	if p.Jitter > 0 {
		interval += time.Duration(w.stream.Float64() * float64(p.Jitter))
	}
	if p.AfterAnswer {
		w.next = now.Add(interval)
	} else {
		w.next = max(w.next.Add(interval), now)
	}
	return w.health != before
}

// judge counts a probe.
func (w *Watch) judge(how Probe) {
	p := w.plan
	switch {
	case w.health == Initial && how == Good:
		w.failed = 0
		w.counts(p.First, Well)
	case w.health == Initial:
		w.row = 0
		if w.failed++; w.failed >= p.FirstFall {
			w.health, w.failed = Unwell, 0
		}
	case w.health == Unwell && how == Good:
		w.counts(p.Rise, Well)
	case w.health == Well && how == Wrong && p.Strict:
		w.health, w.row = Unwell, 0
	case w.health == Well && how != Good:
		w.counts(p.Fall, Unwell)
	default:
		w.row = 0
	}
}

// counts counts one more probe in a row, and changes the state when there are enough.
func (w *Watch) counts(enough int, to State) {
	if w.row++; w.row >= enough {
		w.health, w.row = to, 0
	}
}
