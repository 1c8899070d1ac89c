package balance

import (
	"fmt"
	"math"

	"headroom/sim"
	"headroom/sim/unit"
)

// bounded keeps the load of a replica under consistent hashing below a share of the
// average: Envoy's hash_balance_factor.
//
// A replica that has more unanswered calls of this caller than that, rounded up and at
// least one, is passed over for a random other one, in an order that depends on the key
// alone; when all are above, the one that is least so takes the call (Mirrokni, Thorup
// and Zadimoghaddam 2016, with the random jumps of Chen, Coleman and Shrivastava 2019). To
// know the average, every pick adds up the calls of the caller.
type bounded struct {
	factor  float64 // 0: no bound
	weights Weights
	roster  roster
	sum     float64 // of the weights
	order   []int32 // in which other candidates are tried
}

// validBound returns what is wrong with the factor; 0 is no bound.
func validBound(factor unit.Ratio) []error {
	if factor != 0 && !(factor > 1) {
		return []error{fmt.Errorf("hash_balance_factor: %v is not above 100%%; write for example 150%%", factor)}
	}
	return nil
}

func newBounded(factor unit.Ratio, w Weights) bounded {
	return bounded{factor: float64(factor), weights: w}
}

// pick returns the replica that the hash says, or another when it is above its bound.
func (p *bounded) pick(v *View, home int32) int32 {
	if p.factor == 0 {
		return home
	}
	if p.roster.changed(v) {
		p.sum = 0
		for _, r := range v.Candidates {
			p.sum += p.weights.of(r)
		}
	}
	calls := int32(0)
	for _, n := range v.Outstanding {
		calls += n
	}
	slots := math.Ceil(float64(float64(calls+1)*p.factor) - 1e-9)
	load := p.load(v, home, slots)
	if load <= 1 {
		return home
	}
	best := home
	p.order = append(p.order[:0], v.Candidates...)
	s := sim.NewStream(sim.Mix(v.Key, forOverflow))
	for i := range p.order {
		j := i + s.IntN(len(p.order)-i)
		p.order[i], p.order[j] = p.order[j], p.order[i]
		other := p.load(v, p.order[i], slots)
		if other <= 1 {
			return p.order[i]
		}
		if other < load {
			best, load = p.order[i], other
		}
	}
	return best
}

// load returns the calls of a replica over those that it may have.
func (p *bounded) load(v *View, replica int32, slots float64) float64 {
	own := max(1, math.Ceil(float64(slots*p.weights.of(replica)/p.sum)-1e-9))
	return float64(v.Outstanding[replica]) / own
}
