package models

import (
	"math"
	"testing"
)

// TestSamplesAgreeWithTheResult: the mean of the replications is the estimate, where the
// estimate is that mean.
func TestSamplesAgreeWithTheResult(t *testing.T) {
	s := rich()
	s.Run.Repeat = 3
	for name, objective := range map[string]string{"hot": "db.utilization.max < 90%", "pays": "cost < $1/hour", "steady": "main.success >= 99% over 10s after 20s", "quick": "main.p99 < 1s", "tail": "main.p90 < 1s"} {
		s.Objectives.Add(name, Objective{Objective: objective, Severity: "error"})
	}
	r := result(t, s)
	db, _ := r.Components.Find("db")
	tests := []struct {
		subject, metric, unit string
		want                  float64
	}{
		{"component/db", "utilization.mean", "ratio", db.Utilization.Mean.Value},
		{"component/db", "queue.mean", "count", db.Queue.Mean.Value},
		{"cost", "per_month", "usd_per_month", r.Cost.PerMonth.Value},
		{"cost", "per_hour", "usd_per_hour", r.Cost.PerHour},
	}
	for _, tt := range tests {
		m := r.Samples.Find(tt.subject, tt.metric)
		if m == nil || len(m.Values) != 3 || m.Unit != tt.unit {
			t.Errorf("%s %s: got %v, want 3 values in %s", tt.subject, tt.metric, m, tt.unit)
			continue
		}
		near(t, tt.subject+" "+tt.metric, (m.Values[0]+m.Values[1]+m.Values[2])/3, tt.want, 1e-9*math.Abs(tt.want))
	}
	for _, o := range r.Objectives {
		if subject, metric := o.Sample(); r.Samples.Find(subject, metric) == nil {
			t.Errorf("%s: no sample %s %s", o.Objective, subject, metric)
		}
	}
	seen := map[[2]string]bool{}
	for _, m := range r.Samples.Metrics {
		if key := [2]string{m.Subject, m.Metric}; seen[key] {
			t.Errorf("%s %s is there twice", m.Subject, m.Metric)
		} else {
			seen[key] = true
		}
		measured := false
		for _, v := range m.Values {
			measured = measured || !math.IsNaN(v)
		}
		if !measured {
			t.Errorf("%s %s has no value", m.Subject, m.Metric)
		}
	}
}
