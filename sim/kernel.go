// Package sim is the kernel of a discrete-event simulator: a clock in integer
// nanoseconds, a list of future events, and named streams of random numbers. It has
// never heard of a request.
//
// A [Kernel] is single-threaded. Replications are separate kernels, and may run on
// separate goroutines.
package sim

import (
	"fmt"
	"time"
)

// ID is the number of a handler, given by [Kernel.Register].
type ID int32

// Kind says what an event means to its handler.
type Kind int32

// Event is something that will happen: 24 bytes without pointers, so that the garbage
// collector never looks at the events that wait.
type Event struct {
	At   Time
	Arg  uint64 // for the handler
	To   ID
	Kind Kind
}

// Handler is told of its events when their time has come.
type Handler interface{ Handle(ev Event) }

// Lapser is a handler whose events may come to be for nobody, as a timeout of a call that
// has been answered. The kernel may leave such an event out.
type Lapser interface {
	Handler
	// Lapsed tells whether Handle would do nothing with the event, now and at any time
	// later.
	Lapsed(ev Event) bool
}

// Kernel is the clock and the future of one replication. Use [NewKernel].
type Kernel struct {
	root uint64 // key of all streams

	now      Time
	events   uint64
	until    Time // end of the present Run or Step
	handlers []Handler
	lapsers  []Lapser // by handler; nil for those whose events are always for somebody
	future   radix
}

// NewKernel returns a kernel at time 0 whose streams depend on the seed and the number
// of the replication.
func NewKernel(seed uint64, replication int) *Kernel {
	return &Kernel{root: Mix(Mix(0, seed), uint64(replication))}
}

// Register numbers a handler.
func (k *Kernel) Register(h Handler) ID {
	k.handlers = append(k.handlers, h)
	l, ok := h.(Lapser)
	if ok {
		k.future.lapsed = k.lapsed
	}
	k.lapsers = append(k.lapsers, l)
	return ID(len(k.handlers) - 1)
}

// lapsed tells whether an event is for nobody. One that is counts as handled.
func (k *Kernel) lapsed(ev Event) bool {
	l := k.lapsers[ev.To]
	if l == nil || !l.Lapsed(ev) {
		return false
	}
	if ev.At < k.until {
		k.events++
	}
	return true
}

// Now is the present instant.
func (k *Kernel) Now() Time { return k.now }

// Schedule lets an event happen after d. Events of the same instant happen in the order
// in which they were scheduled. It panics when d is negative.
func (k *Kernel) Schedule(d time.Duration, to ID, kind Kind, arg uint64) {
	if d < 0 {
		panic(fmt.Sprintf("sim: negative delay %v of kind %d to handler %d", d, kind, to))
	}
	k.future.push(Event{k.now.Add(d), arg, to, kind})
}

// ScheduleAt lets an event happen at an instant. It panics when that has passed.
func (k *Kernel) ScheduleAt(t Time, to ID, kind Kind, arg uint64) {
	if t < k.now {
		panic(fmt.Sprintf("sim: event of kind %d to handler %d at %v, which is before %v", kind, to, t, k.now))
	}
	k.future.push(Event{t, arg, to, kind})
}

// Key returns the key of a name: it depends on the seed, the replication and the name
// alone, whatever else draws.
func (k *Kernel) Key(name string) uint64 { return Mix(k.root, Hash(name)) }

// Stream returns the random stream of a name, from its beginning.
func (k *Kernel) Stream(name string) Stream { return NewStream(k.Key(name)) }

// Run handles every event before the instant until, and then sets the clock to it.
// Later events stay, and another Run goes on with them. It panics when until has passed.
func (k *Kernel) Run(until Time) {
	for k.Step(until, 1<<30) {
	}
}

// Step is Run for at most max events. It returns false when no event before until is
// left.
func (k *Kernel) Step(until Time, max int) bool {
	if until < k.now {
		panic(fmt.Sprintf("sim: run until %v, which is before %v", until, k.now))
	}
	k.until = until
	for ; max > 0; max-- {
		next := k.future.first()
		if next == nil || next.At >= until {
			k.now = until
			return false
		}
		ev := *next
		k.future.drop()
		k.now = ev.At
		k.events++
		k.handlers[ev.To].Handle(ev)
	}
	return true
}

// Events is the number of events handled so far. One that has lapsed counts too, when it
// was to come before the end of the present or last Run.
func (k *Kernel) Events() uint64 { return k.events }

// Pending is the number of events that wait.
func (k *Kernel) Pending() int { return k.future.len() }
