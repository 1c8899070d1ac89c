package health

import (
	"fmt"
	"time"

	"headroom/sim/unit"
)

// Probing is what a probe does at the replica.
type Probing struct {
	// Deep makes a probe call what the replica itself depends on, and fail with it: when a
	// dependency fails, so do the checks of all replicas at once.
	Deep bool `yaml:"deep" default:"false"`
	// Cost is the time for which a probe keeps a server of the replica busy. 0s costs
	// nothing.
	Cost unit.Duration `yaml:"cost" default:"0s"`
}

// timing collects what is wrong with the times of a check.
type timing []error

func (t *timing) wrong(format string, args ...any) { *t = append(*t, fmt.Errorf(format, args...)) }

// between checks that a time is in the range of a product.
func (t *timing) between(name string, d unit.Duration, least, most time.Duration) {
	if d.Std() < least || d.Std() > most {
		t.wrong("%s: %v is not between %v and %v, as the product has it", name, d, unit.Duration(least), unit.Duration(most))
	}
}

func (t *timing) positive(name string, d unit.Duration, example string) {
	if d <= 0 {
		t.wrong("%s: %v is not positive; write for example %s", name, d, example)
	}
}

func (t *timing) notNegative(name string, d unit.Duration) {
	if d < 0 {
		t.wrong("%s: %v is negative; write 0s for none", name, d)
	}
}

// EnvoyCheck is an active HTTP health check of Envoy, API v3, which has no defaults for
// its times and thresholds. A wrong answer makes a replica unhealthy at once; the
// threshold is for probes that time out or find no connection. The first probe of a new
// replica decides alone. The interval begins when a probe has ended. Left out: longer
// intervals to a callee without calls.
type EnvoyCheck struct {
	// Interval is the time from the end of a probe to the next one. Positive. Required.
	Interval unit.Duration `yaml:"interval" required:"true"`
	// Timeout is the longest wait for the answer to a probe. Positive. Required.
	Timeout unit.Duration `yaml:"timeout" required:"true"`
	// UnhealthyThreshold is the number of failed probes in a row that make a replica
	// unhealthy. Required.
	UnhealthyThreshold int `yaml:"unhealthy_threshold" required:"true" min:"1"`
	// HealthyThreshold is the number of good answers in a row that make it healthy again.
	// Required.
	HealthyThreshold int `yaml:"healthy_threshold" required:"true" min:"1"`
	// UnhealthyInterval takes the place of Interval while a replica is not healthy. 0s is
	// Interval.
	UnhealthyInterval unit.Duration `yaml:"unhealthy_interval" default:"0s"`
	// IntervalJitter is the longest time added to each interval, at random.
	IntervalJitter unit.Duration `yaml:"interval_jitter" default:"0s"`
	Probing        `yaml:",inline"`
}

// Validate returns what is wrong with the fields.
func (c *EnvoyCheck) Validate() []error {
	var t timing
	t.positive("interval", c.Interval, "5s")
	t.positive("timeout", c.Timeout, "1s")
	t.notNegative("unhealthy_interval", c.UnhealthyInterval)
	t.notNegative("interval_jitter", c.IntervalJitter)
	t.notNegative("cost", c.Cost)
	return t
}

// Panic returns Envoy's panic threshold.
func (*EnvoyCheck) Panic() Panic { return Panic{&EnvoyPanic{Threshold: 0.5}} }

// Plan returns what the form comes down to.
func (c *EnvoyCheck) Plan() Plan {
	unwell := c.UnhealthyInterval
	if unwell == 0 {
		unwell = c.Interval
	}
	return Plan{
		Interval: c.Interval.Std(), Unwell: unwell.Std(), Jitter: c.IntervalJitter.Std(), Timeout: c.Timeout.Std(),
		Rise: c.HealthyThreshold, Fall: c.UnhealthyThreshold, First: 1, FirstFall: 1,
		Strict: true, AfterAnswer: true, Probing: c.Probing,
	}
}

// ALBCheck is the health check of a target group of an Application Load Balancer, with
// the defaults and limits of AWS. A new target needs one good answer. When no target is
// healthy, all are called.
type ALBCheck struct {
	// Interval is the time between two probes, 5s to 300s.
	Interval unit.Duration `yaml:"interval" default:"30s"`
	// Timeout is the longest wait for the answer to a probe, 2s to 120s and less than
	// Interval.
	Timeout unit.Duration `yaml:"timeout" default:"5s"`
	// UnhealthyThreshold is the number of failed probes in a row that make a target
	// unhealthy.
	UnhealthyThreshold int `yaml:"unhealthy_threshold" default:"2" min:"2" max:"10"`
	// HealthyThreshold is the number of good answers in a row that make an unhealthy
	// target healthy.
	HealthyThreshold int `yaml:"healthy_threshold" default:"5" min:"2" max:"10"`
	Probing          `yaml:",inline"`
}

// Validate returns what is wrong with the fields.
func (c *ALBCheck) Validate() []error { return awsTiming(c.Interval, c.Timeout, c.Cost) }

// awsTiming checks the times of a target group.
func awsTiming(interval, timeout, cost unit.Duration) []error {
	var t timing
	t.between("interval", interval, 5*time.Second, 300*time.Second)
	t.between("timeout", timeout, 2*time.Second, 120*time.Second)
	if timeout >= interval {
		t.wrong("timeout: %v is not less than interval (%v)", timeout, interval)
	}
	t.notNegative("cost", cost)
	return t
}

// Panic returns that all are called when none is healthy.
func (*ALBCheck) Panic() Panic { return Panic{&FailOpen{}} }

