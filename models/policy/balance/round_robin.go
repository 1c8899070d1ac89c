package balance

import "headroom/sim"

// RoundRobin takes each replica in turn, from a random start: the replicas of a callee
// with many callers are never served in perfect turn. When the number of candidates
// changes, the round goes on from its old place modulo the new number, as in nginx and
// Envoy. While slow start or health give replicas weights, they get their share by
// earliest deadline, as in Envoy: see [WeightedEDF].
type RoundRobin struct{}

// Validate has nothing to check.
func (*RoundRobin) Validate() []error { return nil }

// New returns the picker of one caller.
func (*RoundRobin) New(s *sim.Stream) Picker {
	next := newTurn(s)
	return &roundRobin{next, weightedEDF{schedule: newSchedule(s)}}
}

type roundRobin struct {
	next     turn
	weighted weightedEDF
}

func (p *roundRobin) Pick(v *View, s *sim.Stream) int32 {
	if v.Weight != nil {
		return p.weighted.Pick(v, s)
	}
	return v.Candidates[p.next.take(len(v.Candidates))]
}

// turn is a place in a round over a changing number of candidates.
type turn uint32

// newTurn starts at a random place.
func newTurn(s *sim.Stream) turn { return turn(s.Uint64() >> 33) }

// among returns where the round stands among n candidates.
func (t turn) among(n int) int { return int(uint32(t) % uint32(n)) }

// take returns where the round stands among n candidates, and goes on.
func (t *turn) take(n int) int {
	i := t.among(n)
	*t = turn(i + 1)
	return i
}
