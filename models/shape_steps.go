package models

import (
	"fmt"
	"strings"

	"headroom/sim"
	"headroom/sim/unit"
)

// Steps is a rate that jumps: from each point's time on its rate holds. Before the first
// point it is 0.
type Steps struct {
	// Points in order of time: [[0s, 100/s], [10m, 500/s]]. Required.
	Points []Point `yaml:"points" required:"true"`
}

// Point is an instant and the rate from then on, written as a pair [10m, 500/s].
type Point struct {
	// At is the instant, from the start of the run.
	At unit.Duration `yaml:"at"`
	// Rate from then on.
	Rate unit.Rate `yaml:"rate"`
}

// UnmarshalPair reads a point from the two texts of a pair.
func (p *Point) UnmarshalPair(pair []string) error {
	if len(pair) != 2 {
		return fmt.Errorf("[%s] is not a point; write a time and a rate, for example [10m, 500/s]", strings.Join(pair, ", "))
	}
	if err := p.At.UnmarshalText([]byte(pair[0])); err != nil {
		return err
	}
	return p.Rate.UnmarshalText([]byte(pair[1]))
}

// Rate at an instant.
func (s *Steps) Rate(t sim.Time) float64 {
	rate := 0.0
	for _, p := range s.Points {
		if sim.Time(p.At) > t {
			break
		}
		rate = float64(p.Rate)
	}
	return rate
}

// Cumulative from 0.
func (s *Steps) Cumulative(t sim.Time) float64 { return s.compile(t).Cumulative(t) }

func (s *Steps) compile(sim.Time) curve {
	var b pieces
	for _, p := range s.Points {
		b.add(sim.Time(p.At), float64(p.Rate))
	}
	return &b
}

// Validate wants points in order.
func (s *Steps) Validate(c *Check) {
	for i := 1; i < len(s.Points); i++ {
		if s.Points[i].At <= s.Points[i-1].At {
			c.Errorf(fmt.Sprintf("points[%d]", i), "time %v is not after %v; write the points in order of time", s.Points[i].At, s.Points[i-1].At)
		}
	}
}
