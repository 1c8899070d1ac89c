package models

import (
	"testing"

	"headroom/models/policy/health"
)

// TestDraining: one of two replicas is taken away at 5.05 s. Work takes 2.9 s, and 5
// requests come each second to each.
func TestDraining(t *testing.T) {
	for _, c := range []struct {
		what             string
		drain            health.Drain
		gone             float64 // when it has gone
		refused, stopped uint64
	}{
		{"callers know at once, and it finishes what it has", health.Drain{}, 7.95, 0, 0},
		{"it has a second", health.Drain{Delay: seconds(1)}, 6.05, 0, 10},
		{"callers do not know for two seconds, and it serves them", health.Drain{Delay: seconds(30), Propagation: seconds(2), PreStop: seconds(2)}, 9.95, 0, 0},
		{"callers do not know for two seconds, and it is closed after one", health.Drain{Delay: seconds(30), Propagation: seconds(2), PreStop: seconds(1)}, 8.95, 5, 0},
	} {
		e := begin(t, scene(30, evenly("api", 10), server("api", steps(pause("2.9s")), func(s *Service) {
			s.Replicas, s.Drain = 2, c.drain
		})))
		e.run(5.05)
		n := e.byName["api"].(*service)
		in := n.insts[1]
		n.drain(in)
		e.run(c.gone - 0.3)
		if in.life == gone {
			t.Errorf("%s: it has gone before %v s", c.what, c.gone)
		}
		e.run(c.gone + 0.11)
		same(t, c.what+": it has gone", in.life, gone)
		e.run(30)
		o := e.ops[0]
		near(t, c.what+": failed requests", float64(o.failed()), float64(c.refused+c.stopped), 5)
		if (c.refused+c.stopped == 0) != (o.failed() == 0) {
			t.Errorf("%s: %d failed", c.what, o.failed())
		}
		same(t, c.what+": replicas", len(n.ready), 1)
	}
}
