package models

import (
	"headroom/models/policy/limit"
	"headroom/sim/flow"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// cancel tells a callee that nobody wants the answer of a call any more. It ends with
// the next step that the callee would begin for it, and until then holds what it holds:
// work under way on a core is not interrupted, and a place in a queue is given up when
// its turn comes. A frame that waits for the answer to a call of its own passes the
// cancellation on, where that link cancels. The parts of a fork are not told.
func (e *engine) cancel(r flow.Ref) {
	f := e.flow.Get(r)
	if f == nil || f.Phase == flow.Replying || f.Flags&flow.Unwanted != 0 {
		return
	}
	f.Flags |= flow.Unwanted
	if f.Phase != flow.Inside || f.Flags&flow.Awaiting == 0 {
		return
	}
	c, child := e.flow.At(f.Next)
	l := e.links[child.Link]
	if l.spec.Cancel.Share <= 0 || !l.keeps(child) || child.Phase != flow.Inside {
		return
	}
	if child.Node == l.calls.id {
		l.calls.end(c, child, flow.Cancelled)
	} else {
		l.tries.abandon(c, child)
	}
}

// abandon ends a try whose caller has been cancelled.
func (n *tries) abandon(r flow.Ref, f *flow.Frame) {
	n.forgive(f)
	n.release(f)
	n.pass(r, f, limit.Ignored)
	n.leave(f)
	n.answer(r, f, flow.Cancelled)
}
