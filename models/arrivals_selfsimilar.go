package models

import (
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// SelfSimilar is a Poisson process whose rate follows the number of sources that are on. The
// times for which a source is on and off are Pareto distributed, with an infinite variance,
// so that there are bursts on every scale of time: the number of requests in spans of m
// seconds, over m, has a variance that falls as m^(2H-2) with the Hurst parameter H = (3 -
// Alpha) / 2, and not as 1/m (Willinger, Taqqu, Sherman, Wilson 1997). The rate stays the
// mean. The sources begin as they are found at any time.
type SelfSimilar struct {
	// Sources that are on and off. The fewer, the larger the bursts.
	Sources int `yaml:"sources" default:"50" min:"1" max:"100000"`
	// Alpha is the exponent of the Pareto distributions, above 1 and below 2. Measured are 1.2
	// to 1.6, which is H from 0.9 to 0.7.
	Alpha float64 `yaml:"alpha" default:"1.4" min:"1" max:"2"`
	// On is the mean time for which a source is on.
	On unit.Duration `yaml:"on" default:"1s"`
	// Off is the mean time for which it is off.
	Off unit.Duration `yaml:"off" default:"2s"`
}

func (s *SelfSimilar) validate(c *Check) {
	if s.Alpha <= 1 || s.Alpha >= 2 {
		c.Errorf("alpha", "%v is not between 1 and 2; write for example 1.4", s.Alpha)
	}
	if s.On <= 0 {
		c.Errorf("on", "a source is on for some time; write for example 1s")
	}
	if s.Off <= 0 {
		c.Errorf("off", "a source is off for some time; write for example 2s")
	}
}

func (s *SelfSimilar) start(a *along) arrivals {
	return modulate(a, newOnOff(s, a.streams("/sources")))
}

// onOff is the sources of a [SelfSimilar].
type onOff struct {
	draws   sim.Stream
	alpha   float64
	means   [2]float64 // of the time off and on, s
	changes instants   // of each source; what is 1 while it is on
	on      int
	unit    float64 // factor of one source that is on
	begun   bool
}

func newOnOff(s *SelfSimilar, draws sim.Stream) *onOff {
	o := &onOff{draws: draws, alpha: s.Alpha, means: [2]float64{s.Off.Seconds(), s.On.Seconds()}}
	share := o.means[1] / (o.means[0] + o.means[1])
	o.unit = 1 / (float64(s.Sources) * share)
	for range s.Sources {
		state := int32(0)
		if o.draws.Float64() < share {
			state = 1
		}
		o.on += int(state)
		o.changes.push(moment{sim.Time(0).Add(sim.Seconds(o.rest(state))), state})
	}
	return o
}

// least returns the least time of a state: a Pareto distribution has the mean
// least x alpha / (alpha - 1).
func (o *onOff) least(state int32) float64 { return o.means[state] * (o.alpha - 1) / o.alpha }

// stay draws the time that a source is in a state.
func (o *onOff) stay(state int32) float64 {
	return o.least(state) * dist.FastExp(dist.Exp(&o.draws)/o.alpha)
}

// rest draws the time that a source that is found in a state goes on being in it: its
// density is the share of longer times over their mean. That is flat up to the least time,
// which has the share (alpha - 1) / alpha, and falls as a power alpha - 1 beyond.
func (o *onOff) rest(state int32) float64 {
	if o.draws.Float64() < (o.alpha-1)/o.alpha {
		return o.least(state) * o.draws.Float64()
	}
	return o.least(state) * dist.FastExp(dist.Exp(&o.draws)/(o.alpha-1))
}

func (o *onOff) change() (float64, sim.Time) {
	if o.begun {
		first := o.changes[0]
		o.on += 1 - 2*int(first.what)
		first.what = 1 - first.what
		first.at = first.at.Add(sim.Seconds(o.stay(first.what)))
		o.changes.replace(first)
	}
	o.begun = true
	return float64(o.on) * o.unit, o.changes[0].at
}
