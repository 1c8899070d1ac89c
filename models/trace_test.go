package models

import (
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/breaker"
	"headroom/models/policy/limit"
	"headroom/models/policy/retry"
	"headroom/sim/flow"
)

// rich is a system of every kind, with forks, rounds, choices, misses, retries, timeouts,
// breakers, bounded queues and links that take time.
func rich() *System {
	slow := network("2ms")
	far := network("exponential(mean=1ms)")
	with := func(s Step, edit func(*Step)) Step {
		s.Link = far
		edit(&s)
		return s
	}
	patient := policy.Call{Timeout: seconds(0.08), Retries: 2, Backoff: fullJitter(0.01)}
	users := poisson("edge", 150)
	users.Spec.(*Traffic).Link = slow
	edge := cdnTo("gw", func(c *CDN) {
		c.Memory, c.Response, c.TTL, c.Overhead = 100<<10, size("1KiB"), seconds(5), duration("0.2ms")
		c.Link, c.Policy = slow, patient
		c.Policy.Timeout = seconds(1)
	})
	gw := gatewayTo(func(g *Gateway) {
		g.Workers, g.Replicas, g.Overhead = 2, 2, duration("exponential(mean=1ms)")
		g.RateLimit = limit.Rate{Rule: &limit.TokenBucket{Rate: 80, Burst: 10}}
	}, "api.main")
	gw.Spec.(*Gateway).Routes[0].Value.Link = far
	guarded := patient
	guarded.Breaker = breaking(func(b *breaker.Resilience4j) { b.Open = seconds(0.5) })
	api := server("api", steps(
		work("exponential(mean=4ms)"),
		with(parallel(
			with(calling("c.get"), func(s *Step) {
				s.OnMiss = steps(with(calling("db.read"), func(s *Step) { s.Policy = patient }), calling("c.set"))
			}),
			with(step(func(s *Step) { s.Call, s.Each = "db.read", count("uniform(1 4)") }), func(*Step) {}),
			choose(Choice{Share: 0.5, Steps: steps(work("exponential(mean=2ms)"), pause("3ms"))}, Choice{Share: 0.5}),
		), func(*Step) {}),
		with(step(func(s *Step) { s.Call, s.Chance = "psp.main", 0.3 }), func(s *Step) {
			s.Policy, s.OnError = guarded, steps(pause("1ms"))
		}),
		with(publishing("q"), func(s *Step) { s.Chance = 0.5 }),
	), func(s *Service) {
		s.CPU, s.Concurrency, s.Replicas, s.Queue = 2, 8, 2, Bound{Set: true, Limit: 5}
		s.Price = priceRef("$0.1/hour")
	})
	psp := externalOf(func(x *External) { x.Errors, x.Limit = 0.1, 30 })
	psp.Spec.(*External).Operations[0].Value = duration("exponential(mean=40ms)")
	s := scene(200, users, edge, gw, api,
		cacheOf(func(c *Cache) { c.Kind, c.Shards, c.Memory, c.Evict = "redis-cluster", 2, 30, "allkeys-lru" }),
		databaseOf(func(d *Database) {
			d.Shards, d.Replicas, d.Data, d.ReadFrom, d.Connections = 2, 2, "things", "any", 2
			d.Read, d.Queue = duration("exponential(mean=10ms)"), Bound{Set: true, Limit: 1}
		}),
		queueOf(func(q *Queue) {
			q.Partitions, q.Key, q.Produce, q.Limit = 4, "things", duration("1ms"), 40
		}),
		consumer(steps(work("exponential(mean=40ms)"), calling("db.write")), func(s *Service) { s.Replicas = 2 }),
		psp,
	)
	s.Data = append(items("pages", 1000, "zipf(s=0.9)"), items("things", 1000, "zipf(s=0.9)")...)
	s.Run.Warmup = WarmUp{Span: seconds(20)}
	return s
}

