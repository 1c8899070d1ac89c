package models

import (
	"headroom/models/variant"
	"headroom/sim"
	"headroom/sim/unit"
)

// Shape is a rate over time. A scalar is a constant rate; a map names one of the shapes
// in its key "shape". The zero value means that none was given.
type Shape struct{ Law RateLaw }

// RateLaw is one law of a rate over time.
type RateLaw interface {
	// Rate at an instant, per second.
	Rate(t sim.Time) float64
	// Cumulative is the integral of the rate from 0 to t: the expected number of arrivals.
	Cumulative(t sim.Time) float64
	// Validate reports every bad field to the check.
	Validate(c *Check)
}

// curve is a law as an engine asks it.
type curve interface {
	Rate(t sim.Time) float64
	Cumulative(t sim.Time) float64
}

// compiled is a law that has a faster form for runs until an instant.
type compiled interface{ compile(end sim.Time) curve }

// compile returns the form of a law that an engine asks until an instant.
func compile(law RateLaw, end sim.Time) curve {
	if c, ok := law.(compiled); ok {
		return c.compile(end)
	}
	return law
}

// shapes is the only list of rate shapes. The first is what a scalar means.
var shapes = []variant.Form{
	{Name: "constant", Summary: "the same rate all the time", New: func() any { return &Constant{} }},
	{Name: "steps", Summary: "a rate that jumps at given times", New: func() any { return &Steps{} }},
	{Name: "ramp", Summary: "a rate that goes from one value to another in a straight line", New: func() any { return &Ramp{} }},
	{Name: "diurnal", Summary: "a sine between a low and a high", New: func() any { return &Diurnal{} }},
	{Name: "spike", Summary: "a rise, a hold and a fall on top of a base", New: func() any { return &Spike{} }},
	{Name: "flash_crowd", Summary: "a rise, a hold and a slow decay, as after a push message or news", New: func() any { return &FlashCrowd{} }},
	{Name: "weekly", Summary: "a shape for a day, with weekdays that differ", New: func() any { return &Weekly{} }},
	{Name: "seasonal", Summary: "the days of people in several time zones, with a second harmonic", New: func() any { return &Seasonal{} }},
	{Name: "sum", Summary: "several shapes added up", New: func() any { return &Sum{} }},
	{Name: "product", Summary: "a shape times factors that jump at given times", New: func() any { return &Product{} }},
	{Name: "replay", Summary: "recorded numbers of requests, from a file", New: func() any { return &Replay{} }},
}

// Variants tells readers of scenario files which key chooses among which forms; the
// first is meant when a scalar is written.
func (*Shape) Variants() (key string, table []variant.Form) { return "shape", shapes }

// SetVariant takes the decoded form.
func (s *Shape) SetVariant(v any) { s.Law = v.(RateLaw) }

// Variant returns the form, nil when none was given.
func (s *Shape) Variant() any {
	if s.Law == nil {
		return nil
	}
	return s.Law
}

// validate reports what is wrong with the shape of a field.
func (s *Shape) validate(c *Check) {
	if s.Law == nil {
		c.Errorf("", "there is no rate; write for example 100/s, or {shape: diurnal, high: 100/s}")
		return
	}
	s.Law.Validate(c)
}

// Constant is the same rate all the time.
type Constant struct {
	// Value of the rate. Required.
	Value unit.Rate `yaml:"rate" required:"true"`
}

// ShortForm names the field that a scalar stands for.
func (Constant) ShortForm() string { return "rate" }

// Rate of a constant.
func (c *Constant) Rate(sim.Time) float64 { return float64(c.Value) }

// Cumulative of a constant.
func (c *Constant) Cumulative(t sim.Time) float64 { return float64(c.Value) * t.Seconds() }

// Validate has nothing to check: a rate is not negative.
func (c *Constant) Validate(*Check) {}
