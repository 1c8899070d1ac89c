// Package balance holds the rules by which a caller chooses one of the replicas of its
// callee. Each rule is a form of [Spec] with a file of its own. A picker sees only what
// its caller can see: the replicas in rotation, its own unanswered calls, and how its own
// calls went.
//
// Some rules wrap others: they choose a part of the replicas, and the rule in their field
// "of" chooses within it.
package balance

import (
	"fmt"
	"time"

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
// place in the round. Two pickers know nothing of each other. A picker serves one set of
// replicas, which may change: that of a service, or of one shard of a database.
type Picker interface {
	// Pick returns the number of the replica to call; there is at least one candidate.
	// Rules that draw do so from s.
	Pick(v *View, s *sim.Stream) int32
}

// Observer is what pickers are that learn from the calls of their caller. Instants must
// not run backwards.
type Observer interface {
	// Sent tells that a call went to a replica.
	Sent(now sim.Time, replica int32)
	// Answered tells that a call ended: well or not, and how long it took. Every call that
	// was Sent ends once, be it because its caller gave up.
	Answered(now sim.Time, replica int32, took time.Duration, ok bool)
}

// forms is the only list of rules. The first is what a map without a kind means.
var forms = []variant.Form{
	{Name: "round_robin", Summary: "each replica in turn, from a random start", New: func() any { return &RoundRobin{} }},
	{Name: "random", Summary: "any replica, with equal chances", New: func() any { return &Random{} }},
	{Name: "least_outstanding", Summary: "the replica with the fewest unanswered calls of this caller", New: func() any { return &LeastOutstanding{} }},
	{Name: "least_request", Summary: "the power of two choices: some replicas at random, the one with the fewest unanswered calls of them (Envoy)", New: func() any { return &LeastRequest{} }},
	{Name: "weighted_round_robin", Summary: "each replica as often as its weight says, spread smoothly (nginx)", New: func() any { return &WeightedRoundRobin{} }},
	{Name: "weighted_edf", Summary: "each replica as often as its weight says, by earliest deadline (Envoy)", New: func() any { return &WeightedEDF{} }},
	{Name: "weighted_random", Summary: "any replica, with chances as the weights", New: func() any { return &WeightedRandom{} }},
	{Name: "least_connections", Summary: "the replica with the fewest unanswered calls per weight (nginx, HAProxy)", New: func() any { return &LeastConnections{} }},
	{Name: "peak_ewma", Summary: "two replicas at random, the one with the smaller latency times load (Finagle, Linkerd)", New: func() any { return &PeakEWMA{} }},
	{Name: "ring_hash", Summary: "consistent hashing of the data key on a ring (ketama, Envoy)", New: func() any { return &RingHash{} }},
	{Name: "maglev", Summary: "consistent hashing of the data key by Maglev's table", New: func() any { return &Maglev{} }},
	{Name: "rendezvous", Summary: "the replica with the highest hash together with the data key", New: func() any { return &Rendezvous{} }},
	{Name: "subset", Summary: "a fixed part of the replicas for each caller (Google)", New: func() any { return &Subset{} }},
	{Name: "aperture", Summary: "a part of the replicas that grows and shrinks with the load (Finagle)", New: func() any { return &Aperture{} }},
	{Name: "zone_aware", Summary: "replicas of the caller's zone first, as far as their capacity goes (Envoy)", New: func() any { return &ZoneAware{} }},
	{Name: "priority", Summary: "levels of replicas, the next as far as those before are not healthy (Envoy)", New: func() any { return &Priority{} }},
	{Name: "per_connection", Summary: "a decision per connection, as balancers of layer 4 make it", New: func() any { return &PerConnection{} }},
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

// under names the field that a rule inside another stands in.
func under(field string, errs []error) []error {
	for i, err := range errs {
		errs[i] = fmt.Errorf("%s.%w", field, err)
	}
	return errs
}
