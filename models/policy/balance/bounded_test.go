package balance_test

import (
	"math"
	"testing"

	"headroom/models/policy/balance"
	"headroom/sim"
)

// TestBoundedLoads: with half of the calls for one key, no replica gets more than its
// bound and one call. Without a bound the replica of that key has half of the calls.
func TestBoundedLoads(t *testing.T) {
	tests := []struct {
		name  string
		rule  balance.Rule
		most  float64 // of 1000 calls on 10 replicas
		least float64
	}{
		{"ring, unbounded", made[balance.RingHash](nil), 1000, 500},
		{"ring, bounded", made(func(r *balance.RingHash) { r.HashBalanceFactor = 1.25 }), 126, 120},
		{"maglev, bounded", made(func(r *balance.Maglev) { r.HashBalanceFactor = 1.25 }), 126, 120},
		{"maglev, bounded at twice the average", made(func(r *balance.Maglev) { r.HashBalanceFactor = 2 }), 201, 195},
		{"ring, bounded by weights 4, 2 and 1", made(func(r *balance.RingHash) { r.HashBalanceFactor, r.Weights = 1.25, abc }), math.Ceil(1250*4./14) + 1, 120},
	}
	for _, tt := range tests {
		p, v, s := newPicker(tt.rule, 5), fleet(10), sim.NewStream(2)
		most := int32(0)
		for calls := range 20_000 {
			v.Key = 42
			if calls%2 == 0 {
				v.Key = s.Uint64()
			}
			if calls >= 1000 { // one of them ends
				for r := s.IntN(10); ; r = s.IntN(10) {
					if v.Outstanding[r] > 0 {
						v.Outstanding[r]--
						break
					}
				}
			}
			r := p.Pick(v, nil)
			v.Outstanding[r]++
			most = max(most, v.Outstanding[r])
		}
		if float64(most) > tt.most || float64(most) < tt.least {
			t.Errorf("%s: at most %d calls on a replica, want %v to %v", tt.name, most, tt.least, tt.most)
		}
	}
}

func TestOverflowDependsOnTheKey(t *testing.T) {
	p, v := newPicker(made(func(r *balance.RingHash) { r.HashBalanceFactor = 1.5 }), 5), fleet(10)
	to := map[int32]bool{}
	for range 50 {
		v.Key++
		clear(v.Outstanding)
		home := p.Pick(v, nil)
		v.Outstanding[home] = 20
		first, again := p.Pick(v, nil), p.Pick(v, nil)
		if first == home || first != again {
			t.Fatalf("key %d of replica %d goes to %d and %d", v.Key, home, first, again)
		}
		to[first] = true
	}
	if len(to) < 8 {
		t.Errorf("fifty keys overflow to %d replicas only", len(to))
	}
}