// TestThePartsOfARequestSumToItsLatency holds the books of the traces: to a nanosecond,
// what the components are blamed for is the latency of the traced requests.
func TestThePartsOfARequestSumToItsLatency(t *testing.T) {
	for _, c := range []struct {
		what string
		sys  *System
	}{
		{"one service", scene(100, poisson("api", 50), server("api", steps(work("exponential(mean=10ms)"))))},
		{"places and cores", scene(100, poisson("api", 50), server("api", steps(work("exponential(mean=10ms)"), pause("5ms")), func(s *Service) { s.CPU, s.Concurrency = 1, 2 }))},
		{"a fork", scene(100, poisson("api", 20), server("api", steps(work("1ms"), parallel(work("exponential(mean=10ms)"), pause("exponential(mean=10ms)"), calling("db.read")), work("2ms"))),
			databaseOf(func(d *Database) { d.Read, d.Connections = duration("exponential(mean=20ms)"), 1 }))},
		{"publishing to brokers that take their time", scene(100, poisson("api", 20), server("api", steps(publishing("q"))),
			queueOf(func(q *Queue) { q.Produce = duration("exponential(mean=5ms)") }), consumer(steps(work("1ms"))))},
		{"everything", rich()},
	} {
		e := ended(t, c.sys)
		for _, o := range e.ops {
			b := &o.blame
			sum, slow := int64(0), int64(0)
			for i := range b.all {
				sum += b.all[i]
				slow += b.slow[i]
			}
			if b.traced < 20 {
				t.Errorf("%s: %d requests were traced", c.what, b.traced)
			}
			same(t, c.what+": sum of the parts in ns", sum, b.total)
			same(t, c.what+": sum of the parts of the slowest in ns", slow, b.beyond)
		}
	}
}

// TestTracesAreGivenBack: no more traces are held at the end than requests under way can
// need, although attempts time out, callers crash and forks are abandoned.
func TestTracesAreGivenBack(t *testing.T) {
	s := rich()
	s.Faults = []Fault{
		{At: seconds(30), For: seconds(5), Down: "api/0"}, {At: seconds(50), For: seconds(5), Down: "db/0"},
		{At: seconds(70), For: seconds(20), Slow: "db", By: 20}, {At: seconds(100), For: seconds(1), Down: "edge"}, {At: seconds(110), For: seconds(1), Down: "gw"},
	}
	e := ended(t, s)
	all := e.traces.traces
	if n := len(all); n > 2000 {
		t.Errorf("%d traces were needed at once", n)
	}
	free := map[int32]bool{}
	for id := e.traces.free; id != 0; id = all[id].first {
		if free[id] {
			t.Fatalf("trace %d was given back twice", id)
		}
		free[id] = true
	}
	held := len(all) - 1 - len(free)
	if under := e.flow.Live(); held > under {
		t.Errorf("%d traces are held by %d frames", held, under)
	}
	spare, used := 0, 0
	for at := e.traces.spare; at != 0; at = e.traces.charges[at].next {
		spare++
	}
	for id := range all {
		for at := all[id].first; at != 0 && !free[int32(id)]; at = e.traces.charges[at].next {
			used++
		}
	}
	same(t, "charges that are free or of a trace", spare+used, len(e.traces.charges)-1)
}

// TestAttribution: a request of 10 ms of work, 20 ms of a database and 6 ms on the way.
func TestAttribution(t *testing.T) {
	users := evenly("api", 10)
	users.Spec.(*Traffic).Link = network("2ms")
	db := calling("db.read")
	db.Link = network("1ms")
	r := result(t, scene(50, users, server("api", steps(work("10ms"), db)), databaseOf(func(d *Database) { d.Read = duration("20ms") })))
	got := map[string]float64{}
	for _, a := range found(t, r.Operations, "main").Attribution {
		got[a.Component+" "+a.Cause] = a.Mean
		near(t, a.Component+" "+a.Cause+" of the slowest", a.P99, a.Mean, 1e-9)
	}
	for what, want := range map[string]float64{"api service": 10, "db service": 20, "api network": 4, "db network": 2} {
		near(t, what, got[what], want/36, 1e-9)
	}
	same(t, "parts", len(got), 4)
}

// TestRetriesAreBlamed: a timeout of 50 ms, a backoff of 20 ms, and a second attempt of
// 10 ms.
func TestRetriesAreBlamed(t *testing.T) {
	p := &probe{takes: func(n, _ int) float64 {
		if n%2 == 1 {
			return 0.5
		}
		return 0.01
	}}
	p.ends = func(int, int) flow.Outcome { return flow.OK }
	r := result(t, scene(50, evenly("p", 1, withPolicies(func(c *policy.Call) {
		c.Timeout, c.Retries, c.Backoff = seconds(0.05), 1, retry.Backoff{Rule: &retry.Constant{Base: seconds(0.02)}}
	})), probing("p", p)))
	got := map[string]float64{}
	for _, a := range found(t, r.Operations, "main").Attribution {
		got[a.Cause] = a.Mean
	}
	for what, want := range map[string]float64{"timeout": 50, "backoff": 20, "service": 10} {
		near(t, what, got[what], want/80, 1e-9)
	}
}
