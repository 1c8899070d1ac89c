package balance_test

import (
	"testing"

	"headroom/models/policy/balance"
)

// tableOf returns how many places each replica has, and the table.
func tableOf(rule *balance.Maglev, v *balance.View) ([]int, []int32) {
	p := newPicker(rule, 5)
	p.Pick(v, nil)
	places, table := make([]int, len(v.Outstanding)), balance.Table(p)
	for _, r := range table {
		places[r]++
	}
	return places, table
}

func TestPlacesInATable(t *testing.T) {
	rule := made[balance.Maglev](nil)
	places, _ := tableOf(rule, fleet(100))
	for r, n := range places {
		if n != 65537/100 && n != 65537/100+1 {
			t.Errorf("replica %d has %d places, want 655 or 656", r, n)
		}
	}
	rule.Weights = abc
	places, _ = tableOf(rule, fleet(3))
	for r, n := range places {
		if want := 65537 * abc[r] / 7; float64(n) < want-4 || float64(n) > want+4 {
			t.Errorf("replica %d of weight %v has %d places, want about %.0f", r, abc[r], n, want)
		}
	}
}

// TestDisruptionOfATable: when one of a hundred replicas goes, its places go to others,
// and few places of others change hands as well. The paper finds so for tables of a
// hundred times the number of replicas and more.
func TestDisruptionOfATable(t *testing.T) {
	rule, v := made[balance.Maglev](nil), fleet(100)
	_, before := tableOf(rule, v)
	v.Candidates = v.Candidates[:99]
	_, after := tableOf(rule, v)
	gone, moved := 0, 0
	for i := range before {
		switch {
		case before[i] == 99:
			gone++
		case before[i] != after[i]:
			moved++
		}
	}
	if share := float64(moved) / float64(65537-gone); share == 0 || share > 0.03 {
		t.Errorf("%.4f of the other places moved, want some, and less than 0.03", share)
	}
}
