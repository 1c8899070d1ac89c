package health

import (
	"fmt"
	"time"

	"headroom/models/variant"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

// SlowStart gives a replica that has joined, or that has come back, a share of the calls
// that grows to its full one. The zero value gives it all at once.
type SlowStart struct{ Rule SlowStartRule }

// SlowStartRule is one form of a slow start. It keeps no state.
type SlowStartRule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// Weight returns the factor on the weight of a replica, above 0 and at most 1, that
	// joined so long ago.
	Weight(age time.Duration) float64
	// Lasts returns how long it takes until the weight is 1.
	Lasts() time.Duration
}

// starts is the only list of forms. The first is what a plain duration means.
var starts = []variant.Form{
	{Name: "envoy", Summary: "a weight that grows with a power of the time", New: func() any { return &EnvoySlowStart{} }},
	{Name: "alb", Summary: "a weight that grows with the time (Application Load Balancers of AWS)", New: func() any { return &ALBSlowStart{} }},
	variant.Off(),
}

// Variants lists the forms.
func (*SlowStart) Variants() (key string, table []variant.Form) { return "kind", starts }

// SetVariant takes a form.
func (s *SlowStart) SetVariant(v any) { s.Rule, _ = v.(SlowStartRule) }

// Variant returns the form, nil when there is none.
func (s *SlowStart) Variant() any {
	if s.Rule == nil {
		return nil
	}
	return s.Rule
}

// Enabled tells whether replicas start slowly.
func (s SlowStart) Enabled() bool { return s.Rule != nil }

// Validate returns what is wrong with the fields of the form.
func (s SlowStart) Validate() []error {
	if s.Rule == nil {
		return nil
	}
	return s.Rule.Validate()
}

// EnvoySlowStart is the slow_start_config of Envoy's round robin and least request, API
// v3: the weight of a replica that joined t ago is multiplied by
//
//	max(MinWeight, (t/Window)^(1/Aggression))
//
// and by 1 from Window on.
type EnvoySlowStart struct {
	// Window is how long it takes. Positive. Required.
	Window unit.Duration `yaml:"window" required:"true"`
	// Aggression above 1 makes the weight grow quickly at first, below 1 slowly. Positive.
	// Envoy: 1.0.
	Aggression float64 `yaml:"aggression" default:"1"`
	// MinWeight is the least factor, above 0%. Envoy: 10%.
	MinWeight unit.Ratio `yaml:"min_weight" default:"10%"`
}

// ShortForm says that a scalar sets the window: "slow_start: 30s".
func (EnvoySlowStart) ShortForm() string { return "window" }

// Validate returns what is wrong with the fields.
func (s *EnvoySlowStart) Validate() []error {
	var errs []error
	if s.Window <= 0 {
		errs = append(errs, fmt.Errorf("window: %v is not positive; write for example 60s", s.Window))
	}
	if !(s.Aggression > 0) {
		errs = append(errs, fmt.Errorf("aggression: %v is not positive; write for example 1", s.Aggression))
	}
	if s.MinWeight <= 0 || s.MinWeight > 1 {
		errs = append(errs, fmt.Errorf("min_weight: %v is not above 0%% and at most 100%%; write for example 10%%", s.MinWeight))
	}
	return errs
}

// Weight returns the factor on a replica's weight.
func (s *EnvoySlowStart) Weight(age time.Duration) float64 {
	if age >= s.Window.Std() {
		return 1
	}
	if age <= 0 {
		return float64(s.MinWeight)
	}
	w := float64(age) / float64(s.Window)
	if s.Aggression != 1 {
		w = dist.FastExp(dist.FastLog(w) / s.Aggression)
	}
	return max(float64(s.MinWeight), min(w, 1))
}

// Lasts returns the window.
func (s *EnvoySlowStart) Lasts() time.Duration { return s.Window.Std() }

// ALBSlowStart is the slow start of a target group of an Application Load Balancer: the
// share of a target grows linearly. AWS does not tell where it begins; here at 1%.
type ALBSlowStart struct {
	// Duration is how long it takes, 30s to 900s. Required.
	Duration unit.Duration `yaml:"duration" required:"true"`
}

// ShortForm says that a scalar sets the duration.
func (ALBSlowStart) ShortForm() string { return "duration" }

// Validate returns what is wrong with the fields.
func (s *ALBSlowStart) Validate() []error {
	var t timing
	t.between("duration", s.Duration, 30*time.Second, 900*time.Second)
	return t
}

// Weight returns the factor on a target's weight.
func (s *ALBSlowStart) Weight(age time.Duration) float64 {
	return min(max(0.01, float64(age)/float64(s.Duration)), 1)
}

// Lasts returns the duration.
func (s *ALBSlowStart) Lasts() time.Duration { return s.Duration.Std() }
