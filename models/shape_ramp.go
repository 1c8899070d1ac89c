package models

import (
	"headroom/sim"
	"headroom/sim/unit"
)

// Ramp goes from one rate to another in a straight line, and holds before and after.
type Ramp struct {
	// From is the rate before the ramp.
	From unit.Rate `yaml:"from" default:"0/s"`
	// To is the rate after the ramp. Required.
	To unit.Rate `yaml:"to" required:"true"`
	// At is when the ramp begins.
	At unit.Duration `yaml:"at" default:"0s"`
	// Over is how long it takes. Required.
	Over unit.Duration `yaml:"over" required:"true"`
}

// Rate at an instant.
func (r *Ramp) Rate(t sim.Time) float64 {
	switch x := (t - sim.Time(r.At)).Seconds() / r.Over.Std().Seconds(); {
	case x <= 0:
		return float64(r.From)
	case x >= 1:
		return float64(r.To)
	default:
		return float64(r.From) + float64(x*float64(r.To-r.From))
	}
}

// Cumulative from 0.
func (r *Ramp) Cumulative(t sim.Time) float64 {
	return integral([]knot{{0, float64(r.From)}, {sim.Time(r.At), float64(r.From)}, {sim.Time(r.At).Add(r.Over.Std()), float64(r.To)}}, t)
}

// Validate wants a ramp that takes time.
func (r *Ramp) Validate(c *Check) {
	if r.Over <= 0 {
		c.Errorf("over", "a ramp takes time; write for example 5m, or use shape: steps")
	}
}

// knot is a corner of a rate that goes in straight lines.
type knot struct {
	at   sim.Time
	rate float64
}

// integral of a piecewise linear rate from 0 to t; the last rate holds for ever.
func integral(knots []knot, t sim.Time) float64 {
	sum := 0.0
	for i, k := range knots {
		if k.at >= t {
			break
		}
		if i+1 == len(knots) {
			sum += float64(k.rate * (t - k.at).Seconds())
			break
		}
		next := knots[i+1]
		if next.at == k.at {
			continue
		}
		end, rate := next.at, next.rate
		if t < next.at {
			end = t
			rate = k.rate + float64((next.rate-k.rate)*float64((t-k.at).Seconds()/(next.at-k.at).Seconds()))
		}
		sum += float64((end - k.at).Seconds() * (k.rate + rate) / 2)
	}
	return sum
}
