package policy

import "headroom/sim"

// powerOfTwo draws two candidates, which may be the same one, and takes the one with
// fewer unanswered calls, on a tie the first: Envoy's LEAST_REQUEST with N_CHOICES and
// its default choice_count of 2 (least_request v3), where all weights are equal. Of two
// candidates it takes the busier one in a quarter of the cases. With n calls on n
// candidates the fullest has about ln ln n / ln 2 of them (Mitzenmacher 1996).
func powerOfTwo(candidates, outstanding []int32, s *sim.Stream) int {
	i, j := s.IntN(len(candidates)), s.IntN(len(candidates))
	if outstanding[candidates[j]] < outstanding[candidates[i]] {
		return j
	}
	return i
}
