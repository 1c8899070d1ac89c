package models

import (
	"fmt"

	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// modulator is a factor on a rate, 1 on average, that jumps at instants of its own.
type modulator interface {
	// change returns the factor that holds from now on, and until when. The first call is
	// for t = 0.
	change() (factor float64, until sim.Time)
}

// modulated is a Poisson process along a rate times a [modulator]: the shape of the rate
// and the bursts multiply, and the bursts come at their own pace, whatever the rate.
type modulated struct {
	along
	gaps    sim.Stream
	by      modulator
	factor  float64
	until   sim.Time
	reached float64 // cumulative rate, without the factor, when the factor ends
}

func modulate(a *along, by modulator) *modulated {
	m := &modulated{along: *a, gaps: a.streams(""), by: by}
	m.turn()
	return m
}

// turn takes the next factor.
func (m *modulated) turn() {
	m.factor, m.until = m.by.change()
	m.until = min(m.until, m.end)
	m.reached = m.law.Cumulative(m.until)
}

func (m *modulated) next() sim.Time {
	need := dist.Exp(&m.gaps)
	for {
		room := float64(m.factor * (m.reached - m.expected))
		if room >= need && room > 0 {
			return m.reach(m.expected + need/m.factor)
		}
		if m.until >= m.end {
			m.expected = m.reached
			return m.end
		}
		need -= room
		m.at, m.expected = m.until, m.reached
		m.turn()
	}
}

// MMPP is a Markov-modulated Poisson process: the rate is multiplied by the factor of a
// state, and the states follow each other in the order in which they are written, round and
// round, each for an exponential time. The factors are divided by their mean, so that the
// rate stays the mean. The process begins in a state as it is found at any time.
type MMPP struct {
	// States, at least two: [{rate: 1x, stay: 50s}, {rate: 10x, stay: 5s}] are bursts of 5 s,
	// with ten times the rate, about every minute. Required.
	States []MMPPState `yaml:"states" required:"true"`
}

// MMPPState is a state of an MMPP.
type MMPPState struct {
	// Rate in the state, relative to the other states. 0x sends nothing. Required.
	Rate unit.Factor `yaml:"rate" required:"true"`
	// Stay is the mean time in the state. Required.
	Stay unit.Duration `yaml:"stay" required:"true"`
}

func (m *MMPP) validate(c *Check) {
	if len(m.States) < 2 {
		c.Errorf("states", "one state makes no bursts; write at least two, for example [{rate: 1x, stay: 50s}, {rate: 10x, stay: 5s}]")
	}
	most := unit.Factor(0)
	for i, s := range m.States {
		most = max(most, s.Rate)
		if s.Stay <= 0 {
			c.Errorf(fmt.Sprintf("states[%d].stay", i), "a state takes time; write for example 5s")
		}
	}
	if len(m.States) > 1 && most <= 0 {
		c.Errorf("states", "no state sends anything; write a rate above 0x")
	}
}

func (m *MMPP) start(a *along) arrivals {
	s := &markov{draws: a.streams("/states")}
	total, weighted := 0.0, 0.0
	for _, st := range m.States {
		total += st.Stay.Seconds()
		weighted += float64(st.Stay.Seconds() * float64(st.Rate))
	}
	for _, st := range m.States {
		s.factors = append(s.factors, float64(st.Rate)*total/weighted)
		s.stays = append(s.stays, st.Stay.Seconds())
	}
	u := s.draws.Float64() * total
	for s.state = 0; s.state+1 < len(s.stays) && u >= s.stays[s.state]; s.state++ {
		u -= s.stays[s.state]
	}
	s.state += len(s.stays) - 1 // the first change brings it to the state that was drawn
	return modulate(a, s)
}

// markov goes through the states of an [MMPP].
type markov struct {
	draws          sim.Stream
	factors, stays []float64
	state          int
	at             sim.Time
}

func (s *markov) change() (float64, sim.Time) {
	s.state = (s.state + 1) % len(s.stays)
	s.at = s.at.Add(sim.Seconds(dist.Exp(&s.draws) * s.stays[s.state]))
	return s.factors[s.state], s.at
}
