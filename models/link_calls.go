package models

import (
	"time"

	"headroom/sim"
	"headroom/sim/flow"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// calls is the part of a link that keeps calls with retries or a deadline, from the
// first attempt to the answer. Of a call's frame, PC counts the attempts, Left those
// under way, and Next begins the list of their tries.
type calls struct {
	*link
	id  int32  // as node of the flow
	hid sim.ID // as handler of events
}

// Events of calls; Arg is the Ref of the call.
const (
	tryAgain sim.Kind = iota
	deadlinePassed
)

const backingOff = 1 // Mode of a call between attempts

func (n *calls) init(l *link) {
	n.link = l
	n.id = l.engine.flow.Add(n)
	n.hid = l.engine.kernel.Register(n)
}

// begin starts a call.
func (n *calls) begin(r flow.Ref, f *flow.Frame) {
	now := n.engine.now()
	f.Node, f.Phase, f.At = n.id, flow.Inside, now
	if d := n.spec.Deadline.Std(); d > 0 {
		at := now.Add(d)
		if f.Deadline == 0 || at < f.Deadline {
			f.Deadline = at
		}
	}
	c := n.caller(f.From)
	if c.budget != nil {
		c.budget.Begin(now)
	}
	if f.Late(now) {
		n.expired++
		n.end(r, f, flow.Timeout)
		return
	}
	if n.spec.Deadline > 0 {
		n.engine.kernel.ScheduleAt(f.Deadline, n.hid, deadlinePassed, uint64(r))
	}
	n.another(r, f)
}

// another starts one more attempt of a call.
func (n *calls) another(r flow.Ref, f *flow.Frame) {
	f.PC++
	f.Left++
	t, try := n.child(r, f)
	try.Key, try.Data = sim.Mix(f.Key, uint64(f.PC)), f.Data
	try.Slot, try.From = f.PC, f.From
	try.Next, f.Next = f.Next, flow.Slot(t)
	n.tries.begin(t, try)
}

// Arrive is never called: calls are made on a link, not sent to it.
func (n *calls) Arrive(flow.Ref, *flow.Frame) { panic("models: a call arrived at link " + n.name) }

// Stale is called when the caller of a call has gone.
func (n *calls) Stale(*flow.Frame) {}

// Return takes the end of a try.
func (n *calls) Return(r flow.Ref, f, try *flow.Frame) {
	e := n.engine
	now := e.now()
	n.unlist(f, try)
	f.Left--
	o := try.Outcome
	c := &n.callers[f.From]
	refused := try.Mode == refusedHere
	if c.budget != nil && !refused {
		c.budget.Ended(now, int(try.Slot), resultOf(o))
	}
	e.traces.merge(f.Trace, try.Trace)
	if !o.Failed() || refused || int(f.PC) > n.spec.Retries {
		n.end(r, f, o)
		return
	}
	if c.budget != nil && !c.budget.Retry(now, resultOf(o)) {
		n.denied++
		n.end(r, f, o)
		return
	}
	n.retries++
	s := sim.NewStream(sim.Mix(sim.Mix(f.Key, uint64(f.PC)), forBackoff))
	d := n.spec.Backoff.Delay(int(f.PC)-1, time.Duration(f.Waited), &s)
	f.Waited = int64(d)
	f.Mode = backingOff
	if f.Trace != 0 {
		e.traces.add(f.Trace, n.to.base().id, causeBackoff, int64(d))
	}
	e.kernel.Schedule(d, n.hid, tryAgain, uint64(r))
}

// unlist takes a try out of the list of its call.
func (n *calls) unlist(f, try *flow.Frame) {
	at := &f.Next
	for {
		_, t := n.engine.flow.At(*at)
		if t == try {
			*at = t.Next
			return
		}
		at = &t.Next
	}
}

// end answers a call. The tries that are still under way are given up.
func (n *calls) end(r flow.Ref, f *flow.Frame, o flow.Outcome) {
	if o.Failed() {
		n.failed++
	}
	n.close(f)
	n.engine.flow.Reply(r, f, o, 0)
}

// close ends what a call has under way.
func (n *calls) close(f *flow.Frame) {
	for f.Next != 0 {
		t, try := n.engine.flow.At(f.Next)
		f.Next = try.Next
		n.tries.giveUp(t, try)
	}
	if b := n.callers[f.From].budget; b != nil {
		b.Done(n.engine.now(), int(f.PC))
	}
}

// Handle takes the timers of calls. A timer whose call is over finds nothing.
func (n *calls) Handle(ev sim.Event) {
	r := flow.Ref(ev.Arg)
	f := n.engine.flow.Inside(r)
	if f == nil {
		return
	}
	switch ev.Kind {
	case tryAgain:
		f.Mode = 0
		n.another(r, f)
	case deadlinePassed:
		n.expired++
		if f.Trace != 0 {
			n.engine.traces.add(f.Trace, n.to.base().id, causeTimeout, int64(n.engine.now()-f.At))
		}
		n.end(r, f, flow.Timeout)
	}
}

// callerDied drops the calls of an instance that went down.
func (n *calls) callerDied(from int32) {
	n.engine.flow.Each(n.id, func(r flow.Ref, f *flow.Frame) {
		if f.From == from && f.Phase == flow.Inside {
			n.close(f)
			n.engine.traces.drop(f.Trace)
			n.engine.flow.Drop(r)
		}
	})
}
