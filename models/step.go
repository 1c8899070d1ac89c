package models

import (
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
