package dist

import "headroom/sim"

// exponential is the law without memory, of arrivals that know nothing of each other.
type exponential struct {
	in   Quantity
	mean float64
}

func parseExponential(a *args) Dist { return &exponential{a.in, a.quantity("mean")} }

func (d *exponential) Sample(s *sim.Stream) float64 { return Exp(s) * d.mean }
func (d *exponential) Mean() float64                { return d.mean }
func (d *exponential) String() string               { return "exponential(mean=" + d.in.format(d.mean) + ")" }
