package breaker

import (
	"time"

	"headroom/sim"
)

// Hot path: no allocation, no map, no string.

// State is one circuit breaker at work, as described by a [Resilience4j]: that of one
// caller towards one callee. Make one with
// [Resilience4j.New].
//
// Closed, it records every call; when the window holds enough of them and a rate is at or
// above its threshold, it opens. Open, it refuses calls, until one arrives later than
// Open after the opening (or, if automatic, at that time). Half open, it lets
// HalfOpenCalls calls through, refuses the others, and decides when enough have ended.
//
// In one place it is stricter than resilience4j, which hands every outcome to whatever
// state it is in: here an outcome goes to the window in which its call started, or
// nowhere when that window is gone. So calls from before the opening, which may time out
// long after it, do not decide the trial.
type State struct {
	failureRate, slowRate float64
	slowCall              time.Duration
	open, openMax         time.Duration
	openFactor            float64
	halfOpenMax           time.Duration
	minimumCalls          int
	halfOpenCalls         int
	automatic             bool

	mode     Mode
	since    sim.Time      // when the mode began
	wait     time.Duration // of the latest opening
	calls    window        // of closed and metrics-only
	trial    window        // of half-open
	onTrial  bool          // which of the two is current; an opened breaker keeps it
	permit   Permit        // of the current window
	permits  int           // left in half-open
	opened   int
	openTime time.Duration // of the openings that have ended
}

// New returns a closed breaker. It panics when a window is empty.
func (b *Resilience4j) New() Breaker { return NewState(b) }

// NewState is [Resilience4j.New] for those who want to look inside.
func NewState(b *Resilience4j) *State {
	if b.Window < 1 || b.HalfOpenCalls < 1 {
		panic("breaker: breaker with an empty window")
	}
	s := &State{
		failureRate:   float64(b.FailureRate),
		slowRate:      float64(b.SlowRate),
		slowCall:      b.SlowCall.Std(),
		open:          max(b.Open.Std(), time.Nanosecond),
		openMax:       b.OpenMax.Std(),
		openFactor:    max(float64(b.OpenFactor), 1),
		halfOpenMax:   b.HalfOpenMax.Std(),
		minimumCalls:  b.MinimumCalls,
		halfOpenCalls: b.HalfOpenCalls,
		automatic:     b.Automatic,
		trial:         callWindow(b.HalfOpenCalls),
	}
	if b.WindowType == TimeWindow {
		s.calls = timeWindow(b.Window)
	} else {
		s.calls = callWindow(b.Window)
	}
	return s
}

// Allow asks to make a call. When it is let through, its permit must be handed back
// exactly once, to [State.Record] or to [State.Ignore].
func (s *State) Allow(now sim.Time) (Permit, bool) {
	s.advance(now)
	if s.mode == Open && now > s.since.Add(s.wait) {
		s.enter(now, HalfOpen)
	}
	switch s.mode {
	case Open, ForcedOpen:
		return 0, false
	case HalfOpen:
		if s.permits == 0 {
			return 0, false
		}
		s.permits--
	}
	return s.permit, true
}

// Record tells how a call ended: well or not, and how long it took.
func (s *State) Record(now sim.Time, p Permit, ok bool, took time.Duration) {
	s.advance(now)
	if p != s.permit || s.mode == Disabled || s.mode == ForcedOpen {
		return
	}
	var o outcome
	if !ok {
		o |= failed
	}
	if took > s.slowCall {
		o |= slow
	}
	s.window().record(secondOf(now), o)
	s.decide(now)
}

// Ignore tells that a call ended in a way that says nothing of the callee, for example
// that the caller gave up. Its place among the trial calls is free again.
func (s *State) Ignore(now sim.Time, p Permit) {
	s.advance(now)
	if p == s.permit && s.mode == HalfOpen {
		s.permits++
	}
}

// Switch puts the breaker into a mode by hand. An opening by hand counts like any other.
func (s *State) Switch(now sim.Time, to Mode) {
	s.advance(now)
	s.enter(now, to)
}

