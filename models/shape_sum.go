package models

import (
	"fmt"

	"headroom/sim"
)

// Sum adds several rates: a day with a flash crowd on top, two populations of clients.
type Sum struct {
	// Parts are the rates; any shape may be one. At least one.
	Parts []Shape `yaml:"parts" required:"true"`
}

// Rate at an instant.
func (s *Sum) Rate(t sim.Time) float64 { return s.compile(t).Rate(t) }

// Cumulative from 0.
func (s *Sum) Cumulative(t sim.Time) float64 { return s.compile(t).Cumulative(t) }

// Validate wants parts.
func (s *Sum) Validate(c *Check) {
	if len(s.Parts) == 0 {
		c.Errorf("parts", "there is nothing to add; write for example [100/s, {shape: spike, peak: 500/s, at: 10m, hold: 2m}]")
	}
	for i := range s.Parts {
		s.Parts[i].validate(c.At(fmt.Sprintf("parts[%d]", i)))
	}
}

func (s *Sum) compile(end sim.Time) curve {
	var parts total
	for _, p := range s.Parts {
		parts = append(parts, compile(p.Law, end))
	}
	return parts
}

// total is a [Sum] in an engine.
type total []curve

func (s total) Rate(t sim.Time) float64 {
	sum := 0.0
	for _, c := range s {
		sum += c.Rate(t)
	}
	return sum
}

func (s total) Cumulative(t sim.Time) float64 {
	sum := 0.0
	for _, c := range s {
		sum += c.Cumulative(t)
	}
	return sum
}
