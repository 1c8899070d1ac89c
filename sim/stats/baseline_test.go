package stats_test

import (
	"testing"

	"headroom/sim/stats"
)

// measuredAs returns a result with one objective on the p99, and the values of its
// replications.
func measuredAs(op, severity string, values ...float64) *stats.Result {
	return &stats.Result{
		Engine: "1", Scenario: stats.Scenario{Seed: 1, Replications: len(values), Hash: "sha256:ab"},
		Objectives: []stats.Objective{{Name: "quick", Objective: "main.p99 " + op + " 1s", Metric: "main.p99", Op: op, Unit: "s", Severity: severity}},
		Samples:    &stats.Samples{Metrics: []stats.Sample{{Subject: "operation/main", Metric: "p99", Unit: "s", Values: values}}},
	}
}

func TestRegress(t *testing.T) {
	t.Parallel()
	before := measuredAs("<", "error", 1, 2, 3, 4, 5)
	for _, c := range []struct {
		name      string
		now       *stats.Result
		tolerance float64
		effect    stats.Effect
		worse     bool
		compared  int
	}{
		{"the same", measuredAs("<", "error", 1, 2, 3, 4, 5), 0, "", false, 5},
		{"larger in each replication, where it should be small", measuredAs("<", "error", 1.1, 2.11, 3.1, 4.1, 5.1), 0, stats.Worse, true, 5},
		{"larger by exactly as much in each", measuredAs("<", "error", 2, 3, 4, 5, 6), 0, stats.Worse, true, 5},
		{"smaller", measuredAs("<", "error", 0.9, 1.9, 2.9, 3.91, 4.9), 0, stats.Better, false, 5},
		{"larger, where it should be large", measuredAs(">=", "error", 1.1, 2.11, 3.1, 4.1, 5.1), 0, stats.Better, false, 5},
		{"larger within what is tolerated", measuredAs("<", "error", 1.1, 2.11, 3.1, 4.1, 5.1), 0.05, stats.Worse, false, 5},
		{"larger, for a warning", measuredAs("<", "warning", 1.1, 2.11, 3.1, 4.1, 5.1), 0, stats.Worse, false, 5},
		{"larger by chance", measuredAs("<", "error", 2, 1, 4, 3, 6), 0, "", false, 5},
		{"fewer replications, of which those are compared", measuredAs("<", "error", 1.1, 2.11, 3.1, 4.1), 0, stats.Worse, true, 4},
		{"more replications", measuredAs("<", "error", 1.1, 2.11, 3.1, 4.1, 5.1, 0, 0), 0, stats.Worse, true, 5},
		{"a single one, which shows nothing", measuredAs("<", "error", 9), 0, "", false, 1},
	} {
		b := stats.Regress("main", before, c.now, c.tolerance)
		if len(b.Regressions) != 1 || b.Regressions[0].Effect != c.effect || b.Worse() != c.worse || b.Compared != c.compared || !b.Paired {
			t.Errorf("%s: got %+v, worse %v; want effect %q, worse %v, %d compared", c.name, *b, b.Worse(), c.effect, c.worse, c.compared)
		}
	}
}

func TestRegressWithoutPairs(t *testing.T) {
	t.Parallel()
	before, now := measuredAs("<", "error", 1, 1.1, 0.9, 1, 1), measuredAs("<", "error", 9, 9.1, 9)
	now.Scenario.Seed = 2
	b := stats.Regress("main", before, now, 0)
	if b.Paired || b.Unpaired != "the seeds are 1 and 2" || !b.Worse() {
		t.Errorf("other seeds: got %+v, want a comparison of means that finds it worse", *b)
	}
	now = measuredAs("<", "error", 1, 1.1, 0.9)
	now.Engine = "2"
	if b := stats.Regress("main", before, now, 0); b.Unpaired != "the engines are 1 and 2" || b.Worse() {
		t.Errorf("other engines: got %+v, want no change", *b)
	}
	now.Objectives[0].Metric = "main.p95"
	if b := stats.Regress("main", before, now, 0); len(b.Regressions) != 0 || len(b.Missing) != 1 {
		t.Errorf("a metric that nobody measured: got %+v, want it missing", *b)
	}
	if (*stats.Baseline)(nil).Worse() {
		t.Error("no baseline is worse")
	}
}
