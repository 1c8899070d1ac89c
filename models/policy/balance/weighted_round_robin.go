package balance

import "headroom/sim"

// WeightedRoundRobin is the smooth weighted round robin of nginx (since 1.3.1): at each
// pick every replica gains its weight, the one that has gathered the most is taken, and
// pays the sum of the weights. Weights 4, 2 and 1 give a b a c a b a. Every caller starts
// at the beginning, as every worker of nginx does. It looks at every candidate.
type WeightedRoundRobin struct {
	// Weights of replicas 0, 1, 2 and so on, above 0. Replicas beyond the list weigh 1.
	Weights Weights `yaml:"weights"`
}

// Validate returns what is wrong with the fields.
func (r *WeightedRoundRobin) Validate() []error { return r.Weights.Validate() }

// New returns the picker of one caller.
func (r *WeightedRoundRobin) New(*sim.Stream) Picker { return &weightedRoundRobin{weights: r.Weights} }

type weightedRoundRobin struct {
	weights Weights
	current []float64 // by replica
}

func (p *weightedRoundRobin) Pick(v *View, _ *sim.Stream) int32 {
	best, sum := int32(-1), 0.0
	for _, r := range v.Candidates {
		p.current = grown(p.current, r)
		w := p.weights.now(v, r)
		p.current[r] += w
		sum += w
		if best < 0 || p.current[r] > p.current[best] {
			best = r
		}
	}
	p.current[best] -= sum
	return best
}
