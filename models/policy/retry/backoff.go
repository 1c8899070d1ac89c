// Package retry holds what decides on further attempts of a call: after which results
// ([On]), how long to wait ([Backoff]), how many to allow ([Budget]), and whether to make
// one before the last has ended ([Hedge]). Each rule has a file of its own.
package retry

import (
	"time"

	"headroom/models/variant"
	"headroom/sim"
)

// Backoff is the wait before each further attempt of a call. The zero value retries at
// once.
type Backoff struct{ Rule BackoffRule }

// BackoffRule is one form of a back-off. It has no state: calls share it.
type BackoffRule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// Delay returns the wait before a further attempt, n = 0 for the first after the
	// original one; it is never negative. How is the result that is retried. Previous is
	// the wait that Delay returned before, 0 the first time. Rules without jitter draw
	// nothing from s.
	Delay(n int, previous time.Duration, how Result, s *sim.Stream) time.Duration
}

// backoffs is the only list of back-offs. The first is what a plain span means.
var backoffs = []variant.Form{
	{Name: "constant", Summary: "the same wait each time", New: func() any { return &Constant{} }},
	{Name: "exponential", Summary: "a wait that grows from base to cap", New: func() any { return &Exponential{} }},
	{Name: "equal-jitter", Summary: "the upper half of the exponential wait, at random", New: func() any { return &EqualJitter{} }},
	{Name: "full-jitter", Summary: "all of the exponential wait, at random", New: func() any { return &FullJitter{} }},
	{Name: "decorrelated", Summary: "between base and three times the wait before, at random", New: func() any { return &Decorrelated{} }},
	{Name: "random", Summary: "a wait of any distribution", New: func() any { return &Random{} }},
	{Name: "aws", Summary: "full jitter with a longer base after throttling (AWS SDKs, 2026)", New: func() any { return &AWSBackoff{} }},
	{Name: "envoy", Summary: "full jitter in whole milliseconds (Envoy routes)", New: func() any { return &EnvoyBackoff{} }},
	{Name: "grpc", Summary: "jitter around an exponential wait (gRPC retryPolicy)", New: func() any { return &GRPCBackoff{} }},
}

// Variants lists the forms.
func (*Backoff) Variants() (key string, table []variant.Form) { return "kind", backoffs }

// SetVariant takes a form.
func (b *Backoff) SetVariant(v any) { b.Rule, _ = v.(BackoffRule) }

// Variant returns the form, nil when none was given.
func (b *Backoff) Variant() any {
	if b.Rule == nil {
		return nil
	}
	return b.Rule
}

// Validate returns what is wrong with the fields of the form.
func (b Backoff) Validate() []error {
	if b.Rule == nil {
		return nil
	}
	return b.Rule.Validate()
}

// Delay returns the wait before a further attempt, see [BackoffRule].
func (b Backoff) Delay(n int, previous time.Duration, how Result, s *sim.Stream) time.Duration {
	if b.Rule == nil {
		return 0
	}
	return b.Rule.Delay(n, previous, how, s)
}

// uniform draws from [0, top), in whole nanoseconds.
func uniform(top time.Duration, s *sim.Stream) time.Duration {
	return time.Duration(float64(top) * s.Float64())
}
