package retry_test

import (
	"math"
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/policytest"
	"headroom/models/policy/retry"
	"headroom/sim"
)

func TestBudgetForms(t *testing.T) {
	_, forms := (*retry.Budget)(nil).Variants()
	policytest.Forms(t, forms, nil)
}

func TestBudgetValidate(t *testing.T) {
	tests := []struct {
		name string
		rule retry.BudgetRule
		want []string
	}{
		{"none", nil, nil},
		{"a ratio of nothing", &retry.Ratio{}, []string{"ratio: ", "ttl: "}},
		{"AWS without tokens", &retry.AWSQuota{}, []string{"tokens: 0 is less than 1"}},
		{"Envoy with more than all", &retry.EnvoyBudget{Budget: 1.5}, []string{"budget: 150% is not between"}},
		{"gRPC out of bounds", &retry.GRPCThrottle{MaxTokens: 1001, TokenRatio: 0.0001}, []string{"max_tokens: 1001 is not between 1 and 1000", "token_ratio: 0.01% is not between"}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, retry.Budget{Rule: tt.rule}.Validate(), tt.want)
	}
}

// call makes a call through a layer of retries: up to attempts of them, each of which is
// a call of the next layer, and below the last fails with the chance q.
func call(now sim.Time, attempts int, purses []retry.Purse, q float64, s *sim.Stream, reached *int) bool {
	if len(purses) == 0 {
		*reached++
		return s.Float64() >= q
	}
	p := purses[0]
	if p != nil {
		p.Begin(now)
	}
	after := retry.Success
	for n := 1; ; n++ {
		how := retry.Failure
		if call(now, attempts, purses[1:], q, s, reached) {
			how = retry.Success
		}
		if p != nil {
			p.Ended(now, retry.Attempt{Number: n, After: after, How: how})
		}
		if !retry.On(nil).Allows(how) || n == attempts || p != nil && !p.Retry(now, how) {
			if p != nil {
				p.Done(now, n)
			}
			return how == retry.Success
		}
		after = how
	}
}

// TestRetriesInLayersMultiply: a layer of a attempts that each fail with the chance q
// makes (1-q^a)/(1-q) of them on average and fails with the chance q^a, which is the q of
// the layer above. When all fail, that is a for each layer: 3 layers of 4 attempts make
// 64 (Site Reliability Engineering, chapter 22). A budget of 20 % makes it 1.2 instead.
func TestRetriesInLayersMultiply(t *testing.T) {
	budget := func() retry.Purse { return (&retry.Ratio{Ratio: 0.2, TTL: 10e9}).New() }
	tests := []struct {
		name         string
		attempts     int
		purses       []retry.Purse
		q            float64
		calls, fails float64
		within       float64 // relative, of the calls
	}{
		{"4x4x4, all fail", 4, []retry.Purse{nil, nil, nil}, 1, 64, 1, 0},
		{"3x3x3, all fail", 3, []retry.Purse{nil, nil, nil}, 1, 27, 1, 0},
		{"3x3x3, half fail", 3, []retry.Purse{nil, nil, nil}, 0.5, 1.999999985, 7.450580597e-09, 0.02},
		{"3x3, three tenths fail", 3, []retry.Purse{nil, nil}, 0.3, 1.42854331, 1.9683e-05, 0.02},
		{"without limit, a fifth fails", math.MaxInt, []retry.Purse{nil}, 0.2, 1.25, 0, 0.02},
		{"a budget on one layer, all fail", 4, []retry.Purse{budget()}, 1, 1.2, 1, 0.001},
		{"a budget on each of three layers, all fail", 4, []retry.Purse{budget(), budget(), budget()}, 1, 1.728, 1, 0.002},
	}
	for i, tt := range tests {
		const calls = 20_000
		s := sim.NewStream(uint64(i))
		reached, failed := 0, 0
		for n := range calls {
			if !call(sim.Time(n)*sim.Time(time.Microsecond), tt.attempts, tt.purses, tt.q, &s, &reached) {
				failed++
			}
		}
		if got := float64(reached) / calls; math.Abs(got-tt.calls) > tt.within*tt.calls {
			t.Errorf("%s: %v calls reach the bottom for each at the top, want %v", tt.name, got, tt.calls)
		}
		if got := float64(failed) / calls; math.Abs(got-tt.fails) > 1e-4 {
			t.Errorf("%s: %v of the calls fail, want %v", tt.name, got, tt.fails)
		}
	}
}

func TestBudgetsAllocateNothing(t *testing.T) {
	_, forms := (*retry.Budget)(nil).Variants()
	for _, f := range forms {
		spec := f.New()
		rule, ok := spec.(retry.BudgetRule)
		if !ok {
			continue
		}
		models.FillDefaults(spec)
		p := rule.New()
		now := sim.Time(0)
		n := testing.AllocsPerRun(1000, func() {
			now += 1e8
			p.Begin(now)
			p.Ended(now, retry.Attempt{Number: 1, How: retry.Timeout})
			if p.Retry(now, retry.Timeout) {
				p.Ended(now, retry.Attempt{Number: 2, After: retry.Timeout, How: retry.Abandoned})
			}
			p.Done(now, 2)
		})
		if n != 0 {
			t.Errorf("%s: %v allocations per call", f.Name, n)
		}
	}
}
