package flow

import (
	"time"

	"headroom/sim"
)

// Node is a component as the flow sees it.
type Node interface {
	// Arrive is called when the call r reaches the component.
	Arrive(r Ref, f *Frame)
	// Return is called when a call made by the frame parent has been answered. The
	// child is gone afterwards.
	Return(parent Ref, p, child *Frame)
	// Stale is called on the callee when nobody waits for its answer any more.
	Stale(f *Frame)
}

// Flow moves calls between nodes. Make it with [New].
type Flow struct {
	kernel *sim.Kernel
	id     sim.ID
	nodes  []Node
	arena  arena
}

const (
	arrived sim.Kind = iota // Arg is the Ref of a call that reaches its callee
	replied                 // Arg is the Ref of a call whose answer reaches its caller
)

// New returns a flow over a kernel.
func New(k *sim.Kernel) *Flow {
	f := &Flow{kernel: k}
	f.id = k.Register(f)
	return f
}

// Add numbers a node. Its number is what [Frame.Node] holds.
func (f *Flow) Add(n Node) int32 {
	f.nodes = append(f.nodes, n)
	return int32(len(f.nodes) - 1)
}

// New makes a frame. The caller fills it in and hands it to [Flow.Call], or keeps it as
// a frame of its own by setting its Phase to Inside.
func (f *Flow) New() (Ref, *Frame) { return f.arena.take() }

// Get returns the frame of a reference, or nil when the reference is stale or zero.
func (f *Flow) Get(r Ref) *Frame {
	if r == 0 {
		return nil
	}
	p := f.arena.at(int32(uint32(r)))
	if p.gen != uint32(r>>32) {
		return nil
	}
	return p
}

// Inside returns the frame of a reference if it is at its component, or nil when it has
// been answered, on its way or long gone. Events of a component find their frame with it.
func (f *Flow) Inside(r Ref) *Frame {
	if p := f.Get(r); p != nil && p.Phase == Inside {
		return p
	}
	return nil
}

// At returns the live frame of a slot with its reference, as queues hold them.
func (f *Flow) At(slot int32) (Ref, *Frame) {
	p := f.arena.at(slot)
	return Ref(p.gen)<<32 | Ref(uint32(slot)), p
}

// Slot returns the slot of a reference, for a queue.
func Slot(r Ref) int32 { return int32(uint32(r)) }

// Call sends the frame to its Node; it arrives after the delay.
func (f *Flow) Call(r Ref, p *Frame, delay time.Duration) {
	p.Phase = Calling
	if delay > 0 {
		f.kernel.Schedule(delay, f.id, arrived, uint64(r))
		return
	}
	f.arrive(r, p)
}

// Reply answers the call; the answer reaches the caller after the delay. The frame is no
// longer the callee's.
func (f *Flow) Reply(r Ref, p *Frame, o Outcome, delay time.Duration) {
	p.Outcome = o
	p.Phase = Replying
	if delay > 0 {
		f.kernel.Schedule(delay, f.id, replied, uint64(r))
		return
	}
	f.deliver(r, p)
}

// Drop frees a frame without an answer: a part of a fork whose whole has gone.
func (f *Flow) Drop(r Ref, p *Frame) {
	if p.gen != uint32(r>>32) {
		panic("flow: drop of a stale reference")
	}
	f.arena.give(Slot(r), p)
}

// Live is the number of frames in use.
func (f *Flow) Live() int { return f.arena.live }

// Each calls do for every frame of a node, in the order of the slots. It may free the
// frame that it is given.
func (f *Flow) Each(node int32, do func(r Ref, p *Frame)) {
	for slot := int32(1); slot < int32(len(f.arena.chunks))*chunk; slot++ {
		if r, p := f.At(slot); p.Phase != Free && p.Node == node {
			do(r, p)
		}
	}
}

// Handle takes the flow's own events.
func (f *Flow) Handle(ev sim.Event) {
	r := Ref(ev.Arg)
	p := f.Get(r)
	if p == nil {
		panic("flow: event of a stale frame")
	}
	if ev.Kind == arrived {
		f.arrive(r, p)
	} else {
		f.deliver(r, p)
	}
}

func (f *Flow) arrive(r Ref, p *Frame) {
	p.Phase = Inside
	p.At = f.kernel.Now()
	f.nodes[p.Node].Arrive(r, p)
}

func (f *Flow) deliver(r Ref, p *Frame) {
	if parent := f.Get(p.Parent); parent != nil {
		if parent.Next == Slot(r) {
			parent.Flags &^= Awaiting
		}
		f.nodes[parent.Node].Return(p.Parent, parent, p)
	} else {
		f.nodes[p.Node].Stale(p)
	}
	f.arena.give(Slot(r), p)
}
