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

// Rate at an instant.
func (d *Diurnal) Rate(t sim.Time) float64 { return d.compile(t).Rate(t) }

// Cumulative from 0.
func (d *Diurnal) Cumulative(t sim.Time) float64 { return d.compile(t).Cumulative(t) }

// Validate wants low below high and a period.
func (d *Diurnal) Validate(c *Check) {
	if d.High < d.Low {
		c.Errorf("high", "%v is less than low %v; write the rate at the peak", d.High, d.Low)
	}
	if d.Period <= 0 {
		c.Errorf("period", "a period takes time; write for example 1d")
	}
}

func (d *Diurnal) compile(sim.Time) curve {
	peak, period := d.PeakAt.Seconds(), d.Period.Seconds()
	if peak == 0 {
		peak = period / 2
	}
	amplitude := float64(d.High-d.Low) / 2
	return &sine{
		mean: float64(d.High+d.Low) / 2, amplitude: amplitude, scale: amplitude * period / (2 * math.Pi),
		peak: peak / period, period: period, begin: cosTurn(-peak/period - 0.25),
	}
}

// sine is a [Diurnal] in an engine.
type sine struct {
	mean, amplitude float64
	scale           float64 // of the integral of the wave, in turns
	peak            float64 // turns until the first
	period          float64
	begin           float64 // the integral of the wave at 0, but for the scale
}

func (s *sine) Rate(t sim.Time) float64 {
	return max(0, s.mean+float64(s.amplitude*cosTurn(t.Seconds()/s.period-s.peak)))
}

// Cumulative is a sine too.
func (s *sine) Cumulative(t sim.Time) float64 {
	at := t.Seconds()
	return float64(s.mean*at) + float64(s.scale*(cosTurn(at/s.period-s.peak-0.25)-s.begin))
}
