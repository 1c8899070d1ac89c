// Package theory holds the closed forms of performance theory: queues (Erlang, Pollaczek
// and Khinchine, Crommelin, Allen and Cunneen), closed networks (mean value analysis),
// caches (Che), parallel work (Nelson and Tantawi) and retries. They are pure functions of
// numbers: rates per second, times in seconds. Nothing here knows what a component is.
//
// Which forms are exact is said at each; the others are approximations of their sources.
package theory

import "headroom/sim/dist"

// Moments of a time: its mean in seconds, the mean of its square and of its cube. The
// zero value is no time at all. Moments that do not exist are +Inf.
type Moments struct{ Mean, Square, Cube float64 }

// MomentsOf returns the moments of a distribution, false when it does not tell them.
func MomentsOf(d dist.Dist) (Moments, bool) {
	mean, square, cube, ok := dist.Moments(d)
	return Moments{mean, square, cube}, ok
}

// SCV returns the squared coefficient of variation, variance / mean^2: 0 for a constant,
// 1 for an exponential law. That of no time at all is 0.
func (m Moments) SCV() float64 {
	if m.Mean == 0 {
		return 0
	}
	return max(0, m.Square/(m.Mean*m.Mean)-1)
}

// Variance returns the mean square less the square of the mean.
func (m Moments) Variance() float64 { return max(0, m.Square-float64(m.Mean*m.Mean)) }

// Exponential tells whether the moments are those of an exponential law.
func (m Moments) Exponential() bool {
	cube := m.Cube / (m.Mean * m.Mean * m.Mean)
	return m.Mean > 0 && near(m.SCV(), 1) && near(cube/6, 1)
}

// Constant tells whether the time is always the same.
func (m Moments) Constant() bool { return near(1+m.SCV(), 1) }

func near(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }

// Plus returns the moments of the sum with another time that is independent of this one.
func (m Moments) Plus(o Moments) Moments {
	return Moments{
		m.Mean + o.Mean,
		m.Square + float64(2*m.Mean*o.Mean) + o.Square,
		m.Cube + float64(3*m.Square*o.Mean) + float64(3*m.Mean*o.Square) + o.Cube,
	}
}

// Times returns the moments of the time multiplied by a factor.
func (m Moments) Times(by float64) Moments {
	return Moments{m.Mean * by, m.Square * by * by, m.Cube * by * by * by}
}

// Mixture sums moments by weight: the moments of a time that is one of several, by chance.
type Mixture struct {
	weight float64
	sum    Moments
}

// Add adds a time with its weight, which need not be a share of 1.
func (x *Mixture) Add(weight float64, m Moments) {
	x.weight += weight
	x.sum.Mean += float64(weight * m.Mean)
	x.sum.Square += float64(weight * m.Square)
	x.sum.Cube += float64(weight * m.Cube)
}

// Weight returns the sum of the weights.
func (x *Mixture) Weight() float64 { return x.weight }

// Moments returns those of the mixture, none when nothing was added.
func (x *Mixture) Moments() Moments {
	if x.weight == 0 {
		return Moments{}
	}
	return Moments{x.sum.Mean / x.weight, x.sum.Square / x.weight, x.sum.Cube / x.weight}
}
