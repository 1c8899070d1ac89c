package stats

import (
	"fmt"
	"math/bits"

	"headroom/sim"
)

// Hot path: a gauge is set several times for every request of a run.

// Gauge follows an integer level through time (requests in the system, busy servers,
// replicas) and gives its time average. The area under the level is kept exactly, in
// 128 bits of level times nanoseconds. The zero value stands at 0 since instant 0.
//
// Mean and Integral can be asked for at any instant, not before the last change. For
// the mean of a window, subtract the integrals at its ends.
type Gauge struct {
	value int64
	last  sim.Time // when the value was set
	since sim.Time // when measuring began
	// A change at t by d takes d*t from lo and hi, so that the area up to now is that and
	// value*now: a change by one is an addition.
	lo, hi uint64
	high   int64  // highest level held up to last
	low    uint64 // complement of the lowest level held up to last, so that 0 stands for none
}

// Set changes the level to n. It panics if n is negative or now is before the last
// change.
func (g *Gauge) Set(now sim.Time, n int64) {
	if now < g.last || n < 0 {
		g.refuse(now, n)
	}
	g.hold(now)
	g.rise(now, n-g.value)
	g.value = n
}

// Add changes the level by delta. It panics if the level falls below 0 or now is before
// the last change.
func (g *Gauge) Add(now sim.Time, delta int64) { g.Set(now, g.value+delta) }

// Inc raises the level by one, as Add does but without looking whether now is before the
// last change.
func (g *Gauge) Inc(now sim.Time) {
	g.hold(now)
	g.value++
	var borrow uint64
	g.lo, borrow = bits.Sub64(g.lo, uint64(now), 0)
	g.hi -= borrow
}

// Dec lowers the level by one, as Add does but without looking whether it falls below 0 or
// now is before the last change.
func (g *Gauge) Dec(now sim.Time) {
	g.hold(now)
	g.value--
	var carry uint64
	g.lo, carry = bits.Add64(g.lo, uint64(now), 0)
	g.hi += carry
}

// hold notes the present level if it has lasted.
func (g *Gauge) hold(now sim.Time) {
	if now != g.last {
		g.last = now
		if g.value > g.high {
			g.high = g.value
		}
		if low := ^uint64(g.value); low > g.low {
			g.low = low
		}
	}
}

// rise accounts for a change by delta.
func (g *Gauge) rise(now sim.Time, delta int64) {
	var carry uint64
	if delta < 0 {
		hi, lo := bits.Mul64(uint64(-delta), uint64(now))
		g.lo, carry = bits.Add64(g.lo, lo, 0)
		g.hi += hi + carry
		return
	}
	hi, lo := bits.Mul64(uint64(delta), uint64(now))
	g.lo, carry = bits.Sub64(g.lo, lo, 0)
	g.hi -= hi + carry
}

func (g *Gauge) refuse(now sim.Time, n int64) {
	if n < 0 {
		panic(fmt.Sprintf("stats: negative level %d at %v", n, now))
	}
	panic(fmt.Sprintf("stats: level set at %v, after its change at %v", now, g.last))
}

// Reset forgets the past and keeps the level: measuring begins anew at now. It panics if
// now is before the last change.
func (g *Gauge) Reset(now sim.Time) {
	if now < g.last {
		g.refuse(now, g.value)
	}
	*g = Gauge{value: g.value, last: now, since: now}
	g.rise(now, g.value)
}

// Value returns the present level.
func (g *Gauge) Value() int64 { return g.value }

// Integral returns the area under the level since measuring began, in level times
// seconds. It panics if now is before the last change.
func (g *Gauge) Integral(now sim.Time) float64 {
	if now < g.last {
		g.refuse(now, g.value)
	}
	hi, lo := bits.Mul64(uint64(g.value), uint64(now))
	lo, over := bits.Add64(lo, g.lo, 0)
	return wide(hi+g.hi+over, lo) / 1e9
}

// Mean returns the time average of the level since measuring began; the level itself
// when no time has passed.
func (g *Gauge) Mean(now sim.Time) float64 {
	area := g.Integral(now)
	if now == g.since {
		return float64(g.value)
	}
	return area / (now - g.since).Seconds()
}

// Max returns the highest level since measuring began: of those that lasted, and the
// present one. A level that was left in the instant it was entered does not count.
func (g *Gauge) Max() int64 { return max(g.high, g.value) }

// Min returns the lowest level since measuring began: of those that lasted, and the
// present one. A level that was left in the instant it was entered does not count.
func (g *Gauge) Min() int64 { return int64(min(^g.low, uint64(g.value))) }
