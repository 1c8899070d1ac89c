package autoscale

import (
	"math"

	"headroom/sim"
)

// Metrics is what an autoscaler reads at one evaluation: the pods by how usable their
// samples are, and the level of the metric.
type Metrics struct {
	Ready   int // pods whose sample counts
	Unready int // pods whose sample is left out: pending, not ready, or just started
	Missing int // running pods without a sample

	// Level is, for cpu, the sum of the busy cores of the ready pods; for concurrency the
	// sum of the requests inside the ready pods; for queue_delay the mean wait in seconds;
	// for queue_length all waiting requests.
	Level float64
	// Request is the number of cores that each pod asks for. Used by cpu only.
	Request float64
}

// Pod is what decides how usable a pod's sample is.
type Pod struct {
	Pending bool     // not started yet
	Ready   bool     // takes requests
	Started sim.Time // when its process started
	Changed sim.Time // when it last became ready or not ready
	Sampled bool     // there is a sample
	At      sim.Time // end of the window of the sample
}

// Add counts a pod at an instant and reports whether it counts as ready, by the rules of
// replica_calculator.go in Kubernetes (groupPods, getReadyPodsCount).
//
// For cpu, the sample of a pod younger than Initialization is left out when the pod is
// not ready or when the window began before it became ready; that of an older pod when it
// is not ready and has not been since ReadinessDelay after its start. For concurrency
// every running pod with a sample counts. The other metrics are no samples of pods: the
// pods that are ready count.
func (m *Metrics) Add(h *HPA, now sim.Time, p Pod) bool {
	sampled := h.Metric == CPU || h.Metric == Concurrency
	switch {
	case p.Pending, !sampled && !p.Ready, h.Metric == CPU && p.Sampled && h.leftOut(now, p):
		m.Unready++
	case sampled && !p.Sampled:
		m.Missing++
	default:
		m.Ready++
		return true
	}
	return false
}

func (h *HPA) leftOut(now sim.Time, p Pod) bool {
	if p.Started.Add(h.Initialization.Std()) > now {
		return !p.Ready || p.At < p.Changed.Add(h.Window.Std())
	}
	return !p.Ready && p.Started.Add(h.ReadinessDelay.Std()) > p.Changed
}

// Proposal returns the number of replicas that would bring the metric to its target:
//
//	ceil(level / target * pods counted)
//
// It is the current number when the metric is within Tolerance of the target. The
// formulas are those of replica_calculator.go in Kubernetes. ok is false when the metric
// cannot be known, because no pod has a usable sample; then nothing may be changed.
//
// Pods without a sample count as using what they asked for (cpu) or just the target
// (concurrency) when the others are below the target, and as idle when they are above.
// Unready pods are left out below the target, and count as idle above it. When that turns
// the direction of the change, there is none.
func (h *HPA) Proposal(current int, m Metrics) (replicas int, ok bool) {
	switch h.Metric {
	case CPU:
		return h.podReplicas(current, m, cpuRatio, m.Request)
	case Concurrency:
		return h.podReplicas(current, m, meanRatio, h.Target.value)
	case QueueDelay:
		return h.valueReplicas(current, m)
	case QueueLength:
		return h.averageReplicas(current, m.Level), true
	}
	panic("autoscale: unknown metric " + h.Metric)
}

// cpuRatio returns usage over request over target. Kubernetes cuts the utilization to
// whole percents; the billionth forgives the rounding of a sum that is a whole one.
func cpuRatio(h *HPA, sum float64, pods int, request float64) float64 {
	percent := math.Floor(100*sum/(request*float64(pods)) + 1e-9)
	target := math.Round(1e11*h.Target.value) / 1e9
	return percent / target
}

// meanRatio returns the mean over the pods over the target.
func meanRatio(h *HPA, sum float64, pods int, _ float64) float64 {
	return sum / float64(pods) / h.Target.value
}

// podReplicas proposes from a metric of each pod. A missing pod counts as busy with fill
// when the others are below the target.
func (h *HPA) podReplicas(current int, m Metrics, ratio func(*HPA, float64, int, float64) float64, fill float64) (int, bool) {
	if m.Ready == 0 {
		return 0, false
	}
	sum, pods := m.Level, m.Ready
	first := ratio(h, sum, pods, m.Request)
	idle := m.Unready > 0 && first > 1
	if !idle && m.Missing == 0 {
		if h.tolerates(first) {
			return current, true
		}
		return ceil(first * float64(pods)), true
	}
	if first < 1 {
		sum += float64(fill * float64(m.Missing))
	}
	if first != 1 {
		pods += m.Missing
	}
	if idle {
		pods += m.Unready
	}
	second := ratio(h, sum, pods, m.Request)
	if h.tolerates(second) || first < 1 && second > 1 || first > 1 && second < 1 {
		return current, true
	}
	replicas := ceil(second * float64(pods))
	if second < 1 && replicas > current || second > 1 && replicas < current {
		return current, true
	}
	return replicas, true
}

// valueReplicas proposes from one value for all pods, such as a delay: in proportion to
// the pods that are ready.
func (h *HPA) valueReplicas(current int, m Metrics) (int, bool) {
	ratio := m.Level / h.Target.value
	if h.tolerates(ratio) {
		return current, true
	}
	return ceil(ratio * float64(m.Ready)), true
}

// averageReplicas proposes from a total to be shared by all pods, such as the length of a
// queue. The result does not depend on the current number.
func (h *HPA) averageReplicas(current int, total float64) int {
	if h.tolerates(total / float64(h.Target.value*float64(current))) {
		return current
	}
	return ceil(total / h.Target.value)
}

func (h *HPA) tolerates(ratio float64) bool { return math.Abs(1-ratio) <= float64(h.Tolerance) }

// ceil rounds up to a number of replicas, at most 2^31-1.
func ceil(x float64) int { return int(math.Ceil(min(x, math.MaxInt32))) }
