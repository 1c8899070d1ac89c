package models

import (
	"fmt"
	"testing"
)

// TestDownFailsTheWorkInsideAndRefuses: one request a second that takes 0.5 s, down from
// 3.2 s to 6.2 s.
func TestDownFailsTheWorkInsideAndRefuses(t *testing.T) {
	for _, c := range []struct {
		what string
		part Component
		to   string
	}{
		{"a service", server("x", steps(work("500ms"))), "x"},
		{"a service with places", server("x", steps(work("500ms")), func(s *Service) { s.Concurrency = 1 }), "x"},
		{"a waiting service", server("x", steps(pause("500ms"))), "x"},
		{"a fork", server("x", steps(parallel(pause("500ms"), pause("400ms")))), "x"},
		{"a database", comp("databases", "x", made(func(d *Database) { d.Read = duration("500ms") })), "x.read"},
		{"an external", comp("external", "x", made(func(x *External) { x.Operations.Add("main", duration("500ms")) })), "x.main"},
		{"a cache", func() Component {
			c := cacheOf(func(c *Cache) { c.Get, c.HitRatio, c.Data, c.Memory = duration("500ms"), 1, "", 0 })
			c.Name = "x"
			return c
		}(), "x.get"},
	} {
		for _, latency := range []string{"0s", "5ms", "600ms"} {
			part := c.part
			users := evenly(c.to, 1)
			users.Spec.(*Traffic).Link = network(latency)
			s := scene(20, users, part)
			s.Faults = []Fault{{At: seconds(3.2), For: seconds(3), Down: "x"}}
			e := ended(t, s)
			what := fmt.Sprintf("%s with a link of %s", c.what, latency)
			wantErrors := uint64(4) // the one inside at 3.2 s, and those of 4, 5, 6 s
			if latency == "600ms" {
				wantErrors = 3 // arriving at 3.6, 4.6, 5.6 s; the one of 2.6 s has gone at 3.1 s
			}
			same(t, what+": errors", e.ops[0].errors, wantErrors)
			n := e.byName["x"].base()
			same(t, what+": arrivals", n.arrivals, n.completions+n.rejected+n.failed+uint64(n.inSystem.Value()))
			for _, in := range n.insts {
				if in.busy < 0 || in.inside < 0 || in.used.Value() != int64(in.busy) {
					t.Errorf("%s: %d busy, %d inside, gauge %d", what, in.busy, in.inside, in.used.Value())
				}
			}
		}
	}
}

// TestAnAnswerForACallThatHasFailedIsDropped: a gateway, a service, a fork and a CDN go
// down while they wait for a callee, and its answers come while the failure is still on
// its way to the clients.
func TestAnAnswerForACallThatHasFailedIsDropped(t *testing.T) {
	for _, c := range []struct {
		what string
		part func() Component
	}{
		{"a gateway", func() Component { return gatewayTo(func(*Gateway) {}, "p.main") }},
		{"a service", func() Component { return server("gw", steps(calling("p.main"), work("10ms"))) }},
		{"a fork", func() Component { return server("gw", steps(parallel(calling("p.main"), calling("p.main")))) }},
		{"rounds", func() Component {
			return server("gw", steps(step(func(s *Step) { s.Call, s.Each = "p.main", count("3") })))
		}},
		{"a guarded call", func() Component {
			return server("gw", steps(step(func(s *Step) { s.Call, s.Policy.Timeout, s.Policy.Retries = "p.main", seconds(2), 3 })))
		}},
		{"a CDN", func() Component { c := cdnTo("p.main"); c.Name = "gw"; return c }},
	} {
		p := taking(0.3)
		users := poisson("gw", 20)
		users.Spec.(*Traffic).Link = network("200ms")
		s := scene(30, users, c.part(), probing("p", p))
		s.Data = items("pages", 1_000_000, "uniform")
		s.Faults = []Fault{{At: seconds(5), For: seconds(2), Down: "gw"}, {At: seconds(10), For: seconds(0.1), Down: "gw"}}
		e := ended(t, s)
		n, o := e.byName["gw"].base(), e.ops[0]
		same(t, c.what+": arrivals", n.arrivals, n.completions+n.failed+uint64(n.inSystem.Value()))
		same(t, c.what+": requests", o.offered, o.ok+o.failed()+uint64(e.sources[0].inSystem.Value()))
		if n.wasted == 0 && e.byName["p"].base().wasted == 0 {
			t.Errorf("%s: the work for those that had gone was not wasted", c.what)
		}
	}
}

