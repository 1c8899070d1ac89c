// Package balance holds the rules by which a caller chooses one of the replicas of its
// callee. Each rule is a form of [Spec] with a file of its own. A picker sees only what
// its caller can see: the replicas in rotation and its own unanswered calls.
package balance

import (
	"headroom/models/variant"
	"headroom/sim"
)

// Spec is the rule of a link. The zero value is [RoundRobin].
type Spec struct{ Rule Rule }

// Rule is one form of balancing.
type Rule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// New returns the picker of one caller. Rules that go round start at a place drawn
	// from s.
	New(s *sim.Stream) Picker
}

// Picker chooses replicas for one caller: one process, with its own counters and its own
// place in the round. Two pickers know nothing of each other.
type Picker interface {
	// Pick returns the place in v.Candidates of the replica to call; there is at least one.
	// Rules that draw do so from s.
	Pick(v *View, s *sim.Stream) int
}

// View is what a caller knows of its callee when it picks.
type View struct {
	// Candidates are the numbers of the replicas that may be called.
	Candidates []int32
	// Outstanding is indexed by the number of a replica and holds the calls of this caller
	// that are not answered yet.
	Outstanding []int32
}

// forms is the only list of rules. The first is what a map without a kind means.
var forms = []variant.Form{
	{Name: "round_robin", Summary: "each replica in turn, from a random start", New: func() any { return &RoundRobin{} }},
	{Name: "random", Summary: "any replica, with equal chances", New: func() any { return &Random{} }},
	{Name: "least_outstanding", Summary: "the replica with the fewest unanswered calls of this caller", New: func() any { return &LeastOutstanding{} }},
	{Name: "power_of_two", Summary: "two replicas at random, the one with fewer unanswered calls of the two", New: func() any { return &PowerOfTwo{} }},
}

// Variants lists the forms.
func (*Spec) Variants() (key string, table []variant.Form) { return "kind", forms }

// SetVariant takes a form.
func (s *Spec) SetVariant(v any) { s.Rule = v.(Rule) }

// Variant returns the form, nil when none was given.
func (s *Spec) Variant() any {
	if s.Rule == nil {
		return nil
	}
	return s.Rule
}

// Validate returns what is wrong with the fields of the form.
func (s Spec) Validate() []error {
	if s.Rule == nil {
		return nil
	}
	return s.Rule.Validate()
}

// New returns the picker of one caller.
func (s Spec) New(stream *sim.Stream) Picker {
	if s.Rule == nil {
		return (&RoundRobin{}).New(stream)
	}
	return s.Rule.New(stream)
}

// turn is a place in a round over a changing number of candidates.
type turn uint32

// newTurn starts at a random place.
func newTurn(s *sim.Stream) turn { return turn(s.Uint64() >> 33) }

// among returns where the round stands among n candidates.
func (t turn) among(n int) int { return int(uint32(t) % uint32(n)) }
