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
func m2(n float64) *System { return benchSystem(n/2400, m2Parts("", 1)...) }

// m2Parts are the components of the speed reference, with an ending to their names and so
// many times its rate and servers.
func m2Parts(ending string, times int) []Component {
	users := Defaults(&Traffic{})
	users.To, users.Rate = "gateway"+ending, Shape{&Constant{unit.Rate(2400 * times)}}
	gateway := Defaults(&Gateway{})
	gateway.Workers, gateway.Overhead = 4*times, duration("lognormal(mean=1ms sd=0.533ms)")
	route := Defaults(&Route{})
	route.To = "web" + ending + ".main"
	gateway.Routes.Add("main", *local(route, &route.Link))
	web := Defaults(&Service{})
	web.CPU, web.Model = 32*times, "async"
	work, call := Defaults(&Step{}), Defaults(&Step{})
	work.CPU = duration("lognormal(mean=10ms sd=7.95ms)")
	call.Call, call.Chance = "db"+ending+".read", 0.2
	web.Operations.Add("main", Program{*work, *local(call, &call.Link)})
	db := Defaults(&Database{})
	db.Connections, db.Read = 16*times, duration("lognormal(mean=20ms sd=26.2ms)")
	return []Component{
		comp("traffic", "users"+ending, local(users, &users.Link)), comp("gateways", "gateway"+ending, gateway),
		comp("services", "web"+ending, web), comp("databases", "db"+ending, db),
	}
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
	const n = 2_000_000
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
// allocates is the difference, but for what grows with the most that is under way at once.
func TestRequestsAllocateNothing(t *testing.T) {
	for _, c := range []struct {
		name   string
		system func(seconds float64) *System
		rate   float64
	}{
		{"M1", func(seconds float64) *System { return m1(80 * seconds) }, 80},
		{"M2", func(seconds float64) *System { return m2(2400 * seconds) }, 2400},
		{"timeouts", func(seconds float64) *System { return timeouts(2000, 2000*seconds, 30e9) }, 2000},
		{"fan-out", func(seconds float64) *System { return fanOut(5, 100, seconds) }, 100},
		{"queues", func(seconds float64) *System { return pipeline(500, seconds) }, 500},
		{"retries", func(seconds float64) *System { return retries(500, seconds) }, 500},
		{"every kind", func(seconds float64) *System {
			s := rich()
			s.Run.Duration = unit.Duration(seconds * 1e9)
			return s
		}, 150},
	} {
		short, long := mallocs(t, c.system(10_000/c.rate)), mallocs(t, c.system(50_000/c.rate))
		if each := (long - short) / 40_000; each > 0.02 {
			t.Errorf("%s: %.4f allocations per request", c.name, each)
		}
	}
}

func mallocs(t *testing.T, s *System) float64 {
	t.Helper()
	s.Run.Window = s.Run.Duration / 10 // a window allocates its histogram, whatever the duration
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	playedAnyway(t, s)
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs - before.Mallocs)
}

// playedAnyway plays a system that validation warns of, once.
func playedAnyway(t *testing.T, s *System) {
	t.Helper()
	if _, err := s.Replication(context.Background(), 0, Options{}); err != nil {
		t.Fatal(err)
	}
}

// TestMemoryDoesNotGrowWithTheRequests compares what an engine holds after a tenth of a
// million requests and after a million.
func TestMemoryDoesNotGrowWithTheRequests(t *testing.T) {
	held := func(s *System) float64 {
		s.Run.Window = s.Run.Duration / 100
		e := begin(t, s)
		if err := e.play(context.Background(), nil, nil); err != nil {
			t.Fatal(err)
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		runtime.KeepAlive(e)
		return float64(m.HeapAlloc)
	}
	for name, system := range map[string]func(n float64) *System{
		"M2":       m2,
		"timeouts": func(n float64) *System { return timeouts(10_000, n, 60e9) },
	} {
		few, many := held(system(100_000)), held(system(1_000_000))
		if many > 1.2*few+5e5 { // histograms fill up
			t.Errorf("%s: %.2f MB after a million requests, %.2f MB after a tenth of them", name, many/1e6, few/1e6)
		}
	}
}
