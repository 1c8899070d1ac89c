package balance

import "headroom/sim"

// PowerOfTwo draws two replicas, which may be the same one, and takes the one with fewer
// unanswered calls, on a tie the first: Envoy's LEAST_REQUEST with N_CHOICES and its
// default choice_count of 2 (least_request v3), where all weights are equal. Of two
// replicas it takes the busier one in a quarter of the cases. With n calls on n replicas
// the fullest has about ln ln n / ln 2 of them (Mitzenmacher 1996).
type PowerOfTwo struct{}

// Validate has nothing to check.
func (*PowerOfTwo) Validate() []error { return nil }

// New returns the picker of one caller.
func (*PowerOfTwo) New(*sim.Stream) Picker { return powerOfTwo{} }

type powerOfTwo struct{}

func (powerOfTwo) Pick(v *View, s *sim.Stream) int {
	c := v.Candidates
	i, j := s.IntN(len(c)), s.IntN(len(c))
	if v.Outstanding[c[j]] < v.Outstanding[c[i]] {
		return j
	}
	return i
}
