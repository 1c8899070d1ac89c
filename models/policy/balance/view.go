package balance

import (
	"slices"

	"headroom/sim"
)

// View is what a caller knows of its callee when it picks. Slices "by replica" are
// indexed by the number of a replica, and reach as far as the numbers in Members do.
type View struct {
	// Candidates are the numbers of the replicas in rotation, in an order that changes
	// only when they do.
	Candidates []int32
	// Members are all replicas that the caller knows of, healthy or not, in an order that
	// is the same for all callers. Nil: the candidates.
	Members []int32
	// Generation is another number whenever Candidates, Members, Weight, Zone, Priority or
	// ZoneCallers have changed, so that tables are made anew only then. 0: not counted;
	// every pick compares the candidates with those before.
	Generation uint64
	// Outstanding is by replica, and holds the calls of this caller that are not answered
	// yet.
	Outstanding []int32
	// Weight is by replica, above 0: what slow start and health make of a replica for the
	// time being. It multiplies the weights of a rule. Nil: 1 for all.
	Weight []float64
	// Zone is by replica. Nil: all are in one.
	Zone []int32
	// OwnZone is the zone of the caller.
	OwnZone int32
	// ZoneCallers holds the number of instances of the caller in each zone. Nil: the same
	// number in all zones.
	ZoneCallers []int32
	// Priority is by replica: 0 is the first level. Nil: all are in it.
	Priority []int32
	// Callee stands for the name of the callee in hash tables: the same number for all its
	// callers, with which the number of a replica is as good as an address.
	Callee uint64
	// Caller is the number of this instance among those of the caller.
	Caller int32
	// Key is the key that a request is hashed by.
	Key uint64
	// Now is the instant of the pick.
	Now sim.Time
}

// members returns all replicas that the caller knows of.
func (v *View) members() []int32 {
	if v.Members == nil {
		return v.Candidates
	}
	return v.Members
}

// zone returns the zone of a replica.
func (v *View) zone(replica int32) int32 {
	if v.Zone == nil {
		return v.OwnZone
	}
	return v.Zone[replica]
}

// address returns the hash of a replica's address.
func (v *View) address(replica int32) uint64 { return sim.Mix(v.Callee, uint64(replica)) }

// What a hash is for.
const (
	forKey uint64 = iota + 1
	forSkip
	forOverflow
)

// hash returns the hash of the request's key. Products use xxHash or MurmurHash; what
// goes where differs, how evenly does not.
func (v *View) hash() uint64 { return sim.Mix(v.Key, forKey) }

// own returns a stream drawn from s.
func own(s *sim.Stream) sim.Stream { return sim.NewStream(s.Uint64()) }

// roster notices when the candidates change.
type roster struct {
	generation uint64
	replicas   []int32
}

// changed tells whether the candidates are others than at the last call, or the first.
func (r *roster) changed(v *View) bool {
	if v.Generation != 0 && v.Generation == r.generation {
		return false
	}
	r.generation = v.Generation
	if slices.Equal(r.replicas, v.Candidates) {
		return false
	}
	r.replicas = append(r.replicas[:0], v.Candidates...)
	return true
}

// watch notices when anything in a view may have changed that is not new at every pick.
type watch struct{ generation uint64 }

// stale tells whether what was made of a view has to be made anew.
func (w *watch) stale(v *View) bool {
	if v.Generation != 0 && v.Generation == w.generation {
		return false
	}
	w.generation = v.Generation
	return true
}

// grown returns a slice by replica that reaches as far as a replica's number.
func grown[T any](by []T, replica int32) []T {
	for len(by) <= int(replica) {
		var zero T
		by = append(by, zero)
	}
	return by
}
