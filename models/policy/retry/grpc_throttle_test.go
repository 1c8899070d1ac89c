package retry_test

import (
	"testing"

	"headroom/models/policy/retry"
)

// TestGRPCThrottle plays the trace of gRPC's own test, retry_throttle_test.cc: failures
// take a token, successes put back 1.6, of at most 4, and a retry needs more than 2. It
// adds what gRPC does not count.
func TestGRPCThrottle(t *testing.T) {
	p := (&retry.GRPCThrottle{MaxTokens: 4, TokenRatio: 1.6}).New()
	failure := retry.Attempt{Number: 1, How: retry.Failure}
	success := retry.Attempt{Number: 1, How: retry.Success}
	steps := []struct {
		name    string
		attempt retry.Attempt
		allowed bool
	}{
		{"3 tokens", failure, true},
		{"4, the most", success, true},
		{"3", failure, true},
		{"2, which is half", failure, false},
		{"1", failure, false},
		{"0", failure, false},
		{"0, the least", failure, false},
		{"1.6", success, false},
		{"3.2", success, true},
		{"2.2", failure, true},
		{"1.2", failure, false},
		{"2.8", success, true},
		{"1.8", failure, false},
		{"3.4", success, true},
		{"2.4", failure, true},
		{"2.4 after a failure that is not retried", retry.Attempt{Number: 1, How: retry.Failure, Fatal: true}, true},
		{"2.4 after an attempt that was given up", retry.Attempt{Number: 2, How: retry.Abandoned}, true},
		{"1.4 after a rejection", retry.Attempt{Number: 1, How: retry.Rejection}, false},
	}
	for i, s := range steps {
		p.Begin(0)
		p.Ended(0, s.attempt)
		if got := p.Retry(0, retry.Failure); got != s.allowed {
			t.Errorf("step %d, %s: retry allowed: %v, want %v", i, s.name, got, s.allowed)
		}
	}
}

// TestGRPCThrottleIsExact: ten tenths are a token.
func TestGRPCThrottleIsExact(t *testing.T) {
	p := (&retry.GRPCThrottle{MaxTokens: 10, TokenRatio: 0.1}).New()
	for range 5 {
		p.Ended(0, retry.Attempt{Number: 1, How: retry.Failure})
	}
	if p.Retry(0, retry.Failure) {
		t.Error("a retry is granted with 5 tokens of 10")
	}
	p.Ended(0, retry.Attempt{Number: 1, How: retry.Failure})
	for n := range 10 {
		if p.Retry(0, retry.Failure) {
			t.Errorf("a retry is granted with 4 tokens and %d tenths", n)
		}
		p.Ended(0, retry.Attempt{Number: 1, How: retry.Success})
	}
	if p.Retry(0, retry.Failure) {
		t.Error("a retry is granted with 4 tokens and ten tenths, which is half")
	}
	p.Ended(0, retry.Attempt{Number: 1, How: retry.Success})
	if !p.Retry(0, retry.Failure) {
		t.Error("no retry is granted with 5.1 tokens of 10")
	}
}
