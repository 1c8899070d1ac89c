package dist

import (
	"math"
	"time"

	"headroom/sim"
)

// Sampler draws from a distribution without a call through an interface: the laws of
// most draws (a constant, exponential, lognormal) are in its own fields, with the
// factor from seconds to nanoseconds folded in. The zero value always draws 0. Samplers
// never change once made; any number of goroutines may share one.
type Sampler struct {
	kind kind
	// The value of a constant, the mean, or mu of a lognormal law; for spans of time
	// in nanoseconds.
	a, nano float64
	sigma   float64

	dist Dist
	mean float64
}

// kind says how a sampler draws.
type kind uint8

const (
	fixed kind = iota
	expo
	logno
	other
)

// nano is a second in nanoseconds, logNano its logarithm.
const (
	nano    = 1e9
	logNano = 20.7232658369464111561
)

// Compile returns the sampler of d. That of nil, as of a field that is not set, is the
// zero value.
func Compile(d Dist) Sampler {
	switch f := d.(type) {
	case Duration:
		d = f.Dist
	case Size:
		d = f.Dist
	case Count:
		d = f.Dist
	}
	if d == nil {
		return Sampler{}
	}
	p := Sampler{kind: other, dist: d, mean: d.Mean()}
	switch d := d.(type) {
	case *constant:
		p.kind, p.a, p.nano = fixed, d.value, d.value*nano
	case *exponential:
		p.kind, p.a, p.nano = expo, d.mean, d.mean*nano
	case *lognormal:
		p.kind, p.a, p.nano, p.sigma = logno, d.mu, d.mu+logNano, d.sigma
	}
	return p
}

// Mean returns the mean of the distribution.
func (p *Sampler) Mean() float64 { return p.mean }

// Sample returns the next value drawn from s: seconds, bytes or plain counts.
func (p *Sampler) Sample(s *sim.Stream) float64 {
	switch p.kind {
	case fixed:
		return p.a
	case expo:
		return Exp(s) * p.a
	case logno:
		return FastExp(p.a + float64(p.sigma*Normal(s)))
	}
	return draw(p.dist, s)
}

// Duration returns the next value drawn from s, which is in seconds, as a span of time:
// rounded to the nearest nanosecond, at most 292 years. It takes the same numbers from
// s as Sample.
func (p *Sampler) Duration(s *sim.Stream) time.Duration {
	var ns float64
	switch p.kind {
	case fixed:
		ns = p.nano
	case expo:
		ns = Exp(s) * p.nano
	case logno:
		ns = FastExp(p.nano + float64(p.sigma*Normal(s)))
	default:
		ns = draw(p.dist, s) * nano
	}
	if ns < 9.2e18 {
		return time.Duration(ns + 0.5)
	}
	return math.MaxInt64
}

// draw samples d, which has no kind of its own, by its concrete type. A call through the interface would move the
// caller's stream to the heap, one allocation for every stream that is a local
// variable; distributions of other packages pay it.
func draw(d Dist, s *sim.Stream) float64 {
	switch d := d.(type) {
	case *uniform:
		return d.Sample(s)
	case *normal:
		return d.Sample(s)
	case *gammaLaw:
		return d.Sample(s)
	case *erlang:
		return d.Sample(s)
	case *weibull:
		return d.Sample(s)
	case *pareto:
		return d.Sample(s)
	case *hyperexponential:
		return d.Sample(s)
	case *zipf:
		return d.Sample(s)
	case *bernoulli:
		return d.Sample(s)
	case *mix:
		return d.Sample(s)
	case *empirical:
		return d.Sample(s)
	}
	local := *s
	v := d.Sample(&local)
	*s = local
	return v
}
