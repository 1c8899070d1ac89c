package models

import (
	"context"
	"strings"
	"testing"

	"headroom/sim/stats"
)

func besideOf(t *testing.T, s *System) []stats.Beside {
	t.Helper()
	explained(t, s) // checked
	r, err := s.Play(context.Background(), Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	return s.Beside(r)
}

func rowOf(t *testing.T, rows []stats.Beside, subject, metric string) stats.Beside {
	t.Helper()
	for _, r := range rows {
		if r.Component == subject && r.Metric == metric {
			return r
		}
	}
	t.Fatalf("there is no row of %s %s", subject, metric)
	return stats.Beside{}
}

// TestTheoryStandsBesideARun of one exponential server: it lies within the intervals, and is
// exact.
func TestTheoryStandsBesideARun(t *testing.T) {
	s := scene(1000, poisson("api", 60), server("api", steps(work("exponential(mean=10ms)"))))
	s.Run.Repeat = 8
	rows := besideOf(t, s)
	for _, metric := range []string{"utilization", "mean service", "mean wait"} {
		r := rowOf(t, rows, "api", metric)
		if r.Verdict != stats.Inside || !r.Exact || r.Theory == nil {
			t.Errorf("%s: got %+v with %+v, want an exact theory within the interval", metric, r, r.Simulated)
		}
	}
	p99 := rowOf(t, rows, "api", "p99 wait")
	near(t, "how far the p99 is off", *p99.Off, 0, 0.03)
	near(t, "mean wait", *rowOf(t, rows, "api", "mean wait").Theory, 0.015, 1e-12)
	near(t, "mean latency", *rowOf(t, rows, "main", "mean latency").Theory, 0.025, 1e-12)
}

// TestBesideSaysWhyNot: no steady state, no formula.
func TestBesideSaysWhyNot(t *testing.T) {
	ramp := poisson("api", 0, func(tr *Traffic) {
		tr.Rate = Shape{made(func(r *Ramp) { r.From, r.To, r.Over = 10, 60, seconds(90) })}
	})
	fault := scene(100, poisson("api", 60), server("api", steps(work("10ms"))))
	fault.Faults = []Fault{{At: seconds(50), For: seconds(5), Slow: "api", By: 2, Way: "both"}}
	for _, c := range []struct {
		name, metric, want string
		system             *System
	}{
		{"a load that changes", "mean wait", "changes during the run", scene(100, ramp, server("api", steps(work("10ms"))))},
		{"a fault", "utilization", "something goes wrong", fault},
		{"too much load", "mean wait", "no steady state", scene(100, poisson("api", 130), server("api", steps(work("10ms"))))},
		{"bursts", "mean wait", "no formula here", scene(100, poisson("api", 30, func(tr *Traffic) {
			tr.Arrivals = Arrivals{made(func(b *Batch) { b.Size = count("3") })}
		}), server("api", steps(work("10ms"))))},
	} {
		r := rowOf(t, besideOf(t, c.system), "api", c.metric)
		if r.Theory != nil || r.Verdict != "" || !strings.Contains(r.WhyNot, c.want) {
			t.Errorf("%s: got %+v, want no theory because of %q", c.name, r, c.want)
		}
	}
	u := rowOf(t, besideOf(t, scene(100, ramp, server("api", steps(work("10ms"))))), "api", "utilization")
	if u.Theory == nil {
		t.Errorf("the utilisation under a load that changes has no theory: %s", u.WhyNot)
	}
}
