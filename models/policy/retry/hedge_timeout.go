package retry

// TimeoutHedge lets an attempt run on when its timeout has passed, and sends a retry that
// races it: hedge_on_per_try_timeout of Envoy. The timeout, the number of retries, their
// back-off and their budget are those of the call.
type TimeoutHedge struct{}

// Validate returns nothing: there are no fields.
func (h *TimeoutHedge) Validate() []error { return nil }

// Attempts returns 0: the retries of the call limit them.
func (h *TimeoutHedge) Attempts() int { return 0 }

// Traits says that attempts that are late run on.
func (h *TimeoutHedge) Traits() Traits { return Traits{KeepsLate: true} }

// New returns the hedging of one caller, for which no attempt is ever due: it is the
// timeout that starts the next.
func (h *TimeoutHedge) New() Hedger { return steady{never: true} }
