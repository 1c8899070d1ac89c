package dist

import "headroom/sim"

// weibull is a power of the exponential law, scale*E^spread with spread = 1/shape:
//
//	mean = scale*gamma(1 + spread)    percentile = scale*ln(1/tail)^spread
type weibull struct {
	fitted
	spread, scale float64
}

func parseWeibull(a *args) Dist {
	d := &weibull{fitted: readFitted(a)}
	if len(a.faults) > 0 {
		return nil
	}
	var logScale float64
	d.spread, logScale = d.fit(a, weibulls)
	d.scale = FastExp(logScale)
	d.finite(a, d.Mean())
	return d
}

// weibulls is the family of Weibull laws with scale 1; its spread is 1/shape.
var weibulls = family{low: 0.005, high: 12, log: func(name string, p percentile, spread float64) float64 {
	switch name {
	case "mean":
		return logGamma(1 + spread)
	case "sd": // of E^spread: the moments are gamma(1 + n*spread)
		mean := logGamma(1 + spread)
		excess := logGamma(1+float64(2*spread)) - float64(2*mean)
		return mean + float64(FastLog(float64(excess*expm1Over(excess)))/2)
	}
	return spread * FastLog(-FastLog(p.tail))
}}

func (d *weibull) Sample(s *sim.Stream) float64 {
	return FastExp(float64(FastLog(Exp(s))*d.spread)) * d.scale
}

func (d *weibull) Mean() float64 {
	return d.meanOr(FastExp(logGamma(1+d.spread)) * d.scale)
}
