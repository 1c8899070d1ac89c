package models

import (
	"strings"
	"testing"
)

func TestAnOverloadedSystemIsUnstable(t *testing.T) {
	s := scene(200, poisson("api", 60), server("api", steps(work("exponential(mean=20ms)"))))
	s.Run.Repeat = 3
	r := result(t, s)
	if len(r.Unstable) != 1 || !strings.HasPrefix(r.Unstable[0], "the work inside api grows by ") || !strings.HasSuffix(r.Unstable[0], " a second") {
		t.Errorf("unstable: %q, want api, by about 10 a second", r.Unstable)
	}
	if !strings.Contains(r.Diagnosis[0].Text, "has no steady state") {
		t.Errorf("the first finding is %q", r.Diagnosis[0].Text)
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
	if r := result(t, s); len(r.Unstable) != 1 || !strings.Contains(r.Unstable[0], " q ") {
		t.Errorf("unstable: %q, want the queue", r.Unstable)
	}
}

func TestQuarters(t *testing.T) {
	same(t, "means", quarters([]float64{1, 1, 2, 4, 5, 5, 9, 11}), [4]float64{1, 3, 5, 10})
}
