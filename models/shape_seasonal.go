package models

import (
	"math"

	"headroom/sim"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// Seasonal is the sum of the days of people in several time zones. With w the weight and o
// the offset of each zone, in days,
//
//	rate(t) = mean * sum of w (1 + a1 cos(2 pi (t/period + o - peak_at))
//	                             + a2 cos(4 pi (t/period + o - second_at)))
//
// t = 0 is midnight where the offset is 0h (UTC). Offsets and times of the day are those of
// a clock with 24 hours, whatever the period: with period: 1h, 14h comes after 35 minutes.
type Seasonal struct {
	// Mean rate over a day, of all zones together. Required.
	Mean unit.Rate `yaml:"mean" required:"true"`
	// Amplitude a1 of the day, of the mean. 100% falls to nothing at night; 50% has three times
	// as much at the peak as at the trough.
	Amplitude unit.Ratio `yaml:"amplitude" default:"50%"`
	// PeakAt is the local time at which the day is busiest.
	PeakAt unit.Duration `yaml:"peak_at" default:"14h"`
	// Second is the amplitude a2 of the half day, of the mean: two peaks a day, as programs for
	// the office have them.
	Second unit.Ratio `yaml:"second" default:"0%"`
	// SecondAt is the local time of one of the two.
	SecondAt unit.Duration `yaml:"second_at" default:"10h"`
	// Zones are the time zones, by name; their weights sum to 100%. None: all are at 0h.
	Zones stats.Ordered[TimeZone] `yaml:"zones"`
	// Period is the length of a day.
	Period unit.Duration `yaml:"period" default:"1d"`
}

// TimeZone is where some of the people are.
type TimeZone struct {
	// Weight is the share of the requests that come from here. Required.
	Weight unit.Ratio `yaml:"weight" required:"true"`
	// Offset of the local time from UTC: -5h, 1h, 5h30m.
	Offset Offset `yaml:"offset" default:"0h"`
}

// clockDay is the length of the day that times of the day are of, in seconds.
const clockDay = 24 * 3600

// Rate at an instant.
func (s *Seasonal) Rate(t sim.Time) float64 { return s.compile(t).Rate(t) }

// Cumulative from 0.
func (s *Seasonal) Cumulative(t sim.Time) float64 { return s.compile(t).Cumulative(t) }

// Validate wants weights that sum to the whole, and a day that does not fall below nothing.
func (s *Seasonal) Validate(c *Check) {
	sum := 0.0
	for _, z := range s.Zones {
		sum += float64(z.Value.Weight)
	}
	if len(s.Zones) > 0 && (sum < 0.999999 || sum > 1.000001) {
		c.Errorf("zones", "the weights sum to %.4g%%; write weights that sum to 100%%", sum*100)
	}
	if s.Period <= 0 {
		c.Errorf("period", "a day takes time; write for example 1d")
	}
	if low := s.lowest(); low < -1e-9 {
		c.Errorf("amplitude", "with %v and second: %v the rate would fall to %.4g%% of the mean; write smaller ones", s.Amplitude, s.Second, low*100)
	}
}

// lowest returns the lowest rate of one zone over its mean: the least over a grid, made
// precise by narrowing the two steps around it.
func (s *Seasonal) lowest() float64 {
	var d seasons
	d.add(s, 1, 0)
	at := func(x float64) float64 { return 1 + d.day.at(x) + d.half.at(2*x) }
	const grid = 1440
	best := 0
	for i := range grid {
		if at(float64(i)/grid) < at(float64(best)/grid) {
			best = i
		}
	}
	lo, hi := float64(best-1)/grid, float64(best+1)/grid
	for range 60 {
		third := (hi - lo) / 3
		if at(lo+third) < at(hi-third) {
			hi -= third
		} else {
			lo += third
		}
	}
	return min(at(float64(best)/grid), at(float64((lo+hi)/2)))
}

func (s *Seasonal) compile(sim.Time) curve {
	d := &seasons{mean: float64(s.Mean), period: s.Period.Seconds()}
	for _, z := range s.Zones {
		d.add(s, float64(z.Value.Weight), z.Value.Offset.seconds())
	}
	if len(s.Zones) == 0 {
		d.add(s, 1, 0)
	}
	return d
}

// seasons is a [Seasonal] in an engine: sines of one length add up to one sine, however
// many zones there are.
type seasons struct {
	mean, period float64
	day, half    wave
}

func (d *seasons) add(s *Seasonal, weight, offset float64) {
	d.day.add(float64(weight*float64(s.Amplitude)), (s.PeakAt.Seconds()-offset)/clockDay)
	d.half.add(float64(weight*float64(s.Second)), 2*(s.SecondAt.Seconds()-offset)/clockDay)
}

func (d *seasons) Rate(t sim.Time) float64 {
	x := t.Seconds() / d.period
	return max(0, d.mean*(1+d.day.at(x)+d.half.at(2*x)))
}

func (d *seasons) Cumulative(t sim.Time) float64 {
	x := t.Seconds() / d.period
	return d.mean * (t.Seconds() + float64(d.period*(d.day.sum(x)+float64(d.half.sum(2*x)/2))))
}

// wave is a sum of sines of one length, each with a size and the turns after which it is
// highest.
type wave struct{ cos, sin float64 }

func (w *wave) add(size, highest float64) {
	w.cos += float64(size * cosTurn(highest))
	w.sin += float64(size * cosTurn(highest-0.25))
}

// at returns the wave after x turns.
func (w *wave) at(x float64) float64 {
	return float64(w.cos*cosTurn(x)) + float64(w.sin*cosTurn(x-0.25))
}

// sum returns the integral of the wave over the first x turns.
func (w *wave) sum(x float64) float64 {
	return (float64(w.cos*cosTurn(x-0.25)) + float64(w.sin*(1-cosTurn(x)))) / (2 * math.Pi)
}
