package stats

import (
	"math"
	"strings"
	"testing"
)

// replicated is a result with a seed and metrics; see sampleOf.
func replicated(seed uint64, metrics ...Sample) *Result {
	return &Result{Engine: Engine, Scenario: Scenario{Name: "shop", Seed: seed, Replications: len(metrics[0].Values)}, Samples: &Samples{Metrics: metrics}}
}

// sampleOf is a metric, named "subject metric", with a value per replication.
func sampleOf(name, unit string, values ...float64) Sample {
	subject, metric, _ := strings.Cut(name, " ")
	return Sample{subject, metric, unit, values}
}

func TestEffects(t *testing.T) {
	// B is 1 more than A, give or take very little.
	tests := []struct {
		name      string
		metric    string
		objective *Objective
		falls     bool
		want      Effect
	}{
		{"a latency that rises is worse", "operation/main p99", nil, false, Worse},
		{"a latency that falls is better", "operation/main p99", nil, true, Better},
		{"a latency by windows is a latency", "operation/main p99 over 30s", nil, false, Worse},
		{"more success is better", "operation/main success", nil, false, Better},
		{"a higher hit ratio is better", "component/cache hit_ratio.mean", nil, false, Better},
		{"a longer wait is worse", "component/db wait.p99", nil, false, Worse},
		{"more cost is worse", "cost per_month", nil, false, Worse},
		{"utilisation is only higher", "component/db utilization.mean", nil, false, Higher},
		{"or lower", "component/db utilization.mean", nil, true, Lower},
		{"unless an objective bounds it", "component/db utilization.mean", &Objective{Objective: "db.utilization.mean < 80%", Metric: "db.utilization.mean", Op: "<"}, false, Worse},
		{"from whichever side", "component/api replicas.mean", &Objective{Objective: "api.replicas.mean > 3", Metric: "api.replicas.mean", Op: ">"}, true, Worse},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			low, high := sampleOf(tt.metric, "s", 3, 4, 5, 4), sampleOf(tt.metric, "s", 4, 5, 6.01, 5)
			if tt.falls {
				low, high = high, low
			}
			a, b := replicated(1, low), replicated(1, high)
			if tt.objective != nil {
				a.Objectives, b.Objectives = []Objective{*tt.objective}, []Objective{*tt.objective}
			}
			c := Compare(a, b)
			if got := c.Metrics[0].Effect; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if tt.objective != nil && c.Objectives[0].Effect != tt.want {
				t.Errorf("the objective is %q, want %q", c.Objectives[0].Effect, tt.want)
			}
		})
	}
}

func TestPairs(t *testing.T) {
	a := sampleOf("operation/main p99", "s", 1, 2, 3, 4)
	b := sampleOf("operation/main p99", "s", 1.5, 2.5, 3.5, 4.51)
	paired := Compare(replicated(1, a), replicated(1, b))
	if m := paired.Metrics[0]; !paired.Paired || m.Effect != Worse || math.Abs(m.Difference.Value-0.5025) > 1e-12 || m.A != 2.5 {
		t.Errorf("with the same seed: got paired %v, %+v; want a worse metric, 0.5025 above 2.5", paired.Paired, m)
	}
	apart := Compare(replicated(1, a), replicated(2, b))
	if m := apart.Metrics[0]; apart.Paired || apart.Unpaired != "the seeds are 1 and 2" || m.Effect != "" || *m.P < 0.4 {
		t.Errorf("with other seeds: got paired %v (%s), %+v; want no significant change", apart.Paired, apart.Unpaired, m)
	}
	fewer := Compare(replicated(1, a), replicated(1, sampleOf("operation/main p99", "s", 1, 2)))
	if fewer.Unpaired != "there are 4 and 2 replications" {
		t.Errorf("got %q for other replications", fewer.Unpaired)
	}
	stopped := replicated(1, b)
	stopped.Scenario.Interrupted = true
	if c := Compare(replicated(1, a), stopped); c.Paired {
		t.Error("an interrupted run was paired")
	}
}

