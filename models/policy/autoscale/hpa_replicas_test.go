package autoscale_test

import (
	"testing"
	"time"

	"headroom/models/policy/autoscale"
	"headroom/sim"
	"headroom/sim/unit"
)

// TestProposal holds rows of replica_calculator_test.go in Kubernetes, with milli units
// turned into whole ones.
func TestProposal(t *testing.T) {
	cpu := func(target float64) autoscale.HPA {
		return autoscale.HPA{Metric: autoscale.CPU, Target: autoscale.TargetShare(unit.Ratio(target)), Tolerance: 0.1}
	}
	pods := func(target float64) autoscale.HPA {
		return autoscale.HPA{Metric: autoscale.Concurrency, Target: autoscale.TargetCount(target), Tolerance: 0.1}
	}
	value := func(target time.Duration) autoscale.HPA {
		return autoscale.HPA{Metric: autoscale.QueueDelay, Target: autoscale.TargetTime(unit.Duration(target)), Tolerance: 0.1}
	}
	average := func(target float64) autoscale.HPA {
		return autoscale.HPA{Metric: autoscale.QueueLength, Target: autoscale.TargetCount(target), Tolerance: 0.1}
	}
	tests := []struct {
		name    string
		hpa     autoscale.HPA
		current int
		metrics autoscale.Metrics
		want    int
	}{
		{"ScaleUp: 50% at target 30%", cpu(0.3), 3, autoscale.Metrics{Ready: 3, Level: 0.3 + 0.5 + 0.7, Request: 1}, 5},
		{"MissingMetricsNoChangeEq: on target, one missing", cpu(1), 2, autoscale.Metrics{Ready: 1, Missing: 1, Level: 1, Request: 1}, 2},
		{"MissingMetricsNoChangeLt: 60%, but the missing one may be full", cpu(1), 2, autoscale.Metrics{Ready: 1, Missing: 1, Level: 0.6, Request: 1}, 2},
		{"MissingMetricsUnreadyScaleUp: both others count as idle", cpu(0.5), 3, autoscale.Metrics{Ready: 1, Missing: 1, Unready: 1, Level: 2, Request: 1}, 4},
		{"MissingMetricsUnreadyScaleDown: the missing one counts as full, the unready one not at all", cpu(0.5), 4, autoscale.Metrics{Ready: 2, Missing: 1, Unready: 1, Level: 0.2, Request: 1}, 3},
		{"documentation: 50 pods at 90% with target 75%", cpu(0.75), 50, autoscale.Metrics{Ready: 50, Level: 45, Request: 1}, 60},
		{"ScaleUpCM: a mean of 20 at target 15", pods(15), 3, autoscale.Metrics{Ready: 3, Level: 20 + 10 + 30}, 4},
		{"ToleranceCM: a mean of 20.7 at target 20", pods(20), 3, autoscale.Metrics{Ready: 3, Level: 20 + 21 + 21}, 3},
		{"ScaleUpCMObject: value 20 at target 15", value(15 * time.Second), 3, autoscale.Metrics{Ready: 3, Level: 20}, 4},
		{"ScaleUpCMExternal: value 8.6 at target 4.4", value(4400 * ms), 1, autoscale.Metrics{Ready: 1, Level: 8.6}, 2},
		{"ScaleDownCMObject: value 12 at target 20", value(20 * time.Second), 5, autoscale.Metrics{Ready: 5, Level: 12}, 3},
		{"ToleranceCMExternal: value 8.6 at target 8.888", value(8888 * ms), 3, autoscale.Metrics{Ready: 3, Level: 8.6}, 3},
		{"ScaleUpCMPerPodObject: 20 in all at 5 a pod", average(5), 3, autoscale.Metrics{Ready: 3, Level: 20}, 4},
		{"ScaleUpPerPodCMExternal: 8.6 in all at 2.15 a pod", average(2.15), 3, autoscale.Metrics{Ready: 3, Level: 8.6}, 4},
		{"TolerancePerPodCMObject: 20.166 in all at 5 a pod", average(5), 4, autoscale.Metrics{Ready: 4, Level: 20.166}, 4},

		{"utilization is cut to whole percents: 60.9% at target 30% is twice the target", cpu(0.3), 10, autoscale.Metrics{Ready: 10, Level: 6.09, Request: 1}, 20},
		{"a target of 29% and twice that is exactly twice the pods", cpu(0.29), 5, autoscale.Metrics{Ready: 5, Level: 2.9, Request: 1}, 10},
		{"starting pods count as idle and damp the growth", cpu(0.5), 8, autoscale.Metrics{Ready: 4, Unready: 4, Level: 4, Request: 1}, 8},
		{"pods of several cores use shares of what they ask for", cpu(0.5), 2, autoscale.Metrics{Ready: 2, Level: 8, Request: 4}, 4},
		{"missing pods count as on target when requests are few", pods(10), 4, autoscale.Metrics{Ready: 2, Missing: 2, Level: 10}, 3},
	}
	for _, tt := range tests {
		if got, ok := tt.hpa.Proposal(tt.current, tt.metrics); got != tt.want || !ok {
			t.Errorf("%s: Proposal(%d, %+v) = %d, %v, want %d, true", tt.name, tt.current, tt.metrics, got, ok, tt.want)
		}
	}
	h := cpu(0.5)
	if _, ok := h.Proposal(3, autoscale.Metrics{Missing: 2, Unready: 1}); ok {
		t.Error("there is a proposal without any sample, want none")
	}
}

