package balance

import (
	"fmt"

	"headroom/sim"
	"headroom/sim/unit"
)

// Maglev is consistent hashing by the table of Google's Maglev (Eisenbud et al., NSDI
// 2016), as Envoy's MAGLEV has it: every replica has its own permutation of the places of
// a table, and the replicas take places in turn until the table is full; a key goes to
// the replica at the place of its hash. All callers of a callee have the same table.
// Shares of the keys differ by a place or so; when a replica goes, some keys of others
// move too.
//
// Slow start does not touch the table, as in Envoy.
type Maglev struct {
	// TableSize is the number of places, a prime, much larger than the number of replicas.
	// Envoy and the paper: 65537. Every caller has a table, and fills it anew when the
	// replicas change.
	TableSize int `yaml:"table_size" default:"65537" min:"2" max:"5000011"`
	// Weights of replicas 0, 1, 2 and so on, above 0. Replicas beyond the list weigh 1.
	Weights Weights `yaml:"weights"`
	// HashBalanceFactor is the load that a replica may have, as a share of the average,
	// above 100%: usual are 120% to 200%. A call over it goes to a random other replica.
	// Not set, nothing bounds it.
	HashBalanceFactor unit.Ratio `yaml:"hash_balance_factor"`
}

// Validate returns what is wrong with the fields.
func (r *Maglev) Validate() []error {
	errs := append(r.Weights.Validate(), validBound(r.HashBalanceFactor)...)
	if !prime(r.TableSize) {
		errs = append(errs, fmt.Errorf("table_size: %d is not a prime; write for example 65537", r.TableSize))
	}
	return errs
}

func prime(n int) bool {
	for d := 2; d*d <= n; d++ {
		if n%d == 0 {
			return false
		}
	}
	return n >= 2
}

// New returns the picker of one caller.
func (r *Maglev) New(*sim.Stream) Picker {
	return &maglev{spec: r, bounded: newBounded(r.HashBalanceFactor, r.Weights)}
}

type maglev struct {
	spec    *Maglev
	roster  roster
	table   []int32
	turns   []permutation
	bounded bounded
}

// permutation is where a replica looks for its next place.
type permutation struct {
	replica      int32
	at, skip     int
	weight, owed float64
}

func (p *maglev) Pick(v *View, _ *sim.Stream) int32 {
	if p.roster.changed(v) {
		p.fill(v)
	}
	return p.bounded.pick(v, p.table[v.hash()%uint64(len(p.table))])
}

// free marks a place of the table.
const free = -1

// fill makes the table: in each round, every replica of the largest weight takes the next
// free place of its permutation, and lighter ones in some of the rounds.
func (p *maglev) fill(v *View) {
	size := p.spec.TableSize
	if len(p.table) != size {
		p.table = make([]int32, size)
	}
	for i := range p.table {
		p.table[i] = free
	}
	heaviest := 0.0
	p.turns = p.turns[:0]
	for _, r := range v.Candidates {
		a := v.address(r)
		t := permutation{
			replica: r, weight: p.spec.Weights.of(r),
			at:   int(sim.Mix(a, forKey) % uint64(size)),
			skip: int(sim.Mix(a, forSkip)%uint64(size-1)) + 1,
		}
		heaviest = max(heaviest, t.weight)
		p.turns = append(p.turns, t)
	}
	for round, left := 1.0, size; left > 0; round++ {
		for i := 0; i < len(p.turns) && left > 0; i++ {
			t := &p.turns[i]
			if round*t.weight < t.owed {
				continue
			}
			t.owed += heaviest
			for p.table[t.at] != free {
				t.at = (t.at + t.skip) % size
			}
			p.table[t.at] = t.replica
			left--
		}
	}
}
