package models

import (
	"headroom/sim"
	"headroom/sim/unit"
)

// Spike is a base with a rise, a hold at the peak and a fall back to the base, all in
// straight lines.
type Spike struct {
	// Base is the rate before and after.
	Base unit.Rate `yaml:"base" default:"0/s"`
	// Peak is the rate during the hold. Required.
	Peak unit.Rate `yaml:"peak" required:"true"`
	// At is when the rise begins. Required.
	At unit.Duration `yaml:"at" required:"true"`
	// Rise is how long it takes to reach the peak.
	Rise unit.Duration `yaml:"rise" default:"0s"`
	// Hold is how long the peak lasts.
	Hold unit.Duration `yaml:"hold" default:"0s"`
	// Fall is how long it takes to come back to the base.
	Fall unit.Duration `yaml:"fall" default:"0s"`
}

func (s *Spike) knots() [5]knot {
	at := sim.Time(s.At)
	top := at.Add(s.Rise.Std())
	edge := top.Add(s.Hold.Std())
	return [5]knot{{0, float64(s.Base)}, {at, float64(s.Base)}, {top, float64(s.Peak)}, {edge, float64(s.Peak)}, {edge.Add(s.Fall.Std()), float64(s.Base)}}
}

// Rate at an instant.
func (s *Spike) Rate(t sim.Time) float64 {
	k := s.knots()
	for i := len(k) - 1; i >= 0; i-- {
		if t < k[i].at {
			continue
		}
		if i == len(k)-1 || k[i+1].at == k[i].at {
			return k[i].rate
		}
		share := (t - k[i].at).Seconds() / (k[i+1].at - k[i].at).Seconds()
		return k[i].rate + float64(share*(k[i+1].rate-k[i].rate))
	}
	return k[0].rate
}

// Cumulative from 0.
func (s *Spike) Cumulative(t sim.Time) float64 {
	k := s.knots()
	return integral(k[:], t)
}

// Validate wants a spike that lasts.
func (s *Spike) Validate(c *Check) {
	if s.Rise+s.Hold+s.Fall <= 0 {
		c.Errorf("hold", "a spike lasts for some time; write rise, hold or fall, for example hold: 3m")
	}
}
