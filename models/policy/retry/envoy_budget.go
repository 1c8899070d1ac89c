package retry

import (
	"fmt"

	"headroom/sim"
	"headroom/sim/unit"
)

// EnvoyBudget limits how many retries are open at once, as a cluster of Envoy does. A
// retry is granted while
//
//	open retries < max(MinConcurrency, Budget * open attempts)
//
// rounded down, where the open attempts are those under way, those in back-off, and the
// one that is asked for. It is a limit of each proxy: of each caller here. Source: Envoy,
// circuit_breaker.proto and resource_manager_impl.h of 2025; versions before left out
// those in back-off and the one asked for.
type EnvoyBudget struct {
	// Budget is the share of the open attempts that may be retries, 0% to 100%. Envoy: 20%.
	Budget unit.Ratio `yaml:"budget" default:"20%"`
	// MinConcurrency is the number of open retries that is allowed in any case. Envoy: 3.
	MinConcurrency int `yaml:"min_concurrency" default:"3" min:"0" max:"1000000"`
	// MaxRetries is a fixed limit in place of the two: max_retries of Envoy, which is 3
	// there when no budget is set. 0 uses the budget.
	MaxRetries int `yaml:"max_retries" default:"0" min:"0" max:"1000000"`
}

// ShortForm says that a scalar sets the share.
func (EnvoyBudget) ShortForm() string { return "budget" }

// Validate returns what is wrong with the fields.
func (b *EnvoyBudget) Validate() []error {
	if b.Budget < 0 || b.Budget > 1 {
		return []error{fmt.Errorf("budget: %v is not between 0%% and 100%%; write for example 20%%", b.Budget)}
	}
	return nil
}

// envoyPurse is an [EnvoyBudget] at work.
type envoyPurse struct {
	rule    EnvoyBudget
	open    int // attempts that have not ended
	retries int // of those, not the first of their call
}

// New returns a budget that has seen no call.
func (b *EnvoyBudget) New() Purse { return &envoyPurse{rule: *b} }

// limit returns the number of open retries that must not be passed.
func (p *envoyPurse) limit() int {
	if p.rule.MaxRetries > 0 {
		return p.rule.MaxRetries
	}
	return max(int(float64(p.rule.Budget)*float64(p.open+1)), p.rule.MinConcurrency)
}

// Begin opens the first attempt.
func (p *envoyPurse) Begin(sim.Time) { p.open++ }

// Ended closes an attempt.
func (p *envoyPurse) Ended(_ sim.Time, a Attempt) {
	p.open--
	if a.Number > 1 {
		p.retries--
	}
	if p.retries < 0 || p.open < p.retries {
		panic("retry: an attempt ended that had not begun")
	}
}

// Retry opens one more attempt, if there is room.
func (p *envoyPurse) Retry(sim.Time, Result) bool {
	if p.retries >= p.limit() {
		return false
	}
	p.open++
	p.retries++
	return true
}

// Done has no say.
func (p *envoyPurse) Done(sim.Time, int) {}
