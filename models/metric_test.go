package models

import (
	"strings"
	"testing"

	"headroom/sim/stats"
)

func TestMetrics(t *testing.T) {
	sys := scene(1, poisson("api", 1), server("api", steps(work("1ms"))))
	sys.Objectives = stats.Ordered[Objective]{{Name: "tail", Value: Objective{Objective: "main.p999 < 1s", Severity: "warning"}}, {Name: "later", Value: Objective{Objective: "main.success > 99% over 200ms", Severity: "error"}}}
	tests := []struct {
		text    string
		want    Metric
		problem string
	}{
		{"cost", Metric{"cost", "per_month", "usd_per_month"}, ""},
		{"cost.per_1k_ok", Metric{"cost", "per_1k_ok", "usd_per_1k_ok"}, ""},
		{"main.p99", Metric{"operation/main", "p99", "s"}, ""},
		{"api.utilization", Metric{"component/api", "utilization.mean", "ratio"}, ""},
		{"main.p999", Metric{"operation/main", "p999", "s"}, ""},
		{"main.success over 200ms", Metric{"operation/main", "success over 200ms", "ratio"}, ""},
		{"main.p90", Metric{}, "is measured only where an objective names it; write one, such as slos: {limit: main.p90 < 1s}"},
		{"api.utilization.max", Metric{}, "write one, such as slos: {limit: api.utilization.max < 80%}"},
		{"main.success over 1h", Metric{}, "no window of 1h0m0s fits"},
		{"main.p99 < 1s", Metric{}, "is not a metric"},
		{"", Metric{}, "is not a metric"},
		{"main.p98", Metric{}, `no metric "p98" (did you mean`},
		{"api.lag", Metric{}, "api is a service; only queues lag"},
		{"apo.utilization", Metric{}, `no component is named "apo" (did you mean "api"?)`},
	}
	for _, tt := range tests {
		got, err := sys.Metric(tt.text)
		if got != tt.want || (err == nil) != (tt.problem == "") || err != nil && !strings.Contains(err.Error(), tt.problem) {
			t.Errorf("%q: got %+v, %v, want %+v, %q", tt.text, got, err, tt.want, tt.problem)
		}
	}
}

// TestAlwaysSampled: the metrics that need no objective are those that the samples hold.
func TestAlwaysSampled(t *testing.T) {
	r := played(t, scene(1, poisson("api", 100), server("api", steps(work("1ms")))))
	for kind, names := range alwaysSampled {
		for _, name := range names {
			found := false
			for _, m := range r.Samples.Metrics {
				found = found || kindOf(m.Subject) == kind && m.Metric == name
			}
			if !found && name != "hit_ratio.mean" {
				t.Errorf("%s %s is not among the samples", kind, name)
			}
		}
	}
}
