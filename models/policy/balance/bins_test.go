package balance_test

import (
	"fmt"
	"testing"

	"headroom/models/policy/balance"
	"headroom/models/policy/policytest"
	"headroom/sim"
)

// TestFullestReplica compares the calls on the fullest of n replicas, and the number of
// replicas without any, with exact values of balls in bins (Raab and Steger 1998; Azar et
// al. 1994 with two choices).
func TestFullestReplica(t *testing.T) {
	tests := []struct {
		name        string
		rule        balance.Rule
		calls, n    int
		fills       int // in each of ten replications
		most, empty float64
		tolMost     float64
		tolEmpty    float64
	}{
		{"random", &balance.Random{}, 10, 10, 20_000, 2.74868911, 3.486784401, 0.002, 0.003},
		{"random", &balance.Random{}, 200, 50, 10_000, 9.119181875, 0.8793973303, 0.002, 0.006},
		{"random", &balance.Random{}, 100, 10, 10_000, 15.12452743, 0.0002656139889, 0.002, 0.3},
		{"rendezvous hash of each key", &balance.Rendezvous{}, 10, 10, 20_000, 2.74868911, 3.486784401, 0.002, 0.003},
		{"two choices", made[balance.LeastRequest](nil), 20, 10, 20_000, 3.132986174, 0, 0.002, 0},
	}
	for _, tt := range tests {
		s, v := sim.NewStream(5), fleet(tt.n)
		p := tt.rule.New(&s)
		most, empty := make([]float64, 10), make([]float64, 10)
		for rep := range most {
			for range tt.fills {
				clear(v.Outstanding)
				full, none := int32(0), tt.n
				for range tt.calls {
					v.Key++
					r := p.Pick(v, &s)
					if v.Outstanding[r]++; v.Outstanding[r] == 1 {
						none--
					}
					full = max(full, v.Outstanding[r])
				}
				most[rep] += float64(full) / float64(tt.fills)
				empty[rep] += float64(none) / float64(tt.fills)
			}
		}
		what := fmt.Sprintf("%s: %d calls on %d replicas", tt.name, tt.calls, tt.n)
		policytest.Within(t, what+": the most", most, tt.most, tt.tolMost)
		if tt.tolEmpty > 0 {
			policytest.Within(t, what+": empty ones", empty, tt.empty, tt.tolEmpty)
		}
	}
}
