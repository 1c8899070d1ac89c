package models

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/balance"
	"headroom/models/policy/breaker"
	"headroom/models/policy/health"
	"headroom/models/policy/limit"
	"headroom/models/policy/retry"
	"headroom/sim/flow"
)

// dice draws policies for tests.
type dice struct{ *rand.Rand }

func (d dice) sometimes(p float64) bool { return d.Float64() < p }

// among draws one form of a table, with its defaults and short times.
func among[T any](d dice, rules ...T) T { return rules[d.IntN(len(rules))] }

// policies draws policies for one link.
func (d dice) policies(to string) policy.Call {
	c := *Defaults(&policy.Call{})
	if d.sometimes(0.7) {
		c.Timeout = seconds(0.02 + 0.3*d.Float64())
	}
	if d.sometimes(0.3) {
		c.Deadline = seconds(0.1 + 0.5*d.Float64())
	}
	if d.sometimes(0.3) {
		c.Cancel = policy.Cancel{Share: 0.7, Delay: seconds(0.01 * d.Float64())}
	}
	switch d.IntN(5) {
	case 0, 1:
		c.Retries = 1 + d.IntN(3)
		c.Backoff.Rule = among[retry.BackoffRule](d, made(func(j *retry.FullJitter) { j.Base = seconds(0.02) }), made(func(x *retry.Constant) { x.Base = 0 }), made(func(*retry.EnvoyBackoff) {}))
		c.RetryBudget.Rule = among[retry.BudgetRule](d, nil, made(func(*retry.Ratio) {}), made(func(*retry.EnvoyBudget) {}), made(func(*retry.GRPCThrottle) {}), made(func(*retry.AWSQuota) {}))
		if c.Timeout > 0 && d.sometimes(0.3) {
			c.Hedge.Rule, c.Deadline = made(func(*retry.TimeoutHedge) {}), seconds(0.7)
		}
	case 2:
		c.Hedge.Rule = among[retry.HedgeRule](d, made(func(h *retry.DelayHedge) { h.Delay = seconds(0.02) }), made(func(h *retry.DelayHedge) { h.Delay = 0 }),
			made(func(*retry.PercentileHedge) {}), made(func(*retry.TiedHedge) {}))
	}
	if d.sometimes(0.3) {
		c.Breaker.Rule = among[breaker.Rule](d, made(func(b *breaker.Resilience4j) { b.Open, b.Window, b.MinimumCalls = seconds(0.5), 20, 10 }),
			made(func(h *breaker.Hystrix) {}), made(func(g *breaker.Gobreaker) { g.Timeout = seconds(1) }))
	}
	if d.sometimes(0.2) {
		c.Throttle.Rule = among[limit.ThrottleRule](d, made(func(*limit.AdaptiveThrottle) {}), made(func(*limit.EnvoyAdmission) {}))
	}
	if d.sometimes(0.3) {
		c.RateLimit.Rule = among[limit.RateRule](d, made(func(b *limit.TokenBucket) { b.Rate = 50 }), made(func(b *limit.LeakyBucket) { b.Rate, b.Queue = 50, 20 }),
			made(func(b *limit.Nginx) { b.Rate, b.Burst = 50, 10 }))
	}
	if d.sometimes(0.3) {
		c.ConcurrencyLimit.Rule = among[limit.ConcurrencyRule](d, made(func(b *limit.Bulkhead) { b.MaxConcurrent, b.MaxWait = 5, seconds(0.05) }),
			made(func(b *limit.Pool) { b.Threads, b.Queue = 5, 5 }), made(func(*limit.Vegas) {}), made(func(*limit.AIMD) {}))
	}
	if d.sometimes(0.4) {
		c.Eject.Rule = among[health.EjectRule](d, made(func(e *health.Envoy) { e.MaxEjectionPercent, e.BaseEjectionTime = 0.6, seconds(2) }),
			made(func(*health.Finagle) {}), made(func(*health.Nginx) {}))
	}
	if d.sometimes(0.4) {
		c.HealthCheck.Rule = made(func(h *health.HAProxyCheck) {
			h.Inter, h.Deep = seconds(0.5), d.sometimes(0.3)
			if d.sometimes(0.5) && to == "service" {
				h.Cost = seconds(0.002)
			}
		})
	}
	if d.sometimes(0.3) {
		c.SlowStart.Rule = made(func(s *health.EnvoySlowStart) { s.Window = seconds(5) })
	}
	c.Balance.Rule = among[balance.Rule](d, nil, &balance.Random{}, &balance.LeastOutstanding{}, made(func(*balance.LeastRequest) {}), made(func(*balance.PeakEWMA) {}),
		made(func(*balance.RingHash) {}), made(func(*balance.Rendezvous) {}), made(func(p *balance.PerConnection) { p.Lifetime = seconds(3) }),
		made(func(*balance.WeightedEDF) {}), made(func(*balance.LeastConnections) {}), made(func(*balance.Priority) {}), made(func(*balance.Aperture) {}))
	return c
}

