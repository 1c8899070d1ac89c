package models

import (
	"math"
	"testing"

	"headroom/models/policy/autoscale"
	"headroom/sim/flow"
)

// blocking is the chance that an arrival at an M/M/c/K system is refused:
//
//	p_n = p_0 a^n/n! for n <= c, p_0 a^n/(c! c^(n-c)) for c < n <= K;  refused: p_K
//
// with a = lambda/mu (Kleinrock 1975, 3.6).
func blocking(a float64, c, k int) float64 {
	p, sum := 1.0, 1.0
	for n := 1; n <= k; n++ {
		p *= a / float64(min(n, c))
		sum += p
	}
	return p / sum
}

// TestABoundedQueueRefuses plays M/M/c/K, bounded before places and before cores.
func TestABoundedQueueRefuses(t *testing.T) {
	for _, c := range []struct {
		what                string
		rate                float64
		servers, limit      int
		model               string
		concurrency, queued bool
	}{
		{"a thread each, nobody waits (Erlang B)", 30, 4, 0, "threads", true, true},
		{"threads with a queue of 3", 50, 4, 3, "threads", true, true},
		{"cores with a queue of 3", 50, 4, 3, "async", false, true},
		{"an overloaded event loop with a queue of 5", 15, 1, 5, "event-loop", false, true},
	} {
		a := c.rate / 10
		s := scene(40_000/c.rate, poisson("api", c.rate), server("api", steps(work("exponential(mean=100ms)")), func(s *Service) {
			s.CPU, s.Model = c.servers, c.model
			s.Queue = Bound{Set: c.queued, Limit: int32(c.limit)}
			if c.concurrency {
				s.Concurrency = c.servers
			}
		}))
		e := ended(t, s)
		o := e.ops[0]
		n := float64(o.ok + o.failed())
		want := blocking(a, c.servers, c.servers+c.limit)
		near(t, c.what+": share refused", float64(o.rejected)/n, want, 6*math.Sqrt(want*(1-want)/n))
		same(t, c.what+": other failures", o.failed()-o.rejected, 0)
		if most := e.byName["api"].base().inSystem.Max(); most > int64(c.servers+c.limit) {
			t.Errorf("%s: %d inside, at most %d fit", c.what, most, c.servers+c.limit)
		}
	}
}

// TestWhatHoldsAPlace plays two requests, at 1 s and 2 s, that spend 1.5 s without a
// core, on one place.
func TestWhatHoldsAPlace(t *testing.T) {
	for _, c := range []struct {
		model string
		step  Step
		want  []float64 // when the second step begins
	}{
		{"threads", pause("1.5s"), []float64{2.5, 4}},
		{"async", pause("1.5s"), []float64{2.5, 3.5}},
		{"event-loop", pause("1.5s"), []float64{2.5, 3.5}},
		{"threads", calling("slow.main"), []float64{2.5, 4}},
		{"async", calling("slow.main"), []float64{2.5, 3.5}},
		{"event-loop", calling("slow.main"), []float64{2.5, 3.5}},
		{"threads", work("1.5s"), []float64{2.5, 4}},
		{"async", work("1.5s"), []float64{2.5, 4}},
		{"event-loop", work("1.5s"), []float64{2.5, 4}},
	} {
		p := &probe{}
		ended(t, scene(4.5, evenly("api", 1, func(t *Traffic) {
			t.Rate = Shape{&Steps{Points: []Point{{0, 1}, {seconds(2), 0}}}}
		}), server("api", steps(c.step, calling("p.main")), func(s *Service) {
			s.Model, s.Concurrency, s.CPU = c.model, 1, 1
		}), probing("slow", taking(1.5)), probing("p", p)))
		sameTimes(t, c.model, p.times(), c.want)
	}
}

func TestThreadsBeyondTheCoresWaitForACore(t *testing.T) {
	e := ended(t, scene(1.9, evenly("api", 1, func(t *Traffic) {
		t.Rate = Shape{&Spike{At: seconds(1), Hold: seconds(0.001), Peak: 4000}}
	}), server("api", steps(work("100ms")), func(s *Service) { s.CPU, s.Concurrency = 2, 4 })))
	same(t, "requests", e.ops[0].ok, 4)
	c := e.byName["api"].base()
	near(t, "the longest residence", c.residence.Max(), 0.2, 0.001)
	same(t, "most requests that waited", c.queue.Max(), 2)
}

func TestPlacesOfAsyncReplicasBoundTheirCores(t *testing.T) {
	s := made(func(s *Service) { s.Model, s.CPU, s.Concurrency = "async", 8, 3 })
	same(t, "cores", s.cores(), 3)
	s.Model = "threads"
	same(t, "cores of threads", s.cores(), 8)
	s.Model = "event-loop"
	same(t, "cores of an event loop", s.cores(), 1)
}

