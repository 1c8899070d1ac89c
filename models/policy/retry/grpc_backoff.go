package retry

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// GRPCBackoff waits as the retryPolicy of a gRPC service config says (gRFC A6, "gRPC
// Retry Design"): with bound(n) = min(Max, Initial * Multiplier^n), n = 0 for the first
// wait and U uniform on an interval,
//
//	full     U(0, bound(n))           the text of A6 until 2024
//	twenty   bound(n) * U(0.8, 1.2)   the text of A6 since
//
// Pushback of servers is not modelled.
type GRPCBackoff struct {
	// Initial is the bound of the first wait, above 0s. gRPC has no default; 100ms is the
	// example of A6.
	Initial unit.Duration `yaml:"initial" default:"100ms"`
	// Max is the bound of all waits, at least Initial. gRPC has no default; 1s is the
	// example of A6. With jitter twenty a wait can be a fifth longer.
	Max unit.Duration `yaml:"max" default:"1s"`
	// Multiplier is the growth of the bound from one wait to the next, at least 1x.
	Multiplier unit.Factor `yaml:"multiplier" default:"2x"`
	// Jitter is how a wait is drawn: full from all of the bound, twenty within 20% of it.
	Jitter string `yaml:"jitter" default:"full" enum:"full,twenty"`
}

// ShortForm says that a scalar sets the first wait.
func (GRPCBackoff) ShortForm() string { return "initial" }

// Validate returns what is wrong with the fields.
func (b *GRPCBackoff) Validate() []error {
	var errs []error
	if b.Initial <= 0 {
		errs = append(errs, fmt.Errorf("initial: %v is not above 0s, as gRPC demands; write for example 100ms", b.Initial))
	}
	errs = append(errs, validateCap("max", b.Max, "initial", b.Initial)...)
	if b.Multiplier < 1 {
		errs = append(errs, fmt.Errorf("multiplier: %v is less than 1x; write 2x to double the wait each time", b.Multiplier))
	}
	return errs
}

// Delay draws a wait.
func (b *GRPCBackoff) Delay(n int, _ time.Duration, _ Result, s *sim.Stream) time.Duration {
	bound := expo(b.Initial.Std(), b.Max.Std(), b.Multiplier, n)
	if b.Jitter == "twenty" {
		return bound - bound/5 + uniform(2*(bound/5), s)
	}
	return uniform(bound, s)
}
