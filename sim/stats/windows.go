package stats

import (
	"fmt"
	"time"

	"headroom/sim"
)

// Windows counts requests in tumbling windows of equal width. Use [NewWindows].
type Windows struct {
	start sim.Time
	width time.Duration

	all []Window

	from sim.Time // begin of the window that was counted in last; Never: none was
	last *Window
}

// Window is what happened in one window. Requests belong to the window of the instant
// with which they are reported, usually that of sending, whenever they end.
type Window struct {
	Offered uint64     // requests sent
	OK      uint64     // requests answered
	Failed  uint64     // requests failed
	Latency *Histogram // of answered requests; nil while there are none
}

// NewWindows returns windows from start on, each of the given width, as many as end by
// end: a part window is dropped. There is none if end is not after start. It panics if
// the width is not positive.
func NewWindows(start sim.Time, width time.Duration, end sim.Time) *Windows {
	if width <= 0 {
		panic(fmt.Sprintf("stats: windows of width %v", width))
	}
	n := max(end.Sub(start), 0) / width
	return &Windows{start: start, width: width, all: make([]Window, n), from: sim.Never}
}

// Len returns the number of windows.
func (w *Windows) Len() int { return len(w.all) }

// Width returns the width of every window.
func (w *Windows) Width() time.Duration { return w.width }

// Start returns the first instant of window i. The instant of its end belongs to the next.
func (w *Windows) Start(i int) sim.Time { return w.start.Add(time.Duration(i) * w.width) }

// At returns window i. It panics if there is none.
func (w *Windows) At(i int) *Window { return &w.all[i] }

// Index returns the number of the window that holds t, and -1 where there is none:
// before the start and after the last whole window.
func (w *Windows) Index(t sim.Time) int {
	if t < w.start {
		return -1
	}
	if i := t.Sub(w.start) / w.width; i < time.Duration(len(w.all)) {
		return int(i)
	}
	return -1
}

// window returns the window that holds t, nil where there is none. Mostly it is that of
// the call before, which spares a division.
func (w *Windows) window(t sim.Time) *Window {
	if uint64(t-w.from) < uint64(w.width) {
		return w.last
	}
	return w.find(t)
}

func (w *Windows) find(t sim.Time) *Window {
	i := w.Index(t)
	if i < 0 {
		return nil
	}
	w.from, w.last = w.Start(i), &w.all[i]
	return w.last
}

// Offered counts a request sent at t. Outside of all windows it is not counted.
func (w *Windows) Offered(t sim.Time) {
	if at := w.window(t); at != nil {
		at.Offered++
	}
}

// OK counts an answered request, with its latency in nanoseconds, in the window of t.
// Outside of all windows it is not counted.
func (w *Windows) OK(t sim.Time, latency int64) {
	if at := w.Answered(t); at != nil {
		at.Latencies().Record(latency)
	}
}

// Answered counts an answered request in the window of t and returns that, for
// [RecordAll] to be told of the latency. It returns nil outside of all windows.
func (w *Windows) Answered(t sim.Time) *Window {
	at := w.window(t)
	if at != nil {
		at.OK++
	}
	return at
}

// Latencies returns the histogram of the answered requests, which is made when it is asked
// for the first time.
func (w *Window) Latencies() *Histogram {
	if w.Latency == nil {
		w.Latency = new(Histogram)
	}
	return w.Latency
}

// Failed counts a failed request in the window of t. Outside of all windows it is not
// counted.
func (w *Windows) Failed(t sim.Time) {
	if at := w.window(t); at != nil {
		at.Failed++
	}
}

// Merge adds the counts of o, window by window. It panics unless both have the same
// start, width and number of windows.
func (w *Windows) Merge(o *Windows) {
	if w.start != o.start || w.width != o.width || len(w.all) != len(o.all) {
		panic(fmt.Sprintf("stats: merge of %d windows of %v from %v with %d of %v from %v",
			len(w.all), w.width, w.start, len(o.all), o.width, o.start))
	}
	for i := range o.all {
		to, from := &w.all[i], &o.all[i]
		to.Offered += from.Offered
		to.OK += from.OK
		to.Failed += from.Failed
		if from.Latency == nil {
			continue
		}
		if to.Latency == nil {
			to.Latency = new(Histogram)
		}
		to.Latency.Merge(from.Latency)
	}
}
