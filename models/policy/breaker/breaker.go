// Package breaker holds circuit breakers: a caller's record of how its calls end, which
// refuses further calls for a while when too many have failed. Each product's rules are
// a form of [Spec] with a file of its own.
package breaker

import (
	"time"

	"headroom/models/variant"
	"headroom/sim"
)

// Spec is the breaker of a link. The zero value is none.
type Spec struct{ Rule Rule }

// Rule is one form of a breaker.
type Rule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// New returns a closed breaker for one caller.
	New() Breaker
}

// Breaker is a circuit breaker at work: that of one caller towards one callee. Instants
// must not run backwards.
type Breaker interface {
	// Allow asks to make a call. When it is let through, its permit must be handed back
	// exactly once, to Record or to Ignore.
	Allow(now sim.Time) (Permit, bool)
	// Record tells how a call ended: well or not, and how long it took.
	Record(now sim.Time, p Permit, ok bool, took time.Duration)
	// Ignore tells that a call ended in a way that says nothing of the callee, for example
	// that the caller gave up.
	Ignore(now sim.Time, p Permit)
	// Mode returns the state that the breaker is in at an instant.
	Mode(now sim.Time) Mode
	// Opened returns how often the breaker has opened.
	Opened() int
	// OpenTime returns how long the breaker has been open until an instant.
	OpenTime(now sim.Time) time.Duration
}

// forms is the only list of breakers. The first is what a map without a kind means.
var forms = []variant.Form{
	{Name: "resilience4j", Summary: "failure rate and slow rate over the last calls or seconds", New: func() any { return &Resilience4j{} }},
	{Name: "hystrix", Summary: "error percentage over the last seconds, then one trial call", New: func() any { return &Hystrix{} }},
	{Name: "gobreaker", Summary: "failures in a row (sony/gobreaker)", New: func() any { return &Gobreaker{} }},
	variant.Off(),
}

// Variants lists the forms.
func (*Spec) Variants() (key string, table []variant.Form) { return "kind", forms }

// SetVariant takes a form.
func (s *Spec) SetVariant(v any) { s.Rule, _ = v.(Rule) }

// Variant returns the form, nil when there is no breaker.
func (s *Spec) Variant() any {
	if s.Rule == nil {
		return nil
	}
	return s.Rule
}

// Enabled tells whether there is a breaker.
func (s Spec) Enabled() bool { return s.Rule != nil }

// Validate returns what is wrong with the fields of the form.
func (s Spec) Validate() []error {
	if s.Rule == nil {
		return nil
	}
	return s.Rule.Validate()
}

// Mode is the state that a breaker is in. The zero value is [Closed].
type Mode uint8

// The modes of a breaker. The last three are those of a [Resilience4j] only, and set by
// hand, with [State.Switch].
const (
	Closed      Mode = iota // lets all calls through and records them
	Open                    // refuses all calls
	HalfOpen                // lets some calls through, to decide
	ForcedOpen              // refuses all calls until told otherwise
	Disabled                // lets all calls through and records nothing
	MetricsOnly             // lets all calls through and records, never opens
)

var modes = [...]string{"closed", "open", "half-open", "forced-open", "disabled", "metrics-only"}

// String returns the name of the mode: "half-open".
func (m Mode) String() string { return modes[m] }

// Permit belongs to one call that a breaker let through. It names the window that the
// call's outcome goes to, where the rules know several.
type Permit uint32
