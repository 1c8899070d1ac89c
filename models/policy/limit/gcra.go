package limit

import (
	"fmt"

	"headroom/sim/unit"
)

// GCRA is the generic cell rate algorithm (ITU-T I.371, and redis-cell): calls have a
// schedule, one every 1/rate, and one may be early by a tolerance. With the theoretical
// arrival time TAT of the next call,
//
//	let through when now >= TAT - tolerance;  then TAT = max(now, TAT) + 1/rate
//
// It is a token bucket of 1 + tolerance*rate tokens, which need not be a whole number:
// the tokens in it are those gained in TAT - now, taken from a full one.
type GCRA struct {
	// Rate is the number of calls a second in the schedule. Above 0/s, at most 1G/s.
	// Required.
	Rate unit.Rate `yaml:"rate" required:"true"`
	// Tolerance is how early a call may be. 0s: never two calls within 1/rate.
	Tolerance unit.Duration `yaml:"tolerance" default:"0s"`
	// Scope says which calls share the schedule.
	Scope Scope `yaml:",inline"`
}

// ShortForm says that a scalar sets the rate.
func (GCRA) ShortForm() string { return "rate" }

// Validate returns what is wrong with the fields.
func (r *GCRA) Validate() []error {
	errs := append(validRate(r.Rate), r.Scope.Validate()...)
	if r.Tolerance < 0 || float64(r.Rate)*r.Tolerance.Seconds() > maxTokens {
		errs = append(errs, fmt.Errorf("tolerance: %v is negative, or lets more than 1G calls through at once; write for example 50ms", r.Tolerance))
	}
	return errs
}

// New returns schedules that wait for their first call.
func (r *GCRA) New() Limiter {
	return limiterOf(r.Scope, newBucket(float64(r.Rate), reach{burst: 1, early: r.Tolerance.Std()}))
}
