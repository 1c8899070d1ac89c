package models

import (
	"time"

	"headroom/models/policy"
	"headroom/models/policy/balance"
	"headroom/models/policy/breaker"
	"headroom/models/policy/retry"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// link is the way from one call site to an operation of a component, with the policies
// of the caller. A link with a timeout, retries or a breaker keeps a call frame of its own
// between the caller's frame and the attempts; on any other the attempt answers the
// caller directly.
//
// An attempt that the caller has given up on is not stopped: its answer finds the call
// frame gone, or busy with a later attempt, and counts as wasted work.
type link struct {
	engine *engine
	number int32
	id     int32 // as node of the flow
	hid    sim.ID
	name   string // caller->callee
	kind   string
	from   *component // nil for clients
	to     node
	op     int32

	latency dist.Sampler
	instant bool // no latency
	spec    policy.Call
	guarded bool // has a timeout, retries or a breaker
	callers []caller

	linkCounts
}

type linkCounts struct {
	calls, attempts, retries, timeouts, rejected, errors, failed, refused, denied uint64
}

// caller is the state that one instance of the caller keeps for a link. It knows only
// what this instance has seen.
type caller struct {
	picker  balance.Picker
	view    balance.View
	breaker breaker.Breaker
	budget  retry.Purse
}

const noLink = -1

// Events of a link. Arg is the Ref of the call frame; the attempt that they belong to
// is added as attempt * linkEvents.
const (
	timedOut sim.Kind = iota
	tryAgain
	linkEvents
)

// What a draw is for. Each purpose of a frame has a stream of its own.
const (
	forLatency uint64 = iota + 1<<32
	forReply
	forBalance
	forBackoff
	forOperation
	forData
	forService
	forHit
	forFailure
	forThought
)

// newLink makes a link from a caller (nil for clients) to a component, or to one of its
// operations, named by the target text of a scenario.
func (e *engine) newLink(kind, name string, from *component, to node, op int32, spec policy.Call, net Link) *link {
	l := &link{engine: e, number: int32(len(e.links)), name: name, kind: kind, from: from, to: to, op: op, spec: spec}
	l.latency = dist.Compile(net.Latency.Dist)
	l.instant = l.latency.Mean() == 0
	l.guarded = spec.Timeout > 0 || spec.Retries > 0 || spec.Breaker.Enabled()
	l.id = e.flow.Add(l)
	l.hid = e.kernel.Register(l)
	e.links = append(e.links, l)
	return l
}

func (l *link) reset() { l.linkCounts = linkCounts{} }

// caller returns the state of an instance of the caller.
func (l *link) caller(from int32) *caller {
	for int(from) >= len(l.callers) {
		c := caller{}
		s := sim.NewStream(sim.Mix(l.engine.kernel.Key(l.name), uint64(len(l.callers))))
		c.picker = l.spec.Balance.New(&s)
		if l.spec.Breaker.Enabled() {
			c.breaker = l.spec.Breaker.Rule.New()
		}
		if l.spec.RetryBudget.Enabled() {
			c.budget = l.spec.RetryBudget.Rule.New()
		}
		l.callers = append(l.callers, c)
	}
	return &l.callers[from]
}

// call makes a call for the frame parent. Its answer comes back to parent's node with
// the given slot.
func (l *link) call(parent flow.Ref, p *flow.Frame, key, data uint64, slot int32) {
	l.calls++
	from := p.Place
	r, f := l.engine.flow.New()
	f.Key, f.Data, f.Parent, f.Slot = key, data, parent, slot
	f.Link, f.From = l.number, from
	f.Trace = l.engine.traces.child(p.Trace)
	if !l.guarded {
		l.send(r, f)
		return
	}
	f.Node, f.Place, f.Phase = l.id, from, flow.Inside
	f.At = l.engine.now()
	if c := l.caller(from); c.budget != nil {
		c.budget.Begin(f.At)
	}
	l.try(r, f)
}

// try starts the next attempt of a guarded call.
func (l *link) try(r flow.Ref, f *flow.Frame) {
	e := l.engine
	now := e.now()
	c := l.caller(f.From)
	if c.breaker != nil {
		before := c.breaker.Mode(now)
		permit, ok := c.breaker.Allow(now)
		l.noteBreaker(c, f.From, before)
		if !ok {
			l.refused++
			l.end(r, f, flow.Rejected)
			return
		}
		f.Work = int64(permit)
	}
	f.PC++ // the attempt under way
	f.Since = now
	attempt, a := e.flow.New()
	a.Key, a.Data = sim.Mix(f.Key, uint64(f.PC)), f.Data
	a.Parent, a.Slot, a.Link, a.From = r, f.PC, l.number, f.From
	a.Trace = e.traces.child(f.Trace)
	if l.spec.Timeout > 0 {
		e.kernel.Schedule(l.spec.Timeout.Std(), l.hid, timedOut+sim.Kind(f.PC)*linkEvents, uint64(r))
	}
	l.send(attempt, a)
}

// send chooses an instance and sends an attempt to it.
func (l *link) send(r flow.Ref, f *flow.Frame) {
	l.attempts++
	e := l.engine
	f.Node, f.Op = l.to.base().id, l.op
	f.At = e.now()
	c := l.caller(f.From)
	set := l.to.candidates(l.op, f)
	switch {
	case len(set) == 0:
		f.Place = 0
		l.count(f, c, false)
		e.flow.Reply(r, f, flow.Error, 0)
		return
	case len(set) == 1:
		f.Place = set[0]
	default:
		for len(c.view.Outstanding) < len(l.to.base().insts) {
			c.view.Outstanding = append(c.view.Outstanding, 0)
		}
		c.view.Candidates = set
		e.draw = sim.NewStream(sim.Mix(f.Key, forBalance))
		f.Place = set[c.picker.Pick(&c.view, &e.draw)]
	}
	l.count(f, c, true)
	e.flow.Call(r, f, l.delay(f, forLatency))
}

// count keeps the caller's own number of outstanding attempts at an instance.
func (l *link) count(f *flow.Frame, c *caller, sent bool) {
	if int(f.Place) < len(c.view.Outstanding) && sent {
		c.view.Outstanding[f.Place]++
	}
}

// delay draws the time that a message takes.
func (l *link) delay(f *flow.Frame, purpose uint64) time.Duration {
	if l.instant {
		return 0
	}
	s := sim.NewStream(sim.Mix(f.Key, purpose))
	d := l.latency.Duration(&s)
	if f.Trace != 0 {
		l.engine.traces.add(f.Trace, l.to.base().id, causeNetwork, int64(d))
	}
	return d
}

// reply answers an attempt over its link.
func (e *engine) reply(r flow.Ref, f *flow.Frame, o flow.Outcome) {
	if f.Link == noLink {
		e.flow.Reply(r, f, o, 0)
		return
	}
	e.flow.Reply(r, f, o, e.links[f.Link].delay(f, forReply))
}

// answered does the books of an attempt whose answer has come back. Callers call it
// first in their Return.
func (e *engine) answered(child *flow.Frame) {
	l := e.links[child.Link]
	if child.Node == l.id {
		return // a guarded call, which has done its books itself
	}
	l.settle(child)
	if child.Outcome.Failed() {
		l.failed++
	}
}

func (l *link) settle(a *flow.Frame) {
	c := &l.callers[a.From]
	if int(a.Place) < len(c.view.Outstanding) && c.view.Outstanding[a.Place] > 0 {
		c.view.Outstanding[a.Place]--
	}
	switch a.Outcome {
	case flow.Rejected:
		l.rejected++
	case flow.Error:
		l.errors++
	}
}

// Arrive is never called: calls are made on a link, not sent to it.
func (l *link) Arrive(flow.Ref, *flow.Frame) { panic("models: a call arrived at link " + l.name) }

// callerDied ends the guarded calls of an instance that went down: nobody tries again.
func (l *link) callerDied(from int32) {
	l.engine.flow.Each(l.id, func(r flow.Ref, f *flow.Frame) {
		if f.Place == from {
			c := &l.callers[from]
			if c.breaker != nil && f.Mode != waiting {
				c.breaker.Ignore(l.engine.now(), breaker.Permit(f.Work))
			}
			if c.budget != nil {
				c.budget.Done(l.engine.now(), int(f.PC))
			}
			l.engine.traces.drop(f.Trace)
			l.engine.flow.Drop(r)
		}
	})
}

// Stale is called when the caller of a guarded call has gone.
func (l *link) Stale(*flow.Frame) {}

// Return takes the answer of an attempt of a guarded call.
func (l *link) Return(r flow.Ref, f, a *flow.Frame) {
	l.settle(a)
	if a.Slot != f.PC || f.Mode == waiting {
		l.engine.traces.drop(a.Trace) // timed out before
		l.to.base().wasted += a.Spent
		return
	}
	l.engine.traces.merge(f.Trace, a.Trace)
	l.outcome(r, f, a.Outcome)
}

// resultOf names an outcome as budgets know it.
func resultOf(o flow.Outcome) retry.Result {
	switch o {
	case flow.Timeout:
		return retry.Timeout
	case flow.Rejected:
		return retry.Rejection
	case flow.Error:
		return retry.Failure
	}
	return retry.Success
}

const waiting = 1 // Mode of a call frame between attempts

// outcome ends an attempt: the call ends with it, or another attempt follows.
func (l *link) outcome(r flow.Ref, f *flow.Frame, o flow.Outcome) {
	e := l.engine
	now := e.now()
	c := &l.callers[f.From]
	if c.breaker != nil {
		before := c.breaker.Mode(now)
		c.breaker.Record(now, breaker.Permit(f.Work), !o.Failed(), now.Sub(f.Since))
		l.noteBreaker(c, f.From, before)
	}
	if c.budget != nil {
		c.budget.Ended(now, int(f.PC), resultOf(o))
	}
	if !o.Failed() || int(f.PC) > l.spec.Retries {
		l.end(r, f, o)
		return
	}
	if c.budget != nil && !c.budget.Retry(now, resultOf(o)) {
		l.denied++
		l.end(r, f, o)
		return
	}
	l.retries++
	s := sim.NewStream(sim.Mix(sim.Mix(f.Key, uint64(f.PC)), forBackoff))
	d := l.spec.Backoff.Delay(int(f.PC)-1, time.Duration(f.Waited), &s)
	f.Waited = int64(d)
	f.Mode = waiting
	if f.Trace != 0 {
		e.traces.add(f.Trace, l.to.base().id, causeBackoff, int64(d))
	}
	e.kernel.Schedule(d, l.hid, tryAgain, uint64(r))
}

func (l *link) end(r flow.Ref, f *flow.Frame, o flow.Outcome) {
	if o.Failed() {
		l.failed++
	}
	if b := l.callers[f.From].budget; b != nil {
		b.Done(l.engine.now(), int(f.PC))
	}
	l.engine.flow.Reply(r, f, o, 0)
}

// Handle takes the timers of guarded calls. A timer whose call or attempt is over finds
// nothing.
func (l *link) Handle(ev sim.Event) {
	r := flow.Ref(ev.Arg)
	f := l.engine.flow.Get(r)
	if f == nil {
		return
	}
	switch ev.Kind % linkEvents {
	case timedOut:
		if f.Mode != waiting && sim.Kind(f.PC) == ev.Kind/linkEvents {
			l.timeouts++
			if f.Trace != 0 {
				l.engine.traces.add(f.Trace, l.to.base().id, causeTimeout, int64(l.spec.Timeout))
			}
			l.outcome(r, f, flow.Timeout)
		}
	case tryAgain:
		f.Mode = 0
		l.try(r, f)
	}
}

// noteBreaker puts a change of a breaker into the time line.
func (l *link) noteBreaker(c *caller, from int32, before breaker.Mode) {
	after := c.breaker.Mode(l.engine.now())
	if after == before {
		return
	}
	who := l.name
	if l.from != nil && len(l.from.insts) > 1 {
		who = l.from.instanceName(l.from.insts[from]) + l.name[len(l.from.name):]
	}
	l.engine.happened(who, "breaker", before.String()+" -> "+after.String())
}
