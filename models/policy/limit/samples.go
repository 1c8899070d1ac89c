package limit

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// sample is what a limit that learns is told: the latency, the calls under way, and
// whether one was dropped.
type sample struct {
	took    time.Duration
	inside  int
	dropped bool
}

// samples joins the samples of a window into one: the average latency, the most calls
// under way, and whether any was dropped (WindowedLimit with AverageSampleWindow of
// concurrency-limits). A window ends with the first call that ends after its length;
// with fewer than least samples it says nothing. With a length of 0 every call is a
// sample.
//
// Concurrency-limits takes the calls under way when a call began, with it; here it is
// when it ends, with it. Calls enter and leave one by one, so in the long run the two
// are the same.
type samples struct {
	length time.Duration
	least  int

	ends  sim.Time
	count int
	sum   time.Duration
	sofar sample
}

// tooShort is the latency below which a window leaves a call out (WindowedLimit's
// minRttThreshold).
const tooShort = 100 * time.Microsecond

// add adds a call that ended. It returns the sample of the window that ended with it.
func (w *samples) add(now sim.Time, took time.Duration, inside int, how Ending) (sample, bool) {
	if how == Ignored || took <= 0 {
		return sample{}, false
	}
	if w.length == 0 {
		return sample{took, inside, how == Dropped}, true
	}
	if took < tooShort {
		return sample{}, false
	}
	w.count++
	w.sum += took
	w.sofar.inside = max(w.sofar.inside, inside)
	w.sofar.dropped = w.sofar.dropped || how == Dropped
	if now <= w.ends {
		return sample{}, false
	}
	s, enough := w.sofar, w.count >= w.least
	s.took = w.sum / time.Duration(w.count)
	w.ends = now.Add(w.length)
	w.count, w.sum, w.sofar = 0, 0, sample{}
	return s, enough
}

// validSamples returns what is wrong with a window of samples.
func validSamples(window unit.Duration, least int) []error {
	var errs []error
	if window < 0 || window > 0 && window.Std() < 100*time.Millisecond {
		errs = append(errs, fmt.Errorf("window: %v is less than 100ms; write 0s to take every call", window))
	}
	if least < 1 {
		errs = append(errs, fmt.Errorf("window_calls: %d is less than 1", least))
	}
	return errs
}
