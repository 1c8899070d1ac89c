// Package flow carries calls between components: frames in an arena, calls and
// replies with a delay on the way, and the bookkeeping of who waits for whom. It
// knows neither what a component does nor which policies a caller has.
//
// Hot path: nothing in this package allocates once the arena has grown.
package flow

import "headroom/sim"

// Ref names a frame: its slot in the arena and the generation of the slot. A reference
// whose frame has been freed is stale, and the arena says so. The zero Ref names none.
type Ref uint64

// Outcome is how a call ended.
type Outcome uint8

// The outcomes. Miss is a good answer that says "not here".
const (
	OK Outcome = iota
	Miss
	Error
	Rejected
	Timeout
	Cancelled   // nobody wanted the answer any more
	Unreachable // there was no connection
)

// Failed tells whether the call did not do what it was meant to.
func (o Outcome) Failed() bool { return o > Miss }

// Where a frame is.
type Phase uint8

// The phases of a frame. Only frames that are Inside are at their component.
const (
	Free    Phase = iota
	Calling       // on its way to the component
	Inside
	Replying // on its way back
)

// Flags are notes on a frame.
type Flags uint8

const (
	// Unwanted marks a call that its caller has cancelled.
	Unwanted Flags = 1 << iota
	// Awaiting marks a frame that waits for the answer of the frame in the slot Next, and
	// of no other.
	Awaiting
	// Tied marks an attempt that cancels others of its call when work on it begins.
	Tied
	// Gated marks a call that counts for a limit of concurrency at its callee.
	Gated
	// Counted marks an attempt that its caller counts as outstanding.
	Counted
	// Opening marks a call that asks for a connection, which its callee holds.
	Opening
)

// classShift is where the class of a request stands in the flags.
const classShift = 6

// Class returns how important the request is, 0 to 3, in the numbering of the models.
func (f *Frame) Class() uint8 { return uint8(f.Flags >> classShift) }

// SetClass sets how important the request is, 0 to 3.
func (f *Frame) SetClass(class uint8) {
	f.Flags = f.Flags&(1<<classShift-1) | Flags(class)<<classShift
}

// Late tells whether the frame's deadline has passed.
func (f *Frame) Late(now sim.Time) bool { return f.Deadline != 0 && now >= f.Deadline }

// Frame is one call as its callee sees it, or one part of a call that forked. It fills
// two cache lines; what is looked at when a call moves is in the first.
type Frame struct {
	Parent  Ref      // who waits for the answer; 0 means nobody
	Key     uint64   // seeds every draw of this call
	Data    uint64   // seeds the keys that the call draws from data sets
	At      sim.Time // arrival at the component
	Since   sim.Time // begin of the present wait
	Node    int32    // component that works on the frame
	Place   int32    // instance of the component
	Link    int32    // link that the call crossed, in the numbering of the models
	Slot    int32    // what the caller wants to find again: attempt or branch
	gen     uint32
	Outcome Outcome // the answer; before, the worst outcome of the children so far
	Phase   Phase
	Mode    uint8 // for the component
	Flags   Flags

	Deadline sim.Time // when the answer is worth nothing any more; 0 means never
	Work     int64    // service time under way, ns, as drawn
	Spent    int64    // service time ended so far, ns
	Waited   int64    // time spent waiting so far, ns
	From     int32    // instance of the caller
	Conn     int32    // connection that the call has, from 1; 0 means none
	Trace    int32    // trace of the request; 0 means that it is not traced
	Tenant   uint32   // for whom the request was sent, in the numbering of the models; 0 means nobody
	PC       int32    // program counter
	Left     int32    // children that have not answered
	Next     int32    // next frame in a queue, as slot, 0 ends it; or whose answer is awaited
	Op       int16    // operation, in the numbering of the component
	Source   uint16   // who sent the request, in the numbering of the models
}
