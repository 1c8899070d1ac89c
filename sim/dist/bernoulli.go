package dist

import (
	"headroom/sim"
	"headroom/sim/unit"
)

// bernoulli is 1 with a chance and otherwise 0.
type bernoulli struct{ chance float64 }

func parseBernoulli(a *args) Dist {
	if len(a.values) != 1 {
		a.fault("it takes one chance and has %d values; %s", len(a.values), a.write())
		return nil
	}
	var r unit.Ratio
	if err := r.UnmarshalText([]byte(a.values[0])); err != nil {
		a.fault("%w", err)
	}
	if r > 1 {
		a.fault("%s is more than 100%%", a.values[0])
	}
	return &bernoulli{float64(r)}
}

func (d *bernoulli) Sample(s *sim.Stream) float64 {
	if s.Float64() < d.chance {
		return 1
	}
	return 0
}
func (d *bernoulli) Mean() float64  { return d.chance }
func (d *bernoulli) String() string { return "bernoulli(" + unit.Ratio(d.chance).String() + ")" }
