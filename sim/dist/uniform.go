package dist

import "headroom/sim"

// uniform has all values from min to max alike.
type uniform struct {
	in       Quantity
	min, max float64
}

func parseUniform(a *args) Dist {
	d := &uniform{in: a.in}
	switch {
	case len(a.values) == 2:
		d.min, d.max = a.value(a.values[0]), a.value(a.values[1])
	case len(a.values) > 0:
		a.fault("it takes two values and has %d; %s", len(a.values), a.write())
		return nil
	default:
		if text, ok := a.text("min"); ok {
			d.min = a.value(text)
		}
		d.max = a.quantity("max")
	}
	if len(a.faults) == 0 && d.min >= d.max {
		a.fault("%s is not below %s; write the smaller value first", a.in.format(d.min), a.in.format(d.max))
	}
	return d
}

func (d *uniform) Sample(s *sim.Stream) float64 { return d.min + float64(s.Float64()*(d.max-d.min)) }
func (d *uniform) Mean() float64                { return 0.5 * (d.min + d.max) }
func (d *uniform) String() string {
	return "uniform(" + d.in.format(d.min) + " " + d.in.format(d.max) + ")"
}
