package retry

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Growth is a span that grows from one wait to the next:
//
//	expo(n) = min(Cap, Base * Factor^n)
//
// with n = 0 for the first wait. Back-offs use it as it is or as the bound of a random
// wait, after the AWS Architecture Blog, "Exponential Backoff And Jitter" (Brooker 2015)
// and its simulator, aws-samples/aws-arch-backoff-simulator. Jitter spreads retries in
// time; it does not make them fewer.
type Growth struct {
	// Base is the first wait before jitter, at least 0s. 0s retries at once. The default
	// of 50ms is the base of the AWS SDKs' retries of 2026 for transient errors.
	Base unit.Duration `yaml:"base" default:"50ms"`
	// Cap is the longest wait, at least Base; it is applied before jitter. The default of
	// 20s is that of the AWS SDKs.
	Cap unit.Duration `yaml:"cap" default:"20s"`
	// Factor is the growth from one wait to the next before jitter, at least 1x.
	Factor unit.Factor `yaml:"factor" default:"2x"`
}

// ShortForm says that a scalar sets the base.
func (Growth) ShortForm() string { return "base" }

// Validate returns what is wrong with the fields.
func (g Growth) Validate() []error {
	errs := append(validateBase(g.Base), validateCap("cap", g.Cap, "base", g.Base)...)
	if g.Factor < 1 {
		errs = append(errs, fmt.Errorf("factor: %v is less than 1x; write 2x to double the wait each time", g.Factor))
	}
	return errs
}

func validateCap(name string, limit unit.Duration, baseName string, base unit.Duration) []error {
	if limit < base {
		return []error{fmt.Errorf("%s: %v is less than %s %v; write at least the %[3]s", name, limit, baseName, base)}
	}
	return nil
}

func (g Growth) expo(n int) time.Duration { return expo(g.Base.Std(), g.Cap.Std(), g.Factor, n) }

// expo returns min(limit, base * factor^n), by repeated multiplication: the power
// function of the standard library gives different bits on different processors.
func expo(base, limit time.Duration, factor unit.Factor, n int) time.Duration {
	wait := float64(base)
	if factor <= 1 || base <= 0 {
		return min(base, limit)
	}
	for ; n > 0 && wait < float64(limit); n-- {
		wait *= float64(factor)
	}
	if wait >= float64(limit) {
		return limit
	}
	return time.Duration(wait)
}

// Exponential waits expo(n) of its [Growth], without jitter.
type Exponential struct {
	Growth `yaml:",inline"`
}

// Delay returns expo(n).
func (e *Exponential) Delay(n int, _ time.Duration, _ Result, _ *sim.Stream) time.Duration {
	return e.expo(n)
}
