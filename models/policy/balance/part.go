package balance

import (
	"time"

	"headroom/sim"
)

// part is a picker for some of the replicas, inside another.
type part struct {
	picker     Picker
	observer   Observer // nil when the picker does not learn
	candidates []int32
	members    []int32
	generation uint64
	view       View
}

// newPart returns a part without replicas.
func newPart(rule Spec, s *sim.Stream) *part {
	p := &part{picker: rule.New(s)}
	p.observer, _ = p.picker.(Observer)
	return p
}

// empty takes all replicas out, to be filled again.
func (p *part) empty() {
	p.candidates, p.members = p.candidates[:0], p.members[:0]
	p.generation++
}

// pick chooses a replica of the part.
func (p *part) pick(v *View, s *sim.Stream) int32 {
	p.view = *v
	p.view.Candidates, p.view.Members, p.view.Generation = p.candidates, p.members, p.generation
	return p.picker.Pick(&p.view, s)
}

func (p *part) sent(now sim.Time, replica int32) {
	if p.observer != nil {
		p.observer.Sent(now, replica)
	}
}

func (p *part) answered(now sim.Time, replica int32, took time.Duration, ok bool) {
	if p.observer != nil {
		p.observer.Answered(now, replica, took, ok)
	}
}

// mute is a picker that does not learn.
type mute struct{ Picker }

// learning hides that a picker is an [Observer] when the rule inside it is none: whoever
// calls it need not watch its calls then.
func learning(p Picker, inside *part) Picker {
	if inside.observer == nil {
		return mute{p}
	}
	return p
}

// rotation tells by replica who is in rotation.
type rotation []bool

// note takes the candidates of a view.
func (r *rotation) note(v *View) {
	clear(*r)
	for _, c := range v.Candidates {
		*r = grown(*r, c)
		(*r)[c] = true
	}
}

func (r rotation) has(replica int32) bool { return int(replica) < len(r) && r[replica] }
