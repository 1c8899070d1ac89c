package balance

import "headroom/sim"

// RoundRobin takes each replica in turn, from a random start: the replicas of a callee
// with many callers are never served in perfect turn. When the number of candidates
// changes, the round goes on from its old place modulo the new number, as in nginx and
// Envoy.
type RoundRobin struct{}

// Validate has nothing to check.
func (*RoundRobin) Validate() []error { return nil }

// New returns the picker of one caller.
func (*RoundRobin) New(s *sim.Stream) Picker { return &roundRobin{newTurn(s)} }

type roundRobin struct{ next turn }

func (p *roundRobin) Pick(v *View, _ *sim.Stream) int {
	i := p.next.among(len(v.Candidates))
	p.next = turn(i + 1)
	return i
}
