package models

import (
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/retry"
	"headroom/sim/flow"
)

// TestARetryThatNeverBeginsIsNotOpen: each call fails, is granted a retry, and is over by
// its deadline before the back-off is. A budget of one open retry still has it for the
// next call.
func TestARetryThatNeverBeginsIsNotOpen(t *testing.T) {
	p := &probe{ends: func(int, int) flow.Outcome { return flow.Error }}
	r := result(t, scene(10.5, evenly("p", 1, withPolicies(func(c *policy.Call) {
		c.Retries, c.Deadline = 1, seconds(0.5)
		c.Backoff = retry.Backoff{Rule: &retry.Constant{Base: seconds(0.7)}}
		c.RetryBudget = retry.Budget{Rule: &retry.EnvoyBudget{MaxRetries: 1}}
	})), probing("p", p)))
	l := found(t, r.Links, "users->p")
	same(t, "calls", l.Calls, 10)
	same(t, "retries", l.Retries, 10)
}
