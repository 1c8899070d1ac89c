package balance_test

import (
	"testing"

	"headroom/models/policy/balance"
	"headroom/sim"
)

func peaks() balance.Spec { return balance.Spec{Rule: made[balance.PeakEWMA](nil)} }

// wrappers are the rules that hold another, except for [balance.Aperture], which learns
// by itself.
func wrappers(of balance.Spec) []balance.Rule {
	return []balance.Rule{
		made(func(r *balance.Subset) { r.Size, r.Of = 2, of }),
		made(func(r *balance.ZoneAware) { r.Of = of }),
		made(func(r *balance.Priority) { r.Of = of }),
		made(func(r *balance.PerConnection) { r.Lifetime, r.Of = 1, of }),
	}
}

func TestARuleLearnsWhenTheOneInsideDoes(t *testing.T) {
	for _, w := range wrappers(balance.Spec{}) {
		if _, learns := newPicker(w, 5).(balance.Observer); learns {
			t.Errorf("%T of round robin learns", w)
		}
	}
	for _, w := range append(wrappers(peaks()), made(func(r *balance.Aperture) { r.MinimumSize, r.Of = 2, peaks() })) {
		p, v, s := newPicker(w, 5), fleet(2), sim.NewStream(1)
		v.Zone = []int32{0, 0}
		v.ZoneCallers = []int32{1, 1}
		p.(balance.Observer).Sent(0, p.Pick(v, &s))
		p.(balance.Observer).Answered(0, 0, 50*ms, true)
		p.(balance.Observer).Answered(0, 1, 60*ms, true)
		v.Now = 10
		if got := p.Pick(v, &s); got != 0 {
			t.Errorf("%T: Pick = %d, want 0, which answers faster", w, got)
		}
	}
}

// TestARuleInARule: a third of the callers are at home, where a quarter of the replicas
// is, and of these a level of priority is used.
func TestARuleInARule(t *testing.T) {
	v := fleet(8)
	v.Zone = []int32{0, 0, 1, 1, 1, 1, 1, 1}
	v.ZoneCallers = []int32{1, 2}
	v.Priority = []int32{0, 1, 0, 1, 0, 1, 0, 1}
	rule := made(func(r *balance.ZoneAware) { r.Of = balance.Spec{Rule: made[balance.Priority](nil)} })
	sameShares(t, "zones of levels", shares(newPicker(rule, 5), v, 60_000), []float64{0.75, 0, 1. / 12, 0, 1. / 12, 0, 1. / 12, 0}, 0.006)
}
