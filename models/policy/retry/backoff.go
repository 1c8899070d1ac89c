// Package retry holds what decides on further attempts of a call: how long to wait
// ([Backoff]) and how many to allow ([Budget]).
package retry

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// The kinds of [Backoff].
const (
	Constant     = "constant"
	Exponential  = "exponential"
	EqualJitter  = "equal-jitter"
	FullJitter   = "full-jitter"
	Decorrelated = "decorrelated"
)

// Backoff is the wait before each further attempt of a call. With n = 0 for the first
// wait, expo(n) = min(Cap, Base * Factor^n) and U uniform on an interval:
//
//	constant      Base
//	exponential   expo(n)
//	equal-jitter  expo(n)/2 + U(0, expo(n)/2)
//	full-jitter   U(0, expo(n))
//	decorrelated  min(Cap, U(Base, 3 * the wait before)); the wait before the first is Base
//
// The formulas are those of the AWS Architecture Blog, "Exponential Backoff And Jitter"
// (Brooker 2015) and its simulator, aws-samples/aws-arch-backoff-simulator. Jitter
// spreads retries in time; it does not make them fewer.
//
// The zero value retries at once.
type Backoff struct {
	// Kind is the formula: constant waits Base each time, exponential grows from Base to
	// Cap, equal-jitter draws from the upper half of that, full-jitter from all of it, and
	// decorrelated draws between Base and three times the wait before.
	Kind string `yaml:"kind" default:"constant" enum:"constant,exponential,equal-jitter,full-jitter,decorrelated"`
	// Base is the first wait before jitter, at least 0s. 0s retries at once. The default
	// of 50ms is the base of the AWS SDKs' retries of 2026 for transient errors.
	Base unit.Duration `yaml:"base" default:"50ms"`
	// Cap is the longest wait, at least Base; it is applied before jitter. The default of
	// 20s is that of the AWS SDKs. The constant kind does not look at it.
	Cap unit.Duration `yaml:"cap" default:"20s"`
	// Factor is the growth from one wait to the next before jitter, at least 1x. The
	// constant and decorrelated kinds do not look at it.
	Factor unit.Factor `yaml:"factor" default:"2x"`
}

// ShortForm says that a scalar sets the base: "backoff: 50ms" waits 50 ms each time.
func (Backoff) ShortForm() string { return "base" }

// Validate returns what is wrong between the fields.
func (b Backoff) Validate() []error {
	var errs []error
	if b.Base.Std() < 0 {
		errs = append(errs, fmt.Errorf("base: %v is negative; write 0s to retry at once", b.Base))
	}
	if b.Kind == "" || b.Kind == Constant {
		return errs
	}
	if b.Cap.Std() < b.Base.Std() {
		errs = append(errs, fmt.Errorf("cap: %v is less than base %v; write at least the base", b.Cap, b.Base))
	}
	if b.Kind == Decorrelated {
		if b.Base.Std() == 0 {
			errs = append(errs, fmt.Errorf("base: 0s never grows with kind decorrelated; write a positive time, or kind: constant"))
		}
		return errs
	}
	if b.Factor < 1 {
		errs = append(errs, fmt.Errorf("factor: %v is less than 1x; write 2x to double the wait each time", b.Factor))
	}
	return errs
}

// Delay returns the wait before attempt n+1, n = 0 for the first attempt after the
// original one. Previous is the wait that Delay returned before, 0 the first time; only
// the decorrelated kind looks at it. The kinds without jitter draw nothing from s. The
// result is never negative. It panics on a kind that is not in the list.
func (b Backoff) Delay(n int, previous time.Duration, s *sim.Stream) time.Duration {
	switch b.Kind {
	case "", Constant:
		return b.Base.Std()
	case Exponential:
		return b.expo(n)
	case EqualJitter:
		half := b.expo(n) / 2
		return half + uniform(half, s)
	case FullJitter:
		return uniform(b.expo(n), s)
	case Decorrelated:
		base, limit := b.Base.Std(), b.Cap.Std()
		previous = max(previous, base)
		top := min(previous, (1<<63-1)/3) * 3
		return min(limit, base+uniform(top-base, s))
	}
	panic("retry: unknown kind of backoff " + b.Kind)
}

// expo returns min(Cap, Base * Factor^n), by repeated multiplication: the power function
// of the standard library gives different bits on different processors.
func (b Backoff) expo(n int) time.Duration {
	wait, limit := float64(b.Base.Std()), float64(b.Cap.Std())
	if b.Factor <= 1 || wait <= 0 {
		return min(b.Base.Std(), b.Cap.Std())
	}
	for ; n > 0 && wait < limit; n-- {
		wait *= float64(b.Factor)
	}
	if wait >= limit {
		return b.Cap.Std()
	}
	return time.Duration(wait)
}

// uniform draws from [0, top), in whole nanoseconds.
func uniform(top time.Duration, s *sim.Stream) time.Duration {
	return time.Duration(float64(top) * s.Float64())
}
