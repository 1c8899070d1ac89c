package limit

import (
	"fmt"
	"math"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// CoDel is controlled delay (RFC 8289), with calls for packets. When all calls of an
// Interval have waited for at least Target, it drops the next one, and further ones at
// intervals that shrink,
//
//	Interval / sqrt(number of drops)
//
// until one has waited less or at most one is left in the queue. It looks at calls when
// their turn comes, so the oldest go. The defaults are those for packets; waits of
// requests are often of another scale.
type CoDel struct {
	// Target is the wait that is acceptable in the long run, above 0s.
	Target unit.Duration `yaml:"target" default:"5ms"`
	// Interval is the time in which a burst should have drained, at least Target. The RFC
	// takes the longest usual round trip.
	Interval unit.Duration `yaml:"interval" default:"100ms"`
}

// ShortForm says that a scalar sets the target: "shed: 5ms".
func (CoDel) ShortForm() string { return "target" }

// Validate returns what is wrong with the fields.
func (r *CoDel) Validate() []error { return validDelays(r.Target, r.Interval) }

// validDelays returns what is wrong with the times of controlled delay.
func validDelays(target, interval unit.Duration) []error {
	var errs []error
	if target <= 0 {
		errs = append(errs, fmt.Errorf("target: %v is not above 0s; write for example 5ms", target))
	}
	if interval < target {
		errs = append(errs, fmt.Errorf("interval: %v is less than the target of %v; write for example 100ms", interval, target))
	}
	return errs
}

// New returns what guards an empty queue.
func (r *CoDel) New() Shedder {
	return &codel{target: r.Target.Std(), interval: r.Interval.Std(), above: sim.Never}
}

// codel is a [CoDel] at work, after the pseudocode of RFC 8289, section 5. What dequeues a
// packet, drops it and dequeues the next in one call there are several calls here.
type codel struct {
	admitsAll
	inOrder
	target, interval time.Duration

	above     sim.Time // when waits will have been above the target for an interval
	dropping  bool
	owed      bool // the drop before has not yet planned the next one
	drop      sim.Time
	count     int // drops since dropping began
	lastCount int // what count began with
}

// Drop tells whether it is time for a drop.
func (c *codel) Drop(now sim.Time, _ Request, waited time.Duration, left int) bool {
	late := c.late(now, waited, left)
	switch {
	case !c.dropping:
		if !late {
			return false
		}
		c.begin(now)
		return true
	case !late:
		c.dropping, c.owed = false, false
		return false
	}
	if c.owed {
		c.owed = false
		c.drop = c.after(c.drop)
	}
	if now < c.drop {
		return false
	}
	c.count++
	c.owed = true
	return true
}

// late tells whether waits have been above the target for an interval.
func (c *codel) late(now sim.Time, waited time.Duration, left int) bool {
	if waited < c.target || left <= 1 {
		c.above = sim.Never
		return false
	}
	if c.above == sim.Never {
		c.above = now.Add(c.interval)
		return false
	}
	return now >= c.above
}

// begin starts dropping, where it was when it stopped not long ago.
func (c *codel) begin(now sim.Time) {
	c.dropping = true
	delta := c.count - c.lastCount
	c.count = 1
	if delta > 1 && now.Sub(c.drop) < 16*c.interval {
		c.count = delta
	}
	c.drop = c.after(now)
	c.lastCount = c.count
}

// after is the control law.
func (c *codel) after(t sim.Time) sim.Time {
	return t.Add(time.Duration(float64(c.interval) / math.Sqrt(float64(c.count))))
}
