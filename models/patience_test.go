package models

import (
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/retry"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

func patient(edit func(*Patience)) func(*Traffic) {
	return func(t *Traffic) { t.Patience = *made(edit) }
}

// TestWhoHasNoPatienceLeaves: answers take 1 s, people wait 0.4 s. The client program
// gives up with them, and tries no more.
func TestWhoHasNoPatienceLeaves(t *testing.T) {
	p := taking(1)
	r := result(t, scene(5.9, evenly("p", 1, patient(func(w *Patience) { w.Leave = duration("0.4s") }), withPolicies(func(c *policy.Call) {
		c.Timeout, c.Retries = seconds(0.3), 5
		c.Backoff.Rule = &retry.Constant{Base: seconds(0.05)}
	})), probing("p", p)))
	o := found(t, r.Operations, "main")
	same(t, "failures", o.Failures, stats.Failures{Abandoned: 5})
	same(t, "failed", o.Failed, 5)
	same(t, "attempts", found(t, r.Links, "users->p").Attempts, 10)
	near(t, "wasted seconds", found(t, r.Components, "p").Wasted, 8, 1e-9)
}

// TestAReload: the first answer takes 1 s, the second 0.1 s. Somebody who reloads after
// 0.5 s sees an answer after 0.6 s, and the server side one after 0.1 s.
func TestAReload(t *testing.T) {
	for _, c := range []struct {
		what             string
		policies         func(*policy.Call)
		chance           float64
		reloads          uint64
		visible, attempt float64
	}{
		{"over a plain link", func(*policy.Call) {}, 1, 1, 0.6, 0.1},
		{"with a timeout", func(c *policy.Call) { c.Timeout = seconds(5) }, 1, 1, 0.6, 0.1},
		{"with retries", func(c *policy.Call) { c.Timeout, c.Retries = seconds(5), 3 }, 1, 1, 0.6, 0.1},
		{"nobody reloads", func(*policy.Call) {}, 0, 0, 1, 1},
	} {
		p := &probe{takes: func(n, _ int) float64 {
			if n == 1 {
				return 1
			}
			return 0.1
		}}
		r := result(t, scene(2.9, evenly("p", 0.5, patient(func(w *Patience) {
			w.ReloadAfter, w.Reload = duration("0.5s"), unit.Ratio(c.chance)
		}), withPolicies(c.policies)), probing("p", p)))
		o := found(t, r.Operations, "main")
		same(t, c.what+": reloads", o.Reloads, c.reloads)
		if c.chance == 0 {
			same(t, c.what+": in flight", o.InFlight, 1)
			continue
		}
		near(t, c.what+": what people see", o.Latency.Mean.Value, c.visible, 0.001)
		near(t, c.what+": what the server side sees", o.Service.Mean.Value, c.attempt, 0.001)
	}
}

// TestReloadsAreLoad: everybody reloads every 50 ms, twice at most, and answers take 1 s.
func TestReloadsAreLoad(t *testing.T) {
	p := taking(1)
	r := result(t, scene(100.5, evenly("p", 1, patient(func(w *Patience) {
		w.ReloadAfter, w.Reload, w.Reloads = duration("50ms"), 1, 2
	})), probing("p", p)))
	same(t, "reloads", found(t, r.Operations, "main").Reloads, 200)
	same(t, "arrivals", uint64(len(p.times())), 300)
	near(t, "wasted seconds", found(t, r.Components, "p").Wasted, 198, 2.1)
	same(t, "calls and reloads", found(t, r.Links, "users->p").Calls, 300)
}
