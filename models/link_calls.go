package models

import (
	"time"

	"headroom/models/policy/retry"
	"headroom/sim"
	"headroom/sim/flow"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// calls is the part of a link that keeps calls with retries, hedges or a deadline, from
// the first attempt to the answer. Of a call's frame, PC counts the attempts, Left those
// under way, Next begins the list of their tries, and Since is when the try began that
// ended last.
type calls struct {
	*link
	id  int32  // as node of the flow
	hid sim.ID // as handler of events
}

// Events of calls; Arg is the Ref of the call. To hedgeDue the number of the attempt that
// it follows is added, times callEvents.
const (
	tryAgain sim.Kind = iota
	deadlinePassed
	hedgeDue
	callEvents
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
	if c.hedger != nil {
		c.hedger.Begin(now)
	}
	if n.spec.Deadline > 0 && !f.Late(now) {
		n.engine.kernel.ScheduleAt(f.Deadline, n.hid, deadlinePassed, uint64(r))
	}
	n.another(r, f, retry.Success)
}

// another starts one more attempt of a call, after the result of one before.
func (n *calls) another(r flow.Ref, f *flow.Frame, after retry.Result) {
	f.PC++
	f.Left++
	attempt := f.PC
	t, try := n.child(r, f)
	try.Key, try.Data = sim.Mix(f.Key, uint64(attempt)), f.Data
	try.Slot, try.From, try.Left = attempt, f.From, int32(after)
	try.Next, f.Next = f.Next, flow.Slot(t)
	hedger := n.callers[f.From].hedger
	if hedger != nil && attempt < n.most {
		if d, ok := hedger.Delay(n.engine.now(), int(attempt)); ok {
			n.engine.kernel.Schedule(d, n.hid, hedgeDue+sim.Kind(attempt)*callEvents, uint64(r))
		}
	}
	n.tries.begin(t, try)
}

// Arrive is never called: calls are made on a link, not sent to it.
func (n *calls) Arrive(flow.Ref, *flow.Frame) { panic("models: a call arrived at link " + n.name) }

// Stale is called when the caller of a call has gone.
func (n *calls) Stale(*flow.Frame) {}

// Return takes the end of a try: the call ends with it, or one more attempt follows, or
// others are still under way.
func (n *calls) Return(r flow.Ref, f, try *flow.Frame) {
	n.unlist(f, try)
	f.Left--
	f.Since, f.Place = try.At, try.Place
	o := try.Outcome
	how := resultOf(o)
	refused := try.Mode == refusedHere
	if refused {
		how = retry.Abandoned
	}
	n.ended(f, try, how)
	fatal := o.Failed() && !n.spec.RetryOn.Allows(how)
	switch {
	case !o.Failed(), f.Left == 0 && fatal, fatal && !refused && n.hedge.AtOnce:
		n.charge(f, try)
		n.end(r, f, o)
	case f.Mode == backingOff, fatal:
		n.engine.traces.drop(try.Trace)
	default:
		n.charge(f, try)
		if !n.more(r, f, how) && f.Left == 0 {
			n.end(r, f, o)
		}
	}
}

// charge accounts for the time of a try in the trace of its call. Of hedged attempts only
// that which answers counts, after the time until it was sent.
func (n *calls) charge(f, try *flow.Frame) {
	t := &n.engine.traces
	switch {
	case f.Trace == 0:
	case n.callers[f.From].hedger == nil:
		t.merge(f.Trace, try.Trace)
	case try.Outcome.Failed():
		t.drop(try.Trace)
	default:
		t.add(f.Trace, n.callee.id, causeTimeout, int64(try.At-f.At))
		t.merge(f.Trace, try.Trace)
	}
}

// more asks for another attempt after a failure that may be retried. The frame may be
// gone when it returns true.
func (n *calls) more(r flow.Ref, f *flow.Frame, how retry.Result) bool {
	e := n.engine
	c := &n.callers[f.From]
	if f.PC >= n.most || n.spec.Retries == 0 && !n.hedge.AtOnce {
		return false
	}
	if c.budget != nil && !c.budget.Retry(e.now(), how) {
		n.denied++
		return false
	}
	n.retries++
	if n.hedge.AtOnce {
		n.another(r, f, how)
		return true
	}
	e.draw = sim.NewStream(sim.Mix(sim.Mix(f.Key, uint64(f.PC)), forBackoff))
	d := n.spec.Backoff.Delay(int(f.PC)-1, time.Duration(f.Waited), how, &e.draw)
	f.Waited, f.Work = int64(d), int64(how)
	f.Mode = backingOff
	if f.Trace != 0 && c.hedger == nil {
		e.traces.add(f.Trace, n.callee.id, causeBackoff, int64(d))
	}
	e.kernel.Schedule(d, n.hid, tryAgain, uint64(r))
	return true
}

// late lets a retry race an attempt that is past its timeout.
func (n *calls) late(r flow.Ref) {
	f := n.engine.flow.Get(r)
	if f.Mode != backingOff && n.spec.RetryOn.Allows(retry.Timeout) {
		n.more(r, f, retry.Timeout)
	}
}

// ended tells the budget of a call how one of its attempts ended.
func (n *calls) ended(f, try *flow.Frame, how retry.Result) {
	if b := n.callers[f.From].budget; b != nil {
		b.Ended(n.engine.now(), retry.Attempt{
			Number: int(try.Slot), After: retry.Result(try.Left), How: how,
			Fatal: how != retry.Success && how != retry.Abandoned && !n.spec.RetryOn.Allows(how),
		})
	}
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
		n.ended(f, try, retry.Abandoned)
		n.tries.giveUp(t, try)
	}
	b := n.callers[f.From].budget
	if b == nil {
		return
	}
	now := n.engine.now()
	if f.Mode == backingOff { // an attempt that was granted will not begin
		b.Ended(now, retry.Attempt{Number: int(f.PC) + 1, How: retry.Abandoned})
	}
	b.Done(now, int(f.PC))
}

