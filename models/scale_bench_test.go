package models

import (
	"fmt"
	"testing"

	"headroom/models/policy/balance"
	"headroom/sim/unit"
)

// The benchmarks of this file play a system at several sizes. What grows is in the name;
// ns/req is the cost of one request of a client, whatever it causes, and ns/event that of
// one event.

// atSize plays a system and reports what a request and an event cost.
func atSize(b *testing.B, s *System) {
	b.Helper()
	for _, p := range s.Validate() {
		if !p.Warning {
			b.Fatal(p)
		}
	}
	requests, events := 0.0, 0.0
	b.ReportAllocs()
	for b.Loop() {
		r, err := s.Play(b.Context(), Options{Jobs: 1})
		if err != nil {
			b.Fatal(err)
		}
		for _, o := range r.Operations {
			requests += float64(o.Value.Offered)
		}
		events += float64(r.Events)
	}
	b.ReportMetric(b.Elapsed().Seconds()/requests*1e9, "ns/req")
	b.ReportMetric(b.Elapsed().Seconds()/events*1e9, "ns/event")
}

// BenchmarkTimeouts has requests of a millisecond with a timeout that never comes to pass.
// So many timers would wait if those of answered requests did.
func BenchmarkTimeouts(b *testing.B) {
	const rate, requests = 100_000, 1_000_000
	for timers := 1_000; timers <= 10_000_000; timers *= 10 {
		b.Run(fmt.Sprintf("timers=%d", timers), func(b *testing.B) {
			atSize(b, timeouts(rate, requests, seconds(float64(timers)/rate)))
		})
	}
}

// timeouts is a system of requests of a millisecond with a timeout.
func timeouts(rate, requests float64, after unit.Duration) *System {
	return benchSystem(requests/rate, poisson("api", rate, func(t *Traffic) { t.Policy.Timeout = after }),
		server("api", steps(pause("exponential(mean=1ms)"))))
}

// BenchmarkWaiting has so many requests that wait at the same time, each with a timer that
// will fire. Half of a million requests are sent while they gather.
func BenchmarkWaiting(b *testing.B) {
	const requests = 1_000_000
	for waiting := 1_000; waiting <= 10_000_000; waiting *= 10 {
		b.Run(fmt.Sprintf("requests=%d", waiting), func(b *testing.B) {
			rate := float64(waiting) / 10
			atSize(b, benchSystem(10+requests/rate, poisson("api", rate), server("api", steps(pause("exponential(mean=10s)")))))
		})
	}
}

// BenchmarkInstances balances calls over so many replicas.
func BenchmarkInstances(b *testing.B) {
	forms := []struct {
		name string
		rule balance.Rule
	}{
		{"round_robin", &balance.RoundRobin{}},
		{"random", &balance.Random{}},
		{"least_request", Defaults(&balance.LeastRequest{})},
		{"least_connections", &balance.LeastConnections{}},
		{"ring_hash", Defaults(&balance.RingHash{})},
		{"maglev", Defaults(&balance.Maglev{})},
	}
	for _, form := range forms {
		most := 100_000
		if form.name == "least_connections" {
			most = 1000 // it looks at all of them for every call, as nginx does
		}
		for replicas := 100; replicas <= most; replicas *= 10 {
			b.Run(fmt.Sprintf("%s/replicas=%d", form.name, replicas), func(b *testing.B) {
				const rate = 100_000
				s := benchSystem(20, poisson("api", rate, func(t *Traffic) { t.Policy.Balance.Rule = form.rule }),
					server("api", steps(work("exponential(mean=0.5ms)")), func(s *Service) { s.Replicas = replicas }))
				atSize(b, s)
			})
		}
	}
}

// BenchmarkChat keeps so many connections open, each of which sends something every now
// and then: 20,000 messages a second in all, for 500 s.
func BenchmarkChat(b *testing.B) {
	for online := 10_000; online <= 10_000_000; online *= 10 {
		b.Run(fmt.Sprintf("connections=%d", online), func(b *testing.B) {
			every := fmt.Sprintf("exponential(mean=%ds)", online/20_000+1)
			s := benchSystem(500, people("edge", online, func(t *Traffic) {
				t.Each.Add("send", doing(every, "edge.main"))
			}), chatEdge(100))
			atSize(b, s)
		})
	}
}

