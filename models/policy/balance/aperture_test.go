package balance_test

import (
	"testing"
	"time"

	"headroom/models/policy/balance"
	"headroom/models/policy/policytest"
	"headroom/sim"
)

// TestApertureFollowsTheLoad: with 40 calls under way the aperture grows until there are
// 2 or fewer on each replica, and with 4 it shrinks until there are more than 0.5.
func TestApertureFollowsTheLoad(t *testing.T) {
	p := newPicker(made[balance.Aperture](nil), 5)
	o, v, s := p.(balance.Observer), fleet(100), sim.NewStream(1)
	var calls []int32
	send := func() {
		r := p.Pick(v, &s)
		o.Sent(v.Now, r)
		calls = append(calls, r)
	}
	end := func() {
		o.Answered(v.Now, calls[0], time.Second, true)
		calls = calls[1:]
	}
	load := func(level int) int {
		used := map[int32]bool{}
		for i := range 3000 {
			v.Now = v.Now.Add(20 * ms)
			if len(calls) >= level {
				end()
			}
			for len(calls) < level {
				send()
			}
			for len(calls) > level {
				end()
			}
			if i > 2000 {
				used[calls[len(calls)-1]] = true
			}
		}
		return len(used)
	}
	tests := []struct{ calls, least, most int }{{1, 1, 2}, {40, 20, 24}, {4, 6, 9}, {400, 95, 100}}
	for _, tt := range tests {
		if got := load(tt.calls); got < tt.least || got > tt.most {
			t.Errorf("with %d calls under way %d replicas are used, want %d to %d", tt.calls, got, tt.least, tt.most)
		}
	}
}

func TestAperturesDiffer(t *testing.T) {
	s, v := sim.NewStream(1), fleet(100)
	used := map[int32]bool{}
	for caller := range uint64(50) {
		used[newPicker(made[balance.Aperture](nil), caller).Pick(v, &s)] = true
	}
	if len(used) < 30 {
		t.Errorf("fifty callers begin with %d replicas, want many", len(used))
	}
}

func TestApertureErrors(t *testing.T) {
	policytest.Errors(t, "aperture", (&balance.Aperture{LowLoad: 2, HighLoad: 2}).Validate(), []string{
		"high_load: 2 is not above low_load 2", "minimum_size: 0 is below 1",
	})
}
