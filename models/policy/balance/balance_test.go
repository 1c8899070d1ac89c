package balance_test

import (
	"math"
	"testing"

	"headroom/models/policy/balance"
	"headroom/sim"
)

func TestPick(t *testing.T) {
	tests := []struct {
		name        string
		rule        balance.Rule
		candidates  []int32
		outstanding []int32
		want        []int // places in turn, relative to the first pick
	}{
		{"round robin goes round", balance.RoundRobin, []int32{4, 7, 9}, nil, []int{0, 1, 2, 0, 1}},
		{"nothing told is round robin", "", []int32{0, 1}, nil, []int{0, 1, 0, 1}},
		{"least outstanding goes round among equals", balance.LeastOutstanding, []int32{0, 1, 2}, []int32{5, 5, 5}, []int{0, 1, 2, 0}},
		{"one candidate is always it", balance.PowerOfTwo, []int32{3}, []int32{0, 0, 0, 9}, []int{0, 0, 0}},
		{"no candidate is none", balance.Random, nil, nil, nil},
	}
	for _, tt := range tests {
		s := sim.NewStream(5)
		p := balance.NewPicker(tt.rule, &s)
		first := p.Pick(tt.candidates, tt.outstanding, &s)
		if len(tt.candidates) == 0 {
			if first != -1 {
				t.Errorf("%s: Pick = %d, want -1", tt.name, first)
			}
			continue
		}
		for i, want := range tt.want[1:] {
			if got, want := p.Pick(tt.candidates, tt.outstanding, &s), (first+want)%len(tt.candidates); got != want {
				t.Errorf("%s: pick %d = %d, want %d", tt.name, i+2, got, want)
			}
		}
	}
}

func TestLeastOutstandingTakesTheFewest(t *testing.T) {
	s := sim.NewStream(5)
	p := balance.NewPicker(balance.LeastOutstanding, &s)
	outstanding := []int32{0, 3, 1, 2, 1}
	candidates := []int32{1, 2, 3, 4} // replica 0 may not be called
	var picks [4]int
	for range 10 {
		picks[p.Pick(candidates, outstanding, &s)]++
	}
	if want := [4]int{0, 5, 0, 5}; picks != want {
		t.Errorf("picks = %v, want %v", picks, want)
	}
}

func TestCallersStartTheirRoundsAtRandom(t *testing.T) {
	s := sim.NewStream(9)
	candidates := []int32{0, 1, 2, 3}
	var starts [4]float64
	const callers = 20_000
	for range callers {
		p := balance.NewPicker(balance.RoundRobin, &s)
		starts[p.Pick(candidates, nil, &s)]++
	}
	for i, n := range starts {
		if math.Abs(n/callers-0.25) > 0.02 {
			t.Errorf("share of rounds that start at %d = %v, want 0.25", i, n/callers)
		}
	}
}

func TestRoundRobinGoesOnWhenTheCandidatesChange(t *testing.T) {
	s := sim.NewStream(5)
	p := balance.NewPicker(balance.RoundRobin, &s)
	for p.Pick([]int32{0, 1, 2, 3}, nil, &s) != 2 {
	}
	if got := p.Pick([]int32{0, 1}, nil, &s); got != 1 {
		t.Errorf("after place 2 of 4, Pick of 2 = %d, want 1 (3 modulo 2)", got)
	}
}

func TestRandomRulesHaveTheirShares(t *testing.T) {
	tests := []struct {
		name        string
		rule        balance.Rule
		outstanding []int32
		want        []float64
	}{
		{"random is uniform", balance.Random, []int32{9, 0, 0, 0}, []float64{0.25, 0.25, 0.25, 0.25}},
		{"power of two takes the busier of two in a quarter of the cases", balance.PowerOfTwo, []int32{5, 1}, []float64{0.25, 0.75}},
		{"power of two is uniform among equals", balance.PowerOfTwo, []int32{2, 2, 2}, []float64{1. / 3, 1. / 3, 1. / 3}},
		{"power of two takes the busiest of three only when drawn twice", balance.PowerOfTwo, []int32{9, 5, 1}, []float64{1. / 9, 3. / 9, 5. / 9}},
	}
	for _, tt := range tests {
		s := sim.NewStream(1)
		p := balance.NewPicker(tt.rule, &s)
		candidates := []int32{0, 1, 2, 3}[:len(tt.outstanding)]
		picks := make([]float64, len(candidates))
		const n = 50_000
		for range n {
			picks[p.Pick(candidates, tt.outstanding, &s)] += 1. / n
		}
		for i := range picks {
			if math.Abs(picks[i]-tt.want[i]) > 0.01 {
				t.Errorf("%s: shares %.3f, want %.3f", tt.name, picks, tt.want)
				break
			}
		}
	}
}

func TestPickDoesNotAllocate(t *testing.T) {
	candidates, outstanding := []int32{0, 1, 2}, []int32{1, 2, 3}
	for _, rule := range balance.Rules() {
		start := sim.NewStream(1)
		p := balance.NewPicker(balance.Rule(rule), &start)
		key := uint64(0)
		if got := testing.AllocsPerRun(100, func() {
			key++
			s := sim.NewStream(key)
			outstanding[p.Pick(candidates, outstanding, &s)]++
		}); got != 0 {
			t.Errorf("%s: %v allocations a pick, want 0", rule, got)
		}
	}
}

func TestBalanceText(t *testing.T) {
	for _, name := range balance.Rules() {
		var b balance.Rule
		if err := b.UnmarshalText([]byte(name)); err != nil || string(b) != name {
			t.Errorf("UnmarshalText(%q) = %q, %v", name, b, err)
		}
		if got, err := b.MarshalText(); string(got) != name || err != nil {
			t.Errorf("MarshalText of %q = %q, %v", name, got, err)
		}
	}
	var b balance.Rule
	want := `no balancing "p2c"; write one of round_robin, random, least_outstanding, power_of_two`
	if err := b.UnmarshalText([]byte("p2c")); err == nil || err.Error() != want {
		t.Errorf("UnmarshalText(p2c): %v, want %s", err, want)
	}
}
