package limit

import (
	"math"
	"time"

	"headroom/models/variant"
	"headroom/sim"
)

// Shed says which calls a queue lets in, and which of those it still serves, when there
// are too many. The zero value takes all.
type Shed struct{ Rule ShedRule }

// ShedRule is one form of shedding.
type ShedRule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// New returns what guards one queue, which is empty.
	New() Shedder
}

// Shedder guards one queue. Instants must not run backwards. It is asked about every call
// when it arrives, and about every call that has waited when its turn comes; one that
// finds a free server need not be asked about again.
type Shedder interface {
	// Admit asks to let a call in that arrives.
	Admit(now sim.Time, r Request, q Queue) bool
	// Youngest tells from which end of the queue the next call is to be taken: the youngest
	// first, or, as usual, the oldest.
	Youngest(now sim.Time) bool
	// Drop tells whether to reject a call that has been taken from the queue, having waited,
	// with some left behind it. After a call that is dropped comes the next, at once.
	Drop(now sim.Time, r Request, waited time.Duration, left int) bool
}

// Request is what a queue knows of a call.
type Request struct {
	Class Class
	User  uint64        // key of who asks: calls of a user are shed together
	Left  time.Duration // until the deadline, negative after it; [NoDeadline] without one
}

// NoDeadline is the time left to a call without a deadline.
const NoDeadline = time.Duration(math.MaxInt64)

// Queue is how a queue is when a call arrives.
type Queue struct {
	Waiting     int     // calls in the queue
	Utilisation float64 // share of the servers that are busy, 0 to 1; below 1, the call need not wait
}

// sheds is the only list of forms of shedding. The first is what a plain span means.
var sheds = []variant.Form{
	{Name: "codel", Summary: "drops more and more while calls wait too long (RFC 8289)", New: func() any { return &CoDel{} }},
	{Name: "codel_adaptive", Summary: "short patience and the youngest first while there is a queue (Facebook)", New: func() any { return &AdaptiveCoDel{} }},
	{Name: "priority", Summary: "the less important, the lower the load from which it is refused (Google)", New: func() any { return &PriorityShed{} }},
	{Name: "deadline", Summary: "refuses what cannot be ready in time", New: func() any { return &DeadlineShed{} }},
	{Name: "dagor", Summary: "a level of importance that follows the waits (WeChat)", New: func() any { return &DAGOR{} }},
	variant.Off(),
}

// Variants lists the forms.
func (*Shed) Variants() (key string, table []variant.Form) { return "kind", sheds }

// SetVariant takes a form.
func (s *Shed) SetVariant(v any) { s.Rule, _ = v.(ShedRule) }

// Variant returns the form, nil when nothing is shed.
func (s *Shed) Variant() any {
	if s.Rule == nil {
		return nil
	}
	return s.Rule
}

// Enabled tells whether anything is shed.
func (s Shed) Enabled() bool { return s.Rule != nil }

// Validate returns what is wrong with the fields of the form.
func (s Shed) Validate() []error {
	if s.Rule == nil {
		return nil
	}
	return s.Rule.Validate()
}

// admitsAll is what shedders have in common that look at calls only when their turn comes.
type admitsAll struct{}

// Admit lets every call in.
func (admitsAll) Admit(sim.Time, Request, Queue) bool { return true }

// inOrder is what shedders have in common that leave the order alone.
type inOrder struct{}

// Youngest is never true.
func (inOrder) Youngest(sim.Time) bool { return false }
