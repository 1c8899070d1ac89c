package models

import (
	"strings"
	"testing"
)

func TestAnOverloadedSystemIsUnstable(t *testing.T) {
	s := scene(200, poisson("api", 60), server("api", steps(work("exponential(mean=20ms)"))))
	s.Run.Repeat = 3
	r := result(t, s)
	if len(r.Unstable) != 1 || r.Unstable[0] != "the queue of api grows by 9.7/s" {
		t.Errorf("unstable: %q, want the queue of api, by about 10/s", r.Unstable)
	}
	if !strings.Contains(r.Diagnosis[0].Text, "has no steady state") {
		t.Errorf("the first finding is %q", r.Diagnosis[0].Text)
	}
}

func TestTheQueueIsNamedAndNotItsCallers(t *testing.T) {
	s := scene(200, poisson("api", 60), server("api", steps(calling("db.main")), func(s *Service) { s.CPU = 100 }),
		server("db", steps(work("exponential(mean=20ms)"))))
	if r := result(t, s); len(r.Unstable) != 1 || !strings.HasPrefix(r.Unstable[0], "the queue of db grows by ") {
		t.Errorf("unstable: %q, want db alone, on which api waits", r.Unstable)
	}
}

func TestABusySystemIsStable(t *testing.T) {
	for _, rate := range []float64{10, 40, 45} {
		s := scene(400, poisson("api", rate), server("api", steps(work("exponential(mean=20ms)"))))
		s.Run.Repeat = 3
		if r := result(t, s); len(r.Unstable) > 0 {
			t.Errorf("at %v of 50 requests per second: %q", rate, r.Unstable)
		}
	}
}

func TestABoundedSystemIsStable(t *testing.T) {
	s := scene(200, poisson("api", 60), server("api", steps(work("exponential(mean=20ms)")), func(s *Service) { s.Queue = Bound{Set: true, Limit: 30} }))
	if r := result(t, s); len(r.Unstable) > 0 {
		t.Errorf("a queue that refuses cannot grow: %q", r.Unstable)
	}
}

func TestABacklogIsUnstable(t *testing.T) {
	s := scene(200, poisson("q.publish", 20), queueOf(), consumer(steps(pause("100ms"))))
	if r := result(t, s); len(r.Unstable) != 1 || !strings.HasPrefix(r.Unstable[0], "the backlog of q grows by ") {
		t.Errorf("unstable: %q, want the queue", r.Unstable)
	}
}

func TestASpikeAtTheEndIsNoInstability(t *testing.T) {
	for _, at := range []float64{60, 120, 160, 180} {
		s := scene(200, poisson("api", 0, func(t *Traffic) {
			t.Rate = Shape{made(func(s *Spike) { s.Base, s.Peak, s.At, s.Hold = 20, 120, seconds(at), seconds(20) })}
		}), server("api", steps(work("exponential(mean=20ms)"))))
		s.Run.Repeat = 4
		if r := result(t, s); len(r.Unstable) > 0 {
			t.Errorf("a spike at %v s: %q", at, r.Unstable)
		}
	}
}

// TestMoreVisitorsAreNoInstability: what stays long is inside in numbers that follow the load.
func TestMoreVisitorsAreNoInstability(t *testing.T) {
	s := scene(200, poisson("api", 0, func(t *Traffic) {
		t.Rate = Shape{made(func(r *Ramp) { r.From, r.To, r.Over = 1, 50, seconds(200) })}
	}), server("api", steps(pause("5s"))))
	s.Run.Repeat = 3
	if r := result(t, s); len(r.Unstable) > 0 {
		t.Errorf("a ramp of load on a service with pauses: %q", r.Unstable)
	}
}

// TestBorderlineLoads counts how often an M/M/1 queue is called unstable that is nearly
// saturated, saturated, or a little more than that.
func TestBorderlineLoads(t *testing.T) {
	for _, c := range []struct {
		load        float64
		runs        int
		repeat      int
		seconds     float64
		least, most int // runs that are called unstable
	}{
		{0.95, 60, 1, 60, 0, 1},
		{0.98, 60, 1, 60, 0, 1},
		{0.98, 25, 5, 60, 0, 0},
		{1.05, 4, 5, 250, 4, 4},
		{1.15, 8, 5, 40, 8, 8},
	} {
		called := 0
		for run := range c.runs {
			s := scene(c.seconds, poisson("api", 50*c.load), server("api", steps(work("exponential(mean=20ms)"))))
			s.Run.Seed, s.Run.Repeat = uint64(run+1), c.repeat
			if len(result(t, s).Unstable) > 0 {
				called++
			}
		}
		if called < c.least || called > c.most {
			t.Errorf("a load of %v, %d replications of %v s: %d of %d runs are called unstable, want %d to %d",
				c.load, c.repeat, c.seconds, called, c.runs, c.least, c.most)
		}
	}
}

func TestBlockMeans(t *testing.T) {
	same(t, "means", blockMeans([]float64{1, 1, 2, 4, 5, 5, 9, 11, 0, 2, 4, 4, 1, 1, 2, 0}), [growthBlocks]float64{1, 3, 5, 10, 1, 4, 1, 1})
}

// TestUnansweredRequests: what waits in a pool of the clients is in no component.
func TestUnansweredRequests(t *testing.T) {
	users := poisson("api", 60)
	users.Spec.(*Traffic).Link.Protocol.Rule = made(func(h *HTTP1) { h.MaxConnections, h.MaxPending, h.PendingTimeout = 1, 1_000_000, seconds(0) })
	s := scene(200, users, server("api", steps(pause("30ms"))))
	if r := result(t, s); len(r.Unstable) != 1 || !strings.HasPrefix(r.Unstable[0], "the number of unanswered requests of users grows by 2") {
		t.Errorf("unstable: %q, want the requests of users, by about 26/s", r.Unstable)
	}
}
