package health

import (
	"time"

	"headroom/models/variant"
)

// Check is an active health check: a caller, or a balancer, that probes the replicas of
// its callee. Each caller probes for itself. The zero value is none.
type Check struct{ Rule CheckRule }

// CheckRule is one form of a health check.
type CheckRule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// Panic returns what the product does when too few replicas are healthy, unless told
	// otherwise.
	Panic() Panic
	// Plan returns what the form comes down to.
	Plan() Plan
}

// Plan is what all forms of a health check come down to.
type Plan struct {
	Interval  time.Duration // between the beginnings of two probes, or see AfterAnswer
	Unwell    time.Duration // the same while the replica is not healthy
	Jitter    time.Duration // the longest that is added to an interval, at random
	Timeout   time.Duration // the longest wait for the answer to a probe
	Delay     time.Duration // before the first probe of a new replica
	Rise      int           // good answers in a row that make an unhealthy replica healthy
	Fall      int           // failed probes in a row that make a healthy one unhealthy
	First     int           // good answers in a row that make a new one healthy
	FirstFall int           // failed probes in a row that make a new one unhealthy
	// Trusting lets calls go to a new replica before it has been found healthy.
	Trusting bool
	// Strict makes a wrong answer, unlike none, enough to make a replica unhealthy.
	Strict bool
	// AfterAnswer counts the interval from the end of a probe, not from its beginning.
	AfterAnswer bool
	Probing
}

// checks is the only list of health checks. The first is what a map without a kind means.
var checks = []variant.Form{
	{Name: "envoy", Summary: "interval, timeout and thresholds of your own (Envoy)", New: func() any { return &EnvoyCheck{} }},
	{Name: "alb", Summary: "an Application Load Balancer of AWS", New: func() any { return &ALBCheck{} }},
	{Name: "nlb", Summary: "a Network Load Balancer of AWS", New: func() any { return &NLBCheck{} }},
	{Name: "kubernetes", Summary: "a readiness probe of Kubernetes", New: func() any { return &KubernetesCheck{} }},
	{Name: "haproxy", Summary: "the checks of HAProxy's servers", New: func() any { return &HAProxyCheck{} }},
	variant.Off(),
}

// Variants lists the forms.
func (*Check) Variants() (key string, table []variant.Form) { return "kind", checks }

// SetVariant takes a form.
func (c *Check) SetVariant(v any) { c.Rule, _ = v.(CheckRule) }

// Variant returns the form, nil when there is none.
func (c *Check) Variant() any {
	if c.Rule == nil {
		return nil
	}
	return c.Rule
}

// Enabled tells whether replicas are probed.
func (c Check) Enabled() bool { return c.Rule != nil }

// Validate returns what is wrong with the fields of the form.
func (c Check) Validate() []error {
	if c.Rule == nil {
		return nil
	}
	return c.Rule.Validate()
}
