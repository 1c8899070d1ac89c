package models

import (
	"headroom/models/variant"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

// FlashCrowd is a base on which many people come at once: the rate rises to a peak, stays
// there for a while and decays slowly. A push message or a television show multiplies the
// rate by 5 to 50 in less than a minute; news by 10 in 5 to 15 minutes; the opening of a
// ticket sale by 100, and a third to a half of the people come in the minute before it.
type FlashCrowd struct {
	// Base is the rate before, and in the end after.
	Base unit.Rate `yaml:"base" default:"0/s"`
	// Peak is the rate during the hold. Required, at least Base.
	Peak unit.Rate `yaml:"peak" required:"true"`
	// At is when the rise begins. Required.
	At unit.Duration `yaml:"at" required:"true"`
	// Rise is how long it takes to reach the peak.
	Rise unit.Duration `yaml:"rise" default:"0s"`
	// Growth during the rise: linear, or exponential from Base to Peak, as word of mouth; that
	// needs a Base.
	Growth string `yaml:"growth" enum:"linear,exponential" default:"linear"`
	// Hold is how long the peak lasts.
	Hold unit.Duration `yaml:"hold" default:"0s"`
	// Decay is how what exceeds the base goes away afterwards. A time is a half-life. Required.
	Decay Decay `yaml:"decay" required:"true"`
}

// Rate at an instant.
func (f *FlashCrowd) Rate(t sim.Time) float64 {
	base, over := float64(f.Base), float64(f.Peak-f.Base)
	switch u := t - sim.Time(f.At); {
	case u < 0:
		return base
	case u < sim.Time(f.Rise):
		x := u.Seconds() / f.Rise.Seconds()
		if f.Growth == "exponential" {
			return base * dist.FastExp(x*f.growth())
		}
		return base + float64(x*over)
	case u < sim.Time(f.Rise+f.Hold):
		return float64(f.Peak)
	default:
		return base + float64(over*f.Decay.Law.left((u-sim.Time(f.Rise+f.Hold)).Seconds()))
	}
}

// Cumulative from 0.
func (f *FlashCrowd) Cumulative(t sim.Time) float64 {
	base, over := float64(f.Base), float64(f.Peak-f.Base)
	sum := float64(base * t.Seconds())
	u := t - sim.Time(f.At)
	if u <= 0 {
		return sum
	}
	rise, hold := f.Rise.Seconds(), f.Hold.Seconds()
	if x := min(u, sim.Time(f.Rise)).Seconds(); x > 0 {
		if f.Growth == "exponential" {
			g := f.growth() / rise
			sum += float64(base * x * (expm1Over(float64(g*x)) - 1))
		} else {
			sum += float64(over * x * x / rise / 2)
		}
	}
	if x := min(u.Seconds()-rise, hold); x > 0 {
		sum += float64(over * x)
	}
	if x := (u - sim.Time(f.Rise+f.Hold)).Seconds(); x > 0 {
		sum += float64(over * f.Decay.Law.gone(x))
	}
	return sum
}

// growth is the logarithm of the peak over the base.
func (f *FlashCrowd) growth() float64 { return dist.FastLog(float64(f.Peak / f.Base)) }

// Validate wants a peak above the base, and a decay.
func (f *FlashCrowd) Validate(c *Check) {
	if f.Peak < f.Base {
		c.Errorf("peak", "%v is less than base %v; write the rate at the peak", f.Peak, f.Base)
	}
	if f.Growth == "exponential" && f.Base <= 0 {
		c.Errorf("growth", "nothing grows exponentially from 0/s; write a base, for example base: 10/s")
	}
	if f.Decay.Law == nil {
		c.Errorf("decay", "there is no decay; write a half-life, for example decay: 10m")
		return
	}
	f.Decay.Law.validate(c.At("decay"))
}

// Decay is how the excess of a flash crowd goes away. A scalar is a half-life.
type Decay struct{ Law decay }

// decay is one law of a decay.
type decay interface {
	// left is the share of the excess that is left after some seconds.
	left(s float64) float64
	// gone is the integral of left from 0, in seconds.
	gone(s float64) float64
	validate(c *Check)
}

// decays is the only list of decays.
var decays = []variant.Form{
	{Name: "exponential", Summary: "half of the excess goes in each half-life", New: func() any { return &ExponentialDecay{} }},
	{Name: "power_law", Summary: "the excess falls as a power of time, fast at first and then ever slower", New: func() any { return &PowerDecay{} }},
}

// Variants lists the forms.
func (*Decay) Variants() (key string, table []variant.Form) { return "kind", decays }

// SetVariant takes a form.
func (d *Decay) SetVariant(v any) { d.Law = v.(decay) }

// Variant returns the form, nil when none was given.
func (d *Decay) Variant() any {
	if d.Law == nil {
		return nil
	}
	return d.Law
}

// ExponentialDecay is exponential.
type ExponentialDecay struct {
	// HalfLife is the time in which half of the excess goes away. Required.
	HalfLife unit.Duration `yaml:"half_life" required:"true"`
}

// ShortForm names the field that a scalar stands for.
func (ExponentialDecay) ShortForm() string { return "half_life" }

const ln2 = 0.693147180559945309417232121458

func (d *ExponentialDecay) left(s float64) float64 {
	return dist.FastExp(-ln2 * s / d.HalfLife.Seconds())
}

func (d *ExponentialDecay) gone(s float64) float64 {
	return s * expm1Over(-ln2*s/d.HalfLife.Seconds())
}

func (d *ExponentialDecay) validate(c *Check) {
	if d.HalfLife <= 0 {
		c.Errorf("half_life", "a half-life takes time; write for example 10m")
	}
}

// PowerDecay leaves the share (1 + t / Scale)^-Exponent after a time t.
type PowerDecay struct {
	// Exponent of the power, above 0 and at most 10. Measured are 0.5 to 1 for news and videos;
	// Crane and Sornette (PNAS 2008) have 1.4 after a shock from outside and 0.6 to 0.8 where
	// people tell each other. Required.
	Exponent float64 `yaml:"exponent" required:"true" min:"0" max:"10"`
	// Scale is the time after which the power begins to show.
	Scale unit.Duration `yaml:"scale" default:"1m"`
}

// logOf returns ln(1 + t / Scale).
func (d *PowerDecay) logOf(s float64) float64 { return dist.FastLog(1 + s/d.Scale.Seconds()) }

func (d *PowerDecay) left(s float64) float64 { return dist.FastExp(-d.Exponent * d.logOf(s)) }

// gone is Scale ((1 + t/Scale)^(1-Exponent) - 1) / (1 - Exponent), and Scale ln(1 + t/Scale)
// where the exponent is 1.
func (d *PowerDecay) gone(s float64) float64 {
	l := d.logOf(s)
	return d.Scale.Seconds() * l * expm1Over(float64((1-d.Exponent)*l))
}

func (d *PowerDecay) validate(c *Check) {
	if d.Exponent <= 0 {
		c.Errorf("exponent", "with %v nothing decays; write for example 0.7", d.Exponent)
	}
	if d.Scale <= 0 {
		c.Errorf("scale", "a decay takes time; write for example 1m")
	}
}

// expm1Over returns (e^x - 1) / x, which is 1 at 0.
func expm1Over(x float64) float64 {
	if x > 0.01 || x < -0.01 {
		return (dist.FastExp(x) - 1) / x
	}
	sum := 1.0
	for n := 7.0; n >= 2; n-- {
		sum = 1 + float64(sum*(x/n))
	}
	return sum
}
