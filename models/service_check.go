package models

import (
	"headroom/models/policy/health"
	"headroom/models/policy/limit"
)

// Validate checks the programs and the autoscaler.
func (s *Service) Validate(c *Check) {
	if len(s.Operations)+len(s.Consumes) == 0 {
		c.Errorf("operations", "a service needs something to do; write for example operations: {main: [{cpu: 5ms}]}")
	}
	for _, o := range s.Operations {
		c.program(o.Value, "operations."+o.Name, o.Name)
	}
	for _, o := range s.Consumes {
		c.program(o.Value, "consumes."+o.Name, o.Name)
		if comp := c.index.components[o.Name]; comp == nil || comp.Kind.Name != "queue" {
			c.Errorf("consumes."+o.Name, "no queue is named %q%s", o.Name, didYouMean(o.Name, c.index.queues()))
		}
	}
	if s.Model == "event-loop" && s.CPU > 1 {
		c.Errorf("cpu", "an event loop uses one core, not %d; write cpu: 1 and more replicas", s.CPU)
	}
	c.zones("zones", s.Zones)
	c.fields("shed", s.Shed.Validate())
	c.fields("concurrency_limit", s.ConcurrencyLimit.Validate())
	if s.ConcurrencyLimit.Enabled() {
		if calls, _ := s.ConcurrencyLimit.Rule.Waiting(); calls > 0 {
			c.Errorf("concurrency_limit", "what is over the limit of a replica is rejected at once, and this kind lets calls wait; let them wait with concurrency and queue instead")
		}
	}
	if s.Overflow != "" && s.Overflow != string(limit.RejectNew) && !s.Queue.Set {
		c.Warnf("overflow", "a queue without a bound never overflows; write for example queue: 200")
	}
	c.fields("drain", s.Drain.Validate())
	if s.Drain != (health.Drain{}) && !s.Autoscale.Enabled() {
		c.Warnf("drain", "nothing takes replicas away: there is no autoscale")
	}
	if s.Autoscale.Enabled() {
		a := &s.Autoscale
		c.fields("autoscale", a.Validate())
		c.fields("autoscale.scale_up", a.ScaleUp.Validate())
		c.fields("autoscale.scale_down", a.ScaleDown.Validate())
		if s.Replicas > 0 && (s.Replicas < a.Min || s.Replicas > a.Max) {
			c.Errorf("replicas", "%d is outside the autoscaler's %d to %d", s.Replicas, a.Min, a.Max)
		}
	}
	s.validateHolding(c)
	c.price(s.Price)
}
