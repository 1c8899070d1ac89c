package models

import (
	"math"
	"testing"
)

// TestNothingIsLost: in a system of every kind, what arrived at a component has been
// answered, rejected, failed, or is inside.
func TestNothingIsLost(t *testing.T) {
	s := rich()
	s.Faults = []Fault{{At: seconds(40), For: seconds(5), Down: "api/0"}, {At: seconds(60), For: seconds(5), Down: "db/0"}, {At: seconds(80), For: seconds(20), Slow: "db", By: 10}}
	e := ended(t, s)
	for _, n := range e.nodes {
		c := n.base()
		if c.kind.Name == "traffic" {
			continue
		}
		if got, want := c.completions+c.rejected+c.failed+c.abandoned+uint64(c.inSystem.Value()), c.arrivals; got != want || want == 0 {
			t.Errorf("%s: %d completed + %d rejected + %d failed + %d inside = %d, want %d arrivals",
				c.name, c.completions, c.rejected, c.failed, c.inSystem.Value(), got, want)
		}
		inside, arrivals := int32(0), uint64(0)
		for _, in := range c.insts {
			inside += in.inside
			arrivals += in.arrivals
			if in.inside < 0 || in.busy < 0 || in.waiting.waiting < 0 || in.used.Value() != int64(in.busy) && c.kind.Name != "queue" {
				t.Errorf("%s: instance %+v", c.name, in)
			}
		}
		same(t, c.name+": inside by instance", int64(inside), c.inSystem.Value())
		same(t, c.name+": arrivals by instance", arrivals, c.arrivals)
	}
	for _, l := range e.links {
		if l.from == nil {
			continue
		}
		if l.attempts+l.refused[byBreaker] < l.called {
			t.Errorf("%s: %d calls made %d attempts and %d were refused", l.name, l.called, l.attempts, l.refused[byBreaker])
		}
	}
	r := result(t, s)
	for _, c := range r.Components {
		v := c.Value
		same(t, c.Name+": arrivals of the result", v.Completions+v.Rejected+v.Failed+v.Abandoned+v.Inside, v.Arrivals)
	}
	for _, o := range r.Operations {
		v := o.Value
		same(t, o.Name+": offered", v.OK+v.Failed+v.InFlight, v.Offered)
		same(t, o.Name+": failed", v.Failures.Timeout+v.Failures.Rejected+v.Failures.Error, v.Failed)
	}
}

// TestTheRichSystemIsRich keeps the systems of these tests from becoming tame: everything
// that can happen happens in them.
func TestTheRichSystemIsRich(t *testing.T) {
	e := ended(t, rich())
	o := e.ops[0]
	for what, n := range map[string]uint64{
		"answers": o.ok, "rejections": o.rejected + e.byName["gw"].base().rejected, "rejections of the database": e.byName["db"].base().rejected,
		"hits of the edge": e.byName["edge"].base().hits, "misses of the cache": e.byName["c"].base().misses,
		"errors of the external": e.byName["psp"].base().failed, "refusals of the external": e.byName["psp"].base().rejected,
		"messages": e.byName["q"].base().completions, "wasted work": uint64(e.byName["psp"].base().wasted),
	} {
		if n == 0 {
			t.Errorf("there were no %s", what)
		}
	}
}

// TestLittlesLaw: L = lambda W at every component within the measured interval (Little
// 1961). Only requests that were inside at its edges, or were not completed, make a
// difference, so nothing fails here.
func TestLittlesLaw(t *testing.T) {
	e := ended(t, calm())
	for _, n := range e.nodes {
		c := n.base()
		if c.kind.Name == "traffic" {
			continue
		}
		seconds := e.now().Sub(e.measured).Seconds()
		l, lambda, w := c.inSystem.Mean(e.now()), float64(c.completions)/seconds, c.residence.Mean()
		if c.failed+c.rejected > 0 || c.completions == 0 {
			t.Fatalf("%s: %d completed, %d failed, %d rejected", c.name, c.completions, c.failed, c.rejected)
		}
		near(t, c.name+": L", l, lambda*w, 0.004*lambda*w+20*c.residence.Max()/seconds)
	}
}

// TestUtilizationLaw: busy servers = throughput times service (Denning and Buzen 1978).
func TestUtilizationLaw(t *testing.T) {
	e := ended(t, calm())
	seconds := e.now().Sub(e.measured).Seconds()
	for _, n := range e.nodes {
		c := n.base()
		if c.kind.Name == "traffic" || c.kind.Name == "queue" || c.service.Sum() == 0 {
			continue
		}
		near(t, c.name+": busy servers", c.busy(e.now())/seconds, c.service.Sum()/seconds, 0.004*c.service.Sum()/seconds+20*c.service.Max()/seconds)
		if c.bounded() {
			servers := c.capacity.Mean(e.now())
			u := c.busy(e.now()) / c.capacity.Integral(e.now())
			near(t, c.name+": utilisation", u, c.service.Sum()/seconds/servers, 0.01)
			if u <= 0 || u > 1 || math.IsNaN(u) {
				t.Errorf("%s: utilisation %v", c.name, u)
			}
		}
	}
}

// calm is the rich system without what makes calls fail.
func calm() *System {
	s := rich()
	for i := range s.Components {
		switch c := s.Components[i].Spec.(type) {
		case *Traffic:
			c.Rate = Shape{&Constant{40}}
		case *CDN:
			c.Policy.Timeout = 0
		case *Gateway:
			c.RateLimit.Rule = nil
		case *Service:
			c.Queue = Bound{}
			c.CPU = 4
			c.Concurrency = 0
			for k := range c.Operations {
				eachStep(c.Operations[k].Value, "", func(_ string, st *Step) {
					st.Policy.Timeout, st.Policy.Retries, st.Policy.Breaker.Rule = 0, 0, nil
				})
			}
		case *Database:
			c.Queue = Bound{}
		case *External:
			c.Errors, c.Limit = 0, 0
		case *Queue:
			c.Limit = 0
		}
	}
	return s
}
