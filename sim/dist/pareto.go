package dist

import "headroom/sim"

// pareto is the power law: the share of values above x is (min/x)^shape. Bounded, it
// is that law between min and max alone.
type pareto struct {
	in              Quantity
	byMean          bool // the mean was given instead of min
	min, max, shape float64
	mean            float64
	within          float64 // share of the unbounded law that lies below max
}

func parsePareto(a *args) Dist {
	d := &pareto{in: a.in, byMean: a.has("mean"), shape: a.number("shape", 0.01, 1000)}
	if d.byMean {
		return d.fromMean(a)
	}
	d.min = a.quantity("min")
	if !a.has("max") {
		if len(a.faults) == 0 && d.shape <= 1 {
			a.fault("shape %v gives no finite mean; write a shape above 1, or a bound, for example max=%s", d.shape, a.in.format(1000*d.min))
		}
		d.mean = d.min * d.shape / (d.shape - 1)
		return d
	}
	d.max = a.quantity("max")
	if len(a.faults) == 0 && d.max <= d.min {
		a.fault("max %s is not above min %s", a.in.format(d.max), a.in.format(d.min))
	}
	if len(a.faults) > 0 {
		return nil
	}
	// mean = min*shape*(1 - e^-(shape-1)r)/(shape-1)/(1 - e^(-shape*r)), r = ln(max/min)
	r := FastLog(d.max) - FastLog(d.min)
	d.within = 1 - FastExp(-d.shape*r)
	d.mean = d.min * expm1Over(-(d.shape-1)*r) / expm1Over(-d.shape*r)
	return d
}

// fromMean computes min from the mean: min = mean*(shape-1)/shape.
func (d *pareto) fromMean(a *args) Dist {
	d.mean = a.quantity("mean")
	switch {
	case a.has("min") || a.has("max"):
		a.fault("write mean and shape, or min, shape and perhaps max")
	case len(a.faults) == 0 && d.shape <= 1:
		a.fault("shape %v gives no finite mean; write a shape above 1", d.shape)
	}
	d.min = d.mean * (d.shape - 1) / d.shape
	return d
}

// Sample inverts the distribution function; without a bound, the logarithm of value /
// min is exponential.
func (d *pareto) Sample(s *sim.Stream) float64 {
	if d.max == 0 {
		return d.min * FastExp(Exp(s)/d.shape)
	}
	return d.min * FastExp(-FastLog(1-float64(s.Float64()*d.within))/d.shape)
}

func (d *pareto) Mean() float64 { return d.mean }

func (d *pareto) String() string {
	switch {
	case d.byMean:
		return "pareto(mean=" + d.in.format(d.mean) + " shape=" + plain(d.shape) + ")"
	case d.max > 0:
		return "pareto(min=" + d.in.format(d.min) + " shape=" + plain(d.shape) + " max=" + d.in.format(d.max) + ")"
	}
	return "pareto(min=" + d.in.format(d.min) + " shape=" + plain(d.shape) + ")"
}
