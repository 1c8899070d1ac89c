package balance_test

import (
	"testing"

	"headroom/models/policy/balance"
)

// TestRendezvousMovesWhatItMust: without one of n replicas its keys go to others, and no
// other key moves.
func TestRendezvousMovesWhatItMust(t *testing.T) {
	for _, rule := range []*balance.Rendezvous{{}, {Weights: balance.Weights{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}} {
		p, all, fewer := newPicker(rule, 5), fleet(10), fleet(10)
		fewer.Candidates = fewer.Candidates[:9]
		moved := 0
		for range 50_000 {
			all.Key++
			fewer.Key = all.Key
			before, after := p.Pick(all, nil), p.Pick(fewer, nil)
			if before != after {
				moved++
			}
			if before != after && before != 9 {
				t.Fatalf("key %d moved from %d to %d", all.Key, before, after)
			}
		}
		if share := float64(moved) / 50_000; share < 0.095 || share > 0.105 {
			t.Errorf("%v of the keys moved, want 1/10", share)
		}
	}
}

func TestWeightsOfRendezvous(t *testing.T) {
	p := newPicker(&balance.Rendezvous{Weights: abc}, 5)
	sameShares(t, "weights 4, 2, 1", shares(p, fleet(3), 50_000), []float64{4. / 7, 2. / 7, 1. / 7}, 0.01)
}
