package retry_test

import (
	"testing"

	"headroom/models"
	"headroom/models/policy/retry"
)

// drain asks for retries until none is granted, and returns how many were.
func drain(p retry.Purse, how retry.Result) (granted int) {
	for p.Retry(0, how) {
		granted++
	}
	return granted
}

func TestAWSQuotaOfAFullBucket(t *testing.T) {
	tests := []struct {
		name, mode string
		how        retry.Result
		want       int
	}{
		{"an error costs 5", "standard", retry.Failure, 100},
		{"a rejection costs 5", "standard", retry.Rejection, 100},
		{"a timeout costs 10", "standard", retry.Timeout, 50},
		{"an error costs 14 as of 2026", "2026", retry.Failure, 35},
		{"a timeout costs no more than an error as of 2026", "2026", retry.Timeout, 35},
		{"no connection is an error", "2026", retry.Connection, 35},
		{"a rejection costs 5 as of 2026", "2026", retry.Rejection, 100},
	}
	for _, tt := range tests {
		q := models.Defaults(&retry.AWSQuota{})
		q.Mode = tt.mode
		if got := drain(q.New(), tt.how); got != tt.want {
			t.Errorf("%s: %d retries of 500 tokens, want %d", tt.name, got, tt.want)
		}
	}
}

func TestAWSQuotaGivesBack(t *testing.T) {
	tests := []struct {
		name     string
		attempts []retry.Attempt
		want     int // retries after errors, of 5 tokens each
	}{
		{"four successes at the first attempt are not enough", firsts(4), 0},
		{"five are", firsts(5), 1},
		{"a success after an error gives its 5 back", []retry.Attempt{{Number: 2, After: retry.Failure}}, 1},
		{"a success after a timeout gives its 10 back", []retry.Attempt{{Number: 3, After: retry.Timeout}}, 2},
		{"a failure gives nothing", []retry.Attempt{{Number: 1, How: retry.Failure}, {Number: 2, After: retry.Failure, How: retry.Failure}, {Number: 2, How: retry.Abandoned}}, 0},
		{"there are never more than 500", firsts(10_000), 100},
	}
	for _, tt := range tests {
		p := models.Defaults(&retry.AWSQuota{}).New()
		drain(p, retry.Failure)
		for _, a := range tt.attempts {
			p.Begin(0)
			p.Ended(0, a)
			p.Done(0, a.Number)
		}
		if got := drain(p, retry.Failure); got != tt.want {
			t.Errorf("%s: %d retries, want %d", tt.name, got, tt.want)
		}
	}
}

func firsts(n int) []retry.Attempt {
	all := make([]retry.Attempt, n)
	for i := range all {
		all[i].Number = 1
	}
	return all
}
