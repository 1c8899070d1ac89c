package models

import (
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/balance"
	"headroom/models/policy/breaker"
	"headroom/models/policy/retry"
	"headroom/sim/flow"
	"headroom/sim/stats"
)

// withPolicies gives clients policies.
func withPolicies(edit func(*policy.Call)) func(*Traffic) {
	return func(t *Traffic) { edit(&t.Policy) }
}

func TestATimeoutLeavesTheCalleeWorking(t *testing.T) {
	p := &probe{takes: func(int, int) float64 { return 1 }}
	r := result(t, scene(9.5, evenly("p", 0.2, withPolicies(func(c *policy.Call) {
		c.Timeout, c.Retries = seconds(0.1), 2
		c.Backoff = retry.Backoff{Rule: &retry.Constant{Base: seconds(0.05)}}
	})), probing("p", p)))
	sameTimes(t, "attempts", p.times(), []float64{5, 5.15, 5.3})
	c := found(t, r.Components, "p")
	same(t, "completions", c.Completions, 3)
	near(t, "wasted seconds", c.Wasted, 3, 1e-9)
	l := found(t, r.Links, "users->p")
	same(t, "calls", l.Calls, 1)
	same(t, "attempts", l.Attempts, 3)
	same(t, "retries", l.Retries, 2)
	same(t, "timeouts", l.Timeouts, 3)
	same(t, "failed", l.Failed, 1)
	o := found(t, r.Operations, "main")
	same(t, "failures", o.Failures, stats.Failures{Timeout: 1})
}

func TestAnAnswerInTimeIsNotATimeout(t *testing.T) {
	p := &probe{takes: func(int, int) float64 { return 0.099 }}
	r := result(t, scene(10, evenly("p", 1, withPolicies(func(c *policy.Call) { c.Timeout = seconds(0.1) })), probing("p", p)))
	l := found(t, r.Links, "users->p")
	same(t, "timeouts", l.Timeouts, 0)
	same(t, "wasted", found(t, r.Components, "p").Wasted, 0)
}

func TestRetriesEndWithTheFirstGoodAnswer(t *testing.T) {
	answers := []flow.Outcome{flow.Error, flow.Rejected, flow.OK}
	p := &probe{
		takes: func(int, int) float64 { return 0.01 },
		ends:  func(n, _ int) flow.Outcome { return answers[n-1] },
	}
	r := result(t, scene(1.9, evenly("p", 1, withPolicies(func(c *policy.Call) {
		c.Retries = 5
		c.Backoff = retry.Backoff{Rule: &retry.Exponential{Growth: retry.Growth{Base: seconds(0.1), Cap: seconds(20), Factor: 2}}}
	})), probing("p", p)))
	sameTimes(t, "attempts", p.times(), []float64{1, 1.11, 1.32})
	l := found(t, r.Links, "users->p")
	same(t, "attempts", l.Attempts, 3)
	same(t, "errors", l.Errors, 1)
	same(t, "rejected", l.Rejected, 1)
	same(t, "retries", l.Retries, 2)
	same(t, "failed", l.Failed, 0)
	near(t, "latency with both waits", found(t, r.Operations, "main").Latency.Mean.Value, 0.33, 0.0005)
	same(t, "wasted", found(t, r.Components, "p").Wasted, 0)
}

// TestALateAnswerDoesNotEndALaterAttempt: the first attempt answers while the second
// is under way; its answer is waste, and the second counts.
func TestALateAnswerDoesNotEndALaterAttempt(t *testing.T) {
	p := &probe{takes: func(n, _ int) float64 { return []float64{0.15, 0.08}[n-1] }}
	r := result(t, scene(1.9, evenly("p", 1, withPolicies(func(c *policy.Call) {
		c.Timeout, c.Retries = seconds(0.1), 1
	})), probing("p", p)))
	sameTimes(t, "attempts", p.times(), []float64{1, 1.15})
	near(t, "latency", found(t, r.Operations, "main").Latency.Mean.Value, 0.23, 0.0005)
	near(t, "wasted", found(t, r.Components, "p").Wasted, 0.15, 1e-9)
}

