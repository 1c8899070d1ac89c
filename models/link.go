package models

import (
	"time"

	"headroom/models/policy"
	"headroom/models/policy/balance"
	"headroom/models/policy/breaker"
	"headroom/models/policy/limit"
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
	probes probes
	name   string // caller->callee
	kind   string
	from   *component // nil for clients
	to     node
	callee *component // the component of to
	op     int32

	latency dist.Sampler
	instant bool         // no latency
	between dist.Sampler // latency from zone to zone
	zoned   bool
	spec    policy.Call
	again   bool // calls have a frame of their own
	hedge   retry.Traits
	most    int32    // attempts of a call
	hashOn  *dataset // of the balancer
	divided divided  // nil when a call may go to any instance
	shards  sharded  // nil when all instances are alike
	learns  bool     // the balancer is told how calls went
	guarded bool     // attempts have a try
	watched bool     // callers have rotations of their own
	opens   bool     // calls ask for a connection that stays
	bound   bool     // calls go over such a connection, to the place in the frame of the caller
	one     [1]int32 // the place of the call that is being sent over it
	callers []caller
	connections
	outage outage

	linkCounts
}

type linkCounts struct {
	called, attempts, retries, hedges, timeouts, rejected, errors, failed, denied, expired uint64

	refused [guards]uint64
}

// caller is the state that one instance of the caller keeps for a link. It knows only
// what this instance has seen.
type caller struct {
	pickers  []balance.Picker // one, or one for each shard
	view     balance.View
	breaker  breaker.Breaker
	mode     breaker.Mode // as last told
	throttle limit.Throttler
	rate     limit.Limiter
	gate     limit.Gate
	line     refRing // tries that wait for the gate
	rotation *rotation
	zonesAt  uint64  // what the zones in the view were made of
	pools    []*pool // by instance of the callee
	budget   retry.Purse
	hedger   retry.Hedger
	stream   sim.Stream // of the pickers
	others   []int32    // scratch
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
	forSession
	forPatience
	forPanic
	forThrottle
	forWire
	forAnswer
	forTenant
)

// newLink makes a link from a caller (nil for clients) to a component, or to one of its
// operations, named by the target text of a scenario.
func (e *engine) newLink(kind, name string, from *component, to node, op int32, spec policy.Call, net Link) *link {
	l := &link{engine: e, number: int32(len(e.links)), name: name, kind: kind, from: from, to: to, callee: to.base(), op: op, spec: spec}
	l.latency = dist.Compile(net.Latency.Dist)
	l.instant = l.latency.Mean() == 0
	if net.BetweenZones.Set() {
		l.between, l.zoned = dist.Compile(net.BetweenZones.Dist), true
		l.instant = false
	}
	l.again = spec.Retries > 0 || spec.Deadline > 0 || spec.Hedge.Enabled()
	l.most = int32(spec.Attempts())
	if spec.Hedge.Enabled() {
		l.hedge = spec.Hedge.Rule.Traits()
	}
	l.hashOn = e.dataset(spec.HashOn)
	l.divided, _ = to.(divided)
	l.shards, _ = to.(sharded)
	s := sim.NewStream(0)
	_, l.learns = spec.Balance.New(&s).(balance.Observer)
	l.watched = watches(&spec)
	l.guarded = net.Protocol.Enabled() || l.again || l.watched || l.learns || spec.Timeout > 0 || spec.Breaker.Enabled() ||
		spec.Throttle.Enabled() || spec.RateLimit.Enabled() || spec.ConcurrencyLimit.Enabled()
	l.initConnections(&net)
	l.calls.init(l)
	l.tries.init(l)
	l.probes.init(l)
	e.links = append(e.links, l)
	return l
}

func (l *link) reset() { l.linkCounts = linkCounts{} }

// caller returns the state of an instance of the caller.
func (l *link) caller(from int32) *caller {
	if int(from) < len(l.callers) {
		return &l.callers[from]
	}
	return l.newCaller(from)
}