// net draws a link.
func (d dice) net() Link {
	l := *made(func(l *Link) { l.Latency = duration("exponential(mean=1ms)") })
	if d.sometimes(0.4) {
		l.Protocol.Rule = among[TransportRule](d, made(func(h *HTTP1) { h.MaxConnections, h.MaxPending, h.PendingTimeout, h.Loss = 3, 5, seconds(0.1), 0.01 }),
			made(func(h *HTTP2) { h.Streams, h.TLS, h.IdleTimeout = 4, "1.3", seconds(0.3) }), made(func(h *HTTP3) { h.Loss = 0.02 }), made(func(*WebSocket) {}))
	}
	return l
}

// system draws a gateway before two services, the second of which is scaled, and a
// database, with policies everywhere and things that go wrong. Traffic ends after 30 s.
func (d dice) system(seed uint64) *System {
	call := func(kind, to string) Step {
		return with(calling(to), func(s *Step) { s.Policy, s.Link = d.policies(kind), d.net() })
	}
	gw := gatewayTo(func(g *Gateway) { g.Replicas, g.Workers, g.Overhead = 2, 2, duration("1ms") })
	gw.Spec.(*Gateway).Routes.Add("main", Route{To: "api.main", Policy: d.policies("service"), Link: d.net()})
	db := comp("databases", "db", made(func(x *Database) {
		x.Shards, x.Replicas, x.Connections, x.ReadFrom = 2, 2, 4, "any"
		x.Read, x.Write = duration("exponential(mean=4ms)"), duration("8ms")
	}))
	db.Spec.(*Database).Data = "keys"
	guarded := func(s *Service) {
		if d.sometimes(0.5) {
			s.Concurrency = 4
		}
		if d.sometimes(0.5) {
			s.Queue, s.Overflow = Bound{true, 6}, among(d, "reject_new", "drop_oldest", "drop_lowest_priority")
		}
		if d.sometimes(0.5) {
			s.Shed.Rule = among[limit.ShedRule](d, made(func(*limit.CoDel) {}), made(func(*limit.AdaptiveCoDel) {}), made(func(*limit.PriorityShed) {}),
				made(func(*limit.DeadlineShed) {}), made(func(*limit.DAGOR) {}))
		}
		if d.sometimes(0.4) {
			s.ConcurrencyLimit.Rule = among[limit.ConcurrencyRule](d, made(func(b *limit.Bulkhead) { b.MaxConcurrent = 8 }), made(func(*limit.Gradient2) {}), made(func(*limit.EnvoyGradient) {}))
		}
		s.Discipline = among(d, "fifo", "lifo")
	}
	api := server("api", steps(work("exponential(mean=3ms)"), with(parallel(call("service", "back.main"), pause("2ms")), func(*Step) {}), work("1ms")), func(s *Service) {
		s.Replicas, s.CPU = 3, 1
		guarded(s)
	})
	back := server("back", steps(work("exponential(mean=6ms)"), with(call("database", "db.read"), func(s *Step) { s.OnError = steps(work("1ms")) }), with(call("database", "db.write"), func(s *Step) { s.Chance = 0.2 })), func(s *Service) {
		s.Replicas = 4
		guarded(s)
	})
	users := poisson("gw", 60+90*d.Float64(), func(t *Traffic) {
		t.Policy, t.Priority = d.policies("gateway"), among(d, limit.Sheddable, limit.Critical)
		if d.sometimes(0.4) {
			t.Patience = *made(func(p *Patience) {
				p.Leave, p.ReloadAfter, p.Reload = duration("0.8s"), duration("exponential(mean=0.2s)"), 0.5
			})
		}
	})
	t := users.Spec.(*Traffic)
	t.Link = d.net()
	rate := t.Rate.Law.(*Constant).Value
	t.Rate = Shape{&Steps{Points: []Point{{0, rate}, {seconds(30), 0}}}}
	s := scene(3000, users, gw, api, back, db)
	s.Run.Seed = seed
	s.Run.Window = seconds(10)
	s.Data = items("keys", 1000, "zipf(s=0.9)")
	s.Faults = []Fault{
		{At: seconds(5), For: seconds(4), Down: "back/1"}, {At: seconds(12), For: seconds(5), Slow: "db", By: 20},
		{At: seconds(18), For: seconds(3), Down: "api/0"}, {At: seconds(22), For: seconds(0.5), Partition: "api->back", Way: "both"},
		{At: seconds(25), For: seconds(2), Down: "db/1"}, {At: seconds(27), For: seconds(1), Down: "gw/1"},
	}
	return s
}

