package balance_test

import (
	"fmt"
	"math"
	"testing"

	"headroom/models/policy/balance"
	"headroom/models/policy/policytest"
	"headroom/sim"
)

func ringOf(edit func(*balance.RingHash)) balance.Picker { return newPicker(made(edit), 5) }

// TestSharesOfARing: the shares of n replicas with v points each have a Dirichlet
// distribution, of which the mean of the largest and the variance are known. Averages are
// over rings.
func TestSharesOfARing(t *testing.T) {
	tests := []struct {
		n, vnodes       int
		rings           int // in each of ten replications
		largest, cv2    float64
		tolMost, tolCV2 float64
	}{
		{10, 1, 20_000, 2.928968254, 0.8181818182, 0.002, 0.002},
		{10, 100, 1000, 1.159426379, 0.008991008991, 0.002, 0.01},
		{10, 150, 1000, 1.129358863, 0.005996002665, 0.002, 0.01},
		{100, 1, 10_000, 5.187377518, 0.9801980198, 0.002, 0.002},
		{100, 100, 100, 1.26897121, 0.009899010099, 0.003, 0.02},
		{100, 1000, 100, 1.081120706, 0.0009899901001, 0.002, 0.02},
	}
	for _, tt := range tests {
		if testing.Short() && tt.vnodes == 1000 {
			continue // a hundred million points
		}
		p, v := ringOf(func(r *balance.RingHash) { r.Vnodes = tt.vnodes }), fleet(tt.n)
		largest, cv2 := make([]float64, 10), make([]float64, 10)
		share, n := make([]float64, tt.n), float64(tt.n)
		for rep := range largest {
			for range tt.rings {
				v.Callee++
				balance.RingShares(p, v, share)
				most, squares := 0.0, 0.0
				for _, x := range share {
					most = max(most, n*x)
					squares += (n*x - 1) * (n*x - 1) / n
				}
				largest[rep] += most / float64(tt.rings)
				cv2[rep] += squares / float64(tt.rings)
			}
		}
		what := fmt.Sprintf("%d replicas with %d points each", tt.n, tt.vnodes)
		policytest.Within(t, what+": largest share over the mean", largest, tt.largest, tt.tolMost)
		policytest.Within(t, what+": squared coefficient of variation", cv2, tt.cv2, tt.tolCV2)
	}
}

// TestANewReplicaTakesItsShareOfARing: 1/(n+1) of the keys move, all of them to it.
func TestANewReplicaTakesItsShareOfARing(t *testing.T) {
	for _, n := range []int{10, 100} {
		before, after := ringOf(func(r *balance.RingHash) { r.Vnodes = 20 }), ringOf(func(r *balance.RingHash) { r.Vnodes = 20 })
		few, more := fleet(n), fleet(n+1)
		moved := make([]float64, 10)
		shares := make([]float64, n+1)
		s := sim.NewStream(1)
		for rep := range moved {
			for range 100 {
				few.Callee++
				more.Callee = few.Callee
				few.Generation, more.Generation = few.Generation+1, more.Generation+1
				balance.RingShares(before, few, shares)
				balance.RingShares(after, more, shares)
				for range 100 {
					few.Key = s.Uint64()
					more.Key = few.Key
					old, now := before.Pick(few, nil), after.Pick(more, nil)
					if old == now {
						continue
					}
					moved[rep] += 1. / 100 / 100
					if now != int32(n) {
						t.Fatalf("a key moved from %d to %d, not to the new one", old, now)
					}
				}
			}
		}
		policytest.Within(t, fmt.Sprintf("share of keys that move to replica %d", n+1), moved, 1/float64(n+1), 0.05)
	}
}

func TestSizeOfARing(t *testing.T) {
	tests := []struct {
		name     string
		edit     func(*balance.RingHash)
		replicas int
		want     int
	}{
		{"a size that the number of replicas divides", nil, 8, 1024},
		{"the next size that it divides", nil, 10, 1030},
		{"more replicas than points: one each", nil, 3000, 3000},
		{"points of a replica", func(r *balance.RingHash) { r.Vnodes = 160 }, 10, 1600},
		{"weights: a whole number for the lightest", func(r *balance.RingHash) { r.Weights = balance.Weights{1, 2} }, 2, 1026},
		{"weights with points of a replica", func(r *balance.RingHash) { r.Vnodes, r.Weights = 100, balance.Weights{1, 2.5} }, 2, 350},
	}
	for _, tt := range tests {
		p, v := ringOf(tt.edit), fleet(tt.replicas)
		p.Pick(v, nil)
		if got := balance.Points(p); got != tt.want {
			t.Errorf("%s: %d points, want %d", tt.name, got, tt.want)
		}
	}
}

func TestWeightsOfARing(t *testing.T) {
	p, v := ringOf(func(r *balance.RingHash) { r.Vnodes, r.Weights = 5000, abc }), fleet(3)
	sameShares(t, "weights 4, 2, 1", shares(p, v, 100_000), []float64{4. / 7, 2. / 7, 1. / 7}, 0.02)
}

func TestAllCallersHaveTheSameTables(t *testing.T) {
	for _, rule := range []balance.Rule{made[balance.RingHash](nil), made[balance.Maglev](nil), made[balance.Rendezvous](nil)} {
		a, b, v := newPicker(rule, 1), newPicker(rule, 2), fleet(10)
		for range 100 {
			v.Key++
			if x, y := a.Pick(v, nil), b.Pick(v, nil); x != y {
				t.Errorf("%T: key %d goes to %d and %d", rule, v.Key, x, y)
				break
			}
		}
	}
}

func TestErrorsOfHashing(t *testing.T) {
	policytest.Errors(t, "ring", (&balance.RingHash{Vnodes: -1, Weights: balance.Weights{math.NaN()}, HashBalanceFactor: 0.5}).Validate(), []string{
		"weights: that of replica 0 is NaN", "hash_balance_factor: 50% is not above 100%; write for example 150%", "minimum_ring_size: 0 is below 1", "vnodes: -1 is negative",
	})
	policytest.Errors(t, "maglev", (&balance.Maglev{TableSize: 65536, HashBalanceFactor: 1}).Validate(), []string{
		"hash_balance_factor: 100% is not above", "table_size: 65536 is not a prime",
	})
}
