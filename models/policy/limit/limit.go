// Package limit holds what refuses calls before they do harm: limits of a rate ([Rate]),
// of the calls under way ([Concurrency]), of what a caller sends to a callee that refuses
// ([Throttle]), and of what a queue lets in and serves ([Shed]). Each rule has a file of
// its own.
package limit

import (
	"time"

	"headroom/models/variant"
	"headroom/sim"
)

// Rate is a limit of a rate. The zero value is none.
type Rate struct{ Rule RateRule }

// RateRule is one form of a limit of a rate.
type RateRule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// New returns a limiter that has seen no call.
	New() Limiter
}

// Limiter is a limit of a rate at work. Instants must not run backwards.
type Limiter interface {
	// Take asks to let a call through that belongs to a key: to a caller, a tenant, an
	// address. A call that is let through may have to wait first.
	Take(now sim.Time, key uint64) (wait time.Duration, ok bool)
}

// rates is the only list of limits of a rate. The first is what a plain rate means.
var rates = []variant.Form{
	{Name: "token_bucket", Summary: "a rate, and a burst after a pause", New: func() any { return &TokenBucket{} }},
	{Name: "leaky_bucket", Summary: "a queue that is drained at a constant rate", New: func() any { return &LeakyBucket{} }},
	{Name: "gcra", Summary: "a schedule of calls, and how early one may be (ITU-T I.371)", New: func() any { return &GCRA{} }},
	{Name: "fixed_window", Summary: "a number of calls in each window of the clock", New: func() any { return &FixedWindow{} }},
	{Name: "sliding_window", Summary: "a number of calls in any window, from a log of them", New: func() any { return &SlidingWindow{} }},
	{Name: "sliding_counter", Summary: "a number of calls in any window, estimated from two counters", New: func() any { return &SlidingCounter{} }},
	{Name: "nginx", Summary: "limit_req of nginx, with its milliseconds", New: func() any { return &Nginx{} }},
	{Name: "envoy", Summary: "the local rate limit of Envoy, which adds tokens at intervals", New: func() any { return &EnvoyRate{} }},
	variant.Off(),
}

// Variants lists the forms.
func (*Rate) Variants() (key string, table []variant.Form) { return "kind", rates }

// SetVariant takes a form.
func (r *Rate) SetVariant(v any) { r.Rule, _ = v.(RateRule) }

// Variant returns the form, nil when there is no limit.
func (r *Rate) Variant() any {
	if r.Rule == nil {
		return nil
	}
	return r.Rule
}

// Enabled tells whether there is a limit.
func (r Rate) Enabled() bool { return r.Rule != nil }

// Validate returns what is wrong with the fields of the form.
func (r Rate) Validate() []error {
	if r.Rule == nil {
		return nil
	}
	return r.Rule.Validate()
}
