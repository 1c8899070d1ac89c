package stats

import "testing"

func TestObjectivesNameTheirSample(t *testing.T) {
	tests := []struct {
		name                  string
		objective             Objective
		wantSubject, wantName string
	}{
		{"an operation", Objective{Objective: "checkout.p99 < 1s", Metric: "checkout.p99"}, "operation/checkout", "p99"},
		{"an operation by windows", Objective{Objective: "main.success >=  99% over 30s  after 4m", Metric: "main.success"}, "operation/main", "success over 30s after 4m"},
		{"a component", Objective{Objective: "db.utilization.max < 80%", Metric: "db.utilization.max"}, "component/db", "utilization.max"},
		{"the cost of a month", Objective{Objective: "cost < $1k/month", Metric: "cost", Unit: "usd_per_month"}, "cost", "per_month"},
		{"the cost of an hour", Objective{Objective: "cost < $1/hour", Metric: "cost", Unit: "usd_per_hour"}, "cost", "per_hour"},
		{"the cost of requests", Objective{Objective: "cost.per_1k_ok < $1", Metric: "cost.per_1k_ok", Unit: "usd_per_1k_ok"}, "cost", "per_1k_ok"},
		{"none", Objective{}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if subject, metric := tt.objective.Sample(); subject != tt.wantSubject || metric != tt.wantName {
				t.Errorf("got %q %q, want %q %q", subject, metric, tt.wantSubject, tt.wantName)
			}
		})
	}
}

func TestNoSamplesHaveNoMetric(t *testing.T) {
	var none *Samples
	if got := none.Find("cost", "per_month"); got != nil {
		t.Errorf("got %v, want nil", got)
	}
}
