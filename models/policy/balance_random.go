package policy

import "headroom/sim"

// random takes any candidate with equal chances: one draw. With n calls on n candidates
// the fullest has about ln n / ln ln n of them.
func random(candidates []int32, s *sim.Stream) int { return s.IntN(len(candidates)) }
