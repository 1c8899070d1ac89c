package dist

import (
	"math"

	"headroom/sim"
)

// lognormal is the law whose logarithm is normal with mean mu and standard deviation
// sigma:
//
//	mean = exp(mu + sigma^2/2)    sd = mean*sqrt(exp(sigma^2) - 1)    percentile = exp(mu + z*sigma)
type lognormal struct {
	fitted
	mu, sigma float64
}

func parseLognormal(a *args) Dist {
	d := &lognormal{fitted: readFitted(a)}
	if len(a.faults) > 0 {
		return nil
	}
	first, firstIs := d.a.percentile()
	second, secondIs := d.b.percentile()
	switch {
	case firstIs:
		d.sigma = (FastLog(d.b.value) - FastLog(d.a.value)) / (second.z - first.z)
		d.mu = FastLog(d.a.value) - float64(first.z*d.sigma)
	case d.a.name == "mean" && secondIs:
		d.sigma = d.fromMean(a, second)
		d.mu = FastLog(d.a.value) - float64(0.5*d.sigma*d.sigma)
	case d.a.name == "mean":
		cv, _ := d.relative()
		d.sigma = math.Sqrt(log1p(cv * cv))
		d.mu = FastLog(d.a.value) - float64(0.5*d.sigma*d.sigma)
	default:
		d.sigma, d.mu = d.fit(a, lognormals)
	}
	d.finite(a, d.Mean())
	return d
}

// fromMean solves percentile / mean = exp(z*sigma - sigma^2/2) for the smaller of the
// two sigmas, z - sqrt(z^2 - 2*ln(percentile/mean)). The ratio is at most exp(z^2/2).
func (d *lognormal) fromMean(a *args, p percentile) float64 {
	mean, value := d.in.format(d.a.value), d.in.format(d.b.value)
	logRatio := FastLog(d.b.value) - FastLog(d.a.value)
	if p.z == 0 {
		if logRatio >= 0 {
			a.fault("p50 %s is not below the mean %s, as it is in every lognormal law; make it smaller", value, mean)
			return 1
		}
		return math.Sqrt(-2 * logRatio)
	}
	limit := float64(p.z * p.z)
	if rest := limit - float64(2*logRatio); rest >= 0 {
		return 2 * logRatio / (p.z + math.Sqrt(rest)) // the same root, without cancellation
	}
	most := FastExp(limit / 2)
	a.fault("%s %s is %v times the mean %s, and at most %v times (exp(z^2/2) with z = %v) is possible: %s; make it smaller, or give p50 instead of the mean",
		p.name, value, round(d.b.value/d.a.value, 3), mean, round(most, 4), round(p.z, 4), d.in.format(round(d.a.value*most, 4)))
	return 1
}

// lognormals is the family of lognormal laws with mu = 0; its spread is sigma.
var lognormals = family{low: 1e-3, high: 8, log: func(name string, p percentile, sigma float64) float64 {
	variance := float64(sigma * sigma)
	switch name {
	case "mean":
		return variance / 2
	case "sd":
		return float64(variance/2) + float64(FastLog(float64(variance*expm1Over(variance)))/2)
	}
	return p.z * sigma
}}

func (d *lognormal) Sample(s *sim.Stream) float64 {
	return FastExp(d.mu + float64(d.sigma*Normal(s)))
}

func (d *lognormal) Mean() float64 {
	return d.meanOr(FastExp(d.mu + float64(0.5*d.sigma*d.sigma)))
}