// BenchmarkKeys draws from so many items and looks for them in a cache of 10,000.
func BenchmarkKeys(b *testing.B) {
	for _, keys := range []int{1_000_000, 1_000_000_000} {
		b.Run(fmt.Sprintf("items=%d", keys), func(b *testing.B) {
			cache := made(func(c *Cache) { c.Data, c.Memory, c.Kind, c.Warm = "things", 10_000, "memcached", false })
			get, set := calling("kv.get"), calling("kv.set")
			get.OnMiss = Program{set}
			s := benchSystem(20, poisson("api", 50_000), server("api", steps(get), func(s *Service) { s.CPU = 64 }),
				comp("caches", "kv", cache))
			s.Data = items("things", keys, "zipf(s=0.99)")
			cache.Get = duration("10us")
			atSize(b, s)
		})
	}
}

// BenchmarkShapes plays systems of other shapes than a chain.
func BenchmarkShapes(b *testing.B) {
	b.Run("mesh/services=1000", func(b *testing.B) { atSize(b, mesh(100, 10, 2)) })
	b.Run("fanout/calls=110", func(b *testing.B) { atSize(b, fanOut(10, 1000, 3)) })
	b.Run("pipeline/queues=3", func(b *testing.B) { atSize(b, pipeline(20_000, 10)) })
	b.Run("retries/calls=3", func(b *testing.B) { atSize(b, retries(20_000, 10)) })
}

// mesh has layers of services that call two of the layer below: one always, the other for
// every other request.
func mesh(width, layers int, duration float64) *System {
	name := func(layer, i int) string { return fmt.Sprintf("s%d-%d", layer, i%width) }
	parts := []Component{}
	for i := range width {
		parts = append(parts, comp("traffic", fmt.Sprintf("users%d", i), made(func(t *Traffic) {
			t.To, t.Link, t.Rate = name(0, i), network("0s"), Shape{&Constant{100}}
		})))
	}
	for layer := range layers {
		for i := range width {
			program := steps(work("exponential(mean=0.2ms)"))
			if layer < layers-1 {
				other := calling(name(layer+1, 7*i+3) + ".main")
				other.Chance = 0.5
				program = append(program, calling(name(layer+1, i)+".main"), other)
			}
			c := server(name(layer, i), program, func(s *Service) { s.CPU = 16 })
			parts = append(parts, c)
		}
	}
	return benchSystem(duration, parts...)
}

// fanOut is a request that asks so many at once, each of which asks as many.
func fanOut(each int, rate, duration float64) *System {
	several := func(to string) Step {
		s := calling(to)
		s.Each = count(fmt.Sprint(each))
		return s
	}
	wide := func(s *Service) { s.CPU = 256 }
	return benchSystem(duration, poisson("root", rate), server("root", steps(several("middle.main")), wide),
		server("middle", steps(work("0.1ms"), several("leaf.main")), wide),
		server("leaf", steps(work("exponential(mean=1ms)")), wide))
}

// pipeline is three queues, one after the other.
func pipeline(rate, duration float64) *System {
	var parts []Component
	parts = append(parts, poisson("q0.publish", rate))
	for k := range 3 {
		q := made(func(q *Queue) { q.Partitions = 128 })
		q.Link = network("0s")
		parts = append(parts, comp("queues", fmt.Sprintf("q%d", k), q))
		program := steps(work("exponential(mean=1ms)"))
		if k < 2 {
			program = append(program, publishing(fmt.Sprintf("q%d", k+1)))
		}
		w := made(func(s *Service) { s.CPU, s.Replicas = 8, 16 })
		w.Consumes.Add(fmt.Sprintf("q%d", k), program)
		parts = append(parts, comp("services", fmt.Sprintf("w%d", k), w))
	}
	return benchSystem(duration, parts...)
}

// retries is a chain of calls, each with a timeout and two retries.
func retries(rate, duration float64) *System {
	try := func(to string) Step {
		s := calling(to)
		s.Policy.Timeout, s.Policy.Retries = seconds(1), 2
		return s
	}
	wide := func(s *Service) { s.CPU = 64 }
	return benchSystem(duration, poisson("a", rate), server("a", steps(work("exponential(mean=1ms)"), try("b.main")), wide),
		server("b", steps(work("exponential(mean=1ms)"), try("c.main")), wide),
		server("c", steps(work("exponential(mean=1ms)"), try("d.main")), wide),
		server("d", steps(work("exponential(mean=1ms)")), wide))
}

// BenchmarkWorkers plays eight replications of the speed reference: two workers take
// little more than half of the time of one.
func BenchmarkWorkers(b *testing.B) {
	for jobs := 1; jobs <= 2; jobs++ {
		b.Run(fmt.Sprintf("jobs=%d", jobs), func(b *testing.B) {
			s := m2(250_000)
			s.Run.Repeat = 8
			for b.Loop() {
				if _, err := s.Play(b.Context(), Options{Jobs: jobs}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
