package retry_test

import (
	"testing"

	"headroom/models"
	"headroom/models/policy/retry"
)

// TestEnvoyBudget counts how many retries are granted while a number of other attempts
// is under way, and none of the retries ends.
func TestEnvoyBudget(t *testing.T) {
	tests := []struct {
		name   string
		edit   func(*retry.EnvoyBudget)
		active int
		want   int
	}{
		{"alone, the least number", func(*retry.EnvoyBudget) {}, 0, 3},
		{"with 12 others, the least number", func(*retry.EnvoyBudget) {}, 12, 3},
		// The r-th is granted while r-1 < floor(0.2 * (80 + r-1 + 1)): at r = 21, 20 < floor(20.2) fails.
		{"with 80 others, a fifth of all 100", func(*retry.EnvoyBudget) {}, 80, 20},
		{"half of all", func(b *retry.EnvoyBudget) { b.Budget = 0.5 }, 10, 10},
		{"nothing in any case", func(b *retry.EnvoyBudget) { b.MinConcurrency, b.Budget = 0, 0 }, 100, 0},
		{"a fixed limit", func(b *retry.EnvoyBudget) { b.MaxRetries = 7 }, 1000, 7},
	}
	for _, tt := range tests {
		rule := models.Defaults(&retry.EnvoyBudget{})
		tt.edit(rule)
		p := rule.New()
		for range tt.active {
			p.Begin(0)
		}
		got := 0
		for got < 10_000 && p.Retry(0, retry.Failure) {
			got++
		}
		if got != tt.want {
			t.Errorf("%s: %d retries are granted, want %d", tt.name, got, tt.want)
		}
	}
}

func TestEnvoyBudgetTakesBackWhatHasEnded(t *testing.T) {
	p := models.Defaults(&retry.EnvoyBudget{}).New()
	for range 100 { // calls one after the other, of which each needs a retry
		p.Begin(0)
		p.Ended(0, retry.Attempt{Number: 1, How: retry.Timeout})
		if !p.Retry(0, retry.Timeout) {
			t.Fatal("a retry is refused although none is open")
		}
		p.Ended(0, retry.Attempt{Number: 2, After: retry.Timeout, How: retry.Abandoned})
		p.Done(0, 2)
	}
}

func TestEnvoyBudgetPanicsOnAnAttemptThatNeverBegan(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	models.Defaults(&retry.EnvoyBudget{}).New().Ended(0, retry.Attempt{Number: 1})
}
