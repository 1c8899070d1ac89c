package retry

import (
	"headroom/models/variant"
	"headroom/sim"
)

// Budget limits the retries of a caller. The zero value is none.
type Budget struct{ Rule BudgetRule }

// BudgetRule is one form of a budget.
type BudgetRule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// New returns the budget of one caller.
	New() Purse
}

// Purse is a budget at work: that of one caller. A call goes through Begin, then for each
// attempt Ended, then for each further attempt Retry, and at last Done.
type Purse interface {
	// Begin counts a call.
	Begin(now sim.Time)
	// Ended tells how an attempt ended; the first has the number 1.
	Ended(now sim.Time, attempt int, how Result)
	// Retry asks for one more attempt after one that failed, and counts it if it is
	// granted.
	Retry(now sim.Time, how Result) bool
	// Done tells that a call is over, with the number of attempts that it made.
	Done(now sim.Time, attempts int)
}

// Result is how an attempt ended.
type Result uint8

// The results of an attempt.
const (
	Success Result = iota
	Timeout
	Rejection // an overload: HTTP 429 and 503, gRPC RESOURCE_EXHAUSTED and UNAVAILABLE
	Failure   // any other error
)

// budgets is the only list of budgets. The first is what a plain ratio means.
var budgets = []variant.Form{
	{Name: "ratio", Summary: "a share of the calls and a small rate (Finagle, Linkerd)", New: func() any { return &Ratio{} }},
	variant.Off(),
}

// Variants lists the forms.
func (*Budget) Variants() (key string, table []variant.Form) { return "kind", budgets }

// SetVariant takes a form.
func (b *Budget) SetVariant(v any) { b.Rule, _ = v.(BudgetRule) }

// Variant returns the form, nil when there is no budget.
func (b *Budget) Variant() any {
	if b.Rule == nil {
		return nil
	}
	return b.Rule
}

// Enabled tells whether there is a budget.
func (b Budget) Enabled() bool { return b.Rule != nil }

// Validate returns what is wrong with the fields of the form.
func (b Budget) Validate() []error {
	if b.Rule == nil {
		return nil
	}
	return b.Rule.Validate()
}
