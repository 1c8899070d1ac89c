package models

import (
	"strings"

	"headroom/models/policy"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

// Program is what an operation does, step after step.
type Program []Step

// Step is one step of a program. Exactly one of CPU, Wait, Call, Parallel, Choose and
// Publish is set; Each goes with Call.
type Step struct {
	// CPU occupies one core for this long.
	CPU dist.Duration `yaml:"cpu"`
	// Wait passes time without a core: a sleep, a disk, a remote system that is not modelled.
	Wait dist.Duration `yaml:"wait"`
	// Call calls a component: "catalog.list", or "catalog" for its operation of the same
	// name as the running one.
	Call string `yaml:"call"`
	// Parallel runs steps at the same time and waits for all of them. The first failure
	// fails the step when all have ended.
	Parallel []Step `yaml:"parallel"`
	// Choose runs one of several programs, by share.
	Choose []Choice `yaml:"choose"`
	// Publish sends a message to a queue and waits for the broker's acknowledgement.
	Publish string `yaml:"publish"`

	// Each makes the call this many times, all at once, and waits for all. Every round
	// draws its data keys anew. Not set: one call.
	Each dist.Count `yaml:"each"`
	// Chance that the step is taken at all.
	Chance unit.Ratio `yaml:"chance" default:"100%"`
	// OnMiss is run when a cache answers that it does not hold the key.
	OnMiss []Step `yaml:"on_miss"`
	// OnError is run when the call has failed for good; the program then goes on. Without
	// it the failure fails the operation.
	OnError []Step `yaml:"on_error"`

	// Policies of the call.
	Policy policy.Call `yaml:",inline"`
	// Link from this service to the callee.
	Link Link `yaml:"link"`
}

// Choice is one branch of a choose step.
type Choice struct {
	// Share of the requests that take this branch. The shares of a step sum to 100%.
	Share unit.Ratio `yaml:"share"`
	// Steps of the branch; none means to do nothing.
	Steps []Step `yaml:"steps"`
}

// program checks every step of a program.
func (c *Check) program(p Program, field, operation string) {
	if len(p) == 0 {
		c.Errorf(field, "a program needs steps; write for example [{cpu: 5ms}]")
	}
	eachStep(p, field, func(path string, s *Step) { s.validate(c.At(path), operation) })
}

// validate checks one step; the steps inside it are checked on their own.
func (s *Step) validate(c *Check, operation string) {
	var verbs []string
	for _, v := range []struct {
		name string
		set  bool
	}{
		{"cpu", s.CPU.Set()}, {"wait", s.Wait.Set()}, {"call", s.Call != ""},
		{"parallel", len(s.Parallel) > 0}, {"choose", len(s.Choose) > 0}, {"publish", s.Publish != ""},
	} {
		if v.set {
			verbs = append(verbs, v.name)
		}
	}
	switch {
	case len(verbs) == 0:
		c.Errorf("", "a step does nothing; write one of cpu, wait, call, parallel, choose, publish")
	case len(verbs) > 1:
		c.Errorf("", "a step does one thing, not %s; write them as steps of their own", strings.Join(verbs, " and "))
	}
	if s.Chance < 0 || s.Chance > 1 {
		c.Errorf("chance", "%v is not between 0%% and 100%%", s.Chance)
	}
	if s.Each.Set() && s.Call == "" {
		c.Errorf("each", "each repeats a call; write each and call in one step")
	}
	if len(s.OnError) > 0 && s.Call == "" && s.Publish == "" {
		c.Errorf("on_error", "only a call or publish can be followed by on_error")
	}
	if s.Call != "" {
		c.target("call", s.Call, operation)
		c.policies(s.Call, &s.Policy, &s.Link)
	}
	if len(s.OnMiss) > 0 {
		if comp := c.index.components[first(s.Call)]; comp == nil || comp.Kind.Name != "cache" {
			c.Errorf("on_miss", "only a cache can miss; %q is none", s.Call)
		}
	}
	if s.Publish != "" {
		c.queue("publish", s.Publish)
	}
	if len(s.Choose) > 0 {
		sum := 0.0
		for _, choice := range s.Choose {
			sum += float64(choice.Share)
		}
		if sum < 0.999999 || sum > 1.000001 {
			c.Errorf("choose", "the shares sum to %.4g%%; write shares that sum to 100%%", sum*100)
		}
	}
}

// queue checks a reference to a queue.
func (c *Check) queue(field, name string) {
	if comp := c.index.components[name]; comp == nil || comp.Kind.Name != "queue" {
		c.Errorf(field, "no queue is named %q%s", name, didYouMean(name, c.index.queues()))
	}
}

// queues returns the names of all queues.
func (x *index) queues() []string {
	var names []string
	for _, n := range x.names {
		if x.components[n].Kind.Name == "queue" {
			names = append(names, n)
		}
	}
	return names
}
