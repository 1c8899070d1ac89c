package balance_test

import (
	"reflect"
	"testing"

	"headroom/models/policy/balance"
	"headroom/models/policy/policytest"
)

// hundreds are levels of a hundred replicas each.
func hundreds(healthy ...int) (levels []balance.Level) {
	for _, h := range healthy {
		levels = append(levels, balance.Level{Healthy: h, Total: 100})
	}
	return levels
}

// TestSplitLevels compares with the tables of Envoy's documentation: priority.rst, which
// leaves panic out, and panic_threshold.rst.
func TestSplitLevels(t *testing.T) {
	no := []bool{false, false, false}
	tests := []struct {
		healthy   []int
		threshold float64
		traffic   []int
		panic     []bool
		health    int
	}{
		{[]int{100, 100}, 0, []int{100, 0}, no[:2], 100},
		{[]int{72, 100}, 0, []int{100, 0}, no[:2], 100},
		{[]int{71, 100}, 0, []int{99, 1}, no[:2], 100},
		{[]int{50, 100}, 0, []int{70, 30}, no[:2], 100},
		{[]int{25, 100}, 0, []int{35, 65}, no[:2], 100},
		{[]int{25, 25}, 0, []int{50, 50}, no[:2], 70},
		{[]int{50, 50, 100}, 0, []int{70, 30, 0}, no, 100},
		{[]int{25, 25, 100}, 0, []int{35, 35, 30}, no, 100},
		{[]int{25, 25, 20}, 0, []int{36, 36, 28}, no, 98},
		{[]int{25, 25}, 0.5, []int{50, 50}, []bool{true, true}, 70},
		{[]int{5, 65}, 0.5, []int{7, 93}, []bool{true, false}, 98},
		{[]int{71, 71}, 0.5, []int{99, 1}, no[:2], 100},
		{[]int{25, 100}, 0.5, []int{35, 65}, no[:2], 100},
		{[]int{0, 0}, 0.5, []int{50, 50}, []bool{true, true}, 0},
		{[]int{0, 40}, 0, []int{0, 100}, no[:2], 56},
	}
	for _, tt := range tests {
		got := balance.SplitLevels(hundreds(tt.healthy...), 1.4, tt.threshold)
		if !reflect.DeepEqual(got.Traffic, tt.traffic) || !reflect.DeepEqual(got.Panic, tt.panic) || got.Health != tt.health {
			t.Errorf("healthy %v, threshold %v: %v %v %d, want %v %v %d",
				tt.healthy, tt.threshold, got.Traffic, got.Panic, got.Health, tt.traffic, tt.panic, tt.health)
		}
	}
}

func TestInTotalPanicNumbersDecide(t *testing.T) {
	got := balance.SplitLevels([]balance.Level{{Healthy: 0, Total: 0}, {Healthy: 1, Total: 10}, {Healthy: 0, Total: 20}}, 1.4, 0.5)
	if want := []int{0, 34, 66}; !reflect.DeepEqual(got.Traffic, want) {
		t.Errorf("traffic %v, want %v", got.Traffic, want)
	}
}

func TestPriority(t *testing.T) {
	levels := []int{0, 0, 0, 0, 1, 1, 1, 1}
	all := fleet(8).Candidates
	tests := []struct {
		name       string
		candidates []int32
		want       []float64
	}{
		{"all healthy: the first level", all, []float64{0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0}},
		{"half of the first: 70% of the calls", all[2:], []float64{0, 0, 0.35, 0.35, 0.075, 0.075, 0.075, 0.075}},
		{"none of the first: the second", all[4:], []float64{0, 0, 0, 0, 0.25, 0.25, 0.25, 0.25}},
		{"a quarter of the first, half of the second: no panic, 35% and 65%", []int32{0, 4, 5}, []float64{0.35, 0, 0, 0, 0.325, 0.325, 0, 0}},
		{"none of the first, half of the second: all to that", []int32{6, 7}, []float64{0, 0, 0, 0, 0, 0, 0.5, 0.5}},
		{"a quarter of each: all in panic", []int32{0, 4}, []float64{0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125}},
	}
	for _, tt := range tests {
		for _, ofSystem := range []bool{false, true} {
			rule, v := made[balance.Priority](nil), fleet(8)
			v.Members, v.Candidates = v.Candidates, tt.candidates
			rule.Levels = levels
			if ofSystem {
				rule.Levels, v.Priority = nil, []int32{0, 0, 0, 0, 1, 1, 1, 1}
			}
			sameShares(t, tt.name, shares(newPicker(rule, 5), v, 60_000), tt.want, 0.006)
		}
	}
}

func TestPriorityErrors(t *testing.T) {
	policytest.Errors(t, "priority", (&balance.Priority{Levels: []int{0, -1, 129}, PanicThreshold: 2}).Validate(), []string{
		"levels: that of replica 1 is -1", "levels: that of replica 2 is 129", "overprovisioning_factor: 0x is below 1x", "panic_threshold: 200% is not between",
	})
}
