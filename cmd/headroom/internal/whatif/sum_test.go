package whatif

import (
	"testing"

	"headroom/sim/stats"
)

// saw is a trial that measured one number, and judged one objective.
func saw(value float64, op string, bound float64) *stats.Trial {
	t := objective(value, op, bound)
	t.Metrics = []stats.TrialMetric{{Subject: "operation/main", Metric: "p99", Unit: "s", Value: &value}}
	return t
}

func summedUp(replications, first []*stats.Trial) stats.Point {
	var p stats.Point
	sumPoint(&p, replications, first, first == nil)
	return p
}

func TestSumsHaveStudentIntervals(t *testing.T) {
	p := summedUp([]*stats.Trial{saw(1, "<", 5), saw(2, "<", 5), saw(3, "<", 5)}, nil)
	// The standard error is 1/sqrt(3), and t(0.975, 2) = 4.3027.
	m := p.Metrics[0]
	within(t, "mean", m.Estimate.Value, 2, 2)
	within(t, "half width", m.Estimate.CI95[1]-2, 2.484, 2.485)
	if p.Verdict != stats.Pass || p.Replications != 3 || p.Failed != 0 || *p.Objectives[0].Value != 2 || p.Objectives[0].CI95 == nil {
		t.Errorf("got %+v", p)
	}
}

// TestDifferencesArePaired: a difference of 1 in each replication has no spread, however
// much the replications differ.
func TestDifferencesArePaired(t *testing.T) {
	first := []*stats.Trial{saw(1, "<", 100), saw(5, "<", 100), nil, saw(9, "<", 100)}
	p := summedUp([]*stats.Trial{saw(2, "<", 100), saw(6, "<", 100), saw(50, "<", 100), saw(10, "<", 100)}, first)
	d := p.Metrics[0].Against
	if d == nil || d.Value != 1 || d.CI95[0] != 1 || d.CI95[1] != 1 {
		t.Errorf("got the difference %+v, want 1 in all that both have", d)
	}
}

func TestVerdictsOfAPoint(t *testing.T) {
	unstable := saw(1, "<", 5)
	unstable.Unstable = []string{"the queue of api grows"}
	nobody := 0.0
	dead := saw(1, "<", 5)
	dead.Metrics = append(dead.Metrics, stats.TrialMetric{Subject: "operation/other", Metric: "success", Unit: "ratio", Value: &nobody})
	warned := saw(9, "<", 5)
	warned.Objectives[0].Severity = "warning"
	for _, c := range []struct {
		name   string
		trials []*stats.Trial
		want   stats.Verdict
		failed int
	}{
		{"one replication is judged by its number", []*stats.Trial{saw(4, "<", 5)}, stats.Pass, 0},
		{"and one that breaks the bound fails", []*stats.Trial{saw(6, "<", 5)}, stats.Fail, 1},
		{"an interval that holds the bound decides nothing", []*stats.Trial{saw(4, "<", 5), saw(5.5, "<", 5)}, stats.Undecided, 1},
		{"an interval beyond it fails", []*stats.Trial{saw(6, "<", 5), saw(6.01, "<", 5)}, stats.Fail, 2},
		{"an unstable replication fails the point", []*stats.Trial{saw(1, "<", 5), saw(1, "<", 5), unstable}, stats.Fail, 0},
		{"an operation that nobody answered fails it", []*stats.Trial{dead, dead}, stats.Fail, 0},
		{"a warning does not", []*stats.Trial{warned, warned}, stats.Pass, 0},
		{"what was not played decides nothing", []*stats.Trial{nil, nil}, stats.Undecided, 0},
		{"one of two that was played counts", []*stats.Trial{nil, saw(4, "<", 5)}, stats.Pass, 0},
	} {
		p := summedUp(c.trials, nil)
		if p.Verdict != c.want || p.Failed != c.failed {
			t.Errorf("%s: got %s with %d failed, want %s with %d", c.name, p.Verdict, p.Failed, c.want, c.failed)
		}
	}
	if p := summedUp([]*stats.Trial{saw(1, "<", 5), unstable}, nil); len(p.Unstable) != 1 {
		t.Errorf("got %v, want what is unstable", p.Unstable)
	}
}
