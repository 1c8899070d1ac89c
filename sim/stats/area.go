package stats

import (
	"fmt"
	"math/bits"

	"headroom/sim"
)

// Hot path: an area is changed several times for every request of a run.

// Area follows an integer level through time (busy servers, instances that cost) for the
// area under it alone, and so for its time average. The area is kept exactly, in 128 bits of
// level times nanoseconds. The zero value stands at 0 since instant 0. A [Gauge] knows the
// extremes of its level too.
//
// Changes and readings come in the order of time; nothing looks whether they do. For the
// mean of a window, subtract the integrals at its ends.
type Area struct {
	value int64
	since sim.Time // when measuring began
	// A change at t by d takes d*t from lo and hi, so that the area up to now is that and
	// value*now: a change by one is an addition.
	lo, hi uint64
}

// Set changes the level to n. It panics if n is negative.
func (a *Area) Set(now sim.Time, n int64) {
	if n < 0 {
		panic(fmt.Sprintf("stats: negative level %d at %v", n, now))
	}
	a.rise(now, n-a.value)
	a.value = n
}

// Add changes the level by delta. It panics if the level falls below 0.
func (a *Area) Add(now sim.Time, delta int64) { a.Set(now, a.value+delta) }

// Inc raises the level by one, as Add does.
func (a *Area) Inc(now sim.Time) {
	a.value++
	var borrow uint64
	a.lo, borrow = bits.Sub64(a.lo, uint64(now), 0)
	a.hi -= borrow
}

// Dec lowers the level by one, as Add does but without looking whether it falls below 0.
func (a *Area) Dec(now sim.Time) {
	a.value--
	var carry uint64
	a.lo, carry = bits.Add64(a.lo, uint64(now), 0)
	a.hi += carry
}

// rise accounts for a change by delta.
func (a *Area) rise(now sim.Time, delta int64) {
	var carry uint64
	if delta < 0 {
		hi, lo := bits.Mul64(uint64(-delta), uint64(now))
		a.lo, carry = bits.Add64(a.lo, lo, 0)
		a.hi += hi + carry
		return
	}
	hi, lo := bits.Mul64(uint64(delta), uint64(now))
	a.lo, carry = bits.Sub64(a.lo, lo, 0)
	a.hi -= hi + carry
}

// Reset forgets the past and keeps the level: measuring begins anew at now.
func (a *Area) Reset(now sim.Time) {
	*a = Area{value: a.value, since: now}
	a.rise(now, a.value)
}

// Value returns the present level.
func (a *Area) Value() int64 { return a.value }

// Integral returns the area under the level since measuring began, in level times seconds.
func (a *Area) Integral(now sim.Time) float64 {
	hi, lo := bits.Mul64(uint64(a.value), uint64(now))
	lo, over := bits.Add64(lo, a.lo, 0)
	return wide(hi+a.hi+over, lo) / 1e9
}

// Mean returns the time average of the level since measuring began; the level itself when
// no time has passed.
func (a *Area) Mean(now sim.Time) float64 {
	if now == a.since {
		return float64(a.value)
	}
	return a.Integral(now) / (now - a.since).Seconds()
}
