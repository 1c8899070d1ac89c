package models

import (
	"fmt"
	"testing"

	"headroom/models/policy/balance"
	"headroom/models/policy/limit"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

func gatewayTo(edit func(*Gateway), routes ...string) Component {
	g := made(edit)
	for i, to := range routes {
		g.Routes.Add([]string{"main", "other"}[i], Route{To: to, Link: network("0s")})
	}
	return comp("gateways", "gw", g)
}

func TestAGatewayWorksAndThenCallsTheRoute(t *testing.T) {
	p := taking(0.1)
	c := gatewayTo(func(g *Gateway) {
		g.Overhead = duration("20ms")
		g.Authentication = Authentication{&JWT{Verify: duration("5ms")}}
	}, "p.main")
	e := ended(t, scene(1.9, evenly("gw", 1), c, probing("p", p)))
	sameTimes(t, "the call of the route", p.times(), []float64{1.025})
	near(t, "latency", e.ops[0].latency.Max(), 0.125, 0.0005)
	near(t, "own work", e.byName["gw"].base().service.Max(), 0.025, 0.0001)
}

func TestWithoutAuthenticationThereIsNothingToVerify(t *testing.T) {
	p := taking(0.1)
	ended(t, scene(1.9, evenly("gw", 1), gatewayTo(func(g *Gateway) { g.Overhead = duration("20ms") }, "p.main"), probing("p", p)))
	sameTimes(t, "the call of the route", p.times(), []float64{1.02})
}

// TestAWorkerIsFreeWhileTheRouteIsCalled: one worker, and routes that take 3 s.
func TestAWorkerIsFreeWhileTheRouteIsCalled(t *testing.T) {
	p := taking(3)
	c := gatewayTo(func(g *Gateway) { g.Overhead = duration("600ms") }, "p.main")
	ended(t, scene(4, evenly("gw", 1, func(t *Traffic) {
		t.Rate = Shape{&Steps{Points: []Point{{0, 2}, {seconds(1.5), 0}}}}
	}), c, probing("p", p)))
	sameTimes(t, "the calls of the route", p.times(), []float64{1.1, 1.7, 2.3})
}

func TestRoutesGoByOperation(t *testing.T) {
	p := &probe{}
	ended(t, scene(20, evenly("gw", 10, func(t *Traffic) {
		t.Mix = stats.Ordered[unit.Ratio]{{Name: "main", Value: 0.5}, {Name: "other", Value: 0.5}}
	}), gatewayTo(func(*Gateway) {}, "p.other", "p.main"), probing("p", p)))
	count := [2]int{}
	for _, s := range p.seen {
		count[s.op]++
	}
	same(t, "calls of both", count[0]+count[1], 199)
	if count[0] == 0 || count[1] == 0 {
		t.Errorf("calls by operation: %v", count)
	}
}

// TestTheRateLimitIsOneBucketForAllInstances: 100/s against 10/s and a burst of 20.
func TestTheRateLimitIsOneBucketForAllInstances(t *testing.T) {
	p := &probe{}
	c := gatewayTo(func(g *Gateway) {
		g.Replicas = 5
		g.RateLimit = limit.Rate{Rule: &limit.TokenBucket{Rate: 10, Burst: 20}}
	}, "p.main")
	e := ended(t, scene(10.005, evenly("gw", 100), c, probing("p", p)))
	near(t, "let through", float64(len(p.seen)), 20+10*10, 1)
	same(t, "rejected", e.ops[0].rejected, 1000-uint64(len(p.seen)))
	same(t, "rejected at the gateway", e.byName["gw"].base().rejected, e.ops[0].rejected)
}

func TestABoundedGatewayRefuses(t *testing.T) {
	c := gatewayTo(func(g *Gateway) {
		g.Overhead, g.Workers, g.Queue = duration("1s"), 2, Bound{Set: true, Limit: 1}
	}, "p.main")
	e := ended(t, scene(4.5, evenly("gw", 0, func(t *Traffic) {
		t.Rate = Shape{&Steps{Points: []Point{{0, 10}, {seconds(0.55), 0}}}}
	}), c, probing("p", &probe{})))
	same(t, "answered", e.ops[0].ok, 3)
	same(t, "rejected", e.ops[0].rejected, 2)
}

func TestAFailureOfTheRouteIsPassedOn(t *testing.T) {
	e := ended(t, scene(3.5, evenly("gw", 1), gatewayTo(func(*Gateway) {}, "p.main"), probing("p", failing(0.1))))
	same(t, "errors", e.ops[0].errors, 3)
	same(t, "failed at the gateway", e.byName["gw"].base().failed, 3)
}

func TestRoutesInheritTheBalanceOfTheGateway(t *testing.T) {
	g := gatewayTo(func(g *Gateway) { g.Balance = balance.Spec{Rule: &balance.Random{}} }, "p.main", "p.other")
	g.Spec.(*Gateway).Routes[1].Value.Policy.Balance = balance.Spec{Rule: &balance.LeastRequest{Choices: 2}}
	e := begin(t, scene(1, evenly("gw", 1), g, probing("p", &probe{})))
	n := e.byName["gw"].(*gateway)
	same(t, "balance of the first route", fmt.Sprintf("%T", n.routes[0].spec.Balance.Rule), "*balance.Random")
	same(t, "balance of a route with its own", fmt.Sprintf("%T", n.routes[1].spec.Balance.Rule), "*balance.LeastRequest")
}
