package health

import (
	"fmt"

	"headroom/sim/unit"
)

// Drain is how a replica that is to go, because of a scale-in or a new version, gives up
// its calls. For Propagation its callers go on sending to it, as they do not know yet;
// then they send nothing new, and what it has gets until Delay after the beginning to end.
// What has not ended then fails.
//
// A target of an AWS load balancer has a Delay of 300s (the deregistration delay). A pod
// has 30s (terminationGracePeriodSeconds), and is told to stop while its removal from the
// endpoints is still on its way to the callers: without a PreStop as long as Propagation,
// calls fail that come in between.
type Drain struct {
	// Delay is the longest time for the calls that it has, counted from the beginning.
	Delay unit.Duration `yaml:"delay" default:"30s"`
	// Propagation is how long callers go on sending to it.
	Propagation unit.Duration `yaml:"propagation" default:"0s"`
	// PreStop is how long it goes on taking new calls. At most Delay.
	PreStop unit.Duration `yaml:"pre_stop" default:"0s"`
}

// ShortForm says that a scalar sets the delay: "drain: 300s".
func (Drain) ShortForm() string { return "delay" }

// Validate returns what is wrong with the fields.
func (d *Drain) Validate() []error {
	var t timing
	t.notNegative("delay", d.Delay)
	t.notNegative("propagation", d.Propagation)
	t.notNegative("pre_stop", d.PreStop)
	if d.PreStop > d.Delay {
		t = append(t, fmt.Errorf("pre_stop: %v is more than delay (%v), which it is part of; write a shorter time", d.PreStop, d.Delay))
	}
	return t
}
