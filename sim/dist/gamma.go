package dist

import (
	"math"

	"headroom/sim"
)

// gammaLaw is the gamma law: mean = shape*scale, sd = sqrt(shape)*scale.
type gammaLaw struct {
	fitted
	shape, scale float64
}

func parseGamma(a *args) Dist {
	d := &gammaLaw{fitted: readFitted(a)}
	if len(a.faults) > 0 {
		return nil
	}
	if cv, ok := d.relative(); ok {
		if cv > 100 || cv < 1e-6 {
			a.fault("sd %s is %v times the mean %s; from 1e-06 to 100 times is possible",
				d.in.format(d.b.value), round(cv, 3), d.in.format(d.a.value))
			return nil
		}
		d.shape = 1 / (cv * cv)
		d.scale = d.a.value * cv * cv
		return d
	}
	spread, logScale := d.fit(a, gammas)
	d.shape = 1 / (spread * spread)
	d.scale = FastExp(logScale)
	d.finite(a, d.Mean())
	return d
}

// gammas is the family of gamma laws with scale 1; its spread is the coefficient of
// variation, 1/sqrt(shape).
var gammas = family{low: 0.01, high: 7, log: func(name string, p percentile, spread float64) float64 {
	shape := 1 / (spread * spread)
	switch name {
	case "mean":
		return FastLog(shape)
	case "sd":
		return 0.5 * FastLog(shape)
	}
	return logGammaQuantile(shape, p)
}}

func (d *gammaLaw) Sample(s *sim.Stream) float64 { return gammaDraw(s, d.shape) * d.scale }
func (d *gammaLaw) Mean() float64                { return d.meanOr(d.shape * d.scale) }

// gammaDraw returns a number from the gamma law with scale 1 (Marsaglia, Tsang 2000,
// "A simple method for generating gamma variables"). Below shape 1 it draws with one
// more and multiplies by U^(1/shape).
func gammaDraw(s *sim.Stream, shape float64) float64 {
	boost := 1.0
	if shape < 1 {
		boost = FastExp(-Exp(s) / shape)
		shape++
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := Normal(s)
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = float64(v * v * v)
		u := s.Float64()
		x2 := float64(x * x)
		if u < 1-float64(0.0331*x2*x2) || FastLog(u) < float64(0.5*x2)+float64(d*(1-v+FastLog(v))) {
			return d * v * boost
		}
	}
}