// Plan returns what the form comes down to.
func (c *ALBCheck) Plan() Plan {
	return Plan{
		Interval: c.Interval.Std(), Unwell: c.Interval.Std(), Timeout: c.Timeout.Std(),
		Rise: c.HealthyThreshold, Fall: c.UnhealthyThreshold, First: 1, FirstFall: c.UnhealthyThreshold, Probing: c.Probing,
	}
}

// NLBCheck is the health check of a target group of a Network Load Balancer, with the
// defaults and limits of AWS. A new target needs one good answer. When no target is
// healthy, all are called.
type NLBCheck struct {
	// Interval is the time between two probes, 5s to 300s.
	Interval unit.Duration `yaml:"interval" default:"30s"`
	// Timeout is the longest wait for the answer to a probe, 2s to 120s and less than
	// Interval. AWS: 10 s for TCP, 6 s for HTTP.
	Timeout unit.Duration `yaml:"timeout" default:"10s"`
	// UnhealthyThreshold is the number of failed probes in a row that make a target
	// unhealthy.
	UnhealthyThreshold int `yaml:"unhealthy_threshold" default:"3" min:"2" max:"10"`
	// HealthyThreshold is the number of good answers in a row that make an unhealthy
	// target healthy.
	HealthyThreshold int `yaml:"healthy_threshold" default:"3" min:"2" max:"10"`
	Probing          `yaml:",inline"`
}

// Validate returns what is wrong with the fields.
func (c *NLBCheck) Validate() []error { return awsTiming(c.Interval, c.Timeout, c.Cost) }

// Panic returns that all are called when none is healthy.
func (*NLBCheck) Panic() Panic { return Panic{&FailOpen{}} }

// Plan returns what the form comes down to.
func (c *NLBCheck) Plan() Plan {
	return Plan{
		Interval: c.Interval.Std(), Unwell: c.Interval.Std(), Timeout: c.Timeout.Std(),
		Rise: c.HealthyThreshold, Fall: c.UnhealthyThreshold, First: 1, FirstFall: c.UnhealthyThreshold, Probing: c.Probing,
	}
}

// KubernetesCheck is the readiness probe of a pod, with the defaults of Kubernetes 1.3x.
// A pod is not ready before its probe has succeeded.
type KubernetesCheck struct {
	// Period is the time between two probes, at least 1s (periodSeconds).
	Period unit.Duration `yaml:"period" default:"10s"`
	// Timeout is the longest wait for the answer to a probe, at least 1s (timeoutSeconds).
	Timeout unit.Duration `yaml:"timeout" default:"1s"`
	// FailureThreshold is the number of failed probes in a row that make a pod unready.
	FailureThreshold int `yaml:"failure_threshold" default:"3" min:"1"`
	// SuccessThreshold is the number of good answers in a row that make it ready.
	SuccessThreshold int `yaml:"success_threshold" default:"1" min:"1"`
	// InitialDelay is the time before the first probe of a new pod (initialDelaySeconds).
	InitialDelay unit.Duration `yaml:"initial_delay" default:"0s"`
	Probing      `yaml:",inline"`
}

// Validate returns what is wrong with the fields.
func (c *KubernetesCheck) Validate() []error {
	var t timing
	if c.Period.Std() < time.Second {
		t.wrong("period: %v is less than 1s; write for example 10s", c.Period)
	}
	if c.Timeout.Std() < time.Second {
		t.wrong("timeout: %v is less than 1s; write for example 1s", c.Timeout)
	}
	t.notNegative("initial_delay", c.InitialDelay)
	t.notNegative("cost", c.Cost)
	return t
}

// Panic returns that calls fail without a ready pod.
func (*KubernetesCheck) Panic() Panic { return Panic{&FailClosed{}} }

// Plan returns what the form comes down to.
func (c *KubernetesCheck) Plan() Plan {
	return Plan{
		Interval: c.Period.Std(), Unwell: c.Period.Std(), Timeout: c.Timeout.Std(), Delay: c.InitialDelay.Std(),
		Rise: c.SuccessThreshold, Fall: c.FailureThreshold, First: c.SuccessThreshold, FirstFall: c.FailureThreshold, Probing: c.Probing,
	}
}

// HAProxyCheck is the check of a server of HAProxy 2.x and 3.x, with its defaults. A new
// server takes calls at once (init-state up), and its first probe decides alone.
type HAProxyCheck struct {
	// Inter is the time between two probes. Positive.
	Inter unit.Duration `yaml:"inter" default:"2s"`
	// Timeout is the longest wait for the answer to a probe (timeout check). Positive.
	// HAProxy takes Inter unless told otherwise, and so does 0s.
	Timeout unit.Duration `yaml:"timeout" default:"0s"`
	// Fall is the number of failed probes in a row that take a server down.
	Fall int `yaml:"fall" default:"3" min:"1"`
	// Rise is the number of good answers in a row that bring it up.
	Rise    int `yaml:"rise" default:"2" min:"1"`
	Probing `yaml:",inline"`
}

// Validate returns what is wrong with the fields.
func (c *HAProxyCheck) Validate() []error {
	var t timing
	t.positive("inter", c.Inter, "2s")
	t.notNegative("timeout", c.Timeout)
	t.notNegative("cost", c.Cost)
	return t
}

// Panic returns that calls fail without a server that is up.
func (*HAProxyCheck) Panic() Panic { return Panic{&FailClosed{}} }

// Plan returns what the form comes down to.
func (c *HAProxyCheck) Plan() Plan {
	timeout := c.Timeout
	if timeout == 0 {
		timeout = c.Inter
	}
	return Plan{
		Interval: c.Inter.Std(), Unwell: c.Inter.Std(), Timeout: timeout.Std(),
		Rise: c.Rise, Fall: c.Fall, First: 1, FirstFall: 1, Trusting: true, Probing: c.Probing,
	}
}
