package health

import (
	"fmt"

	"headroom/models/variant"
	"headroom/sim"
	"headroom/sim/unit"
)

// Panic is what a caller does with a call when few of the replicas are healthy. The zero
// value is what the product does that found them so: see [EjectRule] and [CheckRule].
type Panic struct{ Rule PanicRule }

// PanicRule is one form of panic. It keeps no state.
type PanicRule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// Choose returns which replicas a call may go to when so many of all are healthy.
	// Rules that draw do so from s.
	Choose(healthy, total int, s *sim.Stream) Choice
}

// Choice is a set of replicas.
type Choice uint8

// The sets that a call may go to.
const (
	Healthy   Choice = iota // those that are healthy
	Everyone                // all, healthy or not
	Unhealthy               // those that are not healthy
	Nobody                  // none: the call fails
)

// panics is the only list of forms. The first is what a map without a kind means.
var panics = []variant.Form{
	{Name: "envoy", Summary: "below a share of healthy replicas, all are called", New: func() any { return &EnvoyPanic{} }},
	{Name: "fail_open", Summary: "without a healthy replica, all are called (AWS load balancers)", New: func() any { return &FailOpen{} }},
	{Name: "fail_closed", Summary: "without a healthy replica, calls fail (nginx, HAProxy, Kubernetes)", New: func() any { return &FailClosed{} }},
	{Name: "finagle", Summary: "after some vain picks of two, the last one is called", New: func() any { return &FinaglePanic{} }},
}

// Variants lists the forms.
func (*Panic) Variants() (key string, table []variant.Form) { return "kind", panics }

// SetVariant takes a form.
func (p *Panic) SetVariant(v any) { p.Rule, _ = v.(PanicRule) }

// Variant returns the form, nil when none was given.
func (p *Panic) Variant() any {
	if p.Rule == nil {
		return nil
	}
	return p.Rule
}

// Enabled tells whether a form was given.
func (p Panic) Enabled() bool { return p.Rule != nil }

// Validate returns what is wrong with the fields of the form.
func (p Panic) Validate() []error {
	if p.Rule == nil {
		return nil
	}
	return p.Rule.Validate()
}

// EnvoyPanic calls all replicas once the share of healthy ones is below a threshold, so
// that those which are left are not overwhelmed (healthy_panic_threshold of Envoy's common
// load balancing). As in Envoy it does not as long as the healthy ones, taken 1.4 times,
// make up for all: from 71.5% on there is no panic, whatever the threshold.
type EnvoyPanic struct {
	// Threshold is the share of healthy replicas below which there is panic. 0% never
	// panics. Envoy: 50%.
	Threshold unit.Ratio `yaml:"threshold" default:"50%"`
	// FailTraffic makes calls fail in panic (fail_traffic_on_panic).
	FailTraffic bool `yaml:"fail_traffic" default:"false"`
}

// ShortForm says that a scalar sets the threshold: "panic: 30%".
func (EnvoyPanic) ShortForm() string { return "threshold" }

// Validate returns what is wrong with the fields.
func (p *EnvoyPanic) Validate() []error {
	if p.Threshold < 0 || p.Threshold > 1 {
		return []error{fmt.Errorf("threshold: %v is not between 0%% and 100%%; write a share of the replicas such as 50%%", p.Threshold)}
	}
	return nil
}

// Choose returns all in panic.
func (p *EnvoyPanic) Choose(healthy, total int, _ *sim.Stream) Choice {
	level := [1]Level{{healthy, total}}
	switch {
	case total == 0:
		return Nobody
	case !p.In(level[0], Health(level[:])):
		if healthy == 0 {
			return Nobody
		}
		return Healthy
	case p.FailTraffic:
		return Nobody
	}
	return Everyone
}

// Level is the replicas of one priority.
type Level struct{ Healthy, Total int }

// overprovisioning is Envoy's default of overprovisioning_factor, in percent.
const overprovisioning = 140

// Health returns the health of all levels together, 0 to 100: of each 1.4 times its share
// of healthy replicas in percent, at most 100, rounded down (Envoy's normalized total
// health).
func Health(levels []Level) int {
	sum := 0
	for _, l := range levels {
		if l.Total > 0 {
			sum += min(overprovisioning*l.Healthy/l.Total, 100)
		}
	}
	return min(sum, 100)
}

// In tells whether a level is in panic, given the health of all levels together. A level
// without replicas is not: there is nobody to call.
func (p *EnvoyPanic) In(l Level, health int) bool {
	return health < 100 && float64(l.Healthy) < float64(float64(p.Threshold)*float64(l.Total))
}

// FailOpen calls all replicas when none is healthy, as Application and Network Load
// Balancers of AWS do.
type FailOpen struct{}

// Validate finds nothing wrong.
func (*FailOpen) Validate() []error { return nil }

// Choose returns all when none is healthy.
func (*FailOpen) Choose(healthy, total int, _ *sim.Stream) Choice {
	switch {
	case total == 0:
		return Nobody
	case healthy == 0:
		return Everyone
	}
	return Healthy
}

// FailClosed calls healthy replicas only: without one, calls fail.
type FailClosed struct{}

// Validate finds nothing wrong.
func (*FailClosed) Validate() []error { return nil }

// Choose returns the healthy ones.
func (*FailClosed) Choose(healthy, _ int, _ *sim.Stream) Choice {
	if healthy == 0 {
		return Nobody
	}
	return Healthy
}

// FinaglePanic stands for the panic mode of Finagle's balancers, which pick two replicas
// until one of them is healthy, and after some vain picks call the last one. A call goes
// astray with the chance
//
//	(u/n * (u-1)/(n-1)) ^ Picks
//
// where u of n replicas are not healthy: with half of them and 4 picks less than 1%, which
// is Finagle's "fifty percent unhealthy".
type FinaglePanic struct {
	// Picks is the number of picks before the balancer gives up. Finagle: 4.
	Picks int `yaml:"picks" default:"4" min:"1" max:"1000"`
}

// ShortForm says that a scalar sets the number of picks.
func (FinaglePanic) ShortForm() string { return "picks" }

// Validate finds nothing wrong.
func (*FinaglePanic) Validate() []error { return nil }

// Chance returns the share of the calls that go to replicas that are not healthy.
func (p *FinaglePanic) Chance(healthy, total int) float64 {
	if healthy >= total {
		return 0
	}
	pair := 1.0
	if total > 1 {
		u, n := float64(total-healthy), float64(total)
		pair = u * (u - 1) / (n * (n - 1))
	}
	chance := 1.0
	for range p.Picks {
		chance *= pair
	}
	return chance
}

// Choose draws whether a call goes astray.
func (p *FinaglePanic) Choose(healthy, total int, s *sim.Stream) Choice {
	switch {
	case total == 0:
		return Nobody
	case healthy == 0:
		return Unhealthy
	}
	if chance := p.Chance(healthy, total); chance > 0 && s.Float64() < chance {
		return Unhealthy
	}
	return Healthy
}
