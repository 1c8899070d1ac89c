package models

import (
	"testing"

	"headroom/sim/flow"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// asking makes an inquiry of a component without a network.
func asking(to string) Inquiry { return Inquiry{To: to, Link: network("0s")} }

// TestIntrospectionIsCachedPerInstance: one token, asked about when an instance has not
// heard of it for 3.5 s. With two instances in turn, each asks for itself.
func TestIntrospectionIsCachedPerInstance(t *testing.T) {
	for _, c := range []struct {
		what     string
		replicas int
		ttl      float64
		want     []float64 // when the answers were asked for
	}{
		{"each time without a cache", 1, 0, []float64{1, 2, 3, 4, 5, 6, 7, 8}},
		{"once in 3.5 s", 1, 3.5, []float64{1, 5}},
		{"once in 3.5 s by each of two", 2, 3.5, []float64{1, 2, 5, 6}},
	} {
		auth, p := taking(0.1), taking(0)
		s := scene(8.9, evenly("gw", 1), gatewayTo(func(g *Gateway) {
			g.Replicas = c.replicas
			g.Authentication.Rule = made(func(i *Introspection) {
				i.Inquiry, i.Data, i.TTL = asking("auth.main"), "tokens", seconds(c.ttl)
			})
		}, "p.main"), probing("auth", auth), probing("p", p))
		s.Data = items("tokens", 1, "uniform")
		e := ended(t, s)
		sameTimes(t, c.what, auth.times(), c.want)
		same(t, c.what+": requests answered", e.ops[0].ok, 8)
		near(t, c.what+": the slowest", e.ops[0].latency.Max(), 0.1, 0.001)
	}
}

func TestWhoIsNotKnownIsRejected(t *testing.T) {
	for _, c := range []struct {
		what    string
		answer  flow.Outcome
		want    stats.Failures
		refused string
	}{
		{"a session that is there", flow.OK, stats.Failures{}, ""},
		{"a session that is not there", flow.Miss, stats.Failures{Rejected: 5}, "credentials"},
		{"a store that fails", flow.Error, stats.Failures{Error: 5}, ""},
		{"a store that refuses", flow.Rejected, stats.Failures{Rejected: 5}, "passed_on"},
	} {
		p := taking(0)
		r := result(t, scene(5.9, evenly("gw", 1), gatewayTo(func(g *Gateway) {
			g.Authentication.Rule = made(func(s *SessionLookup) { s.Inquiry = asking("sessions.main") })
		}, "p.main"), probing("sessions", &probe{ends: func(int, int) flow.Outcome { return c.answer }}), probing("p", p)))
		same(t, c.what+": failures", found(t, r.Operations, "main").Failures, c.want)
		gw := found(t, r.Components, "gw")
		same(t, c.what+": passed to the route", uint64(len(p.times())), 5-c.want.Rejected-c.want.Error)
		if c.refused != "" {
			same(t, c.what+": rejected for it", found(t, gw.RejectedBy, c.refused), c.want.Rejected)
		}
	}
}

// TestTheFirewallRejectsAttacks after it has inspected them: good traffic and bots, of
// which nine tenths are recognised.
func TestTheFirewallRejectsAttacks(t *testing.T) {
	p := taking(0)
	bots := evenly("gw", 100)
	bots.Name = "bots"
	r := result(t, scene(100, evenly("gw", 20), bots, gatewayTo(func(g *Gateway) {
		g.Workers = 4
		g.Firewall.Inspect = duration("1ms")
		g.Firewall.Block = stats.Ordered[unit.Ratio]{{Name: "bots", Value: 0.9}}
	}, "p.main"), probing("p", p)))
	gw := found(t, r.Components, "gw")
	near(t, "rejected of 10,000 attacks", float64(found(t, gw.RejectedBy, "firewall")), 9000, 150)
	near(t, "passed on", float64(len(p.times())), 3000, 150)
	near(t, "work on all", gw.Utilization.Mean.Value, 120*0.001/4, 0.0005)
}

// TestTheLogIsNotWaitedFor: its queue takes a second to store a line.
func TestTheLogIsNotWaitedFor(t *testing.T) {
	lines := made(func(q *Queue) { q.Produce = duration("1s") })
	r := result(t, scene(9.9, evenly("gw", 1), gatewayTo(func(g *Gateway) {
		g.Log = RequestLog{Work: duration("2ms"), To: "lines", Link: network("0s")}
	}, "p.main"), comp("queues", "lines", lines), probing("p", taking(0.1))))
	near(t, "latency", found(t, r.Operations, "main").Latency.Max.Value, 0.102, 0.0005)
	same(t, "lines", found(t, r.Components, "lines").Arrivals, 9)
	same(t, "calls of the log", found(t, r.Links, "gw->lines").Kind, "log")
}
