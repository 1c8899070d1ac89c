package balance

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

// The variants of [PeakEWMA].
const (
	Finagle = "finagle"
	Envoy   = "envoy"
)

// PeakEWMA draws two different replicas and takes the one with the smaller cost:
//
//	moving average of its latency * (unanswered calls + 1)
//
// Finagle (PeakEwma of its P2C and aperture balancers, and Linkerd): a latency above the
// average becomes the average at once, one below draws it down with time constant
// DecayTime, and so does time: a reading of the load counts as a latency of 0. A replica
// without a history and with unanswered calls costs more than any with one.
//
// Envoy (contrib/peak_ewma, 1.36): a moving average without the peaks, which does not
// decay by itself; latencies count from the next aggregation on, every 100 ms; a replica
// without a history costs DefaultRTT while it has no call.
//
// Failures count by their latency, like any other answer: a replica that fails at once
// looks fast.
type PeakEWMA struct {
	// Variant is whose rules these are: finagle (also Linkerd's) or envoy.
	Variant string `yaml:"variant" default:"finagle" enum:"finagle,envoy"`
	// DecayTime is the time constant of the average, above 0s. Finagle and Envoy: 10 s.
	DecayTime unit.Duration `yaml:"decay_time" default:"10s"`
	// DefaultRTT is the latency of a replica without a history, in the variant envoy,
	// above 0s. Envoy: 10 ms.
	DefaultRTT unit.Duration `yaml:"default_rtt" default:"10ms"`
	// Aggregation is the time between two aggregations of latencies, in the variant envoy.
	// 0s: at once. Envoy: 100 ms.
	Aggregation unit.Duration `yaml:"aggregation" default:"100ms"`
}

// Validate returns what is wrong with the fields.
func (r *PeakEWMA) Validate() []error {
	var errs []error
	if r.Variant != Finagle && r.Variant != Envoy {
		errs = append(errs, fmt.Errorf("variant: no variant is named %q; write finagle or envoy", r.Variant))
	}
	if r.DecayTime <= 0 {
		errs = append(errs, fmt.Errorf("decay_time: %v is not above 0s; write for example 10s", r.DecayTime))
	}
	if r.DefaultRTT <= 0 {
		errs = append(errs, fmt.Errorf("default_rtt: %v is not above 0s; write for example 10ms", r.DefaultRTT))
	}
	return errs
}

// New returns the picker of one caller. It is an [Observer].
func (r *PeakEWMA) New(*sim.Stream) Picker {
	tau := float64(r.DecayTime)
	if r.Variant == Envoy {
		return &envoyEWMA{tau: tau, unknown: float64(r.DefaultRTT), every: r.Aggregation.Std()}
	}
	return &finagleEWMA{tau: tau}
}

// twoOf draws two different candidates; with one, it is both.
func twoOf(c []int32, s *sim.Stream) (a, b int32) {
	i := s.IntN(len(c))
	if len(c) == 1 {
		return c[i], c[i]
	}
	j := s.IntN(len(c) - 1)
	if j >= i {
		j++
	}
	return c[i], c[j]
}

// decay returns how much of an average is left after a span of time.
func decay(span time.Duration, tau float64) float64 {
	if span <= 0 {
		return 1
	}
	return dist.FastExp(-float64(span) / tau)
}

// penalty is the cost of a replica of which nothing is known but that it has calls, in
// nanoseconds: more than any latency times load.
const penalty = 1e18

// finagleEWMA is the picker of the variant finagle.
type finagleEWMA struct {
	tau     float64
	average []peak // by replica
}

// peak is a moving average that goes up at once.
type peak struct {
	cost  float64 // nanoseconds
	stamp sim.Time
}

func (m *peak) observe(now sim.Time, latency, tau float64) {
	if latency > m.cost {
		m.cost = latency
	} else {
		w := decay(now.Sub(m.stamp), tau)
		m.cost = float64(m.cost*w) + float64(latency*(1-w))
	}
	m.stamp = now
}

func (p *finagleEWMA) Pick(v *View, s *sim.Stream) int32 {
	a, b := twoOf(v.Candidates, s)
	if p.load(v, b) < p.load(v, a) {
		return b
	}
	return a
}

func (p *finagleEWMA) load(v *View, replica int32) float64 {
	p.average = grown(p.average, replica)
	m, calls := &p.average[replica], float64(v.Outstanding[replica])
	m.observe(v.Now, 0, p.tau)
	if m.cost == 0 && calls > 0 {
		return penalty + calls
	}
	return m.cost * (calls + 1)
}

// Sent has no say: the calls are those of the view.
func (p *finagleEWMA) Sent(sim.Time, int32) {}

// Answered takes the latency into the average.
func (p *finagleEWMA) Answered(now sim.Time, replica int32, took time.Duration, _ bool) {
	p.average = grown(p.average, replica)
	p.average[replica].observe(now, float64(took), p.tau)
}

// envoyEWMA is the picker of the variant envoy.
type envoyEWMA struct {
	tau, unknown float64
	every        time.Duration
	aggregated   sim.Time // the last aggregation
	average      []smooth // by replica
}

// smooth is a moving average that is published from time to time.
type smooth struct {
	latest, published float64 // nanoseconds, 0 without a history
	stamp             sim.Time
}

// publish shows what was gathered up to an instant.
func (m *smooth) publish(until sim.Time) {
	if m.stamp <= until {
		m.published = m.latest
	}
}

func (p *envoyEWMA) Pick(v *View, s *sim.Stream) int32 {
	if v.Now.Sub(p.aggregated) >= p.every {
		p.aggregated = v.Now
	}
	a, b := twoOf(v.Candidates, s)
	switch x, y := p.cost(v, a), p.cost(v, b); {
	case x == y && s.IntN(2) == 0, y < x:
		return b
	}
	return a
}

func (p *envoyEWMA) cost(v *View, replica int32) float64 {
	p.average = grown(p.average, replica)
	m, calls := &p.average[replica], float64(v.Outstanding[replica])
	m.publish(p.aggregated)
	switch {
	case m.published > 0:
		return m.published * (calls + 1)
	case calls > 0:
		return penalty + calls
	}
	return p.unknown
}

// Sent has no say: the calls are those of the view.
func (p *envoyEWMA) Sent(sim.Time, int32) {}

// Answered takes the latency into the average, which shows after the next aggregation.
func (p *envoyEWMA) Answered(now sim.Time, replica int32, took time.Duration, _ bool) {
	if took <= 0 {
		return
	}
	p.average = grown(p.average, replica)
	m := &p.average[replica]
	m.publish(p.aggregated)
	if m.latest == 0 {
		m.latest = float64(took)
	} else {
		w := decay(now.Sub(m.stamp), p.tau)
		m.latest = float64(m.latest*w) + float64(float64(took)*(1-w))
	}
	m.stamp = now
}
