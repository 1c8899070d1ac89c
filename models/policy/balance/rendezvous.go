package balance

import (
	"headroom/sim"
	"headroom/sim/dist"
)

// Rendezvous is highest random weight hashing (Thaler and Ravishankar 1998): a key goes
// to the replica whose hash together with the key is the highest. With weights it is the
// one with the smallest -ln(hash)/weight, hash on (0, 1) (Schindelhauer and Schomaker
// 2005). When a replica goes, its keys spread over all others and no other key moves. It
// looks at every candidate.
type Rendezvous struct {
	// Weights of replicas 0, 1, 2 and so on, above 0. Replicas beyond the list weigh 1.
	Weights Weights `yaml:"weights"`
}

// Validate returns what is wrong with the fields.
func (r *Rendezvous) Validate() []error { return r.Weights.Validate() }

// New returns the picker of one caller.
func (r *Rendezvous) New(*sim.Stream) Picker { return rendezvous{r.Weights} }

type rendezvous struct{ weights Weights }

func (p rendezvous) Pick(v *View, _ *sim.Stream) int32 {
	key := v.hash()
	best := v.Candidates[0]
	if len(p.weights) == 0 {
		highest := sim.Mix(key, v.address(best))
		for _, r := range v.Candidates[1:] {
			if h := sim.Mix(key, v.address(r)); h > highest {
				best, highest = r, h
			}
		}
		return best
	}
	least := p.score(v, key, best)
	for _, r := range v.Candidates[1:] {
		if x := p.score(v, key, r); x < least {
			best, least = r, x
		}
	}
	return best
}

func (p rendezvous) score(v *View, key uint64, replica int32) float64 {
	u := (float64(sim.Mix(key, v.address(replica))>>11) + 0.5) * 0x1p-53
	return -dist.FastLog(u) / p.weights.of(replica)
}
