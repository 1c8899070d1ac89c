package balance_test

import (
	"strings"
	"testing"
	"time"

	"headroom/models/policy/balance"
	"headroom/models/policy/policytest"
	"headroom/sim"
	"headroom/sim/unit"
)

func inTurn(connections int, lifetime time.Duration) *balance.PerConnection {
	return &balance.PerConnection{Connections: connections, Lifetime: unit.Duration(lifetime), Of: balance.Spec{Rule: &balance.WeightedRoundRobin{}}}
}

func TestPerConnection(t *testing.T) {
	p, v := newPicker(inTurn(3, 0), 5), fleet(5)
	all := v.Candidates
	steps := []struct {
		name       string
		candidates []int32
		want       string
	}{
		{"three connections to two replicas", all[:2], "abaabaaba"},
		{"new replicas get nothing", all, "abaaba"},
		{"without a replica its connection goes elsewhere", []int32{0, 2, 3, 4}, "acaaca"},
		{"and does not come back", all, "acaaca"},
	}
	for _, step := range steps {
		v.Candidates = step.candidates
		v.Generation++
		if got := letters(p, v, len(step.want)); got != step.want {
			t.Errorf("%s: %s, want %s", step.name, got, step.want)
		}
	}
}

func TestAConnectionEndsWithItsLife(t *testing.T) {
	p, v := newPicker(inTurn(1, time.Minute), 5), fleet(50)
	s := sim.NewStream(1)
	var ends []time.Duration
	for last, since := p.Pick(v, &s), v.Now; len(ends) < 30; v.Now = v.Now.Add(10 * ms) {
		if now := p.Pick(v, &s); now != last {
			ends = append(ends, v.Now.Sub(since))
			last, since = now, v.Now
		}
	}
	short, long := 0, 0
	for _, life := range ends {
		if life < 54*time.Second || life > 66*time.Second+10*ms {
			t.Errorf("a connection lived for %v, want 54 s to 66 s", life)
		}
		if life < 60*time.Second {
			short++
		} else {
			long++
		}
	}
	if short == 0 || long == 0 {
		t.Errorf("%d lives below a minute and %d above, want some of both", short, long)
	}
}

func TestConnectionsAreWhatTheRuleInsideSees(t *testing.T) {
	v := fleet(4)
	v.Outstanding = []int32{0, 9, 9, 9} // calls, not connections
	least := &balance.PerConnection{Connections: 8, Of: balance.Spec{Rule: &balance.LeastOutstanding{}}}
	got := letters(newPicker(least, 5), v, 8)
	for _, r := range "abcd" {
		if strings.Count(got, string(r)) != 2 {
			t.Errorf("connections %s, want two to each", got)
			break
		}
	}
	flows := &balance.PerConnection{Connections: 400, Of: balance.Spec{Rule: made[balance.Maglev](nil)}}
	sameShares(t, "flow hashes of one key", shares(newPicker(flows, 5), v, 400), []float64{0.25, 0.25, 0.25, 0.25}, 0.07)
}

func TestPerConnectionErrors(t *testing.T) {
	policytest.Errors(t, "per connection", (&balance.PerConnection{Lifetime: -1}).Validate(), []string{
		"connections: 0 is below 1", "is negative; write 0s for no end",
	})
}
