package models

import (
	"math"
	"testing"

	"headroom/sim/unit"
)

func TestTheDayOfOneZone(t *testing.T) {
	s := made(func(s *Seasonal) {
		s.Mean, s.Second = 100, 0.2
		s.Zones.Add("new-york", TimeZone{1, offset(t, "-5h")})
	})
	for _, c := range []struct {
		what       string
		hours      float64
		first, two float64
	}{
		{"14h in New York is 19h", 19, 1, math.Cos(4 * math.Pi * 4 / 24)},
		{"10h in New York is 15h", 15, math.Cos(2 * math.Pi * 4 / 24), 1},
		{"the night", 7, -1, math.Cos(4 * math.Pi * 8 / 24)},
	} {
		near(t, c.what, s.Rate(instant(3600*c.hours)), 100*(1+0.5*c.first+0.2*c.two), 1e-9)
	}
	near(t, "a day", s.Cumulative(instant(86400)), 100*86400, 1e-3)
	integrates(t, s, 2*86400)
	inverts(t, compile(s, instant(86400)), 86400)
}

// TestZonesAddUp: the world is the sum of its zones, whatever the phases.
func TestZonesAddUp(t *testing.T) {
	empty := func() *Seasonal {
		return made(func(s *Seasonal) { s.Mean, s.Amplitude, s.Second, s.Period = 1000, 0.7, 0.15, seconds(3600) })
	}
	zone := func(by string) *Seasonal {
		s := empty()
		s.Zones.Add("all", TimeZone{1, offset(t, by)})
		return s
	}
	world := empty()
	world.Zones.Add("us", TimeZone{0.5, offset(t, "-6h")})
	world.Zones.Add("eu", TimeZone{0.3, offset(t, "1h")})
	world.Zones.Add("in", TimeZone{0.2, offset(t, "+5h30m")})
	us, eu, in := zone("-6h"), zone("1h"), zone("5h30m")
	for k := range 40 {
		at := instant(float64(k) * 97)
		near(t, "rate of the world", world.Rate(at), 0.5*us.Rate(at)+0.3*eu.Rate(at)+0.2*in.Rate(at), 1e-9)
		near(t, "cumulative", world.Cumulative(at), 0.5*us.Cumulative(at)+0.3*eu.Cumulative(at)+0.2*in.Cumulative(at), 1e-6)
	}
}

func TestTheClockOfAShortDayRunsFaster(t *testing.T) {
	s := made(func(s *Seasonal) { s.Mean, s.Period = 100, seconds(3600) })
	near(t, "14h comes after 35 minutes", s.Rate(instant(35*60)), 150, 1e-9)
}

func TestWhatSeasonsCannotBe(t *testing.T) {
	s := made(func(s *Seasonal) { s.Mean, s.Period = 10, 0; s.Zones.Add("us", TimeZone{0.5, Offset{}}) })
	complains(t, "half a world", s, "rate.zones: the weights sum to 50%", "rate.period: a day takes time")
	for _, c := range []struct {
		what              string
		amplitude, second float64
		peak              float64
		bad               bool
	}{
		{"a night without anybody", 1, 0, 14, false},
		{"a night with fewer than nobody", 1.01, 0, 14, true},
		{"a flat night", 0.5, 0.125, 10, false},
		{"two harmonics that are too much together", 0.8, 0.5, 13, true},
	} {
		s := made(func(s *Seasonal) {
			s.Mean, s.Amplitude, s.Second, s.PeakAt = 10, unit.Ratio(c.amplitude), unit.Ratio(c.second), seconds(c.peak*3600)
		})
		if c.bad {
			complains(t, c.what, s, "rate.amplitude: with ")
		} else {
			complains(t, c.what, s)
		}
	}
}
