package stats

import (
	"fmt"

	"headroom/sim"
)

// Hot path: a gauge is set several times for every request of a run.

// Gauge follows an integer level through time (requests in the system, a queue, replicas)
// and gives its time average, as an [Area] does, and its extremes. The zero value stands at
// 0 since instant 0.
//
// Mean and Integral can be asked for at any instant, not before the last change.
type Gauge struct {
	area Area
	last sim.Time // when the value was set
	high int64    // highest level held up to last
	low  uint64   // complement of the lowest level held up to last, so that 0 stands for none
}

// Set changes the level to n. It panics if n is negative or now is before the last
// change.
func (g *Gauge) Set(now sim.Time, n int64) {
	g.check(now)
	g.hold(now)
	g.area.Set(now, n)
}

// Add changes the level by delta. It panics if the level falls below 0 or now is before
// the last change.
func (g *Gauge) Add(now sim.Time, delta int64) { g.Set(now, g.area.value+delta) }

// Inc raises the level by one, as Add does but without looking whether now is before the
// last change.
func (g *Gauge) Inc(now sim.Time) {
	g.hold(now)
	g.area.Inc(now)
}

// Dec lowers the level by one, as Add does but without looking whether it falls below 0 or
// now is before the last change.
func (g *Gauge) Dec(now sim.Time) {
	g.hold(now)
	g.area.Dec(now)
}

// hold notes the present level if it has lasted.
func (g *Gauge) hold(now sim.Time) {
	if now != g.last {
		g.last = now
		if g.area.value > g.high {
			g.high = g.area.value
		}
		if low := ^uint64(g.area.value); low > g.low {
			g.low = low
		}
	}
}

func (g *Gauge) check(now sim.Time) {
	if now < g.last {
		panic(fmt.Sprintf("stats: level at %v, after its change at %v", now, g.last))
	}
}

// Reset forgets the past and keeps the level: measuring begins anew at now. It panics if
// now is before the last change.
func (g *Gauge) Reset(now sim.Time) {
	g.check(now)
	g.area.Reset(now)
	*g = Gauge{area: g.area, last: now}
}

// Value returns the present level.
func (g *Gauge) Value() int64 { return g.area.value }

// Integral returns the area under the level since measuring began, in level times
// seconds. It panics if now is before the last change.
func (g *Gauge) Integral(now sim.Time) float64 {
	g.check(now)
	return g.area.Integral(now)
}

// Mean returns the time average of the level since measuring began; the level itself
// when no time has passed. It panics if now is before the last change.
func (g *Gauge) Mean(now sim.Time) float64 {
	g.check(now)
	return g.area.Mean(now)
}

// Max returns the highest level since measuring began: of those that lasted, and the
// present one. A level that was left in the instant it was entered does not count.
func (g *Gauge) Max() int64 { return max(g.high, g.area.value) }

// Min returns the lowest level since measuring began: of those that lasted, and the
// present one. A level that was left in the instant it was entered does not count.
func (g *Gauge) Min() int64 { return int64(min(^g.low, uint64(g.area.value))) }
