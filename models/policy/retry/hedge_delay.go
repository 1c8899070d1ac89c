package retry

import (
	"fmt"

	"headroom/sim/unit"
)

// DelayHedge sends the next attempt a fixed time after the last, while nothing has
// answered, as the hedgingPolicy of a gRPC service config does (gRFC A6). A failure that
// can be retried starts the next at once; a success or a fatal failure ends the call and
// cancels the others. It takes the place of retries.
type DelayHedge struct {
	// Delay is the time from one attempt to the next, at least 0s. 0s sends all at once.
	// Required: gRPC's own default of 0s is a multiple of the load.
	Delay unit.Duration `yaml:"delay" required:"true"`
	// MaxAttempts is the largest number of attempts, the first one included, 2 to 5: gRPC
	// takes more than 5 for 5.
	MaxAttempts int `yaml:"max_attempts" default:"2" min:"2" max:"5"`
}

// ShortForm says that a scalar sets the delay: "hedge: 50ms".
func (DelayHedge) ShortForm() string { return "delay" }

// Validate returns what is wrong with the fields.
func (h *DelayHedge) Validate() []error { return validateDelay("delay", h.Delay) }

func validateDelay(name string, d unit.Duration) []error {
	if d < 0 {
		return []error{fmt.Errorf("%s: %v is negative; write 0s to send at once", name, d)}
	}
	return nil
}

// Attempts returns the largest number of attempts.
func (h *DelayHedge) Attempts() int { return h.MaxAttempts }

// Traits says that failures start the next attempt at once.
func (h *DelayHedge) Traits() Traits { return Traits{AtOnce: true} }

// New returns the hedging of one caller.
func (h *DelayHedge) New() Hedger { return steady{delay: h.Delay.Std()} }