func TestALinkTakesItsTimeBothWays(t *testing.T) {
	p := &probe{takes: func(int, int) float64 { return 0.01 }}
	c := evenly("p", 1)
	c.Spec.(*Traffic).Link = network("20ms")
	r := result(t, scene(1.5, c, probing("p", p)))
	sameTimes(t, "arrival", p.times(), []float64{1.02})
	near(t, "latency", found(t, r.Operations, "main").Latency.Mean.Value, 0.05, 0.0001)
}

// breaking is a breaker with its defaults, but what change sets.
func breaking(change func(b *breaker.Resilience4j)) breaker.Spec {
	b := Defaults(&breaker.Resilience4j{})
	change(b)
	return breaker.Spec{Rule: b}
}

// TestAnOpenBreakerRefuses: four failures fill the window and open the breaker. What it
// refuses never reaches the callee and is not tried again.
func TestAnOpenBreakerRefuses(t *testing.T) {
	p := &probe{ends: func(int, int) flow.Outcome { return flow.Error }}
	r := result(t, scene(10.5, evenly("p", 1, withPolicies(func(c *policy.Call) {
		c.Retries = 1
		c.Backoff = retry.Backoff{Rule: &retry.Constant{Base: seconds(0.1)}}
		c.Breaker = breaking(func(b *breaker.Resilience4j) { b.Window, b.MinimumCalls = 4, 4 })
	})), probing("p", p)))
	sameTimes(t, "attempts that came through", p.times(), []float64{1, 1.1, 2, 2.1})
	l := found(t, r.Links, "users->p")
	same(t, "calls", l.Calls, 10)
	same(t, "attempts", l.Attempts, 4)
	same(t, "retries", l.Retries, 2)
	same(t, "opened", l.Breaker.Opened, 1)
	same(t, "refused", l.Breaker.Refused, 8)
	same(t, "failures", found(t, r.Operations, "main").Failures, stats.Failures{Rejected: 8, Error: 2})
	near(t, "time open", l.Breaker.OpenTime, 10.5-2.1, 1e-9)
	if h := r.Timeline; len(h) != 1 || h[0].What != "breaker" || h[0].Component != "users->p" || h[0].Detail != "closed -> open" {
		t.Errorf("timeline %+v, want one opening", h)
	}
}

func TestBalancing(t *testing.T) {
	fast, slow := 0.1, 0.9
	shares := func(b balance.Spec) (slowShare float64) {
		p := &probe{copies: 2, takes: func(_, place int) float64 {
			if place == 0 {
				return fast
			}
			return slow
		}}
		ended(t, scene(50, poisson("p", 200, withPolicies(func(c *policy.Call) { c.Balance = b })), probing("p", p)))
		n := 0
		for _, s := range p.seen {
			n += s.place
		}
		return float64(n) / float64(len(p.seen))
	}
	near(t, "share of the slow one, in turn", shares(balance.Spec{Rule: &balance.RoundRobin{}}), 0.5, 0.001)
	near(t, "share of the slow one, at random", shares(balance.Spec{Rule: &balance.Random{}}), 0.5, 0.03)
	// Equal numbers outstanding: the rates are as the inverse times, 1 to 9.
	near(t, "share of the slow one, least outstanding", shares(balance.Spec{Rule: &balance.LeastOutstanding{}}), 0.1, 0.03)
	// The same one is drawn twice in half of the cases, and half of those are the slow one.
	near(t, "share of the slow one, least of two requests", shares(balance.Spec{Rule: &balance.LeastRequest{Choices: 2}}), 0.25, 0.03)
}

