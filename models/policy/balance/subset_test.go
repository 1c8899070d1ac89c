package balance_test

import (
	"testing"

	"headroom/models/policy/balance"
	"headroom/sim"
)

// TestSubsetsAreEven: 150 callers of 300 replicas with subsets of 20 are 10 rounds of 15,
// so every replica is in 10 subsets.
func TestSubsetsAreEven(t *testing.T) {
	s, v := sim.NewStream(1), fleet(300)
	in := make([]int, 300)
	for caller := range int32(150) {
		v.Caller = caller
		p := newPicker(made[balance.Subset](nil), uint64(caller))
		mine := map[int32]bool{}
		for range 40 {
			mine[p.Pick(v, &s)] = true
		}
		if len(mine) != 20 {
			t.Errorf("caller %d uses %d replicas, want 20", caller, len(mine))
		}
		for r := range mine {
			in[r]++
		}
	}
	for r, n := range in {
		if n != 10 {
			t.Errorf("replica %d is in %d subsets, want 10", r, n)
		}
	}
}

func TestASubsetStaysWhenOthersGo(t *testing.T) {
	s, v := sim.NewStream(1), fleet(12)
	v.Members = v.Candidates
	p := newPicker(made(func(r *balance.Subset) { r.Size = 3 }), 5)
	before := map[int32]bool{}
	for range 3 {
		before[p.Pick(v, &s)] = true
	}
	v.Candidates = nil
	var own []int32
	for _, r := range v.Members {
		if !before[r] {
			continue
		}
		own = append(own, r)
	}
	steps := []struct {
		name       string
		candidates []int32
		want       int // different replicas
	}{
		{"the subset alone is in rotation", own, 3},
		{"one of it is not", own[1:], 2},
		{"none of it is: all that are in rotation", []int32{(own[0] + 1) % 12, (own[0] + 2) % 12, (own[0] + 3) % 12, (own[0] + 4) % 12}, 4},
	}
	for _, step := range steps {
		v.Candidates = nil
		for _, r := range step.candidates {
			if step.want < 4 || !before[r] {
				v.Candidates = append(v.Candidates, r)
			}
		}
		v.Generation++
		got := map[int32]bool{}
		for range 8 {
			got[p.Pick(v, &s)] = true
		}
		if len(got) != min(step.want, len(v.Candidates)) {
			t.Errorf("%s: %d replicas are used, want %d", step.name, len(got), step.want)
		}
	}
}

func TestASubsetOfFewReplicasIsAll(t *testing.T) {
	p := newPicker(made(func(r *balance.Subset) { r.Size = 3 }), 5)
	sameShares(t, "five replicas, subsets of three", shares(p, fleet(5), 5000), []float64{0.2, 0.2, 0.2, 0.2, 0.2}, 0.001)
}
