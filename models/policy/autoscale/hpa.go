// Package autoscale holds the rules that change the number of replicas.
package autoscale

import (
	"fmt"

	"headroom/sim/unit"
)

// The metrics of [HPA].
const (
	CPU         = "cpu"
	Concurrency = "concurrency"
	QueueDelay  = "queue_delay"
	QueueLength = "queue_length"
)

// HPA describes a Horizontal Pod Autoscaler of Kubernetes (autoscaling/v2, with
// behavior). A replica of the component is a pod. The zero value is no autoscaler.
//
// What it sees is old: a sample covers Window, arrives Delay later, and waits up to Sync
// for the next evaluation. Defaults are those of kube-controller-manager and of the API
// (pkg/apis/autoscaling/v2/defaults.go), unless a field says otherwise.
type HPA struct {
	// Kind is the product whose rules apply.
	Kind string `yaml:"kind" default:"hpa" enum:"hpa"`
	// Metric is what is held at the target. cpu is busy cores over cores, averaged over
	// the pods and cut to whole percents as Kubernetes does (a resource metric);
	// concurrency is the mean number of requests in a pod (a pods metric); queue_delay is
	// the mean wait of a request before it is worked on (an object metric with a Value);
	// queue_length is the number of requests waiting per pod (an external metric with an
	// AverageValue).
	Metric string `yaml:"metric" default:"cpu" enum:"cpu,concurrency,queue_delay,queue_length"`
	// Target is the level to hold: a share for cpu (60%), a time for queue_delay (20ms), a
	// count for the others (10). The default of 80% is that of Kubernetes for cpu.
	Target Target `yaml:"target" default:"80%"`
	// Min is the smallest number of replicas.
	Min int `yaml:"min" default:"1" min:"1"`
	// Max is the largest number of replicas, at least Min. Required.
	Max int `yaml:"max" required:"true" min:"1"`
	// Boot is the time from the decision to the moment when a new replica takes requests:
	// scheduling, image, start, readiness. At least 0s. It belongs to the component rather
	// than to Kubernetes, which has no default for it: 10 s to 2 minutes are common.
	Boot unit.Duration `yaml:"boot" default:"30s"`
	// Sync is the time between two evaluations. At least 1s.
	Sync unit.Duration `yaml:"sync" default:"15s"`
	// Window is the time that one sample of the metric covers: the resolution of
	// metrics-server, 15 s today and 60 s in older installations. At least 1s.
	Window unit.Duration `yaml:"window" default:"15s"`
	// Delay is the time from the end of a sample's window until the autoscaler can read
	// it. At least 0s. The default stands for one scrape interval of the pipeline.
	Delay unit.Duration `yaml:"delay" default:"15s"`
	// Tolerance is how far the metric may be off its target without any change. 0% to 100%.
	Tolerance unit.Ratio `yaml:"tolerance" default:"10%"`
	// Initialization is the time after a pod's start during which its cpu samples count
	// only once it is ready and a whole window has passed since.
	Initialization unit.Duration `yaml:"initialization" default:"5m"`
	// ReadinessDelay is the time after a pod's start within which it is taken never to
	// have been ready, if it is not ready and became so in that time.
	ReadinessDelay unit.Duration `yaml:"readiness_delay" default:"30s"`
	// ScaleUp limits how fast replicas are added.
	ScaleUp ScaleUp `yaml:"scale_up"`
	// ScaleDown limits how fast replicas are removed.
	ScaleDown ScaleDown `yaml:"scale_down"`
}

// The ways to select among several [Policy], and their kinds.
const (
	SelectMax      = "max"
	SelectMin      = "min"
	SelectDisabled = "disabled"

	PodsPolicy    = "pods"
	PercentPolicy = "percent"
)

// ScaleUp limits how fast replicas are added.
type ScaleUp struct {
	// Stabilization is the time over which the lowest recommendation counts. At least 0s.
	Stabilization unit.Duration `yaml:"stabilization" default:"0s"`
	// Policies are the speed limits. None: 4 pods in 15 s and 100 percent in 15 s.
	Policies []Policy `yaml:"policies"`
	// Select says which policy counts: the one that allows the largest change (max), the
	// smallest (min), or no change at all (disabled).
	Select string `yaml:"select" default:"max" enum:"max,min,disabled"`
}

// ScaleDown limits how fast replicas are removed.
type ScaleDown struct {
	// Stabilization is the time over which the highest recommendation counts. At least 0s.
	Stabilization unit.Duration `yaml:"stabilization" default:"5m"`
	// Policies are the speed limits. None: 100 percent in 15 s.
	Policies []Policy `yaml:"policies"`
	// Select says which policy counts: the one that allows the largest change (max), the
	// smallest (min), or no change at all (disabled).
	Select string `yaml:"select" default:"max" enum:"max,min,disabled"`
}

// Policy is one speed limit: the change that is allowed within any period.
type Policy struct {
	// Kind says what Value counts: pods, or percent of the replicas at the start of the
	// period.
	Kind string `yaml:"kind" required:"true" enum:"pods,percent"`
	// Value is the number of pods or of percents, a whole number from 1.
	Value int `yaml:"value" required:"true" min:"1"`
	// Period is the time over which changes are summed. 1s to 30m.
	Period unit.Duration `yaml:"period" default:"15s"`
}

// Enabled reports whether there is an autoscaler at all.
func (h HPA) Enabled() bool { return h.Kind != "" }

// Validate returns what is wrong with the fields, except inside ScaleUp and ScaleDown.
// Without an autoscaler nothing is.
func (h HPA) Validate() []error {
	if !h.Enabled() {
		return nil
	}
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	least := func(name string, d unit.Duration, seconds int64) {
		if int64(d.Std()) < seconds*1e9 {
			wrong("%s: %v is less than %ds; write at least that", name, d, seconds)
		}
	}
	if form := formOf(h.Metric); h.Target.form != form {
		wrong("target: %v does not fit metric %s; write %s", h.Target, h.Metric, form.remedy())
	} else if h.Target.value <= 0 {
		wrong("target: %v is not positive; write %s", h.Target, form.remedy())
	}
	if h.Max < h.Min {
		wrong("max: %d is less than min %d; write the largest number of replicas", h.Max, h.Min)
	}
	if h.Tolerance < 0 || h.Tolerance > 1 {
		wrong("tolerance: %v is not between 0%% and 100%%; write 10%% for the product's default", h.Tolerance)
	}
	least("boot", h.Boot, 0)
	least("sync", h.Sync, 1)
	least("window", h.Window, 1)
	least("delay", h.Delay, 0)
	least("initialization", h.Initialization, 0)
	least("readiness_delay", h.ReadinessDelay, 0)
	return errs
}

// Validate returns what is wrong with the fields.
func (u ScaleUp) Validate() []error { return stabilizationErrors(u.Stabilization) }

// Validate returns what is wrong with the fields.
func (d ScaleDown) Validate() []error { return stabilizationErrors(d.Stabilization) }

func stabilizationErrors(d unit.Duration) []error {
	if s := d.Std().Seconds(); s < 0 || s > 3600 {
		return []error{fmt.Errorf("stabilization: %v is not between 0s and 1h; write 5m for the product's default when removing", d)}
	}
	return nil
}

// Validate returns what is wrong with the fields.
func (p Policy) Validate() []error {
	if s := p.Period.Std().Seconds(); s < 1 || s > 1800 {
		return []error{fmt.Errorf("period: %v is not between 1s and 30m; write 15s for the product's default", p.Period)}
	}
	return nil
}
