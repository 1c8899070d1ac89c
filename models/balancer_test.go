package models

import (
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/balance"
	"headroom/models/policy/health"
	"headroom/sim/stats"
)

func balancing(edit func(*Balancer)) Component {
	b := made(edit)
	b.To, b.Link = "p", network("0s")
	return comp("balancers", "lb", b)
}

func TestABalancerPassesEveryOperationOn(t *testing.T) {
	p := taking(0.1)
	r := result(t, scene(3.9, evenly("lb", 1), server("api", steps(calling("lb.other"))), evenly2("api", 1),
		balancing(func(b *Balancer) { b.Overhead = duration("10ms") }), probing("p", p)))
	same(t, "calls", len(p.times()), 6)
	near(t, "latency with its own work", found(t, r.Operations, "main").Latency.Mean.Value, 0.11, 0.001)
	ops := map[int]int{}
	for _, s := range p.seen {
		ops[s.op]++
	}
	if ops[0] != 3 || ops[1] != 3 {
		t.Errorf("calls by operation %v, want 3 of each", ops)
	}
}

// evenly2 is a second source of traffic.
func evenly2(to string, rate float64) Component {
	c := evenly(to, rate)
	c.Name = "others"
	return c
}

// TestLayer4KeepsItsConnections: a replica goes down for a while and comes back. On layer 7
// it gets its share again at once; on layer 4 its connections have moved to others and
// stay there.
func TestLayer4KeepsItsConnections(t *testing.T) {
	for _, c := range []struct {
		layer     string
		low, high float64 // share of the calls after it has come back
	}{{"7", 0.24, 0.26}, {"4", 0, 0.01}} {
		p := &probe{copies: 4}
		s := scene(60, evenly("lb", 100), balancing(func(b *Balancer) {
			b.Layer = c.layer
			b.Policy.HealthCheck.Rule = made(func(*health.HAProxyCheck) {})
		}), probing("p", p))
		s.Faults = []Fault{{At: seconds(10), For: seconds(20), Down: "p/2"}}
		result(t, s)
		share := float64(callsOf(p, 2, 45, 60)) / 1500
		if share < c.low || share > c.high {
			t.Errorf("layer %s: %.3f of the calls go to the one that came back, want %v to %v", c.layer, share, c.low, c.high)
		}
	}
}

func TestLayer4KnowsNoCalls(t *testing.T) {
	problems := scene(1, evenly("lb", 1), balancing(func(b *Balancer) {
		b.Layer = "4"
		b.Policy.Retries, b.Policy.Timeout = 2, seconds(1)
	}), probing("p", taking(0))).Validate()
	var paths []string
	for _, p := range problems {
		if !p.Warning {
			paths = append(paths, p.Path)
		}
	}
	if len(paths) != 2 || paths[0] != "balancers.lb.retries" || paths[1] != "balancers.lb.timeout" {
		t.Errorf("problems at %v, want those of retries and timeout", paths)
	}
}

// TestEachNodeOfABalancerSeesItsOwnCalls: of two nodes, each balances what it has itself.
func TestEachNodeOfABalancerSeesItsOwnCalls(t *testing.T) {
	r := result(t, scene(50, poisson("lb", 100), balancing(func(b *Balancer) {
		b.Replicas = 2
		b.Policy = *made(func(c *policy.Call) { c.Balance.Rule = &balance.LeastOutstanding{} })
	}), probing("p", &probe{copies: 3, takes: func(int, int) float64 { return 0.05 }})))
	same(t, "answers", found(t, r.Operations, "main").Failures, stats.Failures{})
	same(t, "arrivals at the component", found(t, r.Components, "p").Arrivals, found(t, r.Components, "lb").Arrivals)
}
