package reports

import (
	"slices"
	"testing"

	"headroom/sim/stats"
)

func TestMetricsAreChosen(t *testing.T) {
	names := func(list []shownMetric) (names []string) {
		for _, m := range list {
			names = append(names, m.name)
		}
		return names
	}
	bare := sweepSample()
	for i := range bare.Points {
		bare.Points[i].Objectives = nil
	}
	for _, tt := range []struct {
		name string
		of   *stats.Study
		want []string
	}{
		{"those of objectives come first", sweepSample(),
			[]string{"checkout.p99", "checkout.success", "cost", "browse.p99", "browse.success", "checkout.utilization", "orders-db.utilization", "gateway.utilization"}},
		{"what is minimised comes before", minimiseSample(),
			[]string{"cost", "checkout.p99", "checkout.success", "browse.p99", "browse.success", "checkout.utilization", "orders-db.utilization", "gateway.utilization"}},
		{"without objectives every operation, the cost, the busiest", bare,
			[]string{"browse.p99", "checkout.p99", "browse.success", "checkout.success", "cost", "checkout.utilization", "orders-db.utilization", "gateway.utilization"}},
		{"nothing of nothing", &stats.Study{}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := names(studyMetrics(tt.of)); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestMetricNames(t *testing.T) {
	for _, tt := range []struct{ subject, metric, want string }{
		{"cost", "per_month", "cost"},
		{"cost", "per_1k_ok", "cost.per_1k_ok"},
		{"operation/checkout", "p99", "checkout.p99"},
		{"operation/checkout", "success over 30s after 4m", "checkout.success over 30s after 4m"},
		{"component/orders-db", "utilization.mean", "orders-db.utilization"},
		{"component/orders-db", "wait.p99", "orders-db.wait.p99"},
		{"elsewhere", "x", "elsewhere.x"},
	} {
		if got := metricName(tt.subject, tt.metric); got != tt.want {
			t.Errorf("%s %s: got %q, want %q", tt.subject, tt.metric, got, tt.want)
		}
	}
}

func TestKnobNamesTellSettingsApart(t *testing.T) {
	for _, tt := range []struct {
		name  string
		paths []string
		want  []string
	}{
		{"the last two parts", []string{"services.checkout.replicas", "traffic.users.rate"}, []string{"checkout.replicas", "users.rate"}},
		{"more where it takes more", []string{"services.a.calls.db.timeout", "services.b.calls.db.timeout"}, []string{"a.calls.db.timeout", "b.calls.db.timeout"}},
		{"the same path twice", []string{"a.b", "a.b"}, []string{"a.b", "a.b"}},
		{"one part", []string{"seed"}, []string{"seed"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var knobs []stats.Knob
			for _, p := range tt.paths {
				knobs = append(knobs, stats.Knob{Set: p})
			}
			if got := knobNames(knobs); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
