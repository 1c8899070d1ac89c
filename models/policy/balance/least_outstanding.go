package balance

import "headroom/sim"

// LeastOutstanding takes a replica with the fewest unanswered calls: of several the next
// in turn, as the least outstanding requests of an AWS Application Load Balancer. It
// looks at every candidate and knows no weights: there, slow start does not go with it.
type LeastOutstanding struct{}

// Validate has nothing to check.
func (*LeastOutstanding) Validate() []error { return nil }

// New returns the picker of one caller.
func (*LeastOutstanding) New(s *sim.Stream) Picker { return &leastOutstanding{newTurn(s)} }

type leastOutstanding struct{ next turn }

func (p *leastOutstanding) Pick(v *View, _ *sim.Stream) int32 {
	n := len(v.Candidates)
	i := p.next.among(n)
	best, fewest := i, v.Outstanding[v.Candidates[i]]
	for range n - 1 {
		if i++; i == n {
			i = 0
		}
		if o := v.Outstanding[v.Candidates[i]]; o < fewest {
			best, fewest = i, o
		}
	}
	p.next = turn(best + 1)
	return v.Candidates[best]
}
