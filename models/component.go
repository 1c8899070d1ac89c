package models

import (
	"strconv"
	"time"

	"headroom/models/policy/limit"
	"headroom/sim"
	"headroom/sim/flow"
	"headroom/sim/stats"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// component is what all kinds have: instances with servers, first come first served
// queues before them, and measures.
type component struct {
	engine *engine
	name   string
	kind   Kind
	id     int32  // as node of the flow
	hid    sim.ID // as handler of events

	insts []*instance
	ready []int32 // numbers of the instances that calls may go to

	// Of the queues before servers and places. Set when the component is built.
	lifo    bool
	patient time.Duration                                   // longest wait that is still worth serving; 0: any
	discard func(r flow.Ref, f *flow.Frame, o flow.Outcome) // ends one whose turn came too late

	holds      bool   // clients hold connections to it
	generation uint64 // changes with the instances
	zones      []int32
	meter
}

// instance is one replica, shard or copy: a number of servers and a queue.
type instance struct {
	// What is looked at when a call moves fills two cache lines.
	number   int32
	servers  int32
	busy     int32
	inside   int32
	waiting  waiting
	life     life
	listed   bool    // draining, but callers do not know yet
	closed   bool    // draining, and takes no new calls
	slow     float64 // factor on service times
	arrivals uint64
	used     stats.Area // busy servers

	places  places // of a service
	sockets int32  // connections that clients hold

	shedPlaces, shedCores limit.Shedder // of the one queue in which requests wait first
	gate                  limit.Gate

	since sim.Time // when the instance went down
}

// life is the state of an instance.
type life uint8

const (
	running  life = iota
	booting       // exists, costs, takes no calls
	draining      // finishes what it has
	down          // refuses calls
	gone
)

// service events of components; Arg is the Ref of the frame. Kinds of their own begin
// at ownEvents.
const (
	served sim.Kind = iota
	ownEvents
)

func (c *component) init(b *builder, self node, name, section string) {
	c.engine = b.engine
	c.discard = c.leave
	c.name = name
	c.kind, _ = KindOf(section)
	c.id = b.flow.Add(self)
	c.hid = b.kernel.Register(self)
}

func (c *component) base() *component { return c }

// addInstances makes n running instances of the given number of servers.
func (c *component) addInstances(n, servers int) {
	all := make([]instance, n)
	for i := range all {
		in := &all[i]
		in.number, in.servers, in.slow = int32(len(c.insts)), int32(servers), 1
		c.insts = append(c.insts, in)
		c.ready = append(c.ready, in.number)
	}
	c.countInstances()
}

// countInstances sets the levels of instances and servers after a change.
func (c *component) countInstances() {
	c.generation++
	now := c.engine.now()
	var servers, places, paid, ready int64
	for _, in := range c.insts {
		if in.life != gone {
			paid++
		}
		if in.life == running || in.life == draining {
			servers += int64(in.servers)
			places += int64(in.places.limit)
		}
		if in.life == running {
			ready++
		}
	}
	c.capacity.Set(now, servers)
	c.places.Set(now, places)
	c.paid.Set(now, paid)
	c.replicas.Set(now, ready)
}

// enter counts an arrival at an instance, and tells whether the instance takes it. If
// not, the call has been refused.
func (c *component) enter(r flow.Ref, f *flow.Frame) (*instance, bool) {
	c.arrivals++
	c.inSystem.Inc(c.engine.now())
	in := c.insts[f.Place]
	in.arrivals++
	in.inside++
	switch {
	case in.life == down || in.life == gone || in.closed:
		c.leave(r, f, flow.Unreachable)
	case c.worthless(f):
		c.leave(r, f, verdictOn(f))
	default:
		return in, true
	}
	return in, false
}

// leave counts the end of a call at the component and answers it.
func (c *component) leave(r flow.Ref, f *flow.Frame, o flow.Outcome) {
	now := c.engine.now()
	c.inSystem.Dec(now)
	c.insts[f.Place].inside--
	switch {
	case !o.Failed():
		c.record(f.Waited, f.Spent, int64(now-f.At))
	case o == flow.Rejected:
		c.rejected++
	case o == flow.Cancelled, o == flow.Timeout:
		c.abandoned++
	default:
		c.failed++
	}
	c.engine.reply(r, f, o)
}

// seize starts the work of f on a server of the instance, or queues it. f.Work holds
// the service time. The event served follows when the work is done.
func (c *component) seize(r flow.Ref, f *flow.Frame, in *instance) {
	if in.busy < in.servers {
		in.busy++
		now := c.engine.now()
		in.used.Inc(now)
		c.working.Inc(now)
		c.start(r, f, in)
		return
	}
	c.line(r, f, &in.waiting)
}

// worthless tells whether nobody would take the answer of f.
func (c *component) worthless(f *flow.Frame) bool {
	return f.Flags&flow.Unwanted != 0 || f.Late(c.engine.now())
}

// verdictOn is how a worthless call ends.
func verdictOn(f *flow.Frame) flow.Outcome {
	if f.Flags&flow.Unwanted != 0 {
		return flow.Cancelled
	}
	return flow.Timeout
}

// start begins the work of f on a server that it has.
func (c *component) start(r flow.Ref, f *flow.Frame, in *instance) {
	if in.slow != 1 {
		f.Work = int64(float64(f.Work) * in.slow)
	}
	if f.Flags&flow.Tied != 0 {
		c.engine.begun(f)
	}
	c.engine.kernel.Schedule(time.Duration(f.Work), c.hid, served, uint64(r))
}

// release ends the work of f on its server, and gives the server to the next in the
// queue.
func (c *component) release(f *flow.Frame, in *instance) {
	f.Spent += f.Work
	if f.Trace != 0 {
		c.engine.traces.add(f.Trace, c.id, causeService, f.Work)
	}
	// The server is busy until its next work is known: discarding may bring new calls.
	if in.waiting.head != 0 && in.busy <= in.servers {
		if r, next := c.next(&in.waiting, in.shedCores); next != nil {
			c.start(r, next, in)
			return
		}
	}
	in.busy--
	now := c.engine.now()
	in.used.Dec(now)
	c.working.Dec(now)
}

// waited ends the wait of f that began at f.Since.
func (c *component) waited(f *flow.Frame, now sim.Time) {
	d := int64(now - f.Since)
	f.Waited += d
	if f.Trace != 0 {
		c.engine.traces.add(f.Trace, c.id, causeWait, d)
	}
}

// Stale counts the work on an answer whose caller has gone.
func (c *component) Stale(f *flow.Frame) {
	c.engine.links[f.Link].settle(f, 0)
	c.engine.traces.drop(f.Trace)
	c.wasted += f.Spent
}

// late tells whether the answer child is for a call that has failed meanwhile: f is on
// its way back already, and nobody waits for the answer.
func (c *component) late(f, child *flow.Frame) bool {
	if f.Phase == flow.Inside {
		return false
	}
	c.engine.orphaned(child)
	return true
}

// instanceName is how faults and reports name an instance.
func (c *component) instanceName(in *instance) string {
	return c.name + "/" + strconv.Itoa(int(in.number))
}

// crash fails the work inside an instance and makes it refuse calls.
func (c *component) crash(in *instance) {
	e := c.engine
	now := e.now()
	in.life, in.since = down, now
	c.working.Add(now, -int64(in.busy))
	in.used.Set(now, 0)
	c.queue.Add(now, -int64(in.waiting.waiting)-int64(in.places.waiting.waiting))
	c.held.Add(now, -int64(in.places.used))
	in.busy, in.waiting = 0, waiting{}
	in.places = places{limit: in.places.limit}
	e.flow.Each(c.id, func(r flow.Ref, f *flow.Frame) {
		if f.Place != in.number || f.Phase != flow.Inside {
			return
		}
		if f.Link == noLink {
			e.traces.drop(f.Trace)
			e.flow.Drop(r, f) // a branch goes with its whole
			return
		}
		c.leave(r, f, flow.Error)
	})
	for _, l := range e.links {
		if l.from == c {
			l.callerDied(in.number)
		}
		if l.callee == c {
			l.hangUp(in.number)
		}
	}
	c.countInstances()
}

// revive makes a crashed instance run again, empty.
func (c *component) revive(in *instance) {
	if in.life == down {
		in.life = running
		c.countInstances()
	}
}