// Mode returns the state that the breaker is in at an instant.
func (s *State) Mode(now sim.Time) Mode {
	s.advance(now)
	return s.mode
}

// Opened returns how often the breaker has opened, forced openings included.
func (s *State) Opened() int { return s.opened }

// OpenTime returns how long the breaker has been open, forced or not, until an instant.
func (s *State) OpenTime(now sim.Time) time.Duration {
	s.advance(now)
	if s.mode == Open || s.mode == ForcedOpen {
		return s.openTime + now.Sub(s.since)
	}
	return s.openTime
}

// Calls returns the number of calls in the current window. An open breaker keeps the
// window that opened it.
func (s *State) Calls(now sim.Time) int {
	s.advance(now)
	w := s.window()
	w.advance(secondOf(now))
	return w.total.calls
}

// Rates returns the share of failed calls and that of slow calls in the current window,
// 0 to 1. They are not known while the window holds too few calls.
func (s *State) Rates(now sim.Time) (failed, slow float64, known bool) {
	n := s.Calls(now)
	if n == 0 || n < s.minimum() {
		return 0, 0, false
	}
	t := s.window().total
	return float64(t.failed) / float64(n), float64(t.slow) / float64(n), true
}

// advance makes the transitions that time alone brings.
func (s *State) advance(now sim.Time) {
	for {
		switch {
		case s.mode == HalfOpen && s.halfOpenMax > 0 && now >= s.since.Add(s.halfOpenMax):
			s.enter(s.since.Add(s.halfOpenMax), Open)
		case s.mode == Open && s.automatic && now >= s.since.Add(s.wait):
			s.enter(s.since.Add(s.wait), HalfOpen)
		default:
			return
		}
	}
}

// decide opens or closes the breaker after an outcome.
func (s *State) decide(now sim.Time) {
	if s.mode != Closed && s.mode != HalfOpen {
		return
	}
	t := s.window().total
	if t.calls < s.minimum() {
		return
	}
	switch {
	case reaches(t.failed, t.calls, s.failureRate), reaches(t.slow, t.calls, s.slowRate):
		s.enter(now, Open)
	case s.mode == HalfOpen:
		s.enter(now, Closed)
	}
}

// reaches reports whether part/all is at or above the rate. The billionth of a call
// forgives the rounding of a rate such as 70%.
func reaches(part, all int, rate float64) bool {
	return float64(part)+1e-9 >= float64(rate*float64(all))
}

// minimum returns the number of calls that the current window must hold.
func (s *State) minimum() int {
	if w := s.window(); w.last != nil {
		return min(s.minimumCalls, len(w.last))
	}
	return s.minimumCalls
}

func (s *State) window() *window {
	if s.onTrial {
		return &s.trial
	}
	return &s.calls
}

// enter changes the mode. An opened breaker keeps the window that opened it, and calls
// that end late are still recorded there; every other mode starts with an empty one.
func (s *State) enter(at sim.Time, to Mode) {
	if s.mode == Open || s.mode == ForcedOpen {
		s.openTime += at.Sub(s.since)
	}
	if to == Open {
		s.wait = s.nextWait()
	}
	s.mode, s.since = to, at
	if to == Open || to == ForcedOpen {
		s.opened++
	}
	if to == Open {
		return
	}
	s.onTrial = to == HalfOpen
	s.permit++ // permits of the old window are void
	s.permits = s.halfOpenCalls
	s.window().clear(secondOf(at))
}

// nextWait returns how long an opening lasts that begins now: longer than the one before
// when it was a trial that failed.
func (s *State) nextWait() time.Duration {
	if s.mode != HalfOpen {
		return s.open
	}
	longest := s.openMax
	if longest == 0 {
		longest = 1<<63 - 1
	}
	if grown := float64(s.wait) * s.openFactor; grown < float64(longest) {
		return time.Duration(grown)
	}
	return longest
}
