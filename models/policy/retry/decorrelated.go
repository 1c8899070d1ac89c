package retry

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Decorrelated waits
//
//	min(Cap, U(Base, 3 * the wait before))
//
// where the wait before the first is Base and U is uniform on an interval. It is the
// decorrelated jitter of "Exponential Backoff And Jitter" (Brooker 2015).
type Decorrelated struct {
	// Base is the shortest wait, above 0s: nothing grows from 0s.
	Base unit.Duration `yaml:"base" default:"50ms"`
	// Cap is the longest wait, at least Base. The default of 20s is that of the AWS SDKs.
	Cap unit.Duration `yaml:"cap" default:"20s"`
}

// ShortForm says that a scalar sets the base.
func (Decorrelated) ShortForm() string { return "base" }

// Validate returns what is wrong with the fields.
func (d *Decorrelated) Validate() []error {
	var errs []error
	if d.Base <= 0 {
		errs = append(errs, fmt.Errorf("base: %v never grows with kind decorrelated; write a positive time, or kind: constant", d.Base))
	}
	return append(errs, validateCap("cap", d.Cap, "base", d.Base)...)
}

// Delay draws between the base and three times the wait before.
func (d *Decorrelated) Delay(_ int, previous time.Duration, _ Result, s *sim.Stream) time.Duration {
	base := d.Base.Std()
	previous = max(previous, base)
	top := min(previous, (1<<63-1)/3) * 3
	return min(d.Cap.Std(), base+uniform(top-base, s))
}
