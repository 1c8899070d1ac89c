package balance

import "headroom/sim"

// Random takes any replica with equal chances: one draw. With n calls on n replicas the
// fullest has about ln n / ln ln n of them. While slow start or health give replicas
// weights, the chances are as those, as in HAProxy.
type Random struct{}

// Validate has nothing to check.
func (*Random) Validate() []error { return nil }

// New returns the picker of one caller.
func (*Random) New(*sim.Stream) Picker { return &random{} }

type random struct{ weighted weightedRandom }

func (p *random) Pick(v *View, s *sim.Stream) int32 {
	if v.Weight != nil {
		return p.weighted.Pick(v, s)
	}
	return v.Candidates[s.IntN(len(v.Candidates))]
}
