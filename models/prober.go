package models

import (
	"headroom/models/policy/health"
	"headroom/sim"
	"headroom/sim/flow"
)

// checks probes the instances of a callee for one instance of the caller.
type checks struct {
	rotation   *rotation
	plan       health.Plan
	stream     sim.Stream
	watches    []health.Watch // by instance
	probing    []bool         // by instance: a probe is planned or under way
	known      bool           // the first instances, which were there before
	generation uint64
}

func newChecks(r *rotation, s *sim.Stream) *checks {
	return &checks{rotation: r, plan: r.link.spec.HealthCheck.Rule.Plan(), stream: sim.NewStream(s.Uint64())}
}

func (c *checks) usable(i int32) bool { return c.watches[i].Usable() }

// replicas begins to probe those of the instances that are new.
func (c *checks) replicas(members []int32) {
	l := c.rotation.link
	now := l.engine.now()
	c.generation++
	for _, i := range members {
		for len(c.watches) <= int(i) {
			c.watches, c.probing = append(c.watches, health.Watch{}), append(c.probing, false)
		}
		if c.probing[i] {
			continue
		}
		c.probing[i] = true
		if c.known {
			c.watches[i] = c.plan.Watch(now, &c.stream)
		} else {
			c.watches[i] = c.plan.Known(now, &c.stream)
		}
		c.schedule(i)
	}
	c.known = true
}

// schedule plans the next probe of an instance.
func (c *checks) schedule(i int32) {
	l := c.rotation.link
	l.engine.kernel.ScheduleAt(c.watches[i].Next(), l.probes.hid, probeDue, uint64(c.rotation.from)<<32|uint64(uint32(i)))
}

// answered takes the end of a probe.
func (c *checks) answered(i int32, how health.Probe) {
	r := c.rotation
	e := r.link.engine
	w := &c.watches[i]
	before := w.State()
	if w.Answered(e.now(), how) {
		c.generation++
		to := r.link.to.base()
		e.happened(r.link.who(r.from), "health", to.instanceName(to.insts[i])+": "+before.String()+" -> "+w.State().String())
	}
	if w.State() == health.Well && how == health.Good && r.ejector != nil {
		r.ejector.Passed(e.now(), i)
		r.tell()
	}
	c.schedule(i)
}

// probes is the part of a link that makes the probes of health checks. A probe is a frame
// whose Place is the instance of the caller, and Slot that of the callee.
type probes struct {
	*link
	id  int32
	hid sim.ID
}

const (
	probeDue      sim.Kind = iota // Arg: caller and instance
	probeArrives                  // Arg is the Ref of the probe
	probeReturns                  // so too; Mode of its frame holds the answer
	probeTimesOut                 // so too
)

func (n *probes) init(l *link) {
	n.link = l
	n.id = l.engine.flow.Add(n)
	n.hid = l.engine.kernel.Register(n)
}

// Handle takes the steps of probes.
func (n *probes) Handle(ev sim.Event) {
	e := n.engine
	if ev.Kind == probeDue {
		n.begin(int32(ev.Arg>>32), int32(uint32(ev.Arg)))
		return
	}
	r := flow.Ref(ev.Arg)
	f := e.flow.Inside(r)
	if f == nil {
		return
	}
	switch ev.Kind {
	case probeArrives:
		n.arrived(r, f)
	case probeReturns:
		n.end(r, f, health.Probe(f.Mode))
	case probeTimesOut:
		n.end(r, f, health.Silent)
	}
}

// begin sends a probe, unless the instance or the caller has gone.
func (n *probes) begin(from, i int32) {
	e := n.engine
	c := n.callers[from].rotation.checks
	callerGone := n.from != nil && n.from.insts[from].life == gone
	if life := n.callee.insts[i].life; life != running && life != down || callerGone {
		c.probing[i] = false
		return
	}
	r, f := e.flow.New()
	f.Node, f.Phase, f.At, f.Place, f.Slot, f.Link = n.id, flow.Inside, e.now(), from, i, n.number
	f.Key = sim.Mix(e.kernel.Key(n.name+"/probe"), uint64(from)<<40^uint64(i)<<20^uint64(e.now()))
	e.kernel.Schedule(c.plan.Timeout, n.hid, probeTimesOut, uint64(r))
	e.kernel.Schedule(n.delay(f, forLatency), n.hid, probeArrives, uint64(r))
}

// arrived lets the replica answer a probe: by itself, at the price of some work, or by a
// call of the operation that the link calls.
func (n *probes) arrived(r flow.Ref, f *flow.Frame) {
	e := n.engine
	in := n.callee.insts[f.Slot]
	plan := &n.callers[f.Place].rotation.checks.plan
	if in.life != running {
		n.reply(r, f, health.Silent)
		return
	}
	if !plan.Deep && plan.Cost == 0 {
		n.reply(r, f, health.Good)
		return
	}
	ref, a := e.flow.New()
	a.Key, a.Data, a.Parent = f.Key, sim.Mix(f.Key, forData), r
	a.Node, a.Op, a.Place, a.From = n.callee.id, int16(n.op), f.Slot, f.Place
	if plan.Deep {
		a.Link = n.number
		e.flow.Call(ref, a, 0)
		return
	}
	a.Link, a.Phase, a.At, a.Work = noLink, flow.Inside, e.now(), int64(plan.Cost)
	n.callee.seize(ref, a, in)
}

// reply lets the answer of a probe cross the link.
func (n *probes) reply(r flow.Ref, f *flow.Frame, how health.Probe) {
	f.Mode = uint8(how)
	n.engine.kernel.Schedule(n.delay(f, forReply), n.hid, probeReturns, uint64(r))
}

// end takes the answer of a probe, or that there was none.
func (n *probes) end(r flow.Ref, f *flow.Frame, how health.Probe) {
	c := n.callers[f.Place].rotation.checks
	i := f.Slot
	n.engine.flow.Drop(r, f)
	if life := n.callee.insts[i].life; life == running || life == down {
		c.answered(i, how)
		return
	}
	c.probing[i] = false
}

// Arrive is never called: probes are not sent as calls.
func (n *probes) Arrive(flow.Ref, *flow.Frame) { panic("models: a call arrived at a prober") }

// Stale is never called: a probe has no parent.
func (n *probes) Stale(*flow.Frame) {}

// Return takes the answer of a replica to a probe that costs something.
func (n *probes) Return(r flow.Ref, f, a *flow.Frame) {
	how := health.Good
	if a.Outcome.Failed() {
		how = health.Wrong
	}
	n.end(r, f, how)
}
