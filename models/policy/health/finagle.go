package health

import (
	"fmt"

	"headroom/sim/unit"
)

// Finagle marks replicas dead as Finagle's failure accrual does (FailureAccrualFactory,
// with its hybrid default policy): after some failures in a row, or when the success rate
// is too low. After a wait that grows with each failed trial, one call is let through to
// the replica; it is back when that call succeeds, and dead again when it fails. Every
// result but a success is a failure.
//
// The waits are jittered: the first is BackoffStart, the n-th after it lies at random
// between BackoffStart*2^(n-1) and twice that, and BackoffMax is the longest. Each of the
// two rules draws its own, and the longer one holds.
type Finagle struct {
	// ConsecutiveFailures is the number of failures in a row that mark a replica dead.
	ConsecutiveFailures int `yaml:"consecutive_failures" default:"5" min:"1"`
	// SuccessRate marks a replica dead, at a failure, when its success rate is below this
	// share. It is a moving average that forgets with the time constant Window, and means
	// nothing before the replica has been known for a Window. 0% does without.
	SuccessRate unit.Ratio `yaml:"success_rate" default:"80%"`
	// Window is the time constant of the success rate. Positive.
	Window unit.Duration `yaml:"window" default:"30s"`
	// MinimumRequests is the number of calls in the last Window before the success rate
	// means anything.
	MinimumRequests int `yaml:"minimum_requests" default:"5" min:"0"`
	// BackoffStart is the wait before the first trial. Positive.
	BackoffStart unit.Duration `yaml:"backoff_start" default:"5s"`
	// BackoffMax is the longest wait, at least BackoffStart.
	BackoffMax unit.Duration `yaml:"backoff_max" default:"300s"`
}

// Validate returns what is wrong with the fields.
func (f *Finagle) Validate() []error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if f.SuccessRate < 0 || f.SuccessRate > 1 {
		wrong("success_rate: %v is not between 0%% and 100%%; write a share of the calls such as 80%%", f.SuccessRate)
	}
	if f.Window.Std() < windowSlices {
		wrong("window: %v is not positive; write the time over which successes count, such as 30s", f.Window)
	}
	if f.BackoffStart <= 0 {
		wrong("backoff_start: %v is not positive; write the wait before the first trial, such as 5s", f.BackoffStart)
	}
	if f.BackoffMax < f.BackoffStart {
		wrong("backoff_max: %v is less than backoff_start (%v); write the longest wait, such as 300s", f.BackoffMax, f.BackoffStart)
	}
	return errs
}

// Panic returns Finagle's panic mode.
func (*Finagle) Panic() Panic { return Panic{&FinaglePanic{Picks: 4}} }