// newCaller makes the states of instances up to one that has not called yet.
func (l *link) newCaller(from int32) *caller {
	for int(from) >= len(l.callers) {
		c := caller{stream: sim.NewStream(sim.Mix(l.engine.kernel.Key(l.name), uint64(len(l.callers))))}
		c.view.Callee, c.view.Caller = l.engine.kernel.Key(l.callee.name+"/addresses"), int32(len(l.callers))
		if l.spec.Hedge.Enabled() {
			c.hedger = l.spec.Hedge.Rule.New()
		}
		if l.spec.Breaker.Enabled() {
			c.breaker = l.spec.Breaker.Rule.New()
		}
		if l.spec.Throttle.Enabled() {
			c.throttle = l.spec.Throttle.Rule.New()
		}
		if l.spec.RateLimit.Enabled() {
			c.rate = l.spec.RateLimit.Rule.New()
		}
		if l.spec.ConcurrencyLimit.Enabled() {
			c.gate = l.spec.ConcurrencyLimit.Rule.New(&c.stream)
		}
		if l.spec.RetryBudget.Enabled() {
			c.budget = l.spec.RetryBudget.Rule.New()
		}
		l.callers = append(l.callers, c)
		if l.watched {
			last := &l.callers[len(l.callers)-1]
			last.rotation = newRotation(l, last.view.Caller, &last.stream)
		}
	}
	return &l.callers[from]
}

// call makes a call for the frame parent. Its answer comes back to parent's node with
// the given slot.
func (l *link) call(parent flow.Ref, p *flow.Frame, key, data uint64, slot int32) {
	l.called++
	r, f := l.child(parent, p)
	f.Key, f.Data, f.Slot, f.From = key, data, slot, p.Place
	if l.bound {
		f.From = 0
	}
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
	f.Key, f.Data, f.From = key, p.Data, p.Place
	l.engine.traces.drop(f.Trace)
	f.Trace = 0
	l.send(r, f)
}

// child makes a frame for what a call asks of others.
func (l *link) child(parent flow.Ref, p *flow.Frame) (flow.Ref, *flow.Frame) {
	r, f := l.engine.flow.New()
	f.Parent, f.Link, f.Place = parent, l.number, p.Place
	f.Trace = l.engine.traces.child(p.Trace)
	inherit(f, p)
	f.Deadline = p.Deadline
	return r, f
}

// reply answers an attempt over its link.
func (e *engine) reply(r flow.Ref, f *flow.Frame, o flow.Outcome) {
	if f.Link == noLink {
		e.flow.Reply(r, f, o, 0)
		return
	}
	l := e.links[f.Link]
	d := l.delay(f, forReply)
	if l.outage.reply > e.now() {
		lost, dead := late(e.now(), l.outage.reply)
		if d += lost; dead {
			o = flow.Unreachable
		}
		if f.Trace != 0 {
			e.traces.add(f.Trace, l.callee.id, causeNetwork, int64(lost))
		}
	}
	if f.Flags&flow.Opening != 0 && o.Failed() {
		l.to.(*service).closeOne(f.Place)
	}
	if f.Conn != 0 {
		late := l.shipped(f)
		d += late
		if f.Trace != 0 {
			e.traces.add(f.Trace, l.callee.id, causeNetwork, int64(late))
		}
	}
	e.flow.Reply(r, f, o, d)
}

// answered does the books of an attempt whose answer has come back. Callers call it
// first in their Return.
func (e *engine) answered(child *flow.Frame) {
	if child.Flags&flow.Counted != 0 || child.Outcome.Failed() {
		e.note(child)
	}
}

func (e *engine) note(child *flow.Frame) {
	l := e.links[child.Link]
	if l.keeps(child) {
		return // it has done its books itself
	}
	l.settle(child, 0)
	if child.Outcome.Failed() {
		l.failed++
	}
}

// keeps tells whether a frame is one of the link's own: a call or a try.
func (l *link) keeps(f *flow.Frame) bool { return f.Node == l.calls.id || f.Node == l.tries.id }

// settle counts how an attempt ended that took a time as its caller sees it.
func (l *link) settle(a *flow.Frame, took time.Duration) {
	if a.Flags&flow.Counted != 0 {
		l.returned(a, a.Outcome, took)
	}
	switch a.Outcome {
	case flow.Rejected:
		l.rejected++
	case flow.Error, flow.Unreachable:
		l.errors++
	}
}

// returned ends what the caller keeps about an attempt that is under way.
func (l *link) returned(a *flow.Frame, o flow.Outcome, took time.Duration) {
	c := &l.callers[a.From]
	a.Flags &^= flow.Counted
	c.view.Outstanding[a.Place]--
	l.disconnect(a, a.Phase == flow.Replying)
	if c.rotation != nil {
		c.rotation.ended(a.Place, o)
	}
	if l.learns {
		l.picker(c, a.Place).(balance.Observer).Answered(l.engine.now(), a.Place, took, !o.Failed())
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
	case flow.Error:
		return retry.Failure
	case flow.Unreachable:
		return retry.Connection
	case flow.Cancelled:
		return retry.Abandoned
	}
	return retry.Success
}
