package balance

import (
	"fmt"

	"headroom/sim"
	"headroom/sim/unit"
)

// RingHash is consistent hashing on a ring, as ketama, nginx (hash ... consistent) and
// Envoy (RING_HASH) have it: every replica has many points on a ring, and a key goes to
// the first point at or after its hash. All callers of a callee have the same ring. With
// v points for each of n replicas, their shares of the keys have the squared coefficient
// of variation (n-1)/(nv+1); a new replica takes 1/(n+1) of the keys, and no other key
// moves.
//
// Slow start does not touch the ring, as in Envoy.
type RingHash struct {
	// MinimumRingSize is the least number of points on the ring: the lightest replica gets
	// a whole number of them, the others as their weights. Envoy: 1024.
	MinimumRingSize int `yaml:"minimum_ring_size" default:"1024" min:"1" max:"8388608"`
	// Vnodes is the number of points of a replica of weight 1, whatever the size of the
	// ring. ketama and nginx have 160. 0 goes by MinimumRingSize: then the points of a
	// replica become fewer as others come.
	Vnodes int `yaml:"vnodes" default:"0" min:"0" max:"1000000"`
	// Weights of replicas 0, 1, 2 and so on, above 0. Replicas beyond the list weigh 1.
	Weights Weights `yaml:"weights"`
	// HashBalanceFactor is the load that a replica may have, as a share of the average,
	// above 100%: usual are 120% to 200%. A call over it goes to a random other replica.
	// Not set, nothing bounds it.
	HashBalanceFactor unit.Ratio `yaml:"hash_balance_factor"`
}

// Validate returns what is wrong with the fields.
func (r *RingHash) Validate() []error {
	errs := append(r.Weights.Validate(), validBound(r.HashBalanceFactor)...)
	if r.MinimumRingSize < 1 {
		errs = append(errs, fmt.Errorf("minimum_ring_size: %d is below 1; write for example 1024", r.MinimumRingSize))
	}
	if r.Vnodes < 0 {
		errs = append(errs, fmt.Errorf("vnodes: %d is negative; write for example 160, or 0 to go by the size of the ring", r.Vnodes))
	}
	return errs
}

// New returns the picker of one caller.
func (r *RingHash) New(*sim.Stream) Picker {
	return &ringHash{spec: r, bounded: newBounded(r.HashBalanceFactor, r.Weights)}
}

type ringHash struct {
	spec    *RingHash
	roster  roster
	ring    ring
	bounded bounded
}

func (p *ringHash) Pick(v *View, _ *sim.Stream) int32 {
	if p.roster.changed(v) {
		p.place(v)
	}
	return p.bounded.pick(v, p.ring.at(v.hash()))
}
