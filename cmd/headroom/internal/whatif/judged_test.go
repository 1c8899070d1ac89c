package whatif

import (
	"slices"
	"testing"

	"headroom/sim/stats"
)

// replication is a replication with several objectives: bounds of 1 from above.
func replication(objectives ...stats.Objective) *stats.Trial {
	return &stats.Trial{Objectives: objectives}
}

func TestJudge(t *testing.T) {
	slo := func(name string, value float64) stats.Objective {
		return stats.Objective{Name: name, Metric: "main." + name, Objective: "main." + name + " < 1", Op: "<", Bound: 1, Severity: "error", Value: &value, Verdict: stats.Judge("<", 1, value, nil)}
	}
	with := func(o stats.Objective, edit func(*stats.Objective)) stats.Objective { edit(&o); return o }
	dead := with(slo("p99", 0.5), func(o *stats.Objective) { o.Verdict, o.Reason = stats.Fail, "no request was answered" })
	mild := with(slo("p99", 7), func(o *stats.Objective) { o.Severity = "warning" })
	windowed := with(slo("max", 0.5), func(o *stats.Objective) { o.Objective = "main.max < 1 over 30s" })
	tests := []struct {
		name   string
		trials []*stats.Trial
		want   stats.Verdict
		broken []string
	}{
		{"all are kept", []*stats.Trial{replication(slo("p99", 0.5)), replication(slo("p99", 0.51)), replication(slo("p99", 0.49))}, stats.Pass, nil},
		{"one replication does not decide", []*stats.Trial{replication(slo("p99", 0.5))}, stats.Undecided, nil},
		{"the interval holds the bound", []*stats.Trial{replication(slo("p99", 0.5)), replication(slo("p99", 1.4)), replication(slo("p99", 0.9))}, stats.Undecided, nil},
		{"one of two is broken", []*stats.Trial{replication(slo("p50", 0.1), slo("p99", 2)), replication(slo("p50", 0.1), slo("p99", 2.1))}, stats.Fail, []string{"p99"}},
		{"a warning does not count", []*stats.Trial{replication(mild)}, stats.Pass, nil},
		{"a dead replication fails", []*stats.Trial{replication(slo("p99", 0.5)), replication(dead)}, stats.Fail, []string{"p99"}},
		{"a maximum is that of all replications", []*stats.Trial{replication(slo("max", 0.5)), replication(slo("max", 1.1)), replication(slo("max", 0.5))}, stats.Fail, []string{"max"}},
		{"a maximum of one replication decides", []*stats.Trial{replication(slo("max", 0.5))}, stats.Pass, nil},
		{"a maximum over windows is a number like others", []*stats.Trial{replication(windowed)}, stats.Undecided, nil},
		{"an unstable replication fails whatever the objectives say", []*stats.Trial{{Unstable: []string{"the queue grows"}}, {}}, stats.Fail, nil},
		{"nothing to keep", []*stats.Trial{replication()}, stats.Pass, nil},
	}
	for _, tt := range tests {
		j := judge(tt.trials)
		if j.Verdict != tt.want || !slices.Equal(j.Broken, tt.broken) {
			t.Errorf("%s: got %s with %v broken, want %s with %v", tt.name, j.Verdict, j.Broken, tt.want, tt.broken)
		}
		if sure := j.Verdict != stats.Undecided; sure && j.Confidence < 0.9 || !sure && j.Confidence != 0 {
			t.Errorf("%s: got a confidence of %v", tt.name, j.Confidence)
		}
	}
}

// TestDoubtOfAFailureCountsForAll: a failure of one of four objectives could be the bad
// luck of any of them.
func TestDoubtOfAFailureCountsForAll(t *testing.T) {
	slo := func(value float64) stats.Objective {
		return stats.Objective{Name: "x", Objective: "main.p99 < 1", Metric: "main.p99", Op: "<", Bound: 1, Severity: "error", Value: &value}
	}
	var alone, four []*stats.Trial
	for _, v := range []float64{1.1, 1.2, 1.4, 1.0, 1.3} {
		alone = append(alone, replication(slo(v)))
		four = append(four, replication(slo(v), slo(v/100), slo(v/90), slo(v/80)))
	}
	a, b := judge(alone), judge(four)
	if a.Verdict != stats.Fail || b.Verdict != stats.Fail {
		t.Fatalf("got %s and %s, want both to fail", a.Verdict, b.Verdict)
	}
	within(t, "doubt of four over that of one", (1-b.Confidence)/(1-a.Confidence), 3.999, 4.001)
}
