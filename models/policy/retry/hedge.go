package retry

import (
	"time"

	"headroom/models/variant"
	"headroom/sim"
)

// Hedge makes a further attempt before the last has ended; the first answer counts. The
// zero value never does.
type Hedge struct{ Rule HedgeRule }

// HedgeRule is one form of hedging.
type HedgeRule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// Attempts returns the largest number of attempts of a call, the first one included,
	// or 0 when the retries of the call limit them.
	Attempts() int
	// Traits returns what else the rule makes different.
	Traits() Traits
	// New returns the hedging of one caller.
	New() Hedger
}

// Traits is what a form of hedging changes about a call, besides further attempts after a
// delay. The zero value changes nothing.
type Traits struct {
	// AtOnce: a failure that can be retried is followed by the next attempt at once, and
	// not after a back-off; a fatal one ends the call and all its attempts.
	AtOnce bool
	// Tied: when a server begins with an attempt, the others of the call are cancelled.
	Tied bool
	// KeepsLate: an attempt that is past its timeout runs on, and races the next one.
	KeepsLate bool
}

// Hedger is hedging at work: that of one caller. A call goes through Begin. When an
// attempt is sent, Delay says when the next one is due; when that time has passed without
// an answer, Allow is asked once, and so is the [Purse] of the caller if there is one.
// Instants must not run backwards.
type Hedger interface {
	// Begin counts a call.
	Begin(now sim.Time)
	// Delay returns how long after an attempt was sent the next one is sent if nothing has
	// answered, and false when there is none to be sent. The first attempt has the number
	// 1; the caller heeds Attempts itself.
	Delay(now sim.Time, attempt int) (time.Duration, bool)
	// Allow asks to send a hedge that is due, and counts it if it is granted.
	Allow(now sim.Time) bool
	// Observe tells how long an attempt took that was answered well, that ran into its
	// timeout, or that was given up because another was faster: it would have taken longer.
	// Quick errors say nothing about the latency, and are not told.
	Observe(now sim.Time, took time.Duration)
}

// hedges is the only list of hedges. The first is what a plain span means.
var hedges = []variant.Form{
	{Name: "delay", Summary: "a fixed time after each attempt (gRPC hedgingPolicy)", New: func() any { return &DelayHedge{} }},
	{Name: "percentile", Summary: "after a percentile of the recent latencies (Finagle backup requests)", New: func() any { return &PercentileHedge{} }},
	{Name: "tied", Summary: "two servers at once, and the first to begin cancels the other (The Tail at Scale)", New: func() any { return &TiedHedge{} }},
	{Name: "timeout", Summary: "a retry that races the attempt that is past its timeout (Envoy)", New: func() any { return &TimeoutHedge{} }},
	variant.Off(),
}

// Variants lists the forms.
func (*Hedge) Variants() (key string, table []variant.Form) { return "kind", hedges }

// SetVariant takes a form.
func (h *Hedge) SetVariant(v any) { h.Rule, _ = v.(HedgeRule) }

// Variant returns the form, nil when there is no hedging.
func (h *Hedge) Variant() any {
	if h.Rule == nil {
		return nil
	}
	return h.Rule
}

// Enabled tells whether there is hedging.
func (h Hedge) Enabled() bool { return h.Rule != nil }

// Validate returns what is wrong with the fields of the form.
func (h Hedge) Validate() []error {
	if h.Rule == nil {
		return nil
	}
	return h.Rule.Validate()
}

// steady is a hedger without state: the next attempt is always due after the same time.
type steady struct {
	delay time.Duration
	never bool
}

// Begin has no say.
func (s steady) Begin(sim.Time) {}

// Delay returns the same time whatever happens.
func (s steady) Delay(sim.Time, int) (time.Duration, bool) { return s.delay, !s.never }

// Allow grants everything.
func (s steady) Allow(sim.Time) bool { return true }

// Observe has no say.
func (s steady) Observe(sim.Time, time.Duration) {}
