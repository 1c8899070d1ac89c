package models

import (
	"context"
	"strings"
	"testing"

	"headroom/sim/stats"
)

func TestPlayTo(t *testing.T) {
	for _, c := range []struct {
		name   string
		p      Precise
		reach  bool
		at     [2]int // replications, from and to
		saying string
	}{
		{"to 10 %", Precise{Wanted: 0.1}, true, [2]int{10, 60}, "as precise as wanted, 10 %"},
		{"to 2 % with too few", Precise{Wanted: 0.02, Most: 12}, false, [2]int{12, 12}, "The wanted precision of 2 % was missed, as 12 replications are the limit: p99 of main is known to "},
	} {
		s := queueAt(0.5)
		s.Run.Repeat = 2
		var looks []int
		c.p.Looked = func(_, played, _ int) { looks = append(looks, played) }
		r, err := s.PlayTo(context.Background(), c.p)
		if err != nil {
			t.Fatal(err)
		}
		p := r.Analysis.Precision
		same(t, c.name+": reached", p.Reached, c.reach)
		if n := r.Scenario.Replications; n < c.at[0] || n > c.at[1] {
			t.Errorf("%s: replications = %d, want %d to %d", c.name, n, c.at[0], c.at[1])
		}
		same(t, c.name+": metrics", len(p.Metrics), 2)
		same(t, c.name+": first look", looks[0], 10)
		if !strings.Contains(r.Analysis.Text, c.saying) {
			t.Errorf("%s: text = %q, want %q in it", c.name, r.Analysis.Text, c.saying)
		}
		for _, m := range p.Metrics {
			if m.Reached && *m.HalfWidth > c.p.Wanted {
				t.Errorf("%s: half width of the %s = %v, which counts as reached", c.name, m.Metric, *m.HalfWidth)
			}
			if !m.Reached && m.Needed <= r.Scenario.Replications {
				t.Errorf("%s: replications needed for the %s = %d, want more than were played", c.name, m.Metric, m.Needed)
			}
		}
		s.Run.Repeat = r.Scenario.Replications
		if again := result(t, s); !sameEstimates(again.Operations[0].Value.Latency.Mean, r.Operations[0].Value.Latency.Mean) {
			t.Errorf("%s: the mean differs from that of as many replications", c.name)
		}
	}
}

func sameEstimates(a, b *stats.Estimate) bool { return a.Value == b.Value && *a.CI95 == *b.CI95 }

func TestAnUnstableSystemHasNoPrecision(t *testing.T) {
	s := queueAt(1.5)
	r, err := s.PlayTo(context.Background(), Precise{Wanted: 0.001})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "replications", r.Scenario.Replications, FirstPrecise)
	same(t, "why it ended", r.Analysis.Precision.Ended, "the system is unstable, and more replications do not change that")
}
