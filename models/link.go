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
// of the caller. A call over a plain link is one frame, which the callee answers to the
// caller. Policies put frames between the two:
//
//	caller <- call (retries, hedges, deadline) <- try (limits, breaker, timeout) <- attempt
//
// each only where a policy needs it. An attempt that the caller has given up on is not
// stopped, unless the link cancels: its answer finds nobody, and counts as wasted work.
type link struct {
	engine *engine
	number int32
	calls  calls
	tries  tries
	name   string // caller->callee
	kind   string
	from   *component // nil for clients
	to     node
	op     int32

	latency dist.Sampler
	instant bool // no latency
	spec    policy.Call
	again   bool // calls have a frame of their own
	guarded bool // attempts have a try
	callers []caller

	linkCounts
}

type linkCounts struct {
	called, attempts, retries, timeouts, rejected, errors, failed, refused, denied, expired uint64
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
	forCancel
	forFirewall
)

// newLink makes a link from a caller (nil for clients) to a component, or to one of its
// operations, named by the target text of a scenario.
func (e *engine) newLink(kind, name string, from *component, to node, op int32, spec policy.Call, net Link) *link {
	l := &link{engine: e, number: int32(len(e.links)), name: name, kind: kind, from: from, to: to, op: op, spec: spec}
	l.latency = dist.Compile(net.Latency.Dist)
	l.instant = l.latency.Mean() == 0
	l.again = spec.Retries > 0 || spec.Deadline > 0
	l.guarded = l.again || spec.Timeout > 0 || spec.Breaker.Enabled()
	l.calls.init(l)
	l.tries.init(l)
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
	l.called++
	r, f := l.child(parent, p)
	f.Key, f.Data, f.Slot, f.From = key, data, slot, p.Place
	p.Next = flow.Slot(r)
	p.Flags |= flow.Awaiting
	switch {
	case l.again:
		l.calls.begin(r, f)
	case l.guarded:
		l.tries.begin(r, f)
	default:
		l.send(r, f)
	}
}

// tell makes a call that nobody waits for, on behalf of p.
func (l *link) tell(p *flow.Frame, key uint64) {
	l.called++
	r, f := l.child(0, p)
	f.Key, f.Data, f.Slot, f.From = key, p.Data, writtenOff, p.Place
	l.engine.traces.drop(f.Trace)
	f.Trace = 0
	l.send(r, f)
}

// child makes a frame for what a call asks of others.
func (l *link) child(parent flow.Ref, p *flow.Frame) (flow.Ref, *flow.Frame) {
	r, f := l.engine.flow.New()
	f.Parent, f.Link = parent, l.number
	f.Trace = l.engine.traces.child(p.Trace)
	f.Class, f.Source, f.Deadline = p.Class, p.Source, p.Deadline
	return r, f
}

// send chooses an instance and sends an attempt to it.
func (l *link) send(r flow.Ref, f *flow.Frame) {
	l.attempts++
	e := l.engine
	f.Node, f.Op = l.to.base().id, l.op
	f.At = e.now()
	c := l.caller(f.From)
	set := l.to.candidates(l.op, f)
	for len(c.view.Outstanding) < len(l.to.base().insts) {
		c.view.Outstanding = append(c.view.Outstanding, 0)
	}
	switch len(set) {
	case 0:
		f.Place = nowhere
		e.flow.Reply(r, f, flow.Error, 0)
		return
	case 1:
		f.Place = set[0]
	default:
		c.view.Candidates = set
		e.draw = sim.NewStream(sim.Mix(f.Key, forBalance))
		f.Place = set[c.picker.Pick(&c.view, &e.draw)]
	}
	if f.Slot != writtenOff {
		c.view.Outstanding[f.Place]++
	}
	e.flow.Call(r, f, l.delay(f, forLatency))
}

// nowhere is the Place of an attempt that no instance could take, or that its caller has
// written off: it is not outstanding anywhere.
const nowhere = -1

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
	if l.keeps(child) {
		return // it has done its books itself
	}
	l.settle(child)
	if child.Outcome.Failed() {
		l.failed++
	}
}

// keeps tells whether a frame is one of the link's own: a call or a try.
func (l *link) keeps(f *flow.Frame) bool { return f.Node == l.calls.id || f.Node == l.tries.id }

// settle counts the end of an attempt.
func (l *link) settle(a *flow.Frame) {
	if a.Place != nowhere && a.Slot != writtenOff {
		l.callers[a.From].view.Outstanding[a.Place]--
	}
	switch a.Outcome {
	case flow.Rejected:
		l.rejected++
	case flow.Error:
		l.errors++
	}
}

// orphaned takes the answer of a call that nobody waits for.
func (e *engine) orphaned(child *flow.Frame) {
	if l := e.links[child.Link]; !l.keeps(child) {
		l.to.Stale(child)
	}
}

// callerDied ends the calls of an instance that went down: nobody tries again.
func (l *link) callerDied(from int32) {
	l.calls.callerDied(from)
	l.tries.callerDied(from)
}

// resultOf names an outcome as budgets know it.
func resultOf(o flow.Outcome) retry.Result {
	switch o {
	case flow.Timeout:
		return retry.Timeout
	case flow.Rejected:
		return retry.Rejection
	case flow.Error, flow.Cancelled:
		return retry.Failure
	}
	return retry.Success
}
