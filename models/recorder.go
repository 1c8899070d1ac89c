package models

import (
	"time"

	"headroom/sim"
)

// recorder notes, at the end of every window, what each component did in it.
type recorder struct {
	engine *engine
	width  time.Duration
	last   sim.Time
	parts  []*track // by node of the engine
	links  []*linkTrack
	online []*onlineTrack
}

// track is the series of one component: a value per window.
type track struct {
	node  node
	prev  reading
	lines [lines][]float64
}

// The lines of a component's series.
const (
	lineUtilization = iota
	lineQueue
	lineInSystem
	lineReplicas
	linePaid
	lineHitRatio
	lineThroughput
	lineArrivals
	lineBytes
	lineFailed
	lineRejected
	lineGate
	lineConnections
	lines
)

// lineNames are the metrics of the lines in a series; "" is for the engine's own use.
var lineNames = [lines]string{"utilization", "queue", "in_system", "replicas", "", "hit_ratio", "throughput", "arrivals", "", "failed", "rejected", "concurrency_limit", "connections"}

// reading is the state of a component's counters and integrals at an instant.
type reading [readings]float64

const (
	atBusy = iota
	atCapacity
	atQueue
	atInSystem
	atReplicas
	atPaid
	atArrivals
	atCompletions
	atFailed
	atRejected
	atHits
	atMisses
	atBytes
	atSockets
	readings
)

func (r reading) minus(was reading) reading {
	for i := range r {
		r[i] -= was[i]
	}
	return r
}

func newRecorder(e *engine) *recorder {
	r := &recorder{engine: e, width: window(&e.sys.Run)}
	for _, n := range e.nodes {
		t := &track{node: n}
		t.prev = read(n.base(), 0)
		r.parts = append(r.parts, t)
	}
	r.links = linkTracks(e)
	r.online = onlineTracks(e)
	return r
}

func read(c *component, now sim.Time) reading {
	return reading{
		atBusy: c.busy(now), atCapacity: c.capacity.Integral(now), atQueue: c.queue.Integral(now),
		atInSystem: c.inSystem.Integral(now), atReplicas: c.replicas.Integral(now), atPaid: c.paid.Integral(now),
		atArrivals: float64(c.arrivals), atCompletions: float64(c.completions), atFailed: float64(c.failed + c.rejected + c.abandoned),
		atRejected: float64(c.rejected), atHits: float64(c.hits), atMisses: float64(c.misses), atBytes: float64(c.bytes),
		atSockets: c.sockets.Integral(now),
	}
}

// sample ends a window.
func (r *recorder) sample() {
	now := r.engine.now()
	seconds := now.Sub(r.last).Seconds()
	r.last = now
	for _, t := range r.parts {
		t.sample(now, seconds)
	}
	for _, t := range r.links {
		t.sample(now, seconds)
	}
	for _, t := range r.online {
		t.sample(now, seconds)
	}
}

// finish ends the last window, if the run ended on it.
func (r *recorder) finish() {
	if now := r.engine.now(); now.Sub(r.last) == r.width {
		r.sample()
	}
}

// across lets the counters be reset in the middle of a window without a gap in the
// series: what was counted before the reset is kept apart.
func (r *recorder) across(reset func()) {
	now := r.engine.now()
	swap := func() {
		for _, t := range r.parts {
			t.prev = read(t.node.base(), now).minus(t.prev)
		}
		for _, t := range r.links {
			t.prev = t.read().minus(t.prev)
		}
		for _, t := range r.online {
			t.turn(now)
		}
	}
	swap()
	reset()
	swap()
}

func (t *track) sample(now sim.Time, seconds float64) {
	c := t.node.base()
	is := read(c, now)
	d := is.minus(t.prev)
	t.prev = is
	add := func(line int, v float64) { t.lines[line] = append(t.lines[line], v) }
	utilization := nothing
	if c.bounded() {
		utilization = ratio(d[atBusy], d[atCapacity])
	}
	add(lineUtilization, utilization)
	add(lineQueue, d[atQueue]/seconds)
	add(lineInSystem, d[atInSystem]/seconds)
	add(lineReplicas, d[atReplicas]/seconds)
	add(linePaid, d[atPaid]/seconds)
	add(lineHitRatio, ratio(d[atHits], d[atHits]+d[atMisses]))
	add(lineThroughput, d[atCompletions]/seconds)
	add(lineArrivals, d[atArrivals]/seconds)
	add(lineBytes, d[atBytes]/seconds)
	add(lineFailed, d[atFailed]/seconds)
	add(lineRejected, d[atRejected]/seconds)
	add(lineGate, c.gateLimit(now))
	connections := nothing
	if c.holds {
		connections = d[atSockets] / seconds
	}
	add(lineConnections, connections)
}

// gateLimit is the mean limit of the requests inside an instance, where there is one.
func (c *component) gateLimit(now sim.Time) float64 {
	if len(c.insts) == 0 || c.insts[0].gate == nil {
		return nothing // all have one or none
	}
	sum, n := 0.0, 0.0
	for _, in := range c.insts {
		if in.gate != nil && in.life == running {
			sum, n = sum+float64(in.gate.Limit(now)), n+1
		}
	}
	return ratio(sum, n)
}
