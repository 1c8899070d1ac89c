package models

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"headroom/sim"
	"headroom/sim/unit"
)

// Product multiplies a rate with factors over time. The factors jump, so that the integral
// is exact whatever the shape of the rate: between two jumps it is the factor times the
// integral of the rate.
type Product struct {
	// Base is the rate that is multiplied, of any shape. Required.
	Base Shape `yaml:"rate" required:"true"`
	// Times are the factors; all of them apply. At least one.
	Times []Multiplier `yaml:"times" required:"true"`
}

// Multiplier is a factor that jumps: from each point's time on its factor holds.
type Multiplier struct {
	// Points in order of time: [[0s, 1x], [30m, 3x]]. Before the first the factor is 1x, or
	// with Every the last one. Required.
	Points []FactorPoint `yaml:"points" required:"true"`
	// Every is the time after which the points begin again, at least 1s. Not set: they do
	// not, and the last factor holds.
	Every unit.Duration `yaml:"every"`
}

// FactorPoint is an instant and the factor from then on, written as a pair [30m, 3x].
type FactorPoint struct {
	// At is the instant, from the start of the run or of the round.
	At unit.Duration `yaml:"at"`
	// Factor from then on.
	Factor unit.Factor `yaml:"factor"`
}

// UnmarshalPair reads a point from the two texts of a pair.
func (p *FactorPoint) UnmarshalPair(pair []string) error {
	if len(pair) != 2 {
		return fmt.Errorf("[%s] is not a point; write a time and a factor, for example [30m, 3x]", strings.Join(pair, ", "))
	}
	if err := p.At.UnmarshalText([]byte(pair[0])); err != nil {
		return err
	}
	return p.Factor.UnmarshalText([]byte(pair[1]))
}

// mostJumps bounds the jumps of a factor in one run: each takes some memory.
const mostJumps = 1_000_000

// Rate at an instant.
func (p *Product) Rate(t sim.Time) float64 {
	rate := p.Base.Law.Rate(t)
	for i := range p.Times {
		rate *= p.Times[i].factor(t)
	}
	return rate
}

// Cumulative from 0.
func (p *Product) Cumulative(t sim.Time) float64 { return p.compile(t).Cumulative(t) }

// Validate wants a rate, and points in order.
func (p *Product) Validate(c *Check) {
	p.Base.validate(c.At("rate"))
	if len(p.Times) == 0 {
		c.Errorf("times", "there is nothing to multiply with; write for example [{points: [[0s, 1x], [30m, 3x]]}]")
	}
	for i := range p.Times {
		p.Times[i].validate(c.At(fmt.Sprintf("times[%d]", i)))
	}
}

func (m *Multiplier) validate(c *Check) {
	for i := 1; i < len(m.Points); i++ {
		if m.Points[i].At <= m.Points[i-1].At {
			c.Errorf(fmt.Sprintf("points[%d]", i), "time %v is not after %v; write the points in order of time", m.Points[i].At, m.Points[i-1].At)
		}
	}
	switch last := len(m.Points) - 1; {
	case last < 0:
		c.Errorf("points", "there are no factors; write for example [[0s, 1x], [30m, 3x]]")
	case m.Every > 0 && m.Every.Seconds() < 1:
		c.Errorf("every", "%v is less than 1s; write for example 1h", m.Every)
	case m.Every > 0 && m.Points[last].At >= m.Every:
		c.Errorf("every", "the points begin again after %v, before the last of them at %v; write a longer time", m.Every, m.Points[last].At)
	case m.Every > 0 && float64(len(m.Points))*float64(c.System.Run.Duration) > mostJumps*float64(m.Every):
		c.Errorf("every", "%v makes more than %d jumps in the %v of the run; write a longer time", m.Every, mostJumps, c.System.Run.Duration)
	}
}

// factor at an instant.
func (m *Multiplier) factor(t sim.Time) float64 {
	f := 1.0
	if every := sim.Time(m.Every); every > 0 {
		t %= every
		f = float64(m.Points[len(m.Points)-1].Factor)
	}
	for _, p := range m.Points {
		if sim.Time(p.At) > t {
			break
		}
		f = float64(p.Factor)
	}
	return f
}

// jumps returns the instants before end at which the factor may change.
func (m *Multiplier) jumps(end sim.Time) []sim.Time {
	var list []sim.Time
	for round := sim.Time(0); round < end; round = round.Add(m.Every.Std()) {
		for _, p := range m.Points {
			list = append(list, round.Add(p.At.Std()))
		}
		if m.Every == 0 {
			break
		}
	}
	return list
}

func (p *Product) compile(end sim.Time) curve {
	jumps := []sim.Time{0}
	for i := range p.Times {
		jumps = append(jumps, p.Times[i].jumps(end)...)
	}
	slices.Sort(jumps)
	c := &multiplied{base: compile(p.Base.Law, end)}
	for _, at := range slices.Compact(jumps) {
		f := 1.0
		for i := range p.Times {
			f *= p.Times[i].factor(at)
		}
		c.parts = append(c.parts, factored{at, f, c.base.Cumulative(at), c.Cumulative(at)})
	}
	return c
}

// multiplied is a [Product] in an engine.
type multiplied struct {
	base  curve
	parts []factored
}

// factored is the time from one jump to the next.
type factored struct {
	at           sim.Time
	factor       float64
	base, before float64 // cumulative rates until then, without and with the factors
}

func (s *multiplied) part(t sim.Time) *factored {
	i := sort.Search(len(s.parts), func(i int) bool { return s.parts[i].at > t })
	return &s.parts[max(0, i-1)]
}

func (s *multiplied) Rate(t sim.Time) float64 { return s.part(t).factor * s.base.Rate(t) }

func (s *multiplied) Cumulative(t sim.Time) float64 {
	if len(s.parts) == 0 {
		return 0
	}
	p := s.part(t)
	return p.before + float64(p.factor*(s.base.Cumulative(t)-p.base))
}
