package balance

import (
	"slices"

	"headroom/sim"
)

// WeightedRandom takes any replica, with chances as the weights: the random of HAProxy,
// and iptables or a service mesh that splits traffic by shares.
type WeightedRandom struct {
	// Weights of replicas 0, 1, 2 and so on, above 0. Replicas beyond the list weigh 1.
	Weights Weights `yaml:"weights"`
}

// Validate returns what is wrong with the fields.
func (r *WeightedRandom) Validate() []error { return r.Weights.Validate() }

// New returns the picker of one caller.
func (r *WeightedRandom) New(*sim.Stream) Picker { return &weightedRandom{weights: r.Weights} }

type weightedRandom struct {
	weights Weights
	watch   watch
	sums    []float64 // of the weights of the candidates so far
}

func (p *weightedRandom) Pick(v *View, s *sim.Stream) int32 {
	if p.watch.stale(v) {
		p.sums = p.sums[:0]
		sum := 0.0
		for _, r := range v.Candidates {
			sum += p.weights.now(v, r)
			p.sums = append(p.sums, sum)
		}
	}
	last := len(p.sums) - 1
	at, exact := slices.BinarySearch(p.sums[:last], s.Float64()*p.sums[last])
	if exact {
		at++ // the intervals are closed below
	}
	return v.Candidates[at]
}
