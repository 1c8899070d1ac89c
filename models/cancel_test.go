package models

import (
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/retry"
)

// TestADeadlineCoversAllAttempts: attempts of 0.1 s with waits of 0.1 s end with the
// deadline after 0.25 s, in the middle of the second.
func TestADeadlineCoversAllAttempts(t *testing.T) {
	p := taking(0.3)
	r := result(t, scene(1.9, evenly("p", 1, withPolicies(func(c *policy.Call) {
		c.Timeout, c.Retries, c.Deadline = seconds(0.1), 5, seconds(0.25)
		c.Backoff = retry.Backoff{Rule: &retry.Constant{Base: seconds(0.1)}}
	})), probing("p", p)))
	sameTimes(t, "attempts", p.times(), []float64{1, 1.2})
	l := found(t, r.Links, "users->p")
	same(t, "calls past their deadline", l.Expired, 1)
	same(t, "timeouts", l.Timeouts, 1)
	same(t, "failed", l.Failed, 1)
	same(t, "failed requests", found(t, r.Operations, "main").Failures.Timeout, 1)
	near(t, "wasted seconds", found(t, r.Components, "p").Wasted, 0.6, 1e-9)
}

// TestADeadlineTravelsWithTheCall: what is past it is refused on arrival, when its turn
// comes, and before the next step of a program. A timeout does not travel.
func TestADeadlineTravelsWithTheCall(t *testing.T) {
	for _, c := range []struct {
		what      string
		policy    func(*policy.Call)
		program   Program
		served    uint64  // calls that reach the last component
		abandoned uint64  // at the first
		busy      float64 // seconds of its core
	}{
		{"a step that ends in time is followed", withDeadline(0.5), steps(work("0.4s"), calling("p.main")), 1, 0, 0.4},
		{"a step that ends too late is not", withDeadline(0.3), steps(work("0.4s"), calling("p.main")), 0, 1, 0.4},
		{"a wait that ends too late is not", withDeadline(0.3), steps(pause("0.4s"), calling("p.main")), 0, 1, 0},
		{"a part of a fork that ends too late ends the whole", withDeadline(0.3), steps(parallel(pause("0.4s"), pause("0.1s")), calling("p.main")), 0, 1, 0},
		{"after a timeout the program goes on", func(c *policy.Call) { c.Timeout = seconds(0.3) }, steps(work("0.4s"), calling("p.main")), 1, 0, 0.4},
	} {
		p := taking(0.01)
		r := result(t, scene(1.9, evenly("api", 1, withPolicies(c.policy)), server("api", c.program), probing("p", p)))
		same(t, c.what+": calls of the second", uint64(len(p.times())), c.served)
		api := found(t, r.Components, "api")
		same(t, c.what+": abandoned by the first", api.Abandoned, c.abandoned)
		near(t, c.what+": seconds of work", api.Utilization.Mean.Value*1.9, c.busy, 1e-9)
	}
}

// TestAQueueHoldsNoMoreThanTheDeadline: two requests a second, each a second of work,
// with a deadline of 2.2 s. Without it the queue grows by one a second; with it, a wait
// never exceeds it. First come, first served, that still works on requests that have
// little time left, for nothing.
func TestAQueueHoldsNoMoreThanTheDeadline(t *testing.T) {
	r := result(t, scene(60.4, evenly("api", 2, withPolicies(withDeadline(2.2))), server("api", steps(work("1s")))))
	o, api := found(t, r.Operations, "main"), found(t, r.Components, "api")
	if longest := api.Queue.Max; longest > 5 {
		t.Errorf("longest queue %v, want at most 5", longest)
	}
	same(t, "requests", o.OK+o.Failures.Timeout+o.InFlight, 120)
	if api.Abandoned < 50 || api.Wasted < 40 || o.OK > 10 {
		t.Errorf("%d abandoned, %v s wasted, %d ok; want many, much and few", api.Abandoned, api.Wasted, o.OK)
	}
}

func TestACallPastItsDeadlineIsNotMade(t *testing.T) {
	p := taking(0.5)
	late := with(calling("q.main"), func(s *Step) { s.OnError = steps(calling("q.main")) })
	r := result(t, scene(1.9, evenly("api", 1, withPolicies(withDeadline(0.4))),
		server("api", steps(with(calling("p.main"), func(s *Step) { s.OnError = steps(late) }), late)),
		probing("p", p), probing("q", taking(0.1))))
	same(t, "calls of the third", found(t, r.Components, "q").Arrivals, 0)
	same(t, "abandoned by the first", found(t, r.Components, "api").Abandoned, 1)
}

// TestCancellation: the client gives up after 0.1 s, and the service has 0.4 s of work
// before it calls p.
func TestCancellation(t *testing.T) {
	impatient := func(cancel policy.Cancel) func(*policy.Call) {
		return func(c *policy.Call) { c.Timeout, c.Cancel = seconds(0.1), cancel }
	}
	for _, c := range []struct {
		what      string
		cancel    policy.Cancel
		program   Program
		calls     uint64 // of p
		abandoned uint64
		busy      float64
	}{
		{"without it the work goes on", policy.Cancel{}, steps(work("0.4s"), calling("p.main")), 5, 0, 2},
		{"with it no further step begins", policy.Cancel{Share: 1}, steps(work("0.4s"), calling("p.main")), 0, 5, 2},
		{"a message that comes after the step is too late for it", policy.Cancel{Share: 1, Delay: seconds(0.35)}, steps(work("0.4s"), calling("p.main"), work("0.1s")), 5, 5, 2},
		{"it ends a wait of the program when that is over", policy.Cancel{Share: 1}, steps(pause("0.3s"), work("0.4s")), 0, 5, 0},
	} {
		p := taking(0.2)
		r := result(t, scene(5.9, evenly("api", 1, withPolicies(impatient(c.cancel))), server("api", c.program), probing("p", p)))
		api := found(t, r.Components, "api")
		same(t, c.what+": calls of the second", uint64(len(p.times())), c.calls)
		same(t, c.what+": abandoned", api.Abandoned, c.abandoned)
		near(t, c.what+": seconds of work", api.Utilization.Mean.Value*5.9, c.busy, 1e-9)
		same(t, c.what+": failed requests", found(t, r.Operations, "main").Failures.Timeout, 5)
	}
}

// TestACancellationIsPassedOn: the service in the middle waits for the last one, which
// has work left to do.
func TestACancellationIsPassedOn(t *testing.T) {
	for _, c := range []struct {
		what string
		told bool
		busy float64 // seconds of the last core
	}{{"the link in the middle cancels", true, 1.5}, {"the link in the middle does not", false, 3}} {
		onward := with(calling("last.main"), func(s *Step) {
			s.Policy.Timeout = seconds(10)
			if c.told {
				s.Policy.Cancel = policy.Cancel{Share: 1}
			}
		})
		r := result(t, scene(5.9, evenly("middle", 1, withPolicies(func(p *policy.Call) {
			p.Timeout, p.Cancel = seconds(0.1), policy.Cancel{Share: 1}
		})), server("middle", steps(onward)), server("last", steps(work("0.3s"), work("0.3s")), func(s *Service) { s.CPU = 4 })))
		near(t, c.what+": seconds of work", found(t, r.Components, "last").Utilization.Mean.Value*5.9*4, c.busy, 1e-9)
		same(t, c.what+": abandoned in the middle", found(t, r.Components, "middle").Abandoned, 5)
	}
}

func withDeadline(s float64) func(*policy.Call) {
	return func(c *policy.Call) { c.Deadline = seconds(s) }
}
