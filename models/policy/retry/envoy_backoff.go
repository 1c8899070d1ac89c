package retry

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// EnvoyBackoff waits as a route of Envoy does: a whole number of milliseconds from 0 to
// below min(Max, Base * 2^n), with n = 0 for the first wait, each as likely as the other.
// The formula is that of the source, JitteredExponentialBackOffStrategy; the manual's
// range, (2^N-1) times the base for the N-th retry, is another. What a server says about
// the wait (rate_limited_retry_back_off) is not modelled.
type EnvoyBackoff struct {
	// Base is the bound of the first wait, at least 1ms. Envoy: 25ms.
	Base unit.Duration `yaml:"base" default:"25ms"`
	// Max is the bound of all waits, at least Base. 0s is ten times the base, as in Envoy.
	Max unit.Duration `yaml:"max" default:"0s"`
}

// ShortForm says that a scalar sets the base.
func (EnvoyBackoff) ShortForm() string { return "base" }

// Validate returns what is wrong with the fields.
func (b *EnvoyBackoff) Validate() []error {
	var errs []error
	if b.Base.Std() < time.Millisecond {
		errs = append(errs, fmt.Errorf("base: %v is less than 1ms, in which Envoy counts; write for example 25ms", b.Base))
	}
	if b.Max != 0 && b.Max < b.Base {
		errs = append(errs, fmt.Errorf("max: %v is less than base %v; write at least the base, or 0s for ten times the base", b.Max, b.Base))
	}
	return errs
}

// Delay draws a number of milliseconds.
func (b *EnvoyBackoff) Delay(n int, _ time.Duration, _ Result, s *sim.Stream) time.Duration {
	limit := b.Max
	if limit == 0 {
		limit = 10 * b.Base
	}
	bound := expo(b.Base.Std(), limit.Std(), 2, n)
	return uniform(bound.Truncate(time.Millisecond), s).Truncate(time.Millisecond)
}