func TestAddCountsPodsByTheirSamples(t *testing.T) {
	at := func(s float64) sim.Time { return seconds(s) }
	tests := []struct {
		name   string
		metric string
		pod    autoscale.Pod
		want   autoscale.Metrics
	}{
		{"a pending pod is unready", autoscale.CPU, autoscale.Pod{Pending: true}, autoscale.Metrics{Unready: 1}},
		{"an old ready pod counts", autoscale.CPU, autoscale.Pod{Ready: true, Changed: at(20), Sampled: true, At: at(980)}, autoscale.Metrics{Ready: 1}},
		{"a pod without a sample is missing", autoscale.CPU, autoscale.Pod{Ready: true, Changed: at(20)}, autoscale.Metrics{Missing: 1}},
		{"a young pod that is not ready is left out", autoscale.CPU, autoscale.Pod{Started: at(900), Changed: at(900), Sampled: true, At: at(990)}, autoscale.Metrics{Unready: 1}},
		{"a young pod whose window began before it was ready is left out", autoscale.CPU, autoscale.Pod{Ready: true, Started: at(900), Changed: at(980), Sampled: true, At: at(990)}, autoscale.Metrics{Unready: 1}},
		{"a young pod with a whole window since it was ready counts", autoscale.CPU, autoscale.Pod{Ready: true, Started: at(900), Changed: at(970), Sampled: true, At: at(985)}, autoscale.Metrics{Ready: 1}},
		{"an old pod that was never ready is left out", autoscale.CPU, autoscale.Pod{Changed: at(10), Sampled: true, At: at(985)}, autoscale.Metrics{Unready: 1}},
		{"an old pod that was ready once counts", autoscale.CPU, autoscale.Pod{Changed: at(500), Sampled: true, At: at(985)}, autoscale.Metrics{Ready: 1}},
		{"concurrency does not ask for readiness", autoscale.Concurrency, autoscale.Pod{Started: at(990), Sampled: true, At: at(995)}, autoscale.Metrics{Ready: 1}},
		{"a delay asks for readiness alone", autoscale.QueueDelay, autoscale.Pod{Ready: true}, autoscale.Metrics{Ready: 1}},
		{"a delay leaves out pods that are not ready", autoscale.QueueDelay, autoscale.Pod{Sampled: true}, autoscale.Metrics{Unready: 1}},
	}
	for _, tt := range tests {
		h := autoscale.HPA{Metric: tt.metric, Window: unit.Duration(15 * time.Second), Initialization: unit.Duration(5 * time.Minute), ReadinessDelay: unit.Duration(30 * time.Second)}
		var got autoscale.Metrics
		counted := got.Add(&h, at(1000), tt.pod)
		if got != tt.want || counted != (tt.want.Ready == 1) {
			t.Errorf("%s: %+v, %v, want %+v", tt.name, got, counted, tt.want)
		}
	}
}
