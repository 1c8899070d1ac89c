package retry_test

import (
	"testing"
	"time"

	"headroom/models/policy/retry"
	"headroom/sim"
	"headroom/sim/unit"
)

func budget(ratio unit.Ratio, reserve unit.Rate) retry.Purse {
	return (&retry.Ratio{Ratio: ratio, MinRate: reserve, TTL: unit.Duration(10 * time.Second)}).New()
}

func TestBudgetGrantsItsShareAndItsReserve(t *testing.T) {
	tests := []struct {
		name    string
		calls   int
		ratio   unit.Ratio
		reserve unit.Rate
		want    int
	}{
		{"a fifth of a thousand calls", 1000, 0.2, 0, 200},
		{"a tenth of a thousand calls and the reserve of ten seconds", 1000, 0.1, 10, 200},
		{"the reserve alone", 0, 0.2, 10, 100},
		{"nothing without calls and reserve", 0, 0.2, 0, 0},
	}
	for _, test := range tests {
		b := budget(test.ratio, test.reserve)
		for range test.calls {
			b.Begin(1e9)
		}
		got := 0
		for range 10 * (test.calls + 100) {
			if b.Retry(2e9, retry.Failure) {
				got++
			}
		}
		if got != test.want {
			t.Errorf("%s: %d retries were granted, want %d", test.name, got, test.want)
		}
	}
}

func TestBudgetForgetsCallsAfterItsTTL(t *testing.T) {
	b := budget(0.5, 0)
	for range 100 {
		b.Begin(0)
	}
	if !b.Retry(sim.Time(9*time.Second), retry.Failure) {
		t.Error("a call of 9 s ago does not count")
	}
	if b.Retry(sim.Time(11*time.Second), retry.Failure) {
		t.Error("a call of 11 s ago still counts")
	}
	if b.Retry(sim.Time(time.Hour), retry.Failure) {
		t.Error("a call of an hour ago still counts")
	}
}
