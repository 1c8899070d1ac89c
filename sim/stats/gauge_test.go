package stats_test

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"headroom/sim"
	"headroom/sim/stats"
)

func TestGaugeAgreesWithNaiveIntegration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	for _, c := range []struct {
		name  string
		step  int64 // longest, ns
		level int64 // highest
	}{
		{"a queue that changes every microsecond", 2e3, 20},
		{"replicas that change every minute", 120e9, 500},
		{"an area beyond 64 bits", 1e15, 1e12},
	} {
		t.Run(c.name, func(t *testing.T) {
			var g stats.Gauge
			now := sim.Time(r.Int64N(c.step))
			g.Set(now, 3)
			g.Reset(now)
			begin, level := now, int64(3)
			area := new(big.Int)
			high, low := level, level
			for range 2000 {
				span := r.Int64N(c.step)
				if r.IntN(4) == 0 {
					span = 0
				}
				area.Add(area, new(big.Int).Mul(big.NewInt(level), big.NewInt(span)))
				now += sim.Time(span)
				if span > 0 {
					high, low = max(high, level), min(low, level)
				}
				if next := r.Int64N(c.level); r.IntN(2) == 0 {
					g.Set(now, next)
					level = next
				} else if level > 0 {
					g.Add(now, -1)
					level--
				}
			}
			exact(t, "Integral", g.Integral(now), ratio(area, big.NewInt(1e9)))
			exact(t, "Mean", g.Mean(now), ratio(area, big.NewInt(int64(now-begin))))
			later := now.Add(time.Second)
			exact(t, "Integral a second later", g.Integral(later), ratio(area, big.NewInt(1e9))+float64(level))
			if got, want := g.Value(), level; got != want {
				t.Errorf("Value() = %v, want %v", got, want)
			}
			if got, want := g.Max(), max(high, level); got != want {
				t.Errorf("Max() = %v, want %v", got, want)
			}
			if got, want := g.Min(), min(low, level); got != want {
				t.Errorf("Min() = %v, want %v", got, want)
			}
		})
	}
}

func TestGaugeByOneIsAsByAny(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	var one, any stats.Gauge
	now := sim.Time(0)
	for range 5000 {
		now += sim.Time(r.Int64N(3) * 1e15)
		if r.IntN(2) == 0 || one.Value() == 0 {
			one.Inc(now)
			any.Add(now, 1)
		} else {
			one.Dec(now)
			any.Add(now, -1)
		}
		if one != any {
			t.Fatalf("at %v: by one %v, by any %v", now, one, any)
		}
	}
}

func TestGaugeExtremes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		do       func(g *stats.Gauge)
		min, max int64
	}{
		{"nothing happened", func(*stats.Gauge) {}, 0, 0},
		{"four from the first instant on", func(g *stats.Gauge) { g.Set(0, 4) }, 4, 4},
		{"four after a second", func(g *stats.Gauge) { g.Set(1e9, 4) }, 0, 4},
		{"nine for no time do not count", func(g *stats.Gauge) { g.Set(1, 9); g.Set(1, 2); g.Set(2, 3) }, 0, 3},
		{"reset keeps the level only", func(g *stats.Gauge) { g.Set(1, 9); g.Set(2, 5); g.Reset(3) }, 5, 5},
		{"extremes before a reset are forgotten", func(g *stats.Gauge) { g.Set(1, 9); g.Set(2, 5); g.Reset(3); g.Set(4, 7) }, 5, 7},
	} {
		var g stats.Gauge
		c.do(&g)
		if g.Min() != c.min || g.Max() != c.max {
			t.Errorf("%s: Min, Max = %v, %v, want %v, %v", c.name, g.Min(), g.Max(), c.min, c.max)
		}
	}
}

func TestGaugeMeanOverNoTimeIsTheLevel(t *testing.T) {
	t.Parallel()
	var g stats.Gauge
	g.Set(5, 3)
	g.Reset(5)
	if got, want := g.Mean(5), 3.0; got != want {
		t.Errorf("Mean(5) = %v, want %v", got, want)
	}
	if got, want := g.Integral(5), 0.0; got != want {
		t.Errorf("Integral(5) = %v, want %v", got, want)
	}
}

func TestGaugeRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		call func(g *stats.Gauge)
	}{
		{"a level below 0", func(g *stats.Gauge) { g.Add(10, -3) }},
		{"a change in the past", func(g *stats.Gauge) { g.Set(9, 1) }},
		{"a reset in the past", func(g *stats.Gauge) { g.Reset(9) }},
		{"a reading of the past", func(g *stats.Gauge) { g.Integral(9) }},
		{"a mean of the past", func(g *stats.Gauge) { g.Mean(9) }},
	} {
		var g stats.Gauge
		g.Set(10, 2)
		panics(t, c.name, func() { c.call(&g) })
	}
}

func BenchmarkGaugeAdd(b *testing.B) {
	var g stats.Gauge
	b.ReportAllocs()
	for i := range b.N {
		g.Add(sim.Time(i), 1-2*int64(i&1))
	}
}
