package breaker

import "headroom/sim"

// Hot path: no allocation, no map, no string.

// outcome is how one call ended: a set of flags.
type outcome uint8

const (
	failed outcome = 1 << iota
	slow
)

// tally counts calls, those that failed and those that were slow.
type tally struct{ calls, failed, slow int }

func (t *tally) add(o outcome, n int) {
	t.calls += n
	if o&failed != 0 {
		t.failed += n
	}
	if o&slow != 0 {
		t.slow += n
	}
}

// window keeps a running tally over the last calls or over the last seconds, whichever
// ring it was made with. Both take constant time per call, as in resilience4j
// (FixedSizeSlidingWindowMetrics, SlidingTimeWindowMetrics): the seconds are whole ones
// of the clock, so a window of 5 s holds between 4 and 5 s of calls.
type window struct {
	last    []outcome // ring of the last calls
	seconds []tally   // ring of the last seconds

	total  tally
	head   int   // next call, or current second
	second int64 // the clock's second of seconds[head]
}

func callWindow(calls int) window   { return window{last: make([]outcome, calls)} }
func timeWindow(seconds int) window { return window{seconds: make([]tally, seconds)} }
func secondOf(t sim.Time) int64     { return int64(t) / 1e9 }

// clear forgets all calls.
func (w *window) clear(second int64) {
	clear(w.seconds)
	w.total, w.head, w.second = tally{}, 0, second
}

// record adds a call that ended in the given second.
func (w *window) record(second int64, o outcome) {
	if w.seconds != nil {
		w.advance(second)
		w.seconds[w.head].add(o, 1)
		w.total.add(o, 1)
		return
	}
	if w.total.calls == len(w.last) {
		w.total.add(w.last[w.head], -1)
	}
	w.last[w.head] = o
	w.total.add(o, 1)
	if w.head++; w.head == len(w.last) {
		w.head = 0
	}
}

// advance drops the seconds that have left the window by the given one. A window of
// calls does not age.
func (w *window) advance(second int64) {
	if w.seconds == nil {
		return
	}
	for steps := min(second-w.second, int64(len(w.seconds))); steps > 0; steps-- {
		if w.head++; w.head == len(w.seconds) {
			w.head = 0
		}
		old := &w.seconds[w.head]
		w.total.calls -= old.calls
		w.total.failed -= old.failed
		w.total.slow -= old.slow
		*old = tally{}
	}
	w.second = second
}
