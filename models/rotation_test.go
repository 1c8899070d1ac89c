package models

import (
	"strings"
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/health"
	"headroom/sim/flow"
	"headroom/sim/stats"
)

// callsOf counts the calls that reached an instance of a probe between two instants.
func callsOf(p *probe, place int, from, to float64) (n int) {
	for _, s := range p.seen {
		if s.place == place && s.at >= from && s.at < to {
			n++
		}
	}
	return n
}

// failsAt is a probe of four instances, of which one fails all its calls.
func failsAt(place int) *probe {
	return &probe{copies: 4, ends: func(_, at int) flow.Outcome {
		if at == place {
			return flow.Error
		}
		return flow.OK
	}}
}

func told(r *stats.Result, what string) (list []string) {
	for _, h := range r.Timeline {
		if h.What == what {
			list = append(list, h.Detail)
		}
	}
	return list
}

// TestAnOutlierIsEjected: five failures in a row take replica 1 out of the rotation for
// 30 s, then it is tried again, and goes for twice as long.
func TestAnOutlierIsEjected(t *testing.T) {
	p := failsAt(1)
	r := result(t, scene(120, evenly("p", 40, withPolicies(func(c *policy.Call) {
		c.Eject.Rule = made(func(e *health.Envoy) { e.MaxEjectionPercent = 1 })
	})), probing("p", p)))
	same(t, "calls until it is ejected", callsOf(p, 1, 0, 25), 5)
	same(t, "failures", found(t, r.Operations, "main").Failures.Error, uint64(callsOf(p, 1, 0, 120)))
	list := told(r, "ejected")
	if len(list) != 3 || list[0] != "p/1: consecutive 5xx" {
		t.Errorf("ejections %q, want 3 of p/1", list)
	}
	out := r.Series.Column("link/users->p", "ejected")
	near(t, "ejected at 20 s", out[20], 1, 1e-9)
	if p.seen[len(p.seen)-1].at < 119 {
		t.Error("calls end early")
	}
}

// TestAHealthCheckTakesTheDeadOut: a replica is down from 20 s to 60 s. Checks of HAProxy
// come every 2 s; three failures and two successes count.
func TestAHealthCheckTakesTheDeadOut(t *testing.T) {
	p := &probe{copies: 4}
	s := scene(90, evenly("p", 40, withPolicies(func(c *policy.Call) {
		c.HealthCheck.Rule = made(func(*health.HAProxyCheck) {})
	})), probing("p", p))
	s.Faults = []Fault{{At: seconds(20), For: seconds(40), Down: "p/2"}}
	r := result(t, s)
	o := found(t, r.Operations, "main")
	// 10 calls a second fail for 4 s to 6 s, or until the third probe fails.
	if n := o.Failures.Error; n < 40 || n > 80 {
		t.Errorf("%d failures, want those of 4 to 8 seconds", n)
	}
	list := told(r, "health")
	if len(list) != 2 || !strings.Contains(list[0], "healthy -> unhealthy") || !strings.Contains(list[1], "unhealthy -> healthy") {
		t.Errorf("time line %q, want out and in again", list)
	}
	same(t, "calls while it is out", callsOf(p, 2, 30, 60), 0)
	if callsOf(p, 2, 66, 90) < 200 {
		t.Error("it does not come back")
	}
}

