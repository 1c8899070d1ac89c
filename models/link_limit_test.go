package models

import (
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/limit"
	"headroom/sim/stats"
)

// burst is ten requests in the first second, at 0.1 s, 0.2 s and so on.
func burst(edit func(*policy.Call)) Component {
	return evenly("p", 10, func(t *Traffic) {
		t.Rate = Shape{&Steps{Points: []Point{{0, 10}, {seconds(1.05), 0}}}}
		edit(&t.Policy)
	})
}

func rated[T any](edit func(*T)) limit.Rate {
	return limit.Rate{Rule: any(made(edit)).(limit.RateRule)}
}

func bounded[T any](edit func(*T)) limit.Concurrency {
	return limit.Concurrency{Rule: any(made(edit)).(limit.ConcurrencyRule)}
}

// TestALimitOfTheCaller: what is over it is refused without being sent, or waits.
func TestALimitOfTheCaller(t *testing.T) {
	for _, c := range []struct {
		what    string
		edit    func(*policy.Call)
		times   []float64
		refused stats.Ordered[uint64]
	}{
		{"a token bucket of 2 at 2/s", func(c *policy.Call) {
			c.RateLimit = rated(func(b *limit.TokenBucket) { b.Rate, b.Burst = 2, 2 })
		}, []float64{0.1, 0.2, 0.6}, stats.Ordered[uint64]{{Name: "rate_limit", Value: 7}}},
		{"a leaky bucket that lets three wait", func(c *policy.Call) {
			c.RateLimit = rated(func(b *limit.LeakyBucket) { b.Rate, b.Queue = 2, 3 })
		}, []float64{0.1, 0.6, 1.1, 1.6, 2.1}, nil},
		{"two at a time, and nobody waits", func(c *policy.Call) {
			c.ConcurrencyLimit = bounded(func(b *limit.Bulkhead) { b.MaxConcurrent = 2 })
		}, []float64{0.1, 0.2, 0.7, 0.8}, stats.Ordered[uint64]{{Name: "concurrency_limit", Value: 6}}},
		{"two at a time, and a wait of 0.35 s", func(c *policy.Call) {
			c.ConcurrencyLimit = bounded(func(b *limit.Bulkhead) { b.MaxConcurrent, b.MaxWait = 2, seconds(0.35) })
		}, []float64{0.1, 0.2, 0.65, 0.75, 1.2, 1.3}, stats.Ordered[uint64]{{Name: "concurrency_limit", Value: 4}}},
		{"two threads and a queue of three", func(c *policy.Call) {
			c.ConcurrencyLimit = bounded(func(b *limit.Pool) { b.Threads, b.Queue = 2, 3 })
		}, []float64{0.1, 0.2, 0.65, 0.75, 1.2, 1.3, 1.75}, stats.Ordered[uint64]{{Name: "concurrency_limit", Value: 3}}},
		{"the timeout covers the wait, and ends with it", func(c *policy.Call) {
			c.Timeout = seconds(0.6)
			c.ConcurrencyLimit = bounded(func(b *limit.Pool) { b.Threads, b.Queue = 1, 10 })
		}, []float64{0.1, 0.65, 0.8, 0.9}, nil},
	} {
		p := taking(0.55)
		r := result(t, scene(4, burst(c.edit), probing("p", p)))
		l := found(t, r.Links, "users->p")
		if c.refused != nil {
			sameTimes(t, c.what, p.times(), c.times)
		} else if got := p.times(); len(got) < len(c.times) {
			t.Errorf("%s: sent at %v, want %v first", c.what, got, c.times)
		} else {
			sameTimes(t, c.what, got[:len(c.times)], c.times)
		}
		for _, want := range c.refused {
			same(t, c.what+": refused", found(t, l.Refused, want.Name), want.Value)
		}
		same(t, c.what+": sent or refused or out of time", uint64(len(p.times())) <= 10, true)
		same(t, c.what+": calls", l.Calls, 10)
	}
}

// TestWhatWaitsAtALimitIsInTheTrace: the parts of the mean latency sum to it.
func TestWhatWaitsAtALimitIsInTheTrace(t *testing.T) {
	r := result(t, scene(400, poisson("p", 5, withPolicies(func(c *policy.Call) {
		c.Timeout = seconds(30)
		c.RateLimit = rated(func(b *limit.LeakyBucket) { b.Rate, b.Queue = 8, 100 })
		c.ConcurrencyLimit = bounded(func(b *limit.Pool) { b.Threads, b.Queue = 2, 1000 })
	})), probing("p", taking(0.3))))
	sum, limits := 0.0, 0.0
	for _, s := range found(t, r.Operations, "main").Attribution {
		sum += s.Mean
		if s.Cause == "limit" {
			limits += s.Mean
		}
	}
	near(t, "sum of the shares", sum, 1, 1e-9)
	if limits < 0.2 {
		t.Errorf("limits take %v of the latency, want a good part", limits)
	}
}

// TestAnAdaptiveLimitFindsTheCapacity: a service of 4 cores and 10 ms is offered three
// times what it can do. Vegas keeps the queue at the service short, and the rest is
// refused at the caller.
func TestAnAdaptiveLimitFindsTheCapacity(t *testing.T) {
	r := result(t, scene(60, poisson("api", 1200, withPolicies(func(c *policy.Call) {
		c.ConcurrencyLimit = bounded(func(*limit.Vegas) {})
	})), server("api", steps(work("exponential(mean=10ms)")), func(s *Service) { s.CPU = 4 })))
	api := found(t, r.Components, "api")
	near(t, "utilisation", api.Utilization.Mean.Value, 1, 0.05)
	if q := api.Queue.Mean.Value; q > 20 {
		t.Errorf("queue of %v, want a short one", q)
	}
	l := found(t, r.Links, "users->api")
	near(t, "share refused", float64(found(t, l.Refused, "concurrency_limit"))/float64(l.Calls), 2./3, 0.05)
}
