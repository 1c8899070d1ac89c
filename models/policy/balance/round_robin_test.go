package balance_test

import (
	"math"
	"testing"

	"headroom/models/policy/balance"
	"headroom/sim"
)

func TestRoundRobinGoesRound(t *testing.T) {
	for seed := range uint64(9) {
		got := letters(newPicker(&balance.RoundRobin{}, seed), fleet(3), 5)
		if got != "abcab" && got != "bcabc" && got != "cabca" {
			t.Errorf("picks %s", got)
		}
	}
}

func TestCallersStartTheirRoundsAtRandom(t *testing.T) {
	s, v := sim.NewStream(9), fleet(4)
	var starts [4]float64
	const callers = 20_000
	for range callers {
		starts[(&balance.RoundRobin{}).New(&s).Pick(v, &s)]++
	}
	for i, n := range starts {
		if math.Abs(n/callers-0.25) > 0.02 {
			t.Errorf("share of rounds that start at %d = %v, want 0.25", i, n/callers)
		}
	}
}

func TestRoundRobinGoesOnWhenTheCandidatesChange(t *testing.T) {
	s, v := sim.NewStream(5), fleet(4)
	p := newPicker(&balance.RoundRobin{}, 5)
	for p.Pick(v, &s) != 2 {
	}
	v.Candidates = v.Candidates[:2]
	if got := p.Pick(v, &s); got != 1 {
		t.Errorf("after place 2 of 4, Pick of 2 = %d, want 1 (3 modulo 2)", got)
	}
}

func TestSlowStartLowersAShareInTheRound(t *testing.T) {
	v := fleet(3)
	v.Weight = []float64{1, 0.1, 1}
	want := []float64{1 / 2.1, 0.1 / 2.1, 1 / 2.1}
	sameShares(t, "round robin", shares(newPicker(&balance.RoundRobin{}, 5), v, 2100), want, 0.001)
	sameShares(t, "random", shares(newPicker(&balance.Random{}, 5), v, 50_000), want, 0.01)
}
