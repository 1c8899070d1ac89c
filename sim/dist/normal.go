package dist

import "headroom/sim"

// normal is the normal law without its values below 0. Its parameters are those of the
// law before they are left out.
type normal struct {
	in       Quantity
	mean, sd float64
}

func parseNormal(a *args) Dist {
	d := &normal{in: a.in, sd: a.quantity("sd")}
	if text, ok := a.text("mean"); ok {
		d.mean = a.value(text)
	}
	return d
}

// Sample draws until the value is not negative: at most twice on average.
func (d *normal) Sample(s *sim.Stream) float64 {
	for {
		if x := d.mean + float64(d.sd*Normal(s)); x >= 0 {
			return x
		}
	}
}

// Mean returns the mean of what is left: mean + sd*density(r)/tail(-r), r = mean/sd.
func (d *normal) Mean() float64 {
	r := d.mean / d.sd
	if r > 38 {
		return d.mean
	}
	return d.mean + float64(d.sd*(normalDensity(r)/rootTwoPi/normalTail(-r)))
}

func (d *normal) String() string {
	return "normal(mean=" + d.in.format(d.mean) + " sd=" + d.in.format(d.sd) + ")"
}
