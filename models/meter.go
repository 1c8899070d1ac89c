package models

import (
	"headroom/sim"
	"headroom/sim/stats"
)

// meter counts what happens at a component.
type meter struct {
	arrivals    uint64
	completions uint64
	rejected    uint64
	refused     [refusals]uint64 // rejected, by reason
	failed      uint64
	abandoned   uint64 // cancelled, or past their deadline
	delayed     uint64 // completions that waited
	wasted      int64  // ns of service for callers that had given up
	hits        uint64
	misses      uint64
	bytes       uint64 // sent to callers

	waits   int64  // ns waited by completions since the start; for autoscalers
	waiters uint64 // completions since the start

	inSystem stats.Gauge
	queue    stats.Gauge
	capacity stats.Gauge // servers that exist
	replicas stats.Gauge // instances that take calls
	paid     stats.Gauge // instances that exist, booting and draining ones too
	held     stats.Gauge // places in use, of services with bounded concurrency
	places   stats.Gauge // places that exist
	sockets  stats.Gauge // connections that clients hold

	wait      stats.Histogram
	service   stats.Histogram
	residence stats.Histogram
	lag       stats.Histogram
}

// reset forgets the past at the end of the warm-up. Calls inside count as arrivals.
func (c *component) reset() {
	now := c.engine.now()
	c.arrivals = uint64(c.inSystem.Value())
	c.completions, c.rejected, c.failed, c.delayed, c.wasted = 0, 0, 0, 0, 0
	c.abandoned, c.refused = 0, [refusals]uint64{}
	c.hits, c.misses, c.bytes = 0, 0, 0
	for _, l := range []*stats.Gauge{&c.inSystem, &c.queue, &c.capacity, &c.replicas, &c.paid, &c.held, &c.places, &c.sockets} {
		l.Reset(now)
	}
	for _, h := range []*stats.Histogram{&c.wait, &c.service, &c.residence, &c.lag} {
		h.Reset()
	}
	for _, in := range c.insts {
		in.used.Reset(now)
		in.arrivals = uint64(in.inside)
	}
}

// busy returns the integral of busy servers since the last reset, in server seconds.
func (c *component) busy(now sim.Time) float64 {
	sum := 0.0
	for _, in := range c.insts {
		sum += in.used.Integral(now)
	}
	return sum
}