func TestRequestsAreServedInTheOrderTheyCame(t *testing.T) {
	for _, c := range []struct {
		discipline string
		want       []int
	}{
		{"fifo", []int{0, 1, 2, 3}},
		{"lifo", []int{0, 3, 2, 1}},
	} {
		for _, model := range []string{"threads", "async"} {
			first, last := &probe{}, &probe{}
			ended(t, scene(10, evenly("api", 0, func(t *Traffic) {
				t.Rate = Shape{&Steps{Points: []Point{{0, 2}, {seconds(2), 0}}}}
			}), server("api", steps(parallel(calling("first.main")), work("2s"), calling("last.main")), func(s *Service) {
				s.Discipline, s.Model = c.discipline, model
			}), probing("first", first), probing("last", last)))
			var got []int
			for _, l := range last.seen {
				for i, f := range first.seen {
					if f.data == l.data {
						got = append(got, i)
					}
				}
			}
			same(t, model+" "+c.discipline+": length", len(got), 4)
			for i := range got {
				same(t, model+" "+c.discipline+": place", got[i], c.want[i])
			}
		}
	}
}

func TestWhatHasWaitedTooLongIsDropped(t *testing.T) {
	for _, concurrency := range []int{0, 1} {
		e := ended(t, scene(9.9, evenly("api", 0, func(t *Traffic) {
			t.Rate = Shape{&Steps{Points: []Point{{0, 2}, {seconds(2), 0}}}}
		}), server("api", steps(work("1s")), func(s *Service) {
			s.DropAfter, s.Concurrency = seconds(0.6), concurrency
		})))
		// At 0.5 s, 1 s, 1.5 s and 2 s: the second waits 0.5 s; the third would wait 1 s;
		// the fourth waits 0.5 s for the core that the third left.
		o := e.ops[0]
		same(t, "answered", o.ok, 3)
		same(t, "rejected", o.rejected, 1)
		c := e.byName["api"].base()
		same(t, "inside at the end", c.inSystem.Value(), 0)
		same(t, "busy at the end", c.insts[0].busy, 0)
		same(t, "places in use at the end", c.insts[0].places.used, 0)
	}
}

// TestADrainingReplicaFinishesItsWork takes a replica away while it has requests; it
// gets no more, and goes when it has answered the last.
func TestADrainingReplicaFinishesItsWork(t *testing.T) {
	p := taking(0.5)
	s := scene(20, evenly("api", 10), server("api", steps(calling("p.main")), func(s *Service) {
		s.Replicas = 2
		s.Autoscale = *Defaults(&autoscale.HPA{})
		s.Autoscale.Max = 2
	}), probing("p", p))
	e := begin(t, s)
	e.run(5.05)
	n := e.byName["api"].(*service)
	last := n.insts[1]
	before := last.arrivals
	n.drain(last)
	same(t, "calls inside when it begins to drain", last.inside, 2) // every 0.2 s one of 0.5 s
	same(t, "life", last.life, draining)
	e.run(5.3)
	same(t, "life while there is work", last.life, draining)
	e.run(5.6)
	same(t, "life when the work is done", last.life, gone)
	same(t, "calls that came meanwhile", last.arrivals, before)
	same(t, "failures", e.ops[0].failed(), 0)
	same(t, "instances that cost", n.paid.Value(), 1)
}

func TestAServiceWithNothingToDoForAQueueHasNoSuchOperation(t *testing.T) {
	n := &service{spec: made[Service]()}
	_, ok := n.operation("main")
	same(t, "found", ok, false)
}

// TestAFailedPartFailsTheRequestAndFreesItsPlace: nothing leaks on the way out.
func TestAFailedPartFailsTheRequestAndFreesItsPlace(t *testing.T) {
	p := taking(0.01)
	p.ends = func(n, _ int) flow.Outcome { return []flow.Outcome{flow.OK, flow.Error, flow.Rejected}[n%3] }
	e := ended(t, scene(20.5, poisson("api", 20, func(t *Traffic) {
		t.Rate = Shape{&Steps{Points: []Point{{0, 50}, {seconds(20), 0}}}}
	}), server("api", steps(parallel(calling("p.main"), work("5ms"))), func(s *Service) { s.Concurrency = 2 }), probing("p", p)))
	n := e.byName["api"].(*service)
	same(t, "places in use", n.insts[0].places.used, 0)
	same(t, "busy", n.insts[0].busy, 0)
	same(t, "frames in use", e.flow.Live(), 0)
	if n.failed == 0 || n.completions == 0 {
		t.Errorf("%d failed, %d completed; want some of both", n.failed, n.completions)
	}
}
