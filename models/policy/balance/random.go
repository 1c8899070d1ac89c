package balance

import "headroom/sim"

// Random takes any replica with equal chances: one draw. With n calls on n replicas the
// fullest has about ln n / ln ln n of them.
type Random struct{}

// Validate has nothing to check.
func (*Random) Validate() []error { return nil }

// New returns the picker of one caller.
func (*Random) New(*sim.Stream) Picker { return random{} }

type random struct{}

func (random) Pick(v *View, s *sim.Stream) int { return s.IntN(len(v.Candidates)) }
