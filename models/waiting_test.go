package models

import (
	"fmt"
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/limit"
	"headroom/sim/stats"
)

// classed is traffic of a class with a name of its own.
func classed(name string, c Component, class limit.Class) Component {
	c.Name = name
	c.Spec.(*Traffic).Priority = class
	return c
}

// TestOverflow: one core, work of a second, room for two. Requests come at 0.1 s, 0.2 s and
// so on; the fourth finds the queue full. Those of the third source are the important ones.
func TestOverflow(t *testing.T) {
	for _, c := range []struct {
		rule string
		done []float64 // when the requests were sent that are answered
	}{
		{"reject_new", []float64{0.1, 0.2, 0.3}},
		{"drop_oldest", []float64{0.1, 0.4, 0.5}},
		{"drop_lowest_priority", []float64{0.1, 0.2, 0.5}},
	} {
		for _, threads := range []bool{false, true} {
			var parts []Component
			for i := range 5 {
				at := float64(i+1) / 10
				class := limit.Critical
				if i == 4 {
					class = limit.CriticalPlus
				}
				parts = append(parts, classed(fmt.Sprintf("u%d", i), evenly("api", 0, func(t *Traffic) {
					t.Rate = Shape{&Steps{Points: []Point{{0, 0}, {seconds(at - 0.001), 1000}, {seconds(at + 0.0005), 0}}}}
				}), class))
			}
			p := &probe{}
			parts = append(parts, server("api", steps(work("1s"), calling("p.main")), func(s *Service) {
				s.Queue, s.Overflow = Bound{true, 2}, c.rule
				if threads {
					s.Concurrency = 1
				}
			}), probing("p", p))
			r := result(t, scene(5, parts...))
			what := fmt.Sprintf("%s, threads %v", c.rule, threads)
			same(t, what+": ok", found(t, r.Operations, "main").OK, 3)
			api := found(t, r.Components, "api")
			same(t, what+": rejected for a full queue", found(t, api.RejectedBy, "queue_full"), 2)
			same(t, what+": arrivals", api.Completions+api.Rejected, 5)
		}
	}
}

// storm is a service of 100/s that gets 150/s of clients who wait for 0.5 s.
func storm(edit func(*Service), more ...Component) *System {
	users := poisson("api", 150, withPolicies(func(c *policy.Call) { c.Timeout = seconds(0.5) }))
	return scene(120, append([]Component{users, server("api", steps(work("exponential(mean=10ms)")), edit)}, more...)...)
}

func goodput(r *stats.Result) float64 {
	sum := 0.0
	for _, o := range r.Operations {
		sum += o.Value.OKRate
	}
	return sum
}

// TestSheddingKeepsTheGoodput: in an overload that lasts, a queue without rules serves
// nobody in time; every kind of shedding keeps most of the capacity useful.
func TestSheddingKeepsTheGoodput(t *testing.T) {
	for _, c := range []struct {
		what      string
		edit      func(*Service)
		low, high float64 // answers in time, per second
	}{
		{"without rules", func(*Service) {}, 0, 10},
		{"CoDel", func(s *Service) { s.Shed.Rule = made(func(*limit.CoDel) {}) }, 60, 100},
		{"adaptive CoDel with the youngest first", func(s *Service) { s.Shed.Rule = made(func(*limit.AdaptiveCoDel) {}) }, 80, 100},
		{"DAGOR", func(s *Service) { s.Shed.Rule = made(func(*limit.DAGOR) {}) }, 45, 100},
		{"a limit of the requests inside", func(s *Service) {
			s.ConcurrencyLimit = bounded(func(b *limit.Bulkhead) { b.MaxConcurrent = 20 })
		}, 90, 101},
		{"a limit that finds itself", func(s *Service) {
			s.ConcurrencyLimit = bounded(func(*limit.Gradient2) {})
		}, 80, 101},
	} {
		for _, threads := range []bool{false, true} {
			r := result(t, storm(func(s *Service) {
				c.edit(s)
				if threads {
					s.Concurrency = 1
				}
			}))
			if got := goodput(r); got < c.low || got > c.high {
				t.Errorf("%s, threads %v: %.1f/s answered in time, want %v to %v", c.what, threads, got, c.low, c.high)
			}
		}
	}
}

// TestWhatCannotBeReadyIsRefused: with deadlines, requests that would be late are not let
// in, and no work is wasted.
func TestWhatCannotBeReadyIsRefused(t *testing.T) {
	s := storm(func(s *Service) { s.Shed.Rule = made(func(d *limit.DeadlineShed) { d.Expected = seconds(0.03) }) })
	p := &s.Components[0].Spec.(*Traffic).Policy
	p.Timeout, p.Deadline = 0, seconds(0.5)
	r := result(t, s)
	if got := goodput(r); got < 85 {
		t.Errorf("%.1f/s answered in time, want at least 85", got)
	}
}

// TestTheUnimportantGoesFirst: 60/s of each of two classes.
func TestTheUnimportantGoesFirst(t *testing.T) {
	edit := func(c *policy.Call) { c.Timeout = seconds(2) }
	s := scene(120, classed("people", poisson("api.main", 60, withPolicies(edit)), limit.Critical),
		classed("batch", poisson("api.other", 60, withPolicies(edit)), limit.Sheddable),
		server("api", steps(work("exponential(mean=40ms)")), func(s *Service) {
			s.CPU = 4
			s.Operations.Add("other", steps(work("exponential(mean=40ms)")))
			s.Shed.Rule = made(func(*limit.PriorityShed) {})
		}))
	s.Components[1].Spec.(*Traffic).Mix.Add("other", 1)
	r := result(t, s)
	people, batch := found(t, r.Operations, "main"), found(t, r.Operations, "other")
	if people.Success.Value < 0.97 || batch.Success.Value > 0.8 {
		t.Errorf("success of people %.3f and of batch jobs %.3f; want nearly all and much fewer", people.Success.Value, batch.Success.Value)
	}
}

// TestAThrottleSendsTwiceWhatIsAccepted: 1,000/s for a callee that accepts 100/s; with
// K = 2 about 200/s are sent (Beyer et al., "Site Reliability Engineering", chapter 21).
func TestAThrottleSendsTwiceWhatIsAccepted(t *testing.T) {
	x := made(func(x *External) { x.Limit = 100 })
	x.Operations.Add("main", duration("1ms"))
	s := scene(600, poisson("ext", 1000, withPolicies(func(c *policy.Call) {
		c.Throttle.Rule = made(func(*limit.AdaptiveThrottle) {})
	})), comp("external", "ext", x))
	s.Run.Warmup = WarmUp{}
	if err := s.Run.Warmup.UnmarshalText([]byte("200s")); err != nil {
		t.Fatal(err)
	}
	r := result(t, s)
	near(t, "sent per second", float64(found(t, r.Links, "users->ext").Attempts)/400, 200, 6)
	near(t, "accepted per second", found(t, r.Operations, "main").OKRate, 100, 2)
}
