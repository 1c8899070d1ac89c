package limit

import (
	"headroom/models/variant"
	"headroom/sim"
)

// Throttle makes a caller hold back calls to a callee that refuses many of them, before
// they cost anything. The zero value is none.
type Throttle struct{ Rule ThrottleRule }

// ThrottleRule is one form of a throttle.
type ThrottleRule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// New returns the throttle of one caller, which has seen no call.
	New() Throttler
}

// Throttler is a throttle at work: that of one caller towards one callee. Instants must
// not run backwards.
type Throttler interface {
	// Allow asks to send a call. It draws from s when it is in doubt.
	Allow(now sim.Time, s *sim.Stream) bool
	// Record tells once for each call that was sent whether the callee accepted it. It did
	// unless it was overloaded: an error of another kind is accepted too, a time-out is not.
	Record(now sim.Time, accepted bool)
}

// throttles is the only list of throttles. The first is what a plain factor means.
var throttles = []variant.Form{
	{Name: "sre", Summary: "sends at most a multiple of what is accepted (Google)", New: func() any { return &AdaptiveThrottle{} }},
	{Name: "envoy_admission", Summary: "holds back when the success rate falls (admission control of Envoy)", New: func() any { return &EnvoyAdmission{} }},
	variant.Off(),
}

// Variants lists the forms.
func (*Throttle) Variants() (key string, table []variant.Form) { return "kind", throttles }

// SetVariant takes a form.
func (t *Throttle) SetVariant(v any) { t.Rule, _ = v.(ThrottleRule) }

// Variant returns the form, nil when there is no throttle.
func (t *Throttle) Variant() any {
	if t.Rule == nil {
		return nil
	}
	return t.Rule
}

// Enabled tells whether there is a throttle.
func (t Throttle) Enabled() bool { return t.Rule != nil }

// Validate returns what is wrong with the fields of the form.
func (t Throttle) Validate() []error {
	if t.Rule == nil {
		return nil
	}
	return t.Rule.Validate()
}
