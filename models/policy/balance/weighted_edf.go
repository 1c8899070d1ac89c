package balance

import "headroom/sim"

// WeightedEDF is Envoy's ROUND_ROBIN with weights: every replica has a deadline, the
// earliest is picked and comes again 1/weight later; of equal deadlines the one that was
// set first is taken. The round starts at a random place, and again whenever the
// candidates change. A weight that changes counts from the replica's next turn on.
type WeightedEDF struct {
	// Weights of replicas 0, 1, 2 and so on, above 0. Replicas beyond the list weigh 1.
	Weights Weights `yaml:"weights"`
}

// Validate returns what is wrong with the fields.
func (r *WeightedEDF) Validate() []error { return r.Weights.Validate() }

// New returns the picker of one caller.
func (r *WeightedEDF) New(s *sim.Stream) Picker {
	return &weightedEDF{weights: r.Weights, schedule: newSchedule(s)}
}

type weightedEDF struct {
	weights Weights
	schedule
}

func (p *weightedEDF) Pick(v *View, _ *sim.Stream) int32 { return p.pick(v, p) }

func (p *weightedEDF) weight(v *View, replica int32) float64 { return p.weights.now(v, replica) }
