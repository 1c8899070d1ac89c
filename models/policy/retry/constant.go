package retry

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Constant waits the same span each time.
type Constant struct {
	// Base is the wait, at least 0s. 0s retries at once. The default of 50ms is the base
	// of the AWS SDKs' retries of 2026 for transient errors.
	Base unit.Duration `yaml:"base" default:"50ms"`
}

// ShortForm says that a scalar sets the base: "backoff: 50ms" waits 50 ms each time.
func (Constant) ShortForm() string { return "base" }

// Validate returns what is wrong with the fields.
func (c *Constant) Validate() []error { return validateBase(c.Base) }

// Delay returns the base.
func (c *Constant) Delay(int, time.Duration, Result, *sim.Stream) time.Duration { return c.Base.Std() }

func validateBase(base unit.Duration) []error {
	if base < 0 {
		return []error{fmt.Errorf("base: %v is negative; write 0s to retry at once", base)}
	}
	return nil
}
