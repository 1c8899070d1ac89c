package retry

import "headroom/sim/unit"

// TiedHedge sends an attempt to two servers; whichever begins to work on its own first
// cancels the other, which then leaves its queue. Source: Dean and Barroso, "The Tail at
// Scale", CACM 56(2), 2013.
type TiedHedge struct {
	// Delay is the time from the first to the second, at least 0s. Both begin when they
	// arrive at idle servers before the cancellation has crossed over; a delay of twice the
	// one-way latency prevents that.
	Delay unit.Duration `yaml:"delay" default:"0s"`
}

// ShortForm says that a scalar sets the delay.
func (TiedHedge) ShortForm() string { return "delay" }

// Validate returns what is wrong with the fields.
func (h *TiedHedge) Validate() []error { return validateDelay("delay", h.Delay) }

// Attempts returns 2.
func (h *TiedHedge) Attempts() int { return 2 }

// Traits says that the first to begin cancels the other.
func (h *TiedHedge) Traits() Traits { return Traits{Tied: true} }

// New returns the hedging of one caller.
func (h *TiedHedge) New() Hedger { return steady{delay: h.Delay.Std()} }
