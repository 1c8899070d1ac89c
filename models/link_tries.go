package models

import (
	"time"

	"headroom/models/policy/breaker"
	"headroom/models/policy/limit"
	"headroom/sim"
	"headroom/sim/flow"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// tries is the part of a link that keeps attempts with a timeout, a breaker or a limit,
// as the caller sees them. Of a try's frame, Work is the permit of the breaker, Since when
// its timeout began, Waited when it passed the limit of concurrency, and Spent the Ref of
// the attempt that was sent.
type tries struct {
	*link
	id  int32
	hid sim.ID
}

// Events of tries; Arg is the Ref of the try, but for the last three that of the attempt.
const (
	timedOut sim.Kind = iota
	rateAllowsTry
	waitedEnough
	connectionLate
	cancelArrives
	tieArrives
)

// Modes of a try.
const (
	permitted   uint8 = iota + 1 // it has the permit of the breaker
	inLine                       // and waits for the limit of concurrency
	sent                         // and has passed it
	refusedHere                  // a policy of the caller has refused it
)

func (n *tries) init(l *link) {
	n.link = l
	n.id = l.engine.flow.Add(n)
	n.hid = l.engine.kernel.Register(n)
}

// begin takes a try through the policies, in the order of [policy.Call], and sends it.
func (n *tries) begin(r flow.Ref, f *flow.Frame) {
	now := n.engine.now()
	f.Node, f.Phase, f.At, f.Since = n.id, flow.Inside, now, now
	c := n.caller(f.From)
	if f.Late(now) {
		n.expired++
		f.Mode = refusedHere
		n.answer(r, f, flow.Timeout)
		return
	}
	if c.breaker != nil {
		permit, ok := c.breaker.Allow(now)
		n.noteBreaker(c, f.From)
		if !ok {
			n.refuse(r, f, byBreaker)
			return
		}
		f.Work = int64(permit)
	}
	f.Mode = permitted
	if c.throttle != nil {
		n.engine.draw = sim.NewStream(sim.Mix(f.Key, forThrottle))
		if !c.throttle.Allow(now, &n.engine.draw) {
			n.refuse(r, f, byThrottle)
			return
		}
	}
	if c.rate != nil {
		wait, ok := c.rate.Take(now, f.Data)
		switch {
		case !ok:
			n.refuse(r, f, byRate)
			return
		case wait > 0:
			n.engine.kernel.Schedule(wait, n.hid, rateAllowsTry, uint64(r))
			return
		}
	}
	n.queue(r, f)
}

// queue starts the timeout of a try and takes it to the limit of concurrency.
func (n *tries) queue(r flow.Ref, f *flow.Frame) {
	e := n.engine
	now := e.now()
	c := &n.callers[f.From]
	n.waited(f, f.Since)
	f.Since = now
	if n.spec.Timeout > 0 {
		e.kernel.Schedule(n.spec.Timeout.Std(), n.hid, timedOut, uint64(r))
	}
	if c.gate == nil || c.gate.Enter(now) {
		n.dispatch(r, f)
		return
	}
	places, longest := n.spec.ConcurrencyLimit.Rule.Waiting()
	if c.line.n >= places {
		n.refuse(r, f, byConcurrency)
		return
	}
	f.Mode = inLine
	c.line.push(uint64(r))
	if longest > 0 {
		e.kernel.Schedule(longest, n.hid, waitedEnough, uint64(r))
	}
}

// dispatch sends the attempt of a try that has passed all policies.
func (n *tries) dispatch(r flow.Ref, f *flow.Frame) {
	f.Mode, f.Waited = sent, int64(n.engine.now())
	ref, a := n.child(r, f)
	a.Key, a.Data, a.Slot, a.From = f.Key, f.Data, f.Slot, f.From
	f.Spent = int64(ref)
	if n.hedge.Tied {
		a.Flags |= flow.Tied
	}
	n.send(ref, a)
}

// waited charges the time since an instant to the limits of the caller.
func (n *tries) waited(f *flow.Frame, since sim.Time) {
	if d := n.engine.now() - since; d > 0 && f.Trace != 0 {
		n.engine.traces.add(f.Trace, n.callee.id, causeLimit, int64(d))
	}
}

// pass gives the place of a try to the next that waits for one.
func (n *tries) pass(r flow.Ref, f *flow.Frame, how limit.Ending) {
	c := &n.callers[f.From]
	if f.Mode == inLine {
		c.line.remove(uint64(r))
		f.Mode = 0
	}
	if c.gate == nil || f.Mode != sent {
		return
	}
	e := n.engine
	now := e.now()
	f.Mode = 0
	c.gate.Leave(now, now.Sub(sim.Time(f.Waited)), how)
	for c.line.n > 0 && c.gate.Enter(now) {
		ref := flow.Ref(c.line.pop())
		next := e.flow.Get(ref)
		n.waited(next, next.Since)
		n.dispatch(ref, next)
		c = &n.callers[f.From]
	}
}

// refuse ends a try that a policy of the caller does not let through. It is not tried
// again.
func (n *tries) refuse(r flow.Ref, f *flow.Frame, by guard) {
	n.refused[by]++
	n.release(f)
	n.pass(r, f, limit.Ignored)
	f.Mode = refusedHere
	n.answer(r, f, flow.Rejected)
}

// answer hands the end of a try to its call, or to the caller itself.
func (n *tries) answer(r flow.Ref, f *flow.Frame, o flow.Outcome) {
	if !n.again && o.Failed() {
		n.failed++
	}
	n.engine.flow.Reply(r, f, o, 0)
}

// Arrive is never called: calls are made on a link, not sent to it.
func (n *tries) Arrive(flow.Ref, *flow.Frame) { panic("models: a call arrived at link " + n.name) }

// Stale is called when the call of a try has gone.
func (n *tries) Stale(*flow.Frame) {}

// Return takes the answer of an attempt.
func (n *tries) Return(r flow.Ref, f, a *flow.Frame) {
	n.settle(a, n.engine.now().Sub(f.Since))
	n.engine.traces.merge(f.Trace, a.Trace)
	o := a.Outcome
	f.Place = a.Place
	n.done(r, f, o)
	n.answer(r, f, o)
}

// release gives back the permit of a try that the breaker learns nothing from.
func (n *tries) release(f *flow.Frame) {
	if b := n.callers[f.From].breaker; b != nil && f.Mode >= permitted && f.Mode <= sent {
		b.Ignore(n.engine.now(), breaker.Permit(f.Work))
	}
}

// forgive tells the throttle of an attempt that was given up: it shows no overload.
func (n *tries) forgive(f *flow.Frame) {
	if c := &n.callers[f.From]; c.throttle != nil && f.Mode == sent {
		c.throttle.Record(n.engine.now(), true)
	}
}

// endingOf names an outcome as limits of concurrency know it.
func endingOf(o flow.Outcome) limit.Ending {
	switch o {
	case flow.OK, flow.Miss:
		return limit.Answered
	case flow.Timeout, flow.Rejected:
		return limit.Dropped
	}
	return limit.Ignored
}

// done tells the policies how an attempt ended.
func (n *tries) done(r flow.Ref, f *flow.Frame, o flow.Outcome) {
	now := n.engine.now()
	c := &n.callers[f.From]
	if c.throttle != nil && f.Mode == sent {
		c.throttle.Record(now, endingOf(o) != limit.Dropped && o != flow.Unreachable)
	}
	n.pass(r, f, endingOf(o))
	if c.hedger != nil && (!o.Failed() || o == flow.Timeout) {
		c.hedger.Observe(now, now.Sub(f.Since))
	}
	if c.breaker != nil {
		c.breaker.Record(now, breaker.Permit(f.Work), !o.Failed(), now.Sub(f.Since))
		n.noteBreaker(c, f.From)
	}
}

// leave ends the interest of a try in its attempt.
func (n *tries) leave(f *flow.Frame) {
	ref := flow.Ref(f.Spent)
	if a := n.engine.flow.Get(ref); a != nil {
		n.writeOff(ref, a, n.engine.now().Sub(f.Since))
	}
}

// writeOff stops counting an attempt as outstanding, and cancels it if the link does that.
func (n *tries) writeOff(ref flow.Ref, a *flow.Frame, waited time.Duration) {
	e := n.engine
	if a.Place == nowhere {
		return
	}
	if a.Mode == connecting && a.Phase == flow.Free {
		n.pool(a.From, a.Place).leave(uint64(ref))
		n.returned(a, flow.Cancelled, waited)
		e.traces.drop(a.Trace)
		e.flow.Drop(ref, a)
		return
	}
	if a.Flags&flow.Counted != 0 {
		n.returned(a, flow.Timeout, waited)
	}
	if n.spec.Cancel.Share <= 0 || a.Phase == flow.Replying {
		return
	}
	s := sim.NewStream(sim.Mix(a.Key, forCancel))
	if s.Float64() < float64(n.spec.Cancel.Share) {
		e.kernel.Schedule(n.latency.Duration(&s)+n.spec.Cancel.Delay.Std(), n.hid, cancelArrives, uint64(ref))
	}
}

// giveUp drops a try whose call is over: it says nothing about the callee, but that it has
// taken so long at least.
func (n *tries) giveUp(r flow.Ref, f *flow.Frame) {
	if c := &n.callers[f.From]; c.hedger != nil && f.Mode == sent {
		now := n.engine.now()
		c.hedger.Observe(now, now.Sub(f.Since))
	}
	n.forgive(f)
	n.release(f)
	n.pass(r, f, limit.Ignored)
	n.leave(f)
	n.engine.traces.drop(f.Trace)
	n.engine.flow.Drop(r, f)
}

// Handle takes the timers of tries. A timer whose try is over finds nothing.
func (n *tries) Handle(ev sim.Event) {
	e := n.engine
	r := flow.Ref(ev.Arg)
	f := e.flow.Inside(r)
	switch {
	case ev.Kind == connectionLate:
		if a := e.flow.Get(r); a != nil && a.Mode == connecting && a.Phase == flow.Free {
			n.tooLate(r, a)
		}
	case ev.Kind == cancelArrives:
		e.cancel(r)
	case ev.Kind == tieArrives:
		if a := e.flow.Get(r); a != nil && a.Flags&flow.Tied != 0 {
			e.cancel(r)
		}
	case f == nil:
	case ev.Kind == rateAllowsTry:
		n.queue(r, f)
	case ev.Kind == waitedEnough:
		if f.Mode == inLine {
			n.waited(f, f.Since)
			n.refuse(r, f, byConcurrency)
		}
	case n.hedge.KeepsLate:
		n.timeouts++
		n.calls.late(f.Parent)
	default:
		n.timeouts++
		if f.Trace != 0 {
			e.traces.add(f.Trace, n.callee.id, causeTimeout, int64(n.spec.Timeout))
		}
		n.leave(f)
		n.done(r, f, flow.Timeout)
		n.answer(r, f, flow.Timeout)
	}
}

// Lapsed tells whether the try or attempt of an event is gone.
func (n *tries) Lapsed(ev sim.Event) bool { return n.engine.flow.Get(flow.Ref(ev.Arg)) == nil }

// callerDied drops the tries of an instance that went down.
func (n *tries) callerDied(from int32) {
	n.engine.flow.Each(n.id, func(r flow.Ref, f *flow.Frame) {
		if f.From == from && f.Phase == flow.Inside {
			n.giveUp(r, f)
		}
	})
}

// begun tells the other attempts of a call, those that nobody works on yet, that one has
// begun. Each server sends the message itself.
func (e *engine) begun(f *flow.Frame) {
	f.Flags &^= flow.Tied
	l := e.links[f.Link]
	try := e.flow.Get(f.Parent)
	if try == nil {
		return
	}
	call := e.flow.Get(try.Parent)
	for slot := call.Next; slot != 0; {
		_, other := e.flow.At(slot)
		slot = other.Next
		ref := flow.Ref(other.Spent)
		if a := e.flow.Get(ref); a != nil && a.Flags&flow.Tied != 0 {
			s := sim.NewStream(sim.Mix(a.Key, forCancel))
			e.kernel.Schedule(l.latency.Duration(&s), l.tries.hid, tieArrives, uint64(ref))
		}
	}
}

// noteBreaker puts a change of a breaker into the time line.
func (l *link) noteBreaker(c *caller, from int32) {
	if mode := c.breaker.Mode(l.engine.now()); mode != c.mode {
		l.engine.happened(l.who(from), "breaker", c.mode.String()+" -> "+mode.String())
		c.mode = mode
	}
}

// who names an instance of the caller and the callee.
func (l *link) who(from int32) string {
	if l.from != nil && len(l.from.insts) > 1 {
		return l.from.instanceName(l.from.insts[from]) + l.name[len(l.from.name):]
	}
	return l.name
}
