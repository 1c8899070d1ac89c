package models

import (
	"fmt"
	"strings"

	"headroom/models/variant"
	"headroom/sim/unit"
)

// Level is a number over time, of people for example. A scalar is a number that stays; a
// map names one of the shapes in its key "shape". The zero value means that none was given.
type Level struct{ Law LevelLaw }

// LevelLaw is one law of a number over time.
type LevelLaw interface {
	// Rate returns the law as one of rates: what it says per second is the number.
	Rate() RateLaw
	// Validate reports every bad field to the check.
	Validate(c *Check)
}

// levels is the only list of shapes of a number. The first is what a scalar means.
var levels = []variant.Form{
	{Name: "constant", Summary: "the same number all the time", New: func() any { return &LevelConstant{} }},
	{Name: "steps", Summary: "a number that jumps at given times", New: func() any { return &LevelSteps{} }},
	{Name: "ramp", Summary: "a number that goes from one value to another in a straight line", New: func() any { return &LevelRamp{} }},
	{Name: "diurnal", Summary: "a sine between a low and a high", New: func() any { return &LevelDiurnal{} }},
	{Name: "spike", Summary: "a rise, a hold and a fall on top of a base", New: func() any { return &LevelSpike{} }},
}

// Variants tells readers of scenario files which key chooses among which forms; the
// first is meant when a scalar is written.
func (*Level) Variants() (key string, table []variant.Form) { return "shape", levels }

// SetVariant takes the decoded form.
func (l *Level) SetVariant(v any) { l.Law = v.(LevelLaw) }

// Variant returns the form, nil when none was given.
func (l *Level) Variant() any {
	if l.Law == nil {
		return nil
	}
	return l.Law
}

// LevelConstant is the same number all the time.
type LevelConstant struct {
	// Value is the number. Required.
	Value unit.Count `yaml:"count" required:"true"`
}

// ShortForm names the field that a scalar stands for.
func (LevelConstant) ShortForm() string { return "count" }

// Rate of a constant.
func (l *LevelConstant) Rate() RateLaw { return &Constant{unit.Rate(l.Value)} }

// Validate has nothing to check: a count is not negative.
func (*LevelConstant) Validate(*Check) {}

// LevelSteps is a number that jumps. Before the first point it is 0.
type LevelSteps struct {
	// Points in order of time: [[0s, 50k], [10m, 200k]]. Required.
	Points []LevelPoint `yaml:"points" required:"true"`
}

// LevelPoint is an instant and the number from then on, written as a pair [10m, 200k].
type LevelPoint struct {
	// At is the instant, from the start of the run.
	At unit.Duration `yaml:"at"`
	// Count from then on.
	Count unit.Count `yaml:"count"`
}

// UnmarshalPair reads a point from the two texts of a pair.
func (p *LevelPoint) UnmarshalPair(pair []string) error {
	if len(pair) != 2 {
		return fmt.Errorf("[%s] is not a point; write a time and a number, for example [10m, 200k]", strings.Join(pair, ", "))
	}
	if err := p.At.UnmarshalText([]byte(pair[0])); err != nil {
		return err
	}
	return p.Count.UnmarshalText([]byte(pair[1]))
}

// Rate of steps.
func (l *LevelSteps) Rate() RateLaw {
	s := &Steps{}
	for _, p := range l.Points {
		s.Points = append(s.Points, Point{At: p.At, Rate: unit.Rate(p.Count)})
	}
	return s
}

// Validate wants points in order.
func (l *LevelSteps) Validate(c *Check) { l.Rate().Validate(c) }

// LevelRamp goes from one number to another in a straight line, and stays before and after.
type LevelRamp struct {
	// From is the number before the ramp.
	From unit.Count `yaml:"from" default:"0"`
	// To is the number after the ramp. Required.
	To unit.Count `yaml:"to" required:"true"`
	// At is when the ramp begins.
	At unit.Duration `yaml:"at" default:"0s"`
	// Over is how long it takes. Required.
	Over unit.Duration `yaml:"over" required:"true"`
}

// Rate of a ramp.
func (l *LevelRamp) Rate() RateLaw {
	return &Ramp{From: unit.Rate(l.From), To: unit.Rate(l.To), At: l.At, Over: l.Over}
}

// Validate wants a ramp that takes time.
func (l *LevelRamp) Validate(c *Check) { l.Rate().Validate(c) }

// LevelDiurnal is a sine between a low and a high.
type LevelDiurnal struct {
	// Low is the number at the trough.
	Low unit.Count `yaml:"low" default:"0"`
	// High is the number at the peak. Required, at least Low.
	High unit.Count `yaml:"high" required:"true"`
	// PeakAt is when the number is highest. Not set: half a period.
	PeakAt unit.Duration `yaml:"peak_at"`
	// Period of the sine.
	Period unit.Duration `yaml:"period" default:"1d"`
}

// Rate of a sine.
func (l *LevelDiurnal) Rate() RateLaw {
	return &Diurnal{Low: unit.Rate(l.Low), High: unit.Rate(l.High), PeakAt: l.PeakAt, Period: l.Period}
}

// Validate wants low below high and a period.
func (l *LevelDiurnal) Validate(c *Check) {
	if l.High < l.Low {
		c.Errorf("high", "%v is less than low %v; write the number at the peak", l.High, l.Low)
		return
	}
	l.Rate().Validate(c)
}

// LevelSpike is a base with a rise, a hold at the peak and a fall back to the base, all in
// straight lines.
type LevelSpike struct {
	// Base is the number before and after.
	Base unit.Count `yaml:"base" default:"0"`
	// Peak is the number during the hold. Required.
	Peak unit.Count `yaml:"peak" required:"true"`
	// At is when the rise begins. Required.
	At unit.Duration `yaml:"at" required:"true"`
	// Rise is how long it takes to reach the peak.
	Rise unit.Duration `yaml:"rise" default:"0s"`
	// Hold is how long the peak lasts.
	Hold unit.Duration `yaml:"hold" default:"0s"`
	// Fall is how long it takes to come back to the base.
	Fall unit.Duration `yaml:"fall" default:"0s"`
}

// Rate of a spike.
func (l *LevelSpike) Rate() RateLaw {
	return &Spike{Base: unit.Rate(l.Base), Peak: unit.Rate(l.Peak), At: l.At, Rise: l.Rise, Hold: l.Hold, Fall: l.Fall}
}

// Validate wants a spike that lasts.
func (l *LevelSpike) Validate(c *Check) { l.Rate().Validate(c) }
