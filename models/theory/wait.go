package theory

import (
	"math"

	"headroom/sim/dist"
)

// Wait is a law of the times that calls wait for a server. The zero value waits never.
type Wait struct {
	// Delayed is the chance to wait at all.
	Delayed float64
	// Mean over all calls, those included that do not wait. +Inf without a steady state.
	Mean float64
	// SCV of the waits of those who wait, see [Moments.SCV]: 1 for an exponential law. +Inf
	// where the third moment of the service time does not exist.
	SCV float64
}

// endless is the wait at servers that cannot keep up.
var endless = Wait{Delayed: 1, Mean: math.Inf(1), SCV: 1}

// Stable tells whether there is a steady state.
func (w Wait) Stable() bool { return !math.IsInf(w.Mean, 1) }

// Tail returns the share of the calls that wait longer than a time. It is exact where the
// waits of those who wait are exponential (SCV 1); otherwise they are taken for a gamma law
// with the same mean and SCV.
func (w Wait) Tail(time float64) float64 {
	if w.Delayed == 0 || w.Mean == 0 {
		return 0
	}
	mean := w.Mean / w.Delayed
	switch {
	case near(w.SCV, 1):
		return w.Delayed * dist.FastExp(-time/mean)
	case w.SCV < 1e-6 && time < mean:
		return w.Delayed
	case w.SCV < 1e-6:
		return 0
	}
	return w.Delayed * (1 - dist.GammaShare(1/w.SCV, time/(mean*w.SCV)))
}

// Quantile returns the wait that a share p of the calls does not exceed, from 0 to 1; see
// Tail. It is +Inf where the mean or the SCV is.
func (w Wait) Quantile(p float64) float64 { return Waits{{1, w}}.Quantile(p) }

// Waits are the waits of calls of which each meets one of several queues, by chance.
type Waits []Share

// Share is the wait of a share of the calls.
type Share struct {
	Of float64 // weight; the sum need not be 1
	Wait
}

// Law returns chance to wait, mean and SCV over all calls.
func (l Waits) Law() Wait {
	var all Wait
	whole, square := 0.0, 0.0
	for _, s := range l {
		whole += s.Of
	}
	for _, s := range l {
		if s.Of == 0 || s.Delayed == 0 {
			continue
		}
		part := s.Of / whole
		all.Delayed += float64(part * s.Delayed)
		all.Mean += float64(part * s.Mean)
		square += float64(part * s.Mean * s.Mean / s.Delayed * (1 + s.SCV))
	}
	if all.Mean > 0 {
		all.SCV = max(0, square*all.Delayed/(all.Mean*all.Mean)-1)
	}
	return all
}

// Quantile returns the wait that a share p of the calls does not exceed, from 0 to 1. It is
// +Inf where a mean or an SCV is.
func (l Waits) Quantile(p float64) float64 {
	all := l.Law()
	if 1-p >= all.Delayed || all.Mean == 0 {
		return 0
	}
	if math.IsInf(all.Mean, 1) || math.IsInf(all.SCV, 1) {
		return math.Inf(1)
	}
	whole := 0.0
	for _, s := range l {
		whole += s.Of
	}
	beyond := func(time float64) float64 {
		sum := 0.0
		for _, s := range l {
			sum += float64(s.Of / whole * s.Tail(time))
		}
		return sum
	}
	low, high := 0.0, all.Mean/all.Delayed
	for beyond(high) > 1-p {
		low, high = high, 2*high
	}
	for range 50 {
		mid := low + float64((high-low)/2)
		if beyond(mid) > 1-p {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// Variance returns that of the wait over all calls.
func (w Wait) Variance() float64 {
	if w.Delayed == 0 {
		return 0
	}
	return float64(float64(w.Mean*w.Mean)*((1+w.SCV)/w.Delayed)) - float64(w.Mean*w.Mean)
}
