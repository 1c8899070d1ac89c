package dist

import (
	"math/bits"

	"headroom/sim"
)

// Limits of Zipf's law: the exponent, and the number of items, beyond which ranks would
// not fit a float64 with room for the rounding of the sampler.
const (
	maxZipf  = 20
	maxItems = 1e12
)

// Ranker draws ranks: 0 is the most popular item. It has the same size and speed
// whatever the number of items. The zero value is not valid; see [Popularity.Over].
//
// Zipf's law is drawn by rejection-inversion (Hörmann, Derflinger 1996, "Rejection-
// inversion to generate variates from monotone discrete distributions"): invert the
// integral of x^-s between 1/2 and items + 1/2, round, and reject the little that
// lies above the steps.
type Ranker struct {
	items   int64
	s       float64 // exponent; 0 for all items alike
	oneS    float64 // 1 - s
	inverse float64 // 1 / (1 - s), or 0
	low     float64 // integral up to 3/2, less 1
	high    float64 // integral up to items + 1/2
	sure    float64 // a rank is accepted at once when it is at most this much above its point
	sum     float64 // of k^-s over all ranks from 1
}

// zipfRanker returns the ranker of Zipf's law with exponent s.
func zipfRanker(s float64, items int64) Ranker {
	r := Ranker{items: items, s: s, oneS: 1 - s}
	if r.oneS != 0 {
		r.inverse = 1 / r.oneS
	}
	r.low = r.integral(1.5) - 1
	r.high = r.integral(float64(items) + 0.5)
	r.sure = 2 - r.invert(r.integral(2.5)-r.density(2))
	r.sum = harmonic(items, s)
	return r
}

// uniformRanker returns the ranker of items that are all alike.
func uniformRanker(items int64) Ranker { return Ranker{items: items, sum: float64(items)} }

// Items returns the number of items.
func (r *Ranker) Items() int64 { return r.items }

// Rank draws a rank in [0, items).
func (r *Ranker) Rank(s *sim.Stream) int64 {
	if r.s == 0 {
		rank, _ := bits.Mul64(s.Uint64(), uint64(r.items))
		return int64(rank)
	}
	for {
		u := r.high + float64(s.Float64()*(r.low-r.high))
		x := r.invert(u)
		k := int64(max(1, min(x+0.5, float64(r.items))))
		if float64(k)-x <= r.sure || u >= r.integral(float64(k)+0.5)-r.density(float64(k)) {
			return k - 1
		}
	}
}

// Probability returns the chance of a rank, which is 0 outside of [0, items).
func (r *Ranker) Probability(rank int64) float64 {
	if rank < 0 || rank >= r.items {
		return 0
	}
	return r.density(float64(rank+1)) / r.sum
}

// Share returns the chance of the most popular ranks together: those below top. It is 0
// for top <= 0 and 1 from items on.
func (r *Ranker) Share(top int64) float64 {
	switch {
	case top <= 0:
		return 0
	case top >= r.items:
		return 1
	case r.s == 0:
		return float64(top) / r.sum
	}
	return harmonic(top, r.s) / r.sum
}

// density returns x^-s.
func (r *Ranker) density(x float64) float64 { return FastExp(-r.s * FastLog(x)) }

// integral returns the integral of the density from 1 to x, (x^(1-s) - 1)/(1-s), which
// is ln x where s is 1.
func (r *Ranker) integral(x float64) float64 {
	l := FastLog(x)
	return l * expm1Over(r.oneS*l)
}

// invert returns the x of which u is the integral.
func (r *Ranker) invert(u float64) float64 {
	t := float64(u * r.oneS)
	if t < 0.01 && t > -0.01 { // ln(1+t)/t by its series
		series := 1.0 / 7
		series = 1.0/6 - float64(t*series)
		series = 1.0/5 - float64(t*series)
		series = 1.0/4 - float64(t*series)
		series = 1.0/3 - float64(t*series)
		series = 1.0/2 - float64(t*series)
		return FastExp(float64(u * (1 - float64(t*series))))
	}
	return FastExp(FastLog(max(0, 1+t)) * r.inverse)
}
