package models

import (
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/retry"
	"headroom/sim/flow"
)

// hedged gives clients a hedge.
func hedged(rule retry.HedgeRule, more ...func(*policy.Call)) func(*Traffic) {
	return withPolicies(func(c *policy.Call) {
		c.Hedge.Rule = rule
		for _, edit := range more {
			edit(c)
		}
	})
}

// slowFirst takes a second for the first call and 0.1 s for the others.
func slowFirst(n, _ int) float64 {
	if n == 1 {
		return 1
	}
	return 0.1
}

func TestHedges(t *testing.T) {
	for _, c := range []struct {
		what     string
		rule     retry.HedgeRule
		more     func(*policy.Call)
		takes    func(n, place int) float64
		ends     func(n, place int) flow.Outcome
		attempts []float64 // after the request at 1 s
		latency  float64
		hedges   uint64
		retries  uint64
	}{
		{"the second is faster", made(func(h *retry.DelayHedge) { h.Delay, h.MaxAttempts = seconds(0.3), 2 }), nil,
			slowFirst, nil, []float64{0, 0.3}, 0.4, 1, 0},
		{"the first answers in time", made(func(h *retry.DelayHedge) { h.Delay = seconds(0.3) }), nil,
			func(int, int) float64 { return 0.2 }, nil, []float64{0}, 0.2, 0, 0},
		{"all at once", made(func(h *retry.DelayHedge) { h.Delay, h.MaxAttempts = 0, 3 }), nil,
			func(n, _ int) float64 { return []float64{0.5, 0.4, 0.2}[n-1] }, nil, []float64{0, 0, 0}, 0.2, 2, 0},
		{"an error is followed by the next at once", made(func(h *retry.DelayHedge) { h.Delay, h.MaxAttempts = seconds(0.3), 3 }), nil,
			func(int, int) float64 { return 0.1 }, func(n, _ int) flow.Outcome { return []flow.Outcome{flow.Error, flow.OK}[n-1] }, []float64{0, 0.1}, 0.2, 0, 1},
		{"a retry races an attempt past its timeout, which wins", made(func(*retry.TimeoutHedge) {}), func(c *policy.Call) {
			c.Timeout, c.Retries, c.Deadline = seconds(0.2), 1, seconds(5)
			c.Backoff.Rule = &retry.Constant{}
		}, func(n, _ int) float64 { return []float64{0.3, 0.5}[n-1] }, nil, []float64{0, 0.2}, 0.3, 0, 1},
		{"a retry races an attempt past its timeout, and wins", made(func(*retry.TimeoutHedge) {}), func(c *policy.Call) {
			c.Timeout, c.Retries, c.Deadline = seconds(0.2), 1, seconds(5)
			c.Backoff.Rule = &retry.Constant{}
		}, slowFirst, nil, []float64{0, 0.2}, 0.3, 0, 1},
	} {
		p := &probe{copies: 3, takes: c.takes, ends: c.ends}
		edits := []func(*policy.Call){}
		if c.more != nil {
			edits = append(edits, c.more)
		}
		r := result(t, scene(3.4, evenly("p", 1, func(t *Traffic) {
			t.Rate = Shape{&Steps{Points: []Point{{0, 1}, {seconds(1.5), 0}}}}
		}, hedged(c.rule, edits...)), probing("p", p)))
		var want []float64
		for _, a := range c.attempts {
			want = append(want, 1+a)
		}
		sameTimes(t, c.what, p.times(), want)
		near(t, c.what+": latency", found(t, r.Operations, "main").Latency.Mean.Value, c.latency, 0.001)
		l := found(t, r.Links, "users->p")
		same(t, c.what+": hedges", l.Hedges, c.hedges)
		same(t, c.what+": retries", l.Retries, c.retries)
		places := map[int]bool{}
		for _, s := range p.seen {
			places[s.place] = true
		}
		if len(places) != len(p.seen) && len(c.attempts) <= 3 && c.retries == 0 {
			t.Errorf("%s: %d attempts at %d instances, want each elsewhere", c.what, len(p.seen), len(places))
		}
	}
}

// TestTiedRequests: two servers get each request; whichever begins first cancels the other.
// Against a hedge without a tie, hardly any work is done twice.
func TestTiedRequests(t *testing.T) {
	wasted := func(rule retry.HedgeRule) float64 {
		s := scene(200, poisson("api", 30, hedged(rule)), server("api", steps(work("exponential(mean=50ms)")), func(s *Service) { s.Replicas = 4 }))
		s.Components[0].Spec.(*Traffic).Link = network("0.5ms")
		r := result(t, s)
		api := found(t, r.Components, "api")
		return api.Utilization.Mean.Value / (30 * 0.05 / 4)
	}
	near(t, "work per useful work, tied", wasted(made(func(*retry.TiedHedge) {})), 1.4, 0.45)
	if both := wasted(made(func(h *retry.DelayHedge) { h.Delay, h.MaxAttempts = 0, 2 })); both < 1.85 {
		t.Errorf("without a tie %.2f times the work is done, want nearly twice", both)
	}
}

// TestAPercentileHedgeAddsLittleLoad: a hedge after the 95th percentile sends about 5 %
// more (Dean and Barroso 2013).
func TestAPercentileHedgeAddsLittleLoad(t *testing.T) {
	x := made(func(*External) {})
	x.Operations.Add("main", duration("lognormal(mean=10ms p99=60ms)"))
	r := result(t, scene(600, poisson("ext", 50, hedged(made(func(h *retry.PercentileHedge) { h.Percentile = 0.95 }))), comp("external", "ext", x)))
	l := found(t, r.Links, "users->ext")
	near(t, "hedges per call", float64(l.Hedges)/float64(l.Calls), 0.05, 0.01)
	if p99 := found(t, r.Operations, "main").Latency.P99.Value; p99 > 0.045 {
		t.Errorf("p99 %.4f s, want well below the 60 ms without hedges", p99)
	}
}