func TestGapsInSamples(t *testing.T) {
	nan := math.NaN()
	a := replicated(1, sampleOf("operation/main p99", "s", 1, nan, 3, 4), sampleOf("component/old wait.p99", "s", 1, 1, 1, 1), sampleOf("component/x lag.p99", "s", nan, 1, nan, nan))
	b := replicated(1, sampleOf("operation/main p99", "s", 2, 9, nan, 6), sampleOf("component/new wait.p99", "s", 1, 1, 1, 1), sampleOf("component/x lag.p99", "s", 1, nan, nan, nan))
	c := Compare(a, b)
	if len(c.Metrics) != 1 || c.Metrics[0].A != 2.5 || c.Metrics[0].B != 4 {
		t.Errorf("got %+v, want main p99 from 2.5 to 4 over the two replications that have both", c.Metrics)
	}
	if got, want := strings.Join(c.OnlyA, ", "), "component/old wait.p99, component/x lag.p99"; got != want {
		t.Errorf("got only in A %q, want %q", got, want)
	}
	if got, want := strings.Join(c.OnlyB, ", "), "component/new wait.p99, component/x lag.p99"; got != want {
		t.Errorf("got only in B %q, want %q", got, want)
	}
}

func TestOneReplicationIsNotJudged(t *testing.T) {
	c := Compare(replicated(1, sampleOf("cost per_month", "usd_per_month", 0)), replicated(1, sampleOf("cost per_month", "usd_per_month", 5)))
	m := c.Metrics[0]
	if m.P != nil || m.Adjusted != nil || m.Effect != "" || m.Relative != nil || m.Difference.Value != 5 {
		t.Errorf("got %+v, want a difference of 5 from 0 and no more", m)
	}
}

// TestManyMetricsAreCorrectedFor: a p-value that is significant alone is not among 20.
func TestManyMetricsAreCorrectedFor(t *testing.T) {
	a, b := []Sample{sampleOf("operation/main p99", "s", 1, 2, 3, 4)}, []Sample{sampleOf("operation/main p99", "s", 1.1, 2.4, 3.3, 4.5)}
	if c := Compare(replicated(1, a...), replicated(1, b...)); c.Metrics[0].Effect != Worse {
		t.Errorf("alone: got %+v, want a significant change", c.Metrics[0])
	}
	for i := range 19 {
		s := sampleOf("component/c"+string(rune('a'+i))+" wait.p99", "s", 1, 2, 3, 4)
		a, b = append(a, s), append(b, s)
	}
	if m := Compare(replicated(1, a...), replicated(1, b...)).Metrics[0]; m.Effect != "" || *m.Adjusted <= *m.P {
		t.Errorf("among 20: got %+v, want no significant change", m)
	}
}

func TestObjectivesOfBothSides(t *testing.T) {
	a, b := replicated(1, sampleOf("operation/main p99", "s", 1, 2)), replicated(1, sampleOf("operation/main p99", "s", 1, 2))
	a.Objectives = []Objective{{Name: "quick", Metric: "main.p99", Verdict: Pass}, {Name: "gone", Verdict: Fail}}
	b.Objectives = []Objective{{Name: "new", Verdict: Pass}, {Name: "quick", Metric: "main.p99", Verdict: Fail}}
	c := Compare(a, b)
	var got []string
	for _, o := range c.Objectives {
		word := o.Name
		if o.Changed() {
			word += " changed"
		}
		got = append(got, word)
	}
	if got, want := strings.Join(got, ", "), "quick changed, gone, new"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSettingsInALine(t *testing.T) {
	tests := []struct {
		setting Setting
		want    string
	}{
		{Setting{"services.api.replicas", "8", "12"}, "~ services.api.replicas 8 -> 12"},
		{Setting{"faults[0]", "", "{at: 5m, down: db}"}, "+ faults[0] {at: 5m, down: db}"},
		{Setting{"slos.quick", "main.p99 < 1s", ""}, "- slos.quick main.p99 < 1s"},
	}
	for _, tt := range tests {
		if got := tt.setting.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
