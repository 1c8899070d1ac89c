package models

import (
	"sort"

	"headroom/sim"
)

// pieces is a rate that jumps from one value to the next and is 0 before the first. It
// keeps the sums up to each jump, so that many of them cost no more than few.
type pieces struct {
	list []jump
}

// jump is the begin of a piece.
type jump struct {
	at     sim.Time
	rate   float64 // from then on
	before float64 // cumulative rate until then
}

// add appends a jump; jumps come in order of time.
func (p *pieces) add(at sim.Time, rate float64) {
	p.list = append(p.list, jump{at, rate, p.Cumulative(at)})
}

// piece returns the last jump not after an instant, nil when there is none.
func (p *pieces) piece(t sim.Time) *jump {
	i := sort.Search(len(p.list), func(i int) bool { return p.list[i].at > t })
	if i == 0 {
		return nil
	}
	return &p.list[i-1]
}

// Rate at an instant.
func (p *pieces) Rate(t sim.Time) float64 {
	if j := p.piece(t); j != nil {
		return j.rate
	}
	return 0
}

// Cumulative from 0.
func (p *pieces) Cumulative(t sim.Time) float64 {
	j := p.piece(t)
	if j == nil {
		return 0
	}
	return j.before + float64(j.rate*(t-j.at).Seconds())
}
