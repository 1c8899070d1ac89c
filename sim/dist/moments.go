package dist

import "math"

// Moments returns the mean, the mean square and the mean cube of the values of a
// distribution, which formulas of queueing theory ask for. A moment that does not exist
// (of a power law with a small shape) is +Inf. It returns false for distributions of
// other packages, which do not tell theirs. That of nil, as of a field that is not set,
// is always 0.
func Moments(d Dist) (mean, square, cube float64, ok bool) {
	switch f := d.(type) {
	case Duration:
		d = f.Dist
	case Size:
		d = f.Dist
	case Count:
		d = f.Dist
	}
	if d == nil {
		return 0, 0, 0, true
	}
	m := [4]float64{1, 0, 0, 0}
	switch d := d.(type) {
	case *mix:
		for _, p := range d.parts {
			a, b, c, ok := Moments(p.dist)
			if !ok {
				return 0, 0, 0, false
			}
			for k, part := range []float64{a, b, c} {
				m[k+1] += float64(p.share * part)
			}
		}
	case *empirical:
		for _, v := range d.values {
			share, power := 1/float64(len(d.values)), 1.0
			for k := 1; k <= 3; k++ {
				power *= v
				m[k] += float64(share * power)
			}
		}
	case *normal:
		// The recurrence of the moments of a normal law that is cut at 0.
		variance := float64(d.sd * d.sd)
		m[1] = d.Mean()
		m[2] = float64(d.mean*m[1]) + variance
		m[3] = float64(d.mean*m[2]) + float64(2*variance*m[1])
	default:
		for k := 1; k <= 3; k++ {
			if m[k], ok = moment(d, k); !ok {
				return 0, 0, 0, false
			}
		}
	}
	return m[1], m[2], m[3], true
}

// moment returns the mean of the k-th power, for laws that have a formula for all k.
func moment(d Dist, k int) (float64, bool) {
	n := float64(k)
	switch d := d.(type) {
	case *constant:
		return power(d.value, k), true
	case *uniform:
		return (power(d.max, k+1) - power(d.min, k+1)) / ((n + 1) * (d.max - d.min)), true
	case *exponential:
		return factorial(k) * power(d.mean, k), true
	case *erlang:
		return rising(float64(d.k), k) * power(d.mean/float64(d.k), k), true
	case *gammaLaw:
		return rising(d.shape, k) * power(d.scale, k), true
	case *lognormal:
		return FastExp(float64(n*d.mu) + float64(0.5*n*n*d.sigma*d.sigma)), true
	case *weibull:
		return FastExp(logGamma(1+float64(n*d.spread))) * power(d.scale, k), true
	case *pareto:
		return d.moment(n), true
	case *hyperexponential:
		sum := 0.0
		for _, p := range d.phases {
			sum += float64(p.share * factorial(k) * power(p.mean, k))
		}
		return sum, true
	case *zipf:
		return harmonic(d.items, d.s-n) / harmonic(d.items, d.s), true
	case *bernoulli:
		return d.chance, true
	}
	return 0, false
}

// moment of a power law: shape * min^n / (shape - n), and between bounds
//
//	shape * min^n / within * (1 - (min/max)^(shape-n)) / (shape - n)
func (d *pareto) moment(n float64) float64 {
	low := FastLog(d.min)
	if d.max == 0 {
		if d.shape <= n {
			return math.Inf(1)
		}
		return d.shape * FastExp(float64(n*low)) / (d.shape - n)
	}
	r := FastLog(d.max) - low
	return d.shape * FastExp(float64(n*low)) / d.within * r * expm1Over(-(d.shape-n)*r)
}

// power returns x to a small whole power.
func power(x float64, k int) float64 {
	p := 1.0
	for range k {
		p *= x
	}
	return p
}

// factorial returns k!.
func factorial(k int) float64 { return rising(1, k) }

// rising returns x (x+1) ... (x+k-1).
func rising(x float64, k int) float64 {
	p := 1.0
	for i := range k {
		p *= x + float64(i)
	}
	return p
}

// GammaShare returns the share of the gamma law with a shape above 0 and scale 1 that lies
// below x: the regularised incomplete gamma function P(shape, x). For a whole shape n it is
// also the chance that a Poisson variable of mean x is at least n.
func GammaShare(shape, x float64) float64 { return gammaShare(shape, x) }

// NormalTail returns the share of the standard normal law above x.
func NormalTail(x float64) float64 { return normalTail(x) }