// TestACrashedCallerForgetsWhatWasOutstanding: a caller that went down while one of two
// instances had many of its calls treats both alike when it runs again.
func TestACrashedCallerForgetsWhatWasOutstanding(t *testing.T) {
	p := &probe{copies: 2, takes: func(n, place int) float64 {
		if n <= 20 && place == 1 {
			return 15 // answers while the caller is down
		}
		return 0.001
	}}
	least := step(func(s *Step) { s.Call, s.Policy.Balance = "p.main", balance.Spec{Rule: &balance.LeastOutstanding{}} })
	s := scene(100, evenly("api", 1), server("api", steps(least)), probing("p", p))
	s.Faults = []Fault{{At: seconds(20.5), For: seconds(20), Down: "api"}}
	e := ended(t, s)
	for _, l := range e.links {
		for _, c := range l.callers {
			for place, n := range c.view.Outstanding {
				if n != 0 {
					t.Errorf("%s: %d calls to instance %d are outstanding for ever", l.name, n, place)
				}
			}
		}
	}
}

// TestCallsAreConserved: each try of a call is sent or refused, and each sent attempt
// arrives; each call ends once.
func TestCallsAreConserved(t *testing.T) {
	p := &probe{
		copies: 3,
		takes:  func(n, _ int) float64 { return float64(n%17) * 0.01 },
		ends: func(n, _ int) flow.Outcome {
			return []flow.Outcome{flow.OK, flow.OK, flow.Error, flow.OK, flow.Rejected}[n%5]
		},
	}
	e := ended(t, scene(300, poisson("p", 40, withPolicies(func(c *policy.Call) {
		c.Timeout, c.Retries = seconds(0.1), 3
		c.Backoff = fullJitter(0.05)
		c.Breaker = breaking(func(b *breaker.Resilience4j) { b.Open = seconds(1) })
	})), probing("p", p)))
	l, o, c := e.links[0], e.ops[0], e.byName["p"].base()
	if l.retries == 0 || l.timeouts == 0 || l.rejected == 0 || l.errors == 0 || l.refused[byBreaker] == 0 {
		t.Errorf("the system is too tame: %+v", l.linkCounts)
	}
	same(t, "calls", l.called, o.offered)
	same(t, "failed calls", l.failed, o.failed())
	same(t, "calls that failed in the end, or were answered, or are under way", o.ok+o.failed()+uint64(e.sources[0].inSystem.Value()), l.called)
	tries := l.attempts + l.refused[byBreaker]
	if backoffs := l.called + l.retries - tries; backoffs > uint64(e.sources[0].inSystem.Value()) {
		t.Errorf("%d calls and %d retries made %d tries", l.called, l.retries, tries)
	}
	same(t, "arrivals", c.arrivals, l.attempts)
	same(t, "ends of attempts at the callee", c.completions+c.rejected+c.failed+c.abandoned+uint64(c.inSystem.Value()), l.attempts)
}

// TestABreakerSurvivesTheCrashOfItsCaller: the caller goes down while the trial call of
// its half-open breaker is under way. That call will never be told how it ended; the
// breaker must try another one later.
func TestABreakerSurvivesTheCrashOfItsCaller(t *testing.T) {
	p := taking(3)
	p.ends = func(n, _ int) flow.Outcome {
		if n <= 2 {
			return flow.Error
		}
		return flow.OK
	}
	guarded := step(func(s *Step) {
		s.Call = "p.main"
		s.Policy.Breaker = breaking(func(b *breaker.Resilience4j) {
			b.Window, b.MinimumCalls, b.HalfOpenCalls, b.Open = 2, 2, 1, seconds(10)
		})
	})
	s := scene(60, evenly("api", 1), server("api", steps(guarded)), probing("p", p))
	// Calls at 1 s and 2 s fail and open it at 5 s; the trial is from 16 s to 19 s.
	s.Faults = []Fault{{At: seconds(17.5), For: seconds(1), Down: "api"}}
	e := ended(t, s)
	l := e.links[1]
	same(t, "mode at the end", l.callers[0].breaker.Mode(e.now()), breaker.Closed)
}
