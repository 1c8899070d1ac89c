package balance_test

import (
	"strings"
	"testing"

	"headroom/models/policy/balance"
)

func TestLeastOutstandingTakesTheFewest(t *testing.T) {
	v := fleet(5)
	v.Outstanding = []int32{0, 3, 1, 2, 1}
	v.Candidates = v.Candidates[1:] // replica 0 may not be called
	if got := letters(newPicker(&balance.LeastOutstanding{}, 5), v, 10); got != "cececececece"[:10] && got != "ecececececec"[:10] {
		t.Errorf("picks %s, want c and e in turn", got)
	}
}

func TestLeastOutstandingGoesRoundAmongEquals(t *testing.T) {
	v := fleet(3)
	v.Outstanding = []int32{5, 5, 5}
	if got := letters(newPicker(&balance.LeastOutstanding{}, 5), v, 4); !strings.Contains("abcabcabc", got) {
		t.Errorf("picks %s, want a round", got)
	}
}
