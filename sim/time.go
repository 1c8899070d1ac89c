package sim

import "time"

// Time is an instant: nanoseconds of simulated time since the start of the run.
// Spans between instants are [time.Duration]. The range is 292 years.
type Time int64

// Never is later than every instant that a run can reach.
const Never Time = 1<<63 - 1

// Add returns the instant d after t. A sum past the end of the range is [Never].
func (t Time) Add(d time.Duration) Time {
	u := t + Time(d)
	if u < t && d > 0 {
		return Never
	}
	return u
}

// Sub returns the span from u to t.
func (t Time) Sub(u Time) time.Duration { return time.Duration(t - u) }

// Seconds returns t in seconds.
func (t Time) Seconds() float64 { return float64(t) / 1e9 }

// String writes t as a [time.Duration] since the start.
func (t Time) String() string { return time.Duration(t).String() }

// Seconds converts seconds to a span, rounded to the nearest nanosecond.
// Spans beyond the range of [time.Duration] saturate at 292 years.
func Seconds(s float64) time.Duration {
	ns := float64(s * 1e9) // rounded here on every processor, and not with the half below
	if ns >= 9.2e18 {
		return 1<<63 - 1
	}
	if ns < 0 {
		return time.Duration(ns - 0.5)
	}
	return time.Duration(ns + 0.5)
}
