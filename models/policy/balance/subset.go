package balance

import (
	"fmt"
	"time"

	"headroom/sim"
)

// Subset gives every instance of the caller a fixed part of the replicas, so that not
// everyone keeps connections to everyone: the deterministic subsetting of Google's "Site
// Reliability Engineering" (Beyer et al. 2016, chapter 20). The instances are dealt with
// in rounds of as many as there are subsets; in a round all have the same shuffled list,
// and each takes its piece of it. Every replica is in as many subsets as any other, but
// for the last round, and for the replicas that are left over where Size does not divide
// their number.
//
// Subsets are made of all replicas, healthy or not. While none of a subset is in
// rotation, its caller uses all that are.
type Subset struct {
	// Size is the number of replicas in a subset. The book finds 20 to 100 usual.
	Size int `yaml:"size" default:"20" min:"1"`
	// Of is the rule within the subset.
	Of Spec `yaml:"of"`
}

// Validate returns what is wrong with the fields.
func (r *Subset) Validate() []error {
	errs := under("of", r.Of.Validate())
	if r.Size < 1 {
		errs = append(errs, fmt.Errorf("size: %d is below 1; write for example 20", r.Size))
	}
	return errs
}

// New returns the picker of one caller. It is an [Observer] when that of Of is.
func (r *Subset) New(s *sim.Stream) Picker {
	p := &subset{size: r.Size, part: newPart(r.Of, s)}
	return learning(p, p.part)
}

type subset struct {
	size     int
	watch    watch
	rotation rotation
	part     *part
}

func (p *subset) Pick(v *View, s *sim.Stream) int32 {
	if p.watch.stale(v) {
		p.choose(v)
	}
	return p.part.pick(v, s)
}

// choose fills the subset of this caller.
func (p *subset) choose(v *View) {
	p.rotation.note(v)
	p.part.empty()
	list := append(p.part.members, v.members()...)
	if subsets := len(list) / p.size; subsets > 1 {
		round, piece := int(v.Caller)/subsets, int(v.Caller)%subsets
		s := sim.NewStream(sim.Mix(v.Callee, uint64(round)))
		for i := len(list) - 1; i > 0; i-- {
			j := s.IntN(i + 1)
			list[i], list[j] = list[j], list[i]
		}
		copy(list, list[piece*p.size:][:p.size])
		list = list[:p.size]
	}
	p.part.members = list
	for _, r := range list {
		if p.rotation.has(r) {
			p.part.candidates = append(p.part.candidates, r)
		}
	}
	if len(p.part.candidates) == 0 {
		p.part.candidates = append(p.part.candidates, v.Candidates...)
	}
}

// Sent tells the rule within.
func (p *subset) Sent(now sim.Time, replica int32) { p.part.sent(now, replica) }

// Answered tells the rule within.
func (p *subset) Answered(now sim.Time, replica int32, took time.Duration, ok bool) {
	p.part.answered(now, replica, took, ok)
}
