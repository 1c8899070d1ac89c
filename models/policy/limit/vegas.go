package limit

import (
	"fmt"
	"math"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// Vegas moves the limit like TCP Vegas (VegasLimit of Netflix concurrency-limits, with
// its defaults): it estimates how many of the calls under way wait in a queue,
//
//	queue = ceil(limit * (1 - least latency / latency))
//
// and with L = log10(limit), cut to an integer and at least 1, the limit gets
//
//   - L    after a drop
//     when less than half of it was in use, it stays
//   - 6 L  when queue <= L
//   - L    when queue < 3 L
//   - L    when queue > 6 L
//
// Every 30 * limit samples or somewhat earlier, at random, the present latency becomes
// the least one. Calls over the limit are rejected at once.
//
// A latency is what the limit was when the call entered. With a Window of 0s, as by
// default, all the calls that were under way then move the limit once more, and it swings
// widely; with a Window longer than a call it settles.
type Vegas struct {
	// Initial limit, between 1 and Max.
	Initial int `yaml:"initial" default:"20" min:"1"`
	// Max is the largest limit, at most 1,000,000.
	Max int `yaml:"max" default:"1000" min:"1"`
	// Smoothing is the weight of the new limit against the one before: 100% takes the new
	// one. Above 0%.
	Smoothing unit.Ratio `yaml:"smoothing" default:"100%"`
	// ProbeMultiplier times the limit is the most samples between two new least latencies.
	ProbeMultiplier int `yaml:"probe_multiplier" default:"30" min:"1"`
	// Window joins the calls of a time into one sample, at least 100ms. 0s: every call is one.
	Window unit.Duration `yaml:"window" default:"0s"`
	// WindowCalls is the number of calls that a window must have to say anything.
	WindowCalls int `yaml:"window_calls" default:"10" min:"1"`
}

// Validate returns what is wrong with the fields.
func (r *Vegas) Validate() []error {
	errs := append(validRange(r.Initial, 1, r.Max), validSamples(r.Window, r.WindowCalls)...)
	errs = append(errs, validSmoothing(r.Smoothing)...)
	if r.ProbeMultiplier < 1 {
		errs = append(errs, fmt.Errorf("probe_multiplier: %d is less than 1; write for example 30", r.ProbeMultiplier))
	}
	return errs
}

// validSmoothing returns what is wrong with a weight.
func validSmoothing(r unit.Ratio) []error {
	if r > 0 && r <= 1 {
		return nil
	}
	return []error{fmt.Errorf("smoothing: %v is not above 0%% and at most 100%%; write the weight of the new limit", r)}
}

// New returns a gate at the initial limit. It draws when to take a new least latency.
func (r *Vegas) New(draws *sim.Stream) Gate {
	g := &vegas{
		rule: *r, estimate: float64(r.Initial), draws: sim.NewStream(draws.Uint64()),
		samples: samples{length: r.Window.Std(), least: r.WindowCalls},
	}
	g.plan()
	return g
}

// Waiting says that nothing waits.
func (r *Vegas) Waiting() (calls int, longest time.Duration) { return 0, 0 }

// vegas is a [Vegas] at work.
type vegas struct {
	occupancy
	rule     Vegas
	samples  samples
	draws    sim.Stream
	estimate float64 // the limit with its fraction
	idle     time.Duration
	probes   int     // samples since the least latency was taken anew
	jitter   float64 // part of the most samples between two
}

// plan draws when to take the next least latency.
func (g *vegas) plan() { g.probes, g.jitter = 0, 0.5+float64(g.draws.Float64()*0.5) }

// Enter lets a call in below the limit.
func (g *vegas) Enter(sim.Time) bool { return g.enter(int(g.estimate)) }

// Limit returns the present limit.
func (g *vegas) Limit(sim.Time) int { return int(g.estimate) }

// Leave lets a call out and learns from it.
func (g *vegas) Leave(now sim.Time, took time.Duration, how Ending) {
	s, ok := g.samples.add(now, took, g.leave(), how)
	if !ok {
		return
	}
	g.probes++
	switch {
	case g.jitter*float64(g.rule.ProbeMultiplier)*g.estimate <= float64(g.probes):
		g.plan()
		g.idle = s.took
	case g.idle == 0 || s.took < g.idle:
		g.idle = s.took
	default:
		g.move(s)
	}
}

// move moves the limit after a sample.
func (g *vegas) move(s sample) {
	queue := math.Ceil(g.estimate * (1 - float64(g.idle)/float64(s.took)))
	step := float64(log10(int(g.estimate)))
	limit := g.estimate
	switch {
	case s.dropped:
		limit -= step
	case float64(s.inside)*2 < g.estimate:
		return
	case queue <= step:
		limit += float64(6 * step)
	case queue < 3*step:
		limit += step
	case queue > 6*step:
		limit -= step
	default:
		return
	}
	limit = max(1, min(float64(g.rule.Max), limit))
	w := float64(g.rule.Smoothing)
	g.estimate = float64((1-w)*g.estimate) + float64(w*limit)
}

// log10 is the integer function of concurrency-limits (Log10RootFunction): 1 below 100, 2
// below 1000.
func log10(n int) int {
	l := 1
	for n >= 100 {
		n /= 10
		l++
	}
	return l
}
