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
	replicas stats.Gauge // instances that take calls
	paid     stats.Gauge // instances that exist, booting and draining ones too
	sockets  stats.Gauge // connections that clients hold
	working  stats.Area  // servers that are busy
	capacity stats.Area  // servers that exist
	held     stats.Area  // places in use, of services with bounded concurrency
	places   stats.Area  // places that exist

	wait      stats.Histogram
	service   stats.Histogram
	residence stats.Histogram
	lag       stats.Histogram

	latest latest
}

// latest are completions on their way to the histograms, which take many at once with
// less work. A wait of no length is only counted.
type latest struct {
	n, waited       int
	wait            [atOnce]int64
	spent, residing [atOnce]int64
}

const atOnce = 64

// record counts a completion.
func (m *meter) record(waited, spent, residence int64) {
	m.completions++
	m.waits += waited
	m.waiters++
	l := &m.latest
	if waited > 0 {
		m.delayed++
		l.wait[l.waited&(atOnce-1)] = waited
		l.waited++
	}
	l.spent[l.n&(atOnce-1)] = spent
	l.residing[l.n&(atOnce-1)] = residence
	if l.n++; l.n == atOnce {
		m.flush()
	}
}

// flush makes the histograms ready to be read.
func (m *meter) flush() {
	l := &m.latest
	stats.RecordAll(l.wait[:l.waited], &m.wait)
	m.wait.RecordZeros(uint64(l.n - l.waited))
	stats.RecordAll(l.spent[:l.n], &m.service)
	stats.RecordAll(l.residing[:l.n], &m.residence)
	l.n, l.waited = 0, 0
}

// reset forgets the past at the end of the warm-up. Calls inside count as arrivals.
func (c *component) reset() {
	now := c.engine.now()
	c.arrivals = uint64(c.inSystem.Value())
	c.completions, c.rejected, c.failed, c.delayed, c.wasted = 0, 0, 0, 0, 0
	c.abandoned, c.refused = 0, [refusals]uint64{}
	c.hits, c.misses, c.bytes = 0, 0, 0
	for _, l := range []*stats.Gauge{&c.inSystem, &c.queue, &c.replicas, &c.paid, &c.sockets} {
		l.Reset(now)
	}
	for _, a := range []*stats.Area{&c.working, &c.capacity, &c.held, &c.places} {
		a.Reset(now)
	}
	c.flush()
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
	return c.working.Integral(now)
}
