package balance

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Priority is Envoy's priority levels: calls go to the first level of replicas; as its
// healthy replicas, with the overprovisioning factor, get fewer than all, the rest goes to
// the next level, and so on. When all levels together are not enough, a level with fewer
// healthy replicas than the panic threshold uses all its replicas, healthy or not. See
// [SplitLevels].
type Priority struct {
	// Levels of replicas 0, 1, 2 and so on; 0 is the first. Replicas beyond the
	// list are in level 0. Not set, the levels are those of the system.
	Levels []int `yaml:"levels"`
	// OverprovisioningFactor is how many times the needed replicas a level is taken to have,
	// at least 1x: with 1.4x a level can take all calls until 71% of it are healthy. Envoy:
	// 1.4.
	OverprovisioningFactor unit.Factor `yaml:"overprovisioning_factor" default:"1.4x"`
	// PanicThreshold is the share of healthy replicas below which a level uses all. 0%
	// never does. Envoy: 50%.
	PanicThreshold unit.Ratio `yaml:"panic_threshold" default:"50%"`
	// Of is the rule within a level.
	Of Spec `yaml:"of"`
}

// maximumLevel is Envoy's.
const maximumLevel = 128

// Validate returns what is wrong with the fields.
func (r *Priority) Validate() []error {
	errs := under("of", r.Of.Validate())
	for i, l := range r.Levels {
		if l < 0 || l > maximumLevel {
			errs = append(errs, fmt.Errorf("levels: that of replica %d is %d; write a number from 0 to %d", i, l, maximumLevel))
		}
	}
	if !(r.OverprovisioningFactor >= 1) {
		errs = append(errs, fmt.Errorf("overprovisioning_factor: %v is below 1x; write for example 1.4x", r.OverprovisioningFactor))
	}
	if !(r.PanicThreshold >= 0 && r.PanicThreshold <= 1) {
		errs = append(errs, fmt.Errorf("panic_threshold: %v is not between 0%% and 100%%; write for example 50%%", r.PanicThreshold))
	}
	return errs
}

// New returns the picker of one caller. It is an [Observer] when that of Of is.
func (r *Priority) New(s *sim.Stream) Picker {
	p := &priority{spec: *r, stream: own(s)}
	p.all = newPart(r.Of, s)
	return learning(p, p.all)
}

type priority struct {
	spec   Priority
	stream sim.Stream // for the pickers of levels to come
	watch  watch
	all    *part // of all levels, when no level is left
	levels []level
	counts []Level
	split  Split
}

// level is the replicas of a level: those in rotation, and all, which are used in panic.
// Envoy keeps the places in the round of both apart.
type level struct{ healthy, whole *part }

func (p *priority) Pick(v *View, s *sim.Stream) int32 {
	if p.watch.stale(v) {
		p.survey(v)
	}
	at, i := s.IntN(100), 0
	for ; i < len(p.levels)-1 && at >= p.split.Traffic[i]; i++ {
		at -= p.split.Traffic[i]
	}
	from := p.levels[i].healthy
	if p.split.Panic[i] {
		from = p.levels[i].whole
	}
	if len(from.candidates) == 0 {
		from = p.all
	}
	return from.pick(v, s)
}

// survey sorts the replicas by level and decides where calls go.
func (p *priority) survey(v *View) {
	p.all.empty()
	p.all.candidates = append(p.all.candidates, v.Candidates...)
	p.all.members = append(p.all.members, v.members()...)
	for _, l := range p.levels {
		l.healthy.empty()
		l.whole.empty()
	}
	for _, r := range v.members() {
		l := p.of(v, r)
		for len(p.levels) <= l {
			p.levels = append(p.levels, level{newPart(p.spec.Of, &p.stream), newPart(p.spec.Of, &p.stream)})
		}
		w := p.levels[l].whole
		w.candidates, w.members = append(w.candidates, r), append(w.members, r)
	}
	for _, r := range v.Candidates {
		h := p.levels[p.of(v, r)].healthy
		h.candidates = append(h.candidates, r)
	}
	p.counts = p.counts[:0]
	for _, l := range p.levels {
		l.healthy.members = append(l.healthy.members, l.whole.members...)
		p.counts = append(p.counts, Level{Healthy: len(l.healthy.candidates), Total: len(l.whole.candidates)})
	}
	p.split.set(p.counts, float64(p.spec.OverprovisioningFactor), float64(p.spec.PanicThreshold))
}

// of returns the level of a replica.
func (p *priority) of(v *View, replica int32) int {
	switch {
	case int(replica) < len(p.spec.Levels):
		return p.spec.Levels[replica]
	case len(p.spec.Levels) > 0 || v.Priority == nil:
		return 0
	}
	return int(v.Priority[replica])
}

// Sent tells the rules that may have chosen the replica.
func (p *priority) Sent(now sim.Time, replica int32) {
	p.all.sent(now, replica)
	for _, l := range p.levels {
		l.healthy.sent(now, replica)
		l.whole.sent(now, replica)
	}
}

// Answered tells the rules that may have chosen the replica.
func (p *priority) Answered(now sim.Time, replica int32, took time.Duration, ok bool) {
	p.all.answered(now, replica, took, ok)
	for _, l := range p.levels {
		l.healthy.answered(now, replica, took, ok)
		l.whole.answered(now, replica, took, ok)
	}
}
