package balance

import (
	"fmt"

	"headroom/sim"
	"headroom/sim/dist"
)

// LeastRequest is Envoy's LEAST_REQUEST (least_request v3). Where all weights are equal it
// draws some replicas and takes the one with the fewest unanswered calls, on a tie the one
// drawn first: the power of two choices. With n calls on n replicas the fullest has about
// ln ln n / ln 2 of them (Mitzenmacher 1996). The same replica may be drawn twice: of two
// replicas it takes the busier one in a quarter of the cases.
//
// Where weights differ, in the rule or by slow start, it picks by earliest deadline (see
// [WeightedEDF]) with the weight
//
//	weight / (unanswered calls + 1)^active_request_bias
//
// which a replica gets when it is picked, for its next turn.
type LeastRequest struct {
	// Choices is the number of replicas that are drawn. Envoy's choice_count: 2.
	Choices int `yaml:"choices" default:"2" min:"2" max:"100"`
	// Distinct draws without replacement, so that choices as many as replicas are a full
	// comparison. Envoy draws with replacement; Finagle, Linkerd and gRPC do not.
	Distinct bool `yaml:"distinct" default:"false"`
	// Weights of replicas 0, 1, 2 and so on, above 0. Replicas beyond the list weigh 1.
	Weights Weights `yaml:"weights"`
	// ActiveRequestBias is how strongly unanswered calls lower the weight where weights
	// differ, from 0, not at all. Envoy: 1.
	ActiveRequestBias float64 `yaml:"active_request_bias" default:"1" min:"0"`
}

// Validate returns what is wrong with the fields.
func (r *LeastRequest) Validate() []error {
	errs := r.Weights.Validate()
	if r.Choices < 2 {
		errs = append(errs, fmt.Errorf("choices: %d leaves nothing to compare; write at least 2, or kind: random", r.Choices))
	}
	if !(r.ActiveRequestBias >= 0) {
		errs = append(errs, fmt.Errorf("active_request_bias: %v is negative; write 1, or 0 to leave calls out", r.ActiveRequestBias))
	}
	return errs
}

// New returns the picker of one caller.
func (r *LeastRequest) New(s *sim.Stream) Picker {
	return &leastRequest{spec: *r, drawn: make([]int, r.Choices), schedule: newSchedule(s)}
}

type leastRequest struct {
	spec     LeastRequest
	drawn    []int // when distinct
	watch    watch
	weighted bool
	schedule schedule
}

func (p *leastRequest) Pick(v *View, s *sim.Stream) int32 {
	if p.watch.stale(v) {
		p.weighted = p.spec.Weights.differ(v)
	}
	switch {
	case p.weighted:
		return p.schedule.pick(v, p)
	case p.spec.Distinct:
		return p.distinct(v, s)
	}
	c := v.Candidates
	best := c[s.IntN(len(c))]
	for range p.spec.Choices - 1 {
		if other := c[s.IntN(len(c))]; v.Outstanding[other] < v.Outstanding[best] {
			best = other
		}
	}
	return best
}

// distinct draws without replacement: each draw is from those that are left, which are
// the places below it, moved up past those drawn before.
func (p *leastRequest) distinct(v *View, s *sim.Stream) int32 {
	c := v.Candidates
	best := int32(-1)
	for k := range min(p.spec.Choices, len(c)) {
		i, at := s.IntN(len(c)-k), 0
		for ; at < k && p.drawn[at] <= i; at++ { // ascending
			i++
		}
		copy(p.drawn[at+1:k+1], p.drawn[at:k])
		p.drawn[at] = i
		if best < 0 || v.Outstanding[c[i]] < v.Outstanding[best] {
			best = c[i]
		}
	}
	return best
}

// weight is that of a replica for its next turn.
func (p *leastRequest) weight(v *View, replica int32) float64 {
	w, calls, bias := p.spec.Weights.now(v, replica), float64(v.Outstanding[replica]+1), p.spec.ActiveRequestBias
	switch bias {
	case 0:
		return w
	case 1:
		return w / calls
	}
	return float64(w * dist.FastExp(float64(-bias*dist.FastLog(calls))))
}
