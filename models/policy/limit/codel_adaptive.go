package limit

import (
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// AdaptiveCoDel is what Facebook made of controlled delay, and adaptive LIFO (Maurer,
// "Fail at Scale", ACM Queue 2015). A queue that has not been empty for an Interval is
// standing. A call that comes to a standing queue may wait for Target, any other for an
// Interval; when its turn comes after that time it is dropped. While the queue stands,
// the youngest is taken first: its caller is still there.
//
// Calls that have waited too long stay until a server finds no younger one, so their
// callers learn late. What is dropped takes no time, and then the queue is empty.
type AdaptiveCoDel struct {
	// Target is the longest wait in a standing queue, above 0s.
	Target unit.Duration `yaml:"target" default:"5ms"`
	// Interval is the longest wait otherwise, and the time after which a queue is standing.
	// At least Target.
	Interval unit.Duration `yaml:"interval" default:"100ms"`
	// LIFO takes the youngest first from a standing queue.
	LIFO bool `yaml:"lifo" default:"true"`
}

// ShortForm says that a scalar sets the target.
func (AdaptiveCoDel) ShortForm() string { return "target" }

// Validate returns what is wrong with the fields.
func (r *AdaptiveCoDel) Validate() []error { return validDelays(r.Target, r.Interval) }

// New returns what guards an empty queue.
func (r *AdaptiveCoDel) New() Shedder {
	return &adaptiveCoDel{target: r.Target.Std(), interval: r.Interval.Std(), lifo: r.LIFO}
}

// adaptiveCoDel is an [AdaptiveCoDel] at work.
type adaptiveCoDel struct {
	target, interval time.Duration
	lifo             bool
	empty            sim.Time // when the queue was last empty
}

// Admit lets every call in, and sees whether the queue is empty.
func (c *adaptiveCoDel) Admit(now sim.Time, _ Request, q Queue) bool {
	if q.Waiting == 0 {
		c.empty = now
	}
	return true
}

// Youngest tells whether the queue is standing.
func (c *adaptiveCoDel) Youngest(now sim.Time) bool { return c.lifo && c.standing(now) }

// standing tells whether a queue that is not empty is standing.
func (c *adaptiveCoDel) standing(now sim.Time) bool { return now.Sub(c.empty) > c.interval }

// Drop tells whether the call has waited for longer than it might when it came. The queue
// has not been empty since then, as the call was in it.
func (c *adaptiveCoDel) Drop(now sim.Time, _ Request, waited time.Duration, _ int) bool {
	if c.standing(now.Add(-waited)) {
		return waited > c.target
	}
	return waited > c.interval
}