// TestPoliciesTogether plays systems with policies drawn at random and holds them to what
// is always true: nothing is lost, counted twice or left behind. Long after the traffic has
// ended nothing is alive but the probes of health checks.
func TestPoliciesTogether(t *testing.T) {
	n := 100
	if testing.Short() {
		n = 30
	}
	for seed := range n {
		d := dice{rand.New(rand.NewPCG(uint64(seed), 1))}
		s := d.system(uint64(seed) + 1)
		for _, p := range s.Validate() {
			if !p.Warning {
				t.Fatalf("seed %d: %v", seed, p)
			}
		}
		e := newEngine(s, s.Run.Seed, 0)
		what := fmt.Sprintf("seed %d", seed)
		e.run(29)
		e.balanced(t, what+" at 29 s")
		e.run(2500)
		e.balanced(t, what+" at the end")
		e.eachFrame(func(f *flow.Frame) {
			if f.At < instant(2400) {
				t.Errorf("%s: a frame of %v s is left behind: node %d, link %d, phase %d, mode %d", what, f.At.Seconds(), f.Node, f.Link, f.Phase, f.Mode)
			}
		})
		if live := e.flow.Live(); live > 60 {
			t.Errorf("%s: %d frames are alive, more than probes need", what, live)
		}
	}
}

// balanced holds the books of an engine.
func (e *engine) balanced(t *testing.T, what string) {
	t.Helper()
	for _, o := range e.ops {
		inside := uint64(0)
		for _, s := range e.sources {
			inside += uint64(s.inSystem.Value())
		}
		same(t, what+": requests", o.ok+o.failed()+inside, o.offered)
	}
	for _, n := range e.nodes {
		c := n.base()
		if c.kind.Name == "traffic" {
			continue
		}
		same(t, what+": "+c.name+", arrivals", c.completions+c.rejected+c.failed+c.abandoned+uint64(c.inSystem.Value()), c.arrivals)
		for _, in := range c.insts {
			if in.busy < 0 || in.waiting.waiting < 0 || in.places.waiting.waiting < 0 || in.inside < 0 {
				t.Errorf("%s: %s has %d busy, %d and %d waiting, %d inside", what, c.instanceName(in), in.busy, in.waiting.waiting, in.places.waiting.waiting, in.inside)
			}
		}
	}
	for _, l := range e.links {
		counted := map[[2]int32]int32{}
		sentTries := map[int32]int{}
		e.flow.Each(l.tries.id, func(_ flow.Ref, f *flow.Frame) {
			if f.Phase == flow.Inside && f.Mode == sent {
				sentTries[f.From]++
			}
		})
		e.eachFrame(func(f *flow.Frame) {
			if f.Link == l.number && f.Flags&flow.Counted != 0 {
				counted[[2]int32{f.From, f.Place}]++
			}
		})
		for i := range l.callers {
			c := &l.callers[i]
			for place, n := range c.view.Outstanding {
				same(t, fmt.Sprintf("%s: %s, outstanding of caller %d at %d", what, l.name, i, place), n, counted[[2]int32{int32(i), int32(place)}])
			}
			if c.gate != nil {
				same(t, what+": "+l.name+", inside the limit", c.gate.InFlight(), sentTries[int32(i)])
			}
			for place, p := range c.pools {
				if n := c.view.Outstanding[place]; p.active+int32(p.waiting.n) != n {
					t.Errorf("%s: %s: %d on connections and %d waiting, of %d", what, l.name, p.active, p.waiting.n, n)
				}
			}
		}
	}
}

// eachFrame visits every frame, those that have not been sent yet too.
func (e *engine) eachFrame(do func(f *flow.Frame)) {
	for node := range int32(len(e.nodes) + 4*len(e.links) + 8) {
		e.flow.Each(node, func(_ flow.Ref, f *flow.Frame) { do(f) })
	}
	for _, l := range e.links {
		for i := range l.callers {
			for _, p := range l.callers[i].pools {
				for k := range p.waiting.n {
					_, f := e.flow.At(flow.Slot(flow.Ref(*p.waiting.at(k))))
					do(f)
				}
			}
		}
	}
}

// TestPoliciesAllocateNothing plays systems with random policies. Once they are warm only
// what is told in the time line and the series may allocate.
func TestPoliciesAllocateNothing(t *testing.T) {
	for seed := range 12 {
		d := dice{rand.New(rand.NewPCG(uint64(seed), 1))}
		s := d.system(uint64(seed) + 1)
		traffic := s.Components[0].Spec.(*Traffic)
		rate := traffic.Rate.Law.(*Steps).Points[0].Rate
		traffic.Rate = Shape{&Constant{rate}}
		s.Run.Window = seconds(1000)
		e := newEngine(s, s.Run.Seed, 0)
		e.run(200)
		var before, after runtime.MemStats
		told := len(e.timeline)
		runtime.ReadMemStats(&before)
		e.run(600)
		runtime.ReadMemStats(&after)
		changes := len(e.timeline) - told
		allocations := float64(after.Mallocs-before.Mallocs) - 8*float64(changes)
		if each := allocations / (400 * float64(rate)); each > 0.002 {
			t.Errorf("seed %d: %.4f allocations per request, beside %d changes of state", seed, each, changes)
		}
	}
}
