package breaker

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hystrix opens when too many of the calls of the last seconds failed, and then lets one
// call through at a time to try the callee. The model is HystrixCircuitBreaker of Netflix
// Hystrix 1.5, with the defaults of HystrixCommandProperties. A timeout and a rejection
// are errors like any other, and a call that the breaker refused does not count.
type Hystrix struct {
	// Window is the time over which errors count, a multiple of Snapshot.
	Window unit.Duration `yaml:"window" default:"10s"`
	// Snapshot is the time between two looks at the window: the breaker opens at one of
	// them, never between. Positive. The window moves on in steps of it. (The 10 buckets
	// of Hystrix's rolling statistics are for its metrics, not for its breaker.)
	Snapshot unit.Duration `yaml:"snapshot" default:"500ms"`
	// RequestVolume is the number of calls that the window must hold before the breaker
	// can open.
	RequestVolume int `yaml:"request_volume" default:"20" min:"1"`
	// ErrorPercentage opens the breaker when at least this share of the calls in the
	// window failed. More than 0%, at most 100%.
	ErrorPercentage unit.Ratio `yaml:"error_percentage" default:"50%"`
	// SleepWindow is how long the breaker refuses every call before it tries one. At
	// least 1ms.
	SleepWindow unit.Duration `yaml:"sleep_window" default:"5s"`
}

// maxSnapshots bounds the snapshots in a window.
const maxSnapshots = 10_000

// Validate returns what is wrong with the fields.
func (b *Hystrix) Validate() []error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	switch {
	case b.Snapshot <= 0:
		wrong("snapshot: %v is not positive; write the time between two looks at the window, such as 500ms", b.Snapshot)
	case b.Window < b.Snapshot || b.Window%b.Snapshot != 0:
		wrong("window: %v is not a multiple of the snapshot, %v; write for example %v", b.Window, b.Snapshot, 20*b.Snapshot)
	case b.Window/b.Snapshot > maxSnapshots:
		wrong("window: %v is more than %d snapshots of %v; write a shorter window or longer snapshots", b.Window, maxSnapshots, b.Snapshot)
	}
	if b.ErrorPercentage <= 0 || b.ErrorPercentage > 1 {
		wrong("error_percentage: %v is not above 0%% and at most 100%%; write a share of the calls such as 50%%", b.ErrorPercentage)
	}
	if b.SleepWindow.Std() < time.Millisecond {
		wrong("sleep_window: %v is less than 1ms; write how long to refuse calls, such as 5s", b.SleepWindow)
	}
	return errs
}

// Hot path: no allocation, no map, no string.

// hystrix is a [Hystrix] at work.
type hystrix struct {
	rate     float64
	volume   int
	snapshot time.Duration
	sleep    time.Duration

	record
	ring  []tally // the finished snapshots of the window
	total tally   // of the ring
	head  int     // the oldest
	fresh tally   // since the last snapshot
	next  sim.Time
}

// New returns a closed breaker, which takes its snapshots at multiples of Snapshot.
func (b *Hystrix) New() Breaker {
	return &hystrix{
		rate: float64(b.ErrorPercentage), volume: b.RequestVolume,
		snapshot: b.Snapshot.Std(), sleep: b.SleepWindow.Std(),
		ring: make([]tally, b.Window/b.Snapshot), next: sim.Time(b.Snapshot),
	}
}

// Allow lets calls through while closed, and one after the sleep window of an open
// breaker.
func (h *hystrix) Allow(now sim.Time) (Permit, bool) {
	h.advance(now)
	if h.mode == Open && now > h.since.Add(h.sleep) {
		h.enter(now, HalfOpen)
		return 0, true
	}
	return 0, h.mode == Closed
}

// Record counts a call. While a trial is under way, the first call that ends decides it,
// even one from before the opening, as in Hystrix.
func (h *hystrix) Record(now sim.Time, _ Permit, ok bool, _ time.Duration) {
	h.advance(now)
	switch {
	case h.mode == HalfOpen && !ok:
		h.enter(now, Open)
	case h.mode == HalfOpen:
		h.enter(now, Closed)
		h.restart(now)
		h.fresh.calls = 1
	case h.mode == Closed && ok:
		h.fresh.add(0, 1)
	case h.mode == Closed:
		h.fresh.add(failed, 1)
	}
}

// Ignore ends a trial as a failure would: Hystrix opens again when the trial's command is
// unsubscribed from.
func (h *hystrix) Ignore(now sim.Time, _ Permit) {
	h.advance(now)
	if h.mode == HalfOpen {
		h.enter(now, Open)
	}
}

// Mode returns the state at an instant.
func (h *hystrix) Mode(now sim.Time) Mode {
	h.advance(now)
	return h.mode
}

// OpenTime returns how long the breaker has been open, trials not included.
func (h *hystrix) OpenTime(now sim.Time) time.Duration {
	h.advance(now)
	return h.open(now)
}

// advance takes the snapshots that are due.
func (h *hystrix) advance(now sim.Time) {
	for now >= h.next {
		if h.total.calls == 0 && h.fresh.calls == 0 {
			h.next = h.next.Add(now.Sub(h.next) / h.snapshot * h.snapshot)
		}
		h.roll()
		if h.mode == Closed && h.total.calls >= h.volume && reaches(h.total.failed, h.total.calls, h.rate) {
			h.enter(h.next, Open)
		}
		h.next = h.next.Add(h.snapshot)
	}
}

// roll puts a new snapshot in the place of the oldest.
func (h *hystrix) roll() {
	old := &h.ring[h.head]
	h.total.calls += h.fresh.calls - old.calls
	h.total.failed += h.fresh.failed - old.failed
	*old, h.fresh = h.fresh, tally{}
	if h.head++; h.head == len(h.ring) {
		h.head = 0
	}
}

// restart forgets all calls, and counts snapshots from now on.
func (h *hystrix) restart(now sim.Time) {
	clear(h.ring)
	h.total, h.fresh = tally{}, tally{}
	h.next = now.Add(h.snapshot)
}
