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

// Purse is a budget at work: that of one caller. A call goes through Begin, which stands
// for its first attempt too, then Retry for each further attempt that it wants, and at
// last Done. Each attempt that was begun or granted goes through Ended exactly once, at
// the latest before Done, even one that never started because its call was over first.
// What has failed goes through Ended before Retry. Instants must not run backwards.
type Purse interface {
	// Begin counts a call.
	Begin(now sim.Time)
	// Ended tells how an attempt ended.
	Ended(now sim.Time, a Attempt)
	// Retry asks for one more attempt, and counts it if it is granted. How is the result
	// that is retried, [Success] for a hedge, before which nothing has failed.
	Retry(now sim.Time, how Result) bool
	// Done tells that a call is over, with the number of attempts that it made.
	Done(now sim.Time, attempts int)
}

// Attempt is what a budget is told of an attempt that has ended.
type Attempt struct {
	Number int    // 1 for the first of its call
	After  Result // the result that it was granted for; Success for the first and for hedges
	How    Result // its own result; Abandoned when nobody waited for it
	Fatal  bool   // it failed in a way that is not retried, see [On]
}

// budgets is the only list of budgets. The first is what a plain ratio means.
var budgets = []variant.Form{
	{Name: "ratio", Summary: "a share of the calls and a small rate (Finagle, Linkerd)", New: func() any { return &Ratio{} }},
	{Name: "aws", Summary: "tokens that retries take and successes give back (AWS SDKs)", New: func() any { return &AWSQuota{} }},
	{Name: "envoy", Summary: "a share of the attempts under way (Envoy clusters)", New: func() any { return &EnvoyBudget{} }},
	{Name: "grpc", Summary: "retries while failures are rare (gRPC retryThrottling)", New: func() any { return &GRPCThrottle{} }},
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
