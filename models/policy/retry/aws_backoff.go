package retry

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// AWSBackoff waits as the AWS SDKs of 2026 do (AWS_NEW_RETRIES_2026): U(0, min(Cap, base
// * 2^n)) with n = 0 for the first wait, U uniform on an interval, and a longer base
// after a rejection. Source: AWS SDKs and Tools Reference Guide, "Retry behavior". The
// header x-amz-retry-after is not modelled.
type AWSBackoff struct {
	// Base is the bound of the first wait after an error or a timeout, at least 0s. AWS:
	// 50ms, for DynamoDB 25ms.
	Base unit.Duration `yaml:"base" default:"50ms"`
	// Throttled is the bound of the first wait after a rejection, at least 0s. AWS: 1s.
	Throttled unit.Duration `yaml:"throttled" default:"1s"`
	// Cap is the longest wait, at least as long as the two; it is applied before jitter.
	// AWS: 20s.
	Cap unit.Duration `yaml:"cap" default:"20s"`
}

// ShortForm says that a scalar sets the base.
func (AWSBackoff) ShortForm() string { return "base" }

// Validate returns what is wrong with the fields.
func (b *AWSBackoff) Validate() []error {
	errs := validateBase(b.Base)
	if b.Throttled < 0 {
		errs = append(errs, fmt.Errorf("throttled: %v is negative; write 0s to retry at once", b.Throttled))
	}
	errs = append(errs, validateCap("cap", b.Cap, "base", b.Base)...)
	return append(errs, validateCap("cap", b.Cap, "throttled", b.Throttled)...)
}

// Delay draws from all of the wait that has grown from the base of the result.
func (b *AWSBackoff) Delay(n int, _ time.Duration, how Result, s *sim.Stream) time.Duration {
	base := b.Base
	if how == Rejection {
		base = b.Throttled
	}
	return uniform(expo(base.Std(), b.Cap.Std(), 2, n), s)
}
