package retry

import (
	"time"

	"headroom/sim"
	"headroom/sim/dist"
)

// Random waits for a time of any distribution, each time anew: people who call again
// after a while, the customers of a retrial queue (Falin and Templeton 1997).
type Random struct {
	// Wait before each further attempt. Required.
	Wait dist.Duration `yaml:"wait" required:"true"`
}

// ShortForm says that a scalar sets the wait.
func (Random) ShortForm() string { return "wait" }

// Validate returns nothing: a distribution of times is not negative.
func (r *Random) Validate() []error { return nil }

// Delay draws the wait from s.
func (r *Random) Delay(_ int, _ time.Duration, _ Result, s *sim.Stream) time.Duration {
	sampler := dist.Compile(r.Wait.Dist)
	return sampler.Duration(s)
}
