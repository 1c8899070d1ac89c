package models

import (
	"fmt"
	"testing"

	"headroom/models/policy/autoscale"
	"headroom/sim/unit"
)

// scaled is a service of one core per replica and 100 ms a request, that holds 50 % cpu
// with 1 to 10 replicas.
func scaled(edits ...func(*Service)) Component {
	return server("api", steps(work("100ms")), append([]func(*Service){func(s *Service) {
		s.Autoscale = *Defaults(&autoscale.HPA{})
		s.Autoscale.Max, s.Autoscale.Target = 10, autoscale.TargetShare(0.5)
		s.Price = PriceRef{Amount: unit.Price{Amount: 3.6, Per: "hour"}}
	}}, edits...)...)
}

func scalings(e *engine) []string {
	var list []string
	for _, h := range e.timeline {
		if h.What == "scale" {
			list = append(list, fmt.Sprintf("%g s: %s", h.At, h.Detail))
		}
	}
	return list
}

// TestScaleUpComesLate: the load is there from the start; its first sample ends at 15 s
// and comes through at 30 s, and a replica boots for 30 s more.
func TestScaleUpComesLate(t *testing.T) {
	e := begin(t, scene(300, evenly("api", 8), scaled()))
	n := e.byName["api"].(*service)
	e.run(29.9)
	same(t, "replicas before the first sample has come through", n.paid.Value(), 1)
	e.run(30.1)
	same(t, "replicas that cost after it", n.paid.Value(), 2)
	same(t, "replicas that take calls", n.replicas.Value(), 1)
	e.run(59.9)
	same(t, "calls of the booting replica", n.insts[1].arrivals, 0)
	e.run(60.1)
	same(t, "replicas that take calls after the boot", n.replicas.Value(), 2)
	e.run(300)
	near(t, "calls of the new replica", float64(n.insts[1].arrivals), 240*8/2, 2)
	same(t, "changes", fmt.Sprint(scalings(e)), fmt.Sprint([]string{"30 s: 1 -> 2 replicas"}))
}

// TestScaleDownWaits: the load falls at 200 s; the last recommendation for two replicas
// is made at 210 s, from the window that ended at 195 s, and counts for 300 s.
func TestScaleDownWaits(t *testing.T) {
	e := ended(t, scene(600, evenly("api", 0, func(t *Traffic) {
		t.Rate = Shape{&Steps{Points: []Point{{0, 8}, {seconds(200), 1}}}}
	}), scaled()))
	got := scalings(e)
	if len(got) != 2 || got[1] != "510 s: 2 -> 1 replicas" && got[1] != "525 s: 2 -> 1 replicas" {
		t.Errorf("changes %q, want 1 -> 2 at 30 s and 2 -> 1 at 510 s or 525 s", got)
	}
	same(t, "failures", e.ops[0].failed(), 0)
}

// TestBootingAndDrainingReplicasCost: $3.60 an hour is a tenth of a cent a second.
func TestBootingAndDrainingReplicasCost(t *testing.T) {
	r := result(t, scene(90, evenly("api", 8), scaled()))
	near(t, "dollars an hour: one replica for 90 s and one for 60 s", r.Cost.PerHour, 0.001*(90+60)*3600/90, 1e-9)
	near(t, "mean of the ready replicas", found(t, r.Components, "api").Replicas.Mean.Value, (90+30)/90.0, 1e-9)
}

func TestTheMaximumIsKept(t *testing.T) {
	e := ended(t, scene(300, evenly("api", 50), scaled(func(s *Service) { s.Autoscale.Max = 3 })))
	same(t, "most replicas", e.byName["api"].base().paid.Max(), 3)
}

func TestAServiceStartsWhereItIsTold(t *testing.T) {
	for _, c := range []struct {
		replicas, low, want int
	}{{0, 2, 2}, {5, 2, 5}} {
		e := begin(t, scene(10, evenly("api", 1), scaled(func(s *Service) { s.Replicas, s.Autoscale.Min = c.replicas, c.low })))
		same(t, "replicas at the start", len(e.byName["api"].base().insts), c.want)
	}
}

// TestTheYoungestReplicaGoesFirst: number 1 drains for long while number 2 is started;
// then number 1 is free, is started again, and is the youngest.
func TestTheYoungestReplicaGoesFirst(t *testing.T) {
	slow := steps(pause("20s"))
	e := begin(t, scene(1000, evenly("api", 0.5), server("api", slow, func(s *Service) {
		s.Replicas = 2
		s.Autoscale = *Defaults(&autoscale.HPA{})
		s.Autoscale.Max, s.Autoscale.Min, s.Autoscale.Boot = 5, 2, seconds(1)
		s.Autoscale.Sync = seconds(900) // the test scales by hand
	})))
	n := e.byName["api"].(*service)
	e.run(10)
	n.drain(n.insts[1])
	n.scale(1, 2)
	same(t, "instances while one drains", len(n.insts), 3)
	e.run(40)
	same(t, "life of the drained", n.insts[1].life, gone)
	n.scale(2, 3)
	same(t, "its number is used again", n.insts[1].life, booting)
	n.scale(3, 2)
	same(t, "the booting one is taken away", n.insts[1].life, gone)
	same(t, "the running one is kept", n.insts[2].life, running)
}

func TestADrainingReplicaThatCrashesIsGone(t *testing.T) {
	s := scene(60, evenly("api", 1), server("api", steps(pause("20s")), func(s *Service) {
		s.Replicas = 2
		s.Autoscale = *Defaults(&autoscale.HPA{})
		s.Autoscale.Max, s.Autoscale.Min, s.Autoscale.Sync = 5, 2, seconds(900)
	}))
	s.Faults = []Fault{{At: seconds(15), For: seconds(5), Down: "api/1"}}
	e := begin(t, s)
	n := e.byName["api"].(*service)
	e.run(10)
	n.drain(n.insts[1])
	e.run(30)
	same(t, "life", n.insts[1].life, gone)
	same(t, "replicas that cost", n.paid.Value(), 1)
}

// TestAReplicaThatCrashesWhileItBootsTakesCallsWhenItIsBack holds the list of those that
// take calls against what lives.
func TestAReplicaThatCrashesWhileItBootsTakesCallsWhenItIsBack(t *testing.T) {
	s := scene(200, evenly("api", 8), scaled(func(s *Service) { s.Replicas = 2 }))
	s.Faults = []Fault{{At: seconds(40), For: seconds(30), Down: "api/1"}}
	e := begin(t, s)
	n := e.byName["api"].(*service)
	n.insts[1].life = booting
	n.replicasChanged()
	e.run(69)
	same(t, "calls before", n.insts[1].arrivals, 0)
	e.run(100)
	if n.insts[1].arrivals == 0 {
		t.Error("the replica is back and gets no calls")
	}
}

// TestTheQueueIsAMetric: messages that wait bring replicas.
func TestTheQueueIsAMetric(t *testing.T) {
	for _, c := range []struct {
		metric string
		target autoscale.Target
	}{
		{autoscale.QueueLength, autoscale.TargetCount(5)},
		{autoscale.QueueDelay, autoscale.TargetTime(seconds(0.5))},
		{autoscale.Concurrency, autoscale.TargetCount(2)},
	} {
		e := ended(t, scene(200, evenly("api", 15), scaled(func(s *Service) {
			s.Autoscale.Metric, s.Autoscale.Target = c.metric, c.target
		})))
		if most := e.byName["api"].base().paid.Max(); most < 2 {
			t.Errorf("%s: %d replicas for a load of 1.5, want more", c.metric, most)
		}
	}
}
