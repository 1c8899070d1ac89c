package balance_test

import (
	"strings"
	"testing"

	"headroom/models/policy/balance"
)

var abc = balance.Weights{4, 2, 1}

func TestSmoothWeightedRoundRobin(t *testing.T) {
	tests := []struct {
		name    string
		weights balance.Weights
		n       int
		want    string
	}{
		{"weights 4, 2, 1", abc, 3, "abacabaabacaba"},
		{"weights 5, 1, 1, the example of nginx", balance.Weights{5, 1, 1}, 3, "aabacaa"},
		{"no weights", nil, 3, "abcabc"},
		{"replicas beyond the list weigh 1", balance.Weights{2}, 3, "abcaabca"},
	}
	for _, tt := range tests {
		p := newPicker(&balance.WeightedRoundRobin{Weights: tt.weights}, 5)
		if got := letters(p, fleet(tt.n), len(tt.want)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestEarliestDeadlineFirst(t *testing.T) {
	tests := []struct {
		name    string
		weights balance.Weights
		n       int
		want    string // a round
	}{
		// Deadlines a 1/4 2/4 3/4 4/4, b 1/2 2/2, c 1. Of equal ones the older is first.
		{"weights 4, 2, 1", abc, 3, "abaacba"},
		{"weights 4, 1, 1", balance.Weights{4, 1, 1}, 3, "aaabca"},
		{"no weights", nil, 4, "abcd"},
	}
	for _, tt := range tests {
		starts := map[string]bool{}
		for seed := range uint64(200) {
			p := newPicker(&balance.WeightedEDF{Weights: tt.weights}, seed)
			v := fleet(tt.n)
			starts[letters(p, v, 1)] = true
			if got := letters(p, v, 3*len(tt.want)); !strings.Contains(strings.Repeat(tt.want, 5), got) {
				t.Errorf("%s: %s, want rounds of %s", tt.name, got, tt.want)
				break
			}
		}
		if len(starts) != tt.n {
			t.Errorf("%s: rounds start at %d replicas only", tt.name, len(starts))
		}
	}
}

func TestADeadlineKeepsTheWeightOfItsTurn(t *testing.T) {
	p, v := newPicker(&balance.WeightedEDF{}, 5), fleet(2)
	v.Weight = []float64{1, 0.1}
	for letters(p, v, 1) != "b" {
	}
	v.Weight[1] = 1
	v.Generation++
	if got := letters(p, v, 30); strings.Index(got, "b") < 8 || strings.Count(got, "b") < 9 {
		t.Errorf("picks %s, want b back after its old turn of ten, then each second", got)
	}
}

func TestWeightedRandom(t *testing.T) {
	p, v := newPicker(&balance.WeightedRandom{Weights: abc}, 5), fleet(3)
	sameShares(t, "weights 4, 2, 1", shares(p, v, 70_000), []float64{4. / 7, 2. / 7, 1. / 7}, 0.007)
	v.Weight = []float64{0.5, 1, 1}
	v.Generation++
	sameShares(t, "half of the first", shares(p, v, 70_000), []float64{0.4, 0.4, 0.2}, 0.007)
}

func TestLeastConnections(t *testing.T) {
	tests := []struct {
		name        string
		weights     balance.Weights
		outstanding []int32
		want        string
	}{
		{"takes the fewest per weight", abc, []int32{5, 1, 1}, "bbb"},
		{"goes smoothly round among equals, by weight", abc, []int32{0, 0, 0}, "abacaba"},
		{"goes round among equal loads of unequal weights", abc, []int32{8, 4, 3}, "abaaba"},
		{"without weights goes round", nil, []int32{2, 1, 1}, "bcbc"},
	}
	for _, tt := range tests {
		v := fleet(3)
		v.Outstanding = tt.outstanding
		if got := letters(newPicker(&balance.LeastConnections{Weights: tt.weights}, 5), v, len(tt.want)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
