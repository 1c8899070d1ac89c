package limit

import (
	"fmt"
	"math"
	"time"

	"headroom/models/variant"
	"headroom/sim"
)

// Concurrency is a limit of the calls under way: of those that a caller has sent and that
// are not answered, or of those inside a replica. The zero value is none.
type Concurrency struct{ Rule ConcurrencyRule }

// ConcurrencyRule is one form of a limit of the calls under way.
type ConcurrencyRule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// New returns a gate with nothing under way. Gates that draw do so from a stream that
	// they seed from draws.
	New(draws *sim.Stream) Gate
	// Waiting returns how many of the calls that the gate does not let in may wait for a
	// place, first come, first served, and for how long at most: 0 calls when all are
	// rejected at once, and 0 for as long as it takes. The gate does not know those that
	// wait: when a call leaves, the first of them may enter.
	Waiting() (calls int, longest time.Duration)
}

// Unlimited is a number of calls without a limit.
const Unlimited = math.MaxInt

// Gate is a limit of the calls under way at work. Instants must not run backwards.
type Gate interface {
	// Enter asks to let a call in. One that is let in must Leave exactly once.
	Enter(now sim.Time) bool
	// Leave tells that a call has ended, how long it took since it entered, and how it
	// ended.
	Leave(now sim.Time, took time.Duration, how Ending)
	// Limit returns how many calls may be under way at an instant.
	Limit(now sim.Time) int
	// InFlight returns how many are.
	InFlight() int
}

// Ending is how a call under way ended, as limits know it that learn.
type Ending uint8

// The endings of a call. In concurrency-limits these are its listener's onSuccess,
// onDropped and onIgnore.
const (
	// Answered: what it took is a sample of the latency.
	Answered Ending = iota
	// Dropped: it timed out or was refused for overload (HTTP 429 and 503, gRPC UNAVAILABLE
	// and RESOURCE_EXHAUSTED).
	Dropped
	// Ignored: what it took says nothing, for example because it failed early, or was
	// cancelled.
	Ignored
)

// concurrencies is the only list of limits of the calls under way. The first is what a
// plain number means.
var concurrencies = []variant.Form{
	{Name: "fixed", Summary: "a number of calls, perhaps with a wait for a place (bulkhead)", New: func() any { return &Bulkhead{} }},
	{Name: "pool", Summary: "a number of threads and a queue before them", New: func() any { return &Pool{} }},
	{Name: "aimd", Summary: "one more while all is well, a tenth less after a drop (concurrency-limits)", New: func() any { return &AIMD{} }},
	{Name: "vegas", Summary: "as many as keep the estimated queue short (concurrency-limits)", New: func() any { return &Vegas{} }},
	{Name: "gradient2", Summary: "by the ratio of the long-term to the present latency (concurrency-limits)", New: func() any { return &Gradient2{} }},
	{Name: "envoy", Summary: "the circuit breakers of Envoy, which are caps", New: func() any { return &EnvoyCaps{} }},
	{Name: "envoy_gradient", Summary: "by the ratio of the least to the present latency (adaptive concurrency of Envoy)", New: func() any { return &EnvoyGradient{} }},
	variant.Off(),
}

// Variants lists the forms.
func (*Concurrency) Variants() (key string, table []variant.Form) { return "kind", concurrencies }

// SetVariant takes a form.
func (c *Concurrency) SetVariant(v any) { c.Rule, _ = v.(ConcurrencyRule) }

// Variant returns the form, nil when there is no limit.
func (c *Concurrency) Variant() any {
	if c.Rule == nil {
		return nil
	}
	return c.Rule
}

// Enabled tells whether there is a limit.
func (c Concurrency) Enabled() bool { return c.Rule != nil }

// Validate returns what is wrong with the fields of the form.
func (c Concurrency) Validate() []error {
	if c.Rule == nil {
		return nil
	}
	return c.Rule.Validate()
}

// occupancy counts the calls under way.
type occupancy struct{ inside int }

// InFlight returns the calls under way.
func (o *occupancy) InFlight() int { return o.inside }

// enter lets a call in below the limit.
func (o *occupancy) enter(limit int) bool {
	if o.inside >= limit {
		return false
	}
	o.inside++
	return true
}

// leave lets a call out, and returns how many there were with it.
func (o *occupancy) leave() int {
	if o.inside == 0 {
		panic("limit: a call leaves that has not entered")
	}
	o.inside--
	return o.inside + 1
}

// validRange returns what is wrong with the bounds of a limit that moves.
func validRange(initial, least, most int) []error {
	if 1 <= least && least <= initial && initial <= most && most <= maxInside {
		return nil
	}
	return []error{fmt.Errorf("initial: %d is not between min and max, %d and %d, or these not between 1 and 1,000,000", initial, least, most)}
}

// maxInside is the largest limit of the calls under way that moves.
const maxInside = 1_000_000
