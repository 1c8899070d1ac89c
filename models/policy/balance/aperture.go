package balance

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Aperture is the random aperture of Finagle: a caller uses the first few of the
// replicas, in an order of its own. At every call and answer the moving average of its
// unanswered calls is divided by their number; from HighLoad on one more is used, and up
// to LowLoad one fewer. Finagle's deterministic aperture, where callers divide a ring
// among themselves, is not part of this: see [Subset].
type Aperture struct {
	// LowLoad is the number of unanswered calls per replica at which the aperture gets
	// narrower, at least 0. Finagle: 0.5.
	LowLoad float64 `yaml:"low_load" default:"0.5" min:"0"`
	// HighLoad is the number of unanswered calls per replica at which the aperture gets
	// wider, above LowLoad. Finagle: 2.
	HighLoad float64 `yaml:"high_load" default:"2"`
	// MinimumSize is the number of replicas at least, and at the start. Finagle: 1.
	MinimumSize int `yaml:"minimum_size" default:"1" min:"1"`
	// SmoothWindow is the time constant of the moving average. 0s: no smoothing. Finagle:
	// 5 s.
	SmoothWindow unit.Duration `yaml:"smooth_window" default:"5s"`
	// Of is the rule within the aperture. Finagle: the power of two choices.
	Of Spec `yaml:"of" default:"least_request"`
}

// Validate returns what is wrong with the fields.
func (r *Aperture) Validate() []error {
	errs := under("of", r.Of.Validate())
	if !(r.LowLoad >= 0) {
		errs = append(errs, fmt.Errorf("low_load: %v is negative; write for example 0.5", r.LowLoad))
	}
	if !(r.HighLoad > r.LowLoad) {
		errs = append(errs, fmt.Errorf("high_load: %v is not above low_load %v; write for example 2", r.HighLoad, r.LowLoad))
	}
	if r.MinimumSize < 1 {
		errs = append(errs, fmt.Errorf("minimum_size: %d is below 1; write for example 1", r.MinimumSize))
	}
	return errs
}

// New returns the picker of one caller. It is an [Observer].
func (r *Aperture) New(s *sim.Stream) Picker {
	return &aperture{spec: *r, salt: s.Uint64(), size: r.MinimumSize, part: newPart(r.Of, s)}
}

type aperture struct {
	spec   Aperture
	salt   uint64 // of the caller's order
	watch  watch
	roster roster
	order  []int32
	size   int // wanted
	part   *part

	calls   int
	average float64
	stamp   sim.Time
}

func (p *aperture) Pick(v *View, s *sim.Stream) int32 {
	stale := p.watch.stale(v)
	if stale && p.roster.changed(v) {
		p.order = append(p.order[:0], v.Candidates...)
		slices.SortFunc(p.order, func(a, b int32) int {
			return cmp.Compare(sim.Mix(p.salt, uint64(a)), sim.Mix(p.salt, uint64(b)))
		})
	}
	if n := min(p.size, len(p.order)); stale || n != len(p.part.candidates) {
		p.part.empty()
		p.part.candidates = append(p.part.candidates, p.order[:n]...)
		p.part.members = append(p.part.members, p.part.candidates...)
	}
	return p.part.pick(v, s)
}

// Sent counts the call.
func (p *aperture) Sent(now sim.Time, replica int32) {
	p.adjust(now, 1)
	p.part.sent(now, replica)
}

// Answered takes the call off the count.
func (p *aperture) Answered(now sim.Time, replica int32, took time.Duration, ok bool) {
	p.adjust(now, -1)
	p.part.answered(now, replica, took, ok)
}

// adjust makes the aperture wider or narrower by one.
func (p *aperture) adjust(now sim.Time, change int) {
	p.calls += change
	w := 0.0
	if p.spec.SmoothWindow > 0 {
		w = decay(now.Sub(p.stamp), float64(p.spec.SmoothWindow))
	}
	p.average = float64(p.average*w) + float64(float64(p.calls)*(1-w))
	p.stamp = now
	switch load := p.average / float64(p.size); {
	case load >= p.spec.HighLoad && p.size < len(p.order):
		p.size++
	case load <= p.spec.LowLoad && p.size > p.spec.MinimumSize:
		p.size--
	}
}
