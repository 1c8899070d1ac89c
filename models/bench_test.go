package models

import (
	"context"
	"math"
	"runtime"
	"testing"

	"headroom/sim/dist"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

func duration(text string) dist.Duration {
	return dist.Duration{Dist: dist.MustParse(text, dist.Seconds)}
}

func comp(section, name string, s Spec) Component {
	k, _ := KindOf(section)
	return Component{Name: name, Kind: k, Spec: s}
}

// benchSystem is a system without network and warm-up that runs for so long.
func benchSystem(seconds float64, parts ...Component) *System {
	s := Defaults(&System{})
	s.Run.Duration, s.Run.Warmup, s.Run.Repeat = unit.Duration(seconds*1e9), WarmUp{}, 1
	s.Components = parts
	return s
}

func local[T any](spec *T, link *Link) *T {
	link.Latency = duration("0s")
	return spec
}

// m1 is an M/M/1 queue at rho 0.8 with about n customers.
func m1(n float64) *System {
	users := Defaults(&Traffic{})
	users.To, users.Rate = "api", Shape{&Constant{80}}
	api := Defaults(&Service{})
	work := *Defaults(&Step{})
	work.CPU = duration("exponential(mean=10ms)")
	api.Operations.Add("main", Program{work})
	return benchSystem(n/80, comp("traffic", "users", local(users, &users.Link)), comp("services", "api", api))
}

// m2 is the speed reference with about n requests: the scenario m2.yaml of the gallery.
func m2(n float64) *System {
	users := Defaults(&Traffic{})
	users.To, users.Rate = "gateway", Shape{&Constant{2400}}
	gateway := Defaults(&Gateway{})
	gateway.Workers, gateway.Overhead = 4, duration("lognormal(mean=1ms sd=0.533ms)")
	route := Defaults(&Route{})
	route.To = "web.main"
	gateway.Routes.Add("main", *local(route, &route.Link))
	web := Defaults(&Service{})
	web.CPU, web.Model = 32, "async"
	work, call := Defaults(&Step{}), Defaults(&Step{})
	work.CPU = duration("lognormal(mean=10ms sd=7.95ms)")
	call.Call, call.Chance = "db.read", 0.2
	web.Operations.Add("main", Program{*work, *local(call, &call.Link)})
	db := Defaults(&Database{})
	db.Connections, db.Read = 16, duration("lognormal(mean=20ms sd=26.2ms)")
	return benchSystem(n/2400, comp("traffic", "users", local(users, &users.Link)), comp("gateways", "gateway", gateway),
		comp("services", "web", web), comp("databases", "db", db))
}

func played(tb testing.TB, s *System) *stats.Result {
	tb.Helper()
	if p := s.Validate(); len(p) > 0 {
		tb.Fatal(p)
	}
	r, err := s.Play(context.Background(), Options{Jobs: 1})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// benchmark reports what one request costs; a request counts so many model events.
func benchmark(b *testing.B, events float64, play func(n float64) uint64) {
	const n = 500_000
	requests := 0.0
	b.ReportAllocs()
	for b.Loop() {
		requests += float64(play(n))
	}
	b.ReportMetric(requests/b.Elapsed().Seconds()/1e6, "Mreq/s")
	b.ReportMetric(events*requests/b.Elapsed().Seconds()/1e6, "Mevents/s")
	b.ReportMetric(b.Elapsed().Seconds()/requests*1e9, "ns/req")
}

func engineOf(b *testing.B, system func(n float64) *System) func(n float64) uint64 {
	return func(n float64) uint64 { return played(b, system(n)).Operations[0].Value.Offered }
}

func BenchmarkM1(b *testing.B) {
	b.Run("engine", func(b *testing.B) { benchmark(b, 2, engineOf(b, m1)) })
	b.Run("hand", func(b *testing.B) {
		benchmark(b, 2, func(n float64) uint64 { return handM1(int(n), 1).Count() })
	})
}

func BenchmarkM2(b *testing.B) {
	b.Run("engine", func(b *testing.B) { benchmark(b, 3.2, engineOf(b, m2)) })
	b.Run("hand", func(b *testing.B) {
		benchmark(b, 3.2, func(n float64) uint64 { return handM2(int(n), 1).Count() })
	})
}

// TestTheHandWrittenLoopsPlayTheSameModels makes the comparison of the benchmarks honest.
func TestTheHandWrittenLoopsPlayTheSameModels(t *testing.T) {
	for _, c := range []struct {
		name     string
		engine   *System
		hand     *stats.Histogram
		mean, p9 float64 // relative tolerance: M1 is strongly correlated
	}{
		{"M1", m1(400_000), handM1(400_000, 1), 0.06, 0.1},
		{"M2", m2(400_000), handM2(400_000, 1), 0.01, 0.02},
	} {
		l := played(t, c.engine).Operations[0].Value.Latency
		if got, want := l.Mean.Value, c.hand.Mean(); math.Abs(got/want-1) > c.mean {
			t.Errorf("%s: mean %.5f in the engine, %.5f by hand", c.name, got, want)
		}
		if got, want := l.P99.Value, c.hand.Quantile(0.99); math.Abs(got/want-1) > c.p9 {
			t.Errorf("%s: p99 %.5f in the engine, %.5f by hand", c.name, got, want)
		}
	}
}

// TestRequestsAllocateNothing plays the same system short and long: what a request
// allocates is the difference.
func TestRequestsAllocateNothing(t *testing.T) {
	for name, system := range map[string]func(n float64) *System{"M1": m1, "M2": m2} {
		short, long := mallocs(t, system(50_000)), mallocs(t, system(450_000))
		if each := (long - short) / 400_000; each > 0.001 {
			t.Errorf("%s: %.4f allocations per request", name, each)
		}
	}
}

func mallocs(t *testing.T, s *System) float64 {
	t.Helper()
	s.Run.Window = s.Run.Duration / 10 // a window allocates its histogram, whatever the duration
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	played(t, s)
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs - before.Mallocs)
}