// TestPanic: three of four replicas are down. Below half of them healthy Envoy calls all,
// HAProxy the one that is left.
func TestPanic(t *testing.T) {
	for _, c := range []struct {
		what      string
		policy    func(*policy.Call)
		low, high float64 // share of ok calls while they are down
	}{
		{"of HAProxy", func(c *policy.Call) { c.HealthCheck.Rule = made(func(*health.HAProxyCheck) {}) }, 0.999, 1},
		{"of Envoy", func(c *policy.Call) {
			c.HealthCheck.Rule = made(func(e *health.EnvoyCheck) {
				e.Interval, e.Timeout, e.UnhealthyThreshold, e.HealthyThreshold = seconds(2), seconds(1), 3, 2
			})
		}, 0.2, 0.3},
		{"of Envoy, told to fail closed", func(c *policy.Call) {
			c.Panic.Rule = &health.FailClosed{}
			c.HealthCheck.Rule = made(func(e *health.EnvoyCheck) {
				e.Interval, e.Timeout, e.UnhealthyThreshold, e.HealthyThreshold = seconds(2), seconds(1), 3, 2
			})
		}, 0.999, 1},
	} {
		s := scene(60, evenly("p", 100, withPolicies(c.policy)), probing("p", &probe{copies: 4}))
		for i := range 3 {
			s.Faults = append(s.Faults, Fault{At: seconds(10), Down: "p/" + string(rune('0'+i))})
		}
		r := result(t, s)
		ok, failed := r.Series.Column("operation/main", "ok"), r.Series.Column("operation/main", "failed")
		share, n := 0.0, 0.0
		for i, at := range r.Series.Times {
			if at >= 30 && at < 58 {
				share, n = share+ok[i]/(ok[i]+failed[i]), n+1
			}
		}
		if share /= n; share < c.low || share > c.high {
			t.Errorf("%s: %.3f of the calls are answered, want %v to %v", c.what, share, c.low, c.high)
		}
	}
}

// TestASlowStart: a replica that comes back after 30 s gets its share within 20 s.
func TestASlowStart(t *testing.T) {
	p := &probe{copies: 4}
	s := scene(80, evenly("p", 400, withPolicies(func(c *policy.Call) {
		c.HealthCheck.Rule = made(func(*health.HAProxyCheck) {})
		c.SlowStart.Rule = made(func(e *health.EnvoySlowStart) { e.Window = seconds(20) })
	})), probing("p", p))
	s.Faults = []Fault{{At: seconds(5), For: seconds(25), Down: "p/0"}}
	r := result(t, s)
	back := 0.0
	for _, h := range r.Timeline {
		if h.What == "health" && strings.Contains(h.Detail, "unhealthy -> healthy") {
			back = h.At
		}
	}
	if back < 30 || back > 38 {
		t.Fatalf("it is back at %v, want soon after 30 s", back)
	}
	early, middle, late := callsOf(p, 0, back, back+2), callsOf(p, 0, back+9, back+11), callsOf(p, 0, back+22, back+24)
	near(t, "calls in two seconds at the beginning", float64(early), 800*0.1/3.1, 8)
	near(t, "in the middle", float64(middle), 800*0.5/3.5, 10)
	near(t, "at the end", float64(late), 200, 5)
}

// TestProbesAreWork: 2 callers and 3 replicas of one core, a probe a second of 10 ms.
func TestProbesAreWork(t *testing.T) {
	checked := with(calling("api.main"), func(s *Step) {
		s.Policy.HealthCheck.Rule = made(func(c *health.HAProxyCheck) { c.Inter, c.Cost = seconds(1), seconds(0.01) })
	})
	r := result(t, scene(200, evenly("front", 1), server("front", steps(checked), func(s *Service) { s.Replicas = 2 }),
		server("api", steps(pause("1ms")), func(s *Service) { s.Replicas = 3 })))
	near(t, "utilisation by probes", found(t, r.Components, "api").Utilization.Mean.Value, 2*0.01, 0.001)
}

// TestADeepCheckFailsWithTheDependency: the database is down for a while. Shallow checks
// see nothing of it; deep ones take out all replicas at once.
func TestADeepCheckFailsWithTheDependency(t *testing.T) {
	for _, deep := range []bool{false, true} {
		s := scene(60, evenly("api", 20, withPolicies(func(c *policy.Call) {
			c.HealthCheck.Rule = made(func(h *health.HAProxyCheck) { h.Deep = deep })
		})), server("api", steps(with(calling("db.main"), func(s *Step) {})), func(s *Service) { s.Replicas = 3 }), probing("db", &probe{}))
		s.Faults = []Fault{{At: seconds(20), For: seconds(20), Down: "db"}}
		r := result(t, s)
		want := 0
		if deep {
			want = 6 // out and in again, each
		}
		same(t, "changes of health", len(told(r, "health")), want)
		c := found(t, r.Components, "api")
		if rejectsEarly := c.Arrivals < 1100; rejectsEarly != deep {
			t.Errorf("deep %v: %d calls reach the service, of 1200", deep, c.Arrivals)
		}
	}
}
