package stats

import (
	"fmt"
	"math"
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
	value  int64
	last   sim.Time // when the value was set
	since  sim.Time // when measuring began
	lo, hi uint64   // area from since to last
	high   int64    // highest level held up to last
	low    int64    // MaxInt64 - lowest level held, so that 0 stands for none
}

// Set changes the level to n. It panics if n is negative or now is before the last
// change.
func (g *Gauge) Set(now sim.Time, n int64) {
	span := int64(now - g.last)
	if span|n < 0 {
		g.refuse(now, n)
	}
	if span > 0 {
		g.hold(span)
		g.last = now
	}
	g.value = n
}

// Add changes the level by delta. It panics if the level falls below 0 or now is before
// the last change.
func (g *Gauge) Add(now sim.Time, delta int64) { g.Set(now, g.value+delta) }

// hold adds a span at the present level.
func (g *Gauge) hold(span int64) {
	hi, lo := bits.Mul64(uint64(g.value), uint64(span))
	var over uint64
	g.lo, over = bits.Add64(g.lo, lo, 0)
	g.hi += hi + over
	g.high = max(g.high, g.value)
	g.low = max(g.low, math.MaxInt64-g.value)
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
}

// Value returns the present level.
func (g *Gauge) Value() int64 { return g.value }

// Integral returns the area under the level since measuring began, in level times
// seconds. It panics if now is before the last change.
func (g *Gauge) Integral(now sim.Time) float64 {
	if now < g.last {
		g.refuse(now, g.value)
	}
	hi, lo := bits.Mul64(uint64(g.value), uint64(now-g.last))
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
func (g *Gauge) Min() int64 { return min(math.MaxInt64-g.low, g.value) }
