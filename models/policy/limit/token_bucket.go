package limit

import (
	"fmt"

	"headroom/sim/unit"
)

// What a [TokenBucket] does with calls over the limit.
const (
	Reject = "reject"
	Delay  = "delay"
)

// TokenBucket lets calls through at a limited rate, and a burst after a pause: a token
// bucket, which starts full. Amazon API Gateway limits so (10,000/s with a burst of 5,000
// in an account and region), Stripe's request limiter, and Guava and Bucket4j.
type TokenBucket struct {
	// Rate is the number of calls a second let through in the long run, such as 100/s.
	// Above 0/s, at most 1G/s. Required.
	Rate unit.Rate `yaml:"rate" required:"true"`
	// Burst is the number of calls let through at once after a pause: the size of the
	// bucket, 1 to 1G. 0 is one second of the rate, and at least 1.
	Burst unit.Count `yaml:"burst" default:"0"`
	// OnExcess is what happens to a call over the limit: it is rejected at once, or it
	// waits for its turn, first come, first served.
	OnExcess string `yaml:"on_excess" default:"reject" enum:"reject,delay"`
	// LongestDelay is the longest wait with "on_excess: delay", above 0s; calls that would
	// wait longer are rejected at once. resilience4j's RateLimiter: 5 s.
	LongestDelay unit.Duration `yaml:"longest_delay" default:"5s"`
	// Scope says which calls share the limit.
	Scope Scope `yaml:",inline"`
}

// ShortForm says that a scalar sets the rate: "rate_limit: 100/s".
func (TokenBucket) ShortForm() string { return "rate" }

// Validate returns what is wrong with the fields.
func (r TokenBucket) Validate() []error {
	errs := append(validRate(r.Rate), r.Scope.Validate()...)
	if r.Burst < 0 || r.Burst > maxTokens {
		errs = append(errs, fmt.Errorf("burst: %v is not between 0 and 1G; write the number of calls let through at once, or 0 for one second of the rate", r.Burst))
	}
	switch r.OnExcess {
	case "", Reject:
	case Delay:
		if r.LongestDelay <= 0 || float64(r.Rate)*r.LongestDelay.Seconds() > maxTokens {
			errs = append(errs, fmt.Errorf("longest_delay: %v is not above 0s, or lets more than 1G calls wait; write for example 5s", r.LongestDelay))
		}
	default:
		errs = append(errs, fmt.Errorf("on_excess: %q is neither reject nor delay", r.OnExcess))
	}
	return errs
}

// validRate returns what is wrong with the rate of a bucket.
func validRate(r unit.Rate) []error {
	if !(r > 0 && r <= maxRate) {
		return []error{fmt.Errorf("rate: %v is not above 0/s and at most 1G/s; write a rate such as 100/s", r)}
	}
	return nil
}

// New returns full buckets.
func (r TokenBucket) New() Limiter { return limiterOf(r.Scope, r.Bucket()) }

// Bucket returns a full bucket. It panics when there is no limit to make it from.
func (r TokenBucket) Bucket() Bucket {
	burst := int64(r.Burst)
	if burst == 0 {
		burst = int64(r.Rate)
	}
	to := reach{burst: max(burst, 1)}
	if r.OnExcess == Delay {
		to.delay = r.LongestDelay.Std()
	}
	return newBucket(float64(r.Rate), to)
}
