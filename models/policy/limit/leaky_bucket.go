package limit

import (
	"fmt"

	"headroom/sim/unit"
)

// LeakyBucket is the leaky bucket as a queue: calls leave it at a constant rate, first
// come, first served, and what does not fit is rejected. It makes bursts smooth, for the
// price of a wait. A call that comes when one has not left for the time 1/rate passes at
// once. (The leaky bucket as a meter, which lets bursts through, is a [TokenBucket].)
type LeakyBucket struct {
	// Rate at which calls leave the bucket. Above 0/s, at most 1G/s. Required.
	Rate unit.Rate `yaml:"rate" required:"true"`
	// Queue is the number of calls that may wait, 0 to 1G. With 0, calls that come too
	// early are rejected.
	Queue unit.Count `yaml:"queue" default:"100"`
	// Scope says which calls share the bucket.
	Scope Scope `yaml:",inline"`
}

// ShortForm says that a scalar sets the rate.
func (LeakyBucket) ShortForm() string { return "rate" }

// Validate returns what is wrong with the fields.
func (r *LeakyBucket) Validate() []error {
	errs := append(validRate(r.Rate), r.Scope.Validate()...)
	if r.Queue < 0 || r.Queue > maxTokens {
		errs = append(errs, fmt.Errorf("queue: %v is not between 0 and 1G; write the number of calls that may wait", r.Queue))
	}
	return errs
}

// New returns empty queues: a leaky bucket is a token bucket of one token, from which as
// many tokens may be taken in advance as calls may wait.
func (r *LeakyBucket) New() Limiter {
	return limiterOf(r.Scope, newBucket(float64(r.Rate), reach{burst: 1, queue: int64(r.Queue)}))
}