// Handle takes the timers of calls. A timer whose call is over finds nothing.
func (n *calls) Handle(ev sim.Event) {
	e := n.engine
	r := flow.Ref(ev.Arg)
	f := e.flow.Inside(r)
	if f == nil {
		return
	}
	switch ev.Kind % callEvents {
	case tryAgain:
		f.Mode = 0
		n.another(r, f, retry.Result(f.Work))
	case hedgeDue:
		if sim.Kind(f.PC) == ev.Kind/callEvents && f.Mode != backingOff {
			n.hedgeNow(r, f)
		}
	case deadlinePassed:
		n.expired++
		if f.Trace != 0 {
			e.traces.add(f.Trace, n.callee.id, causeTimeout, int64(e.now()-f.At))
		}
		n.end(r, f, flow.Timeout)
	}
}

// Lapsed tells whether the call of an event is gone.
func (n *calls) Lapsed(ev sim.Event) bool { return n.engine.flow.Get(flow.Ref(ev.Arg)) == nil }

// hedgeNow sends a hedge that is due, if there is enough left for it.
func (n *calls) hedgeNow(r flow.Ref, f *flow.Frame) {
	c := &n.callers[f.From]
	now := n.engine.now()
	if !c.hedger.Allow(now) || c.budget != nil && !c.budget.Retry(now, retry.Success) {
		n.denied++
		return
	}
	n.hedges++
	n.another(r, f, retry.Success)
}

// forget drops a call that its caller no longer waits for.
func (n *calls) forget(r flow.Ref, f *flow.Frame) {
	n.close(f)
	n.engine.traces.drop(f.Trace)
	n.engine.flow.Drop(r, f)
}

// callerDied drops the calls of an instance that went down.
func (n *calls) callerDied(from int32) {
	n.engine.flow.Each(n.id, func(r flow.Ref, f *flow.Frame) {
		if f.From == from && f.Phase == flow.Inside {
			n.forget(r, f)
		}
	})
}
