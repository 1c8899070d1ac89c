package policy_test

import (
	"testing"

	"headroom/models/policy"
	"headroom/models/policy/policytest"
)

func TestCall(t *testing.T) {
	if got := (policy.Call{}).Attempts(); got != 1 {
		t.Errorf("attempts without retries = %d, want 1", got)
	}
	if got := (policy.Call{Retries: 2}).Attempts(); got != 3 {
		t.Errorf("attempts with 2 retries = %d, want 3", got)
	}
	policytest.Errors(t, "the zero value is fine", policy.Call{}.Validate(), nil)
	policytest.Errors(t, "a negative timeout", policy.Call{Timeout: -1}.Validate(), []string{"timeout: -1 is negative"})
}