func TestDownOfOneInstanceLeavesTheOthers(t *testing.T) {
	s := scene(30.5, evenly("x", 10), server("x", steps(work("10ms")), func(s *Service) { s.Replicas = 2 }))
	s.Faults = []Fault{{At: seconds(10.05), For: seconds(10), Down: "x/1"}}
	e := ended(t, s)
	same(t, "errors: every second call for 10 s", e.ops[0].errors, 50)
	near(t, "ready replicas", e.byName["x"].base().replicas.Mean(e.now()), 2-10/30.5, 1e-9)
}

func TestSlowMultipliesServiceTimes(t *testing.T) {
	for _, c := range []struct {
		what string
		part Component
	}{
		{"cpu", server("x", steps(work("100ms")))},
		{"wait", server("x", steps(pause("100ms")))},
	} {
		s := scene(9.9, evenly("x", 1), c.part)
		s.Faults = []Fault{{At: seconds(2.5), For: seconds(3), Slow: "x", By: 4}}
		e := ended(t, s)
		near(t, c.what+": the slowest", e.ops[0].latency.Max(), 0.4, 0.001)
		near(t, c.what+": the mean, three of nine slow", e.ops[0].latency.Mean(), (3*0.4+6*0.1)/9, 0.001)
	}
}

func TestSlowOnSlowMultiplies(t *testing.T) {
	s := scene(9.9, evenly("x", 1), server("x", steps(work("100ms"))))
	s.Faults = []Fault{{At: seconds(1.5), For: seconds(5), Slow: "x", By: 2}, {At: seconds(2.5), For: seconds(1), Slow: "x/0", By: 3}}
	e := ended(t, s)
	near(t, "the slowest", e.ops[0].latency.Max(), 0.6, 0.001)
	near(t, "the fastest", e.ops[0].latency.Min(), 0.1, 0.001)
	same(t, "factor at the end", e.byName["x"].base().insts[0].slow, 1)
}

func TestAFlushEmptiesACache(t *testing.T) {
	s := scene(40.05, evenly("api", 10), server("api", aside()), cacheOf())
	s.Data = items("things", 1, "uniform")
	s.Faults = []Fault{{At: seconds(20), Flush: "c"}}
	same(t, "misses: the first and that after the flush", ended(t, s).byName["c"].base().misses, 2)
}

func TestAFlushEmptiesTheEdge(t *testing.T) {
	p := &probe{}
	s := scene(40.05, evenly("edge", 10), cdnTo("p.main"), probing("p", p))
	s.Data = items("pages", 1, "uniform")
	s.Faults = []Fault{{At: seconds(20.05), Flush: "edge"}}
	ended(t, s)
	sameTimes(t, "fetches", p.times(), []float64{0.1, 20.1})
}

func TestFaultsOfAShardAndOfACopy(t *testing.T) {
	for _, c := range []struct {
		name string
		want []int32
	}{
		{"db", []int32{0, 1, 2, 3, 4, 5}},
		{"db/1", []int32{2, 3}},
		{"db/1/0", []int32{2}},
		{"db/2/1", []int32{5}},
	} {
		s := scene(10, evenly("db.read", 1), databaseOf(func(d *Database) { d.Shards, d.Replicas, d.Data = 3, 2, "things" }))
		s.Data = items("things", 10, "uniform")
		s.Faults = []Fault{{At: seconds(1), Down: c.name}}
		e := begin(t, s)
		e.run(1.5)
		var got []int32
		for _, in := range e.byName["db"].base().insts {
			if in.life == down {
				got = append(got, in.number)
			}
		}
		same(t, c.name, fmt.Sprint(got), fmt.Sprint(c.want))
	}
}

func TestFaultsAreOnTheTimeLine(t *testing.T) {
	s := scene(100, evenly("x", 1), server("x", steps(work("1ms"))), cacheOf())
	s.Data = items("things", 10, "uniform")
	s.Faults = []Fault{{At: seconds(50), Slow: "x", By: 4}, {At: seconds(10), For: seconds(20), Down: "x/0"}, {At: seconds(60), Flush: "c"}}
	var got []string
	for _, h := range result(t, s).Timeline {
		got = append(got, fmt.Sprintf("%v-%v %s %s %s", h.At, h.Until, h.What, h.Component, h.Detail))
	}
	want := []string{"10-30 down x/0 ", "50-100 slow x by 4x", "60-0 flush c "}
	same(t, "time line", fmt.Sprint(got), fmt.Sprint(want))
}
