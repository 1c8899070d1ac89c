package models

import (
	"math"

	"headroom/sim"
	"headroom/sim/unit"
)

// Diurnal is a sine between a low and a high:
//
//	rate(t) = mean + amplitude * cos(2 pi (t - peak_at) / period)
//
// with mean = (high + low) / 2 and amplitude = (high - low) / 2.
type Diurnal struct {
	// Low is the rate at the trough.
	Low unit.Rate `yaml:"low" default:"0/s"`
	// High is the rate at the peak. Required, at least Low.
	High unit.Rate `yaml:"high" required:"true"`
	// PeakAt is when the rate is highest. Not set: half a period.
	PeakAt unit.Duration `yaml:"peak_at"`
	// Period of the sine.
	Period unit.Duration `yaml:"period" default:"1d"`
}

func (d *Diurnal) phase(t sim.Time) float64 {
	peak := sim.Time(d.PeakAt)
	if peak == 0 {
		peak = sim.Time(d.Period) / 2
	}
	return (t - peak).Seconds() / d.Period.Std().Seconds()
}

// Rate at an instant.
func (d *Diurnal) Rate(t sim.Time) float64 {
	mean, amplitude := float64(float64(d.High+d.Low)/2), float64(d.High-d.Low)/2
	return max(0, mean+float64(amplitude*cosTurn(d.phase(t))))
}

// Cumulative from 0: the sine integrates to a sine.
func (d *Diurnal) Cumulative(t sim.Time) float64 {
	mean, amplitude := float64(d.High+d.Low)/2, float64(d.High-d.Low)/2
	scale := float64(amplitude * d.Period.Std().Seconds() / (2 * math.Pi))
	wave := cosTurn(d.phase(t)-0.25) - cosTurn(d.phase(0)-0.25)
	return float64(mean*t.Seconds()) + float64(scale*wave)
}

// Validate wants low below high and a period.
func (d *Diurnal) Validate(c *Check) {
	if d.High < d.Low {
		c.Errorf("high", "%v is less than low %v; write the rate at the peak", d.High, d.Low)
	}
	if d.Period <= 0 {
		c.Errorf("period", "a period takes time; write for example 1d")
	}
}
