package balance

import "headroom/sim"

// LeastConnections is least_conn of nginx: the fewest unanswered calls per weight, and
// among equals the smooth round robin of [WeightedRoundRobin]. HAProxy's leastconn
// differs in ties only. It looks at every candidate, and counts the calls of its own
// caller: several callers that do not know of each other all find the emptiest replica.
type LeastConnections struct {
	// Weights of replicas 0, 1, 2 and so on, above 0. Replicas beyond the list weigh 1.
	Weights Weights `yaml:"weights"`
}

// Validate returns what is wrong with the fields.
func (r *LeastConnections) Validate() []error { return r.Weights.Validate() }

// New returns the picker of one caller.
func (r *LeastConnections) New(*sim.Stream) Picker { return &leastConnections{weights: r.Weights} }

type leastConnections struct {
	weights Weights
	current []float64 // by replica
}

func (p *leastConnections) Pick(v *View, _ *sim.Stream) int32 {
	first, equals := 0, false
	for i, r := range v.Candidates[1:] {
		switch d := p.compare(v, r, v.Candidates[first]); {
		case d < 0:
			first, equals = i+1, false
		case d == 0:
			equals = true
		}
	}
	best := v.Candidates[first]
	if !equals {
		return best
	}
	sum, least := 0.0, best
	for _, r := range v.Candidates[first:] {
		if p.compare(v, r, least) != 0 {
			continue
		}
		p.current = grown(p.current, r)
		w := p.weights.now(v, r)
		p.current[r] += w
		sum += w
		if p.current[r] > p.current[best] {
			best = r
		}
	}
	p.current[best] -= sum
	return best
}

// compare orders two replicas by their calls per weight, without a division.
func (p *leastConnections) compare(v *View, a, b int32) int {
	x := float64(v.Outstanding[a]) * p.weights.now(v, b)
	y := float64(v.Outstanding[b]) * p.weights.now(v, a)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}
