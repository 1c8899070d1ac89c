package limit

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// Gradient2 moves the limit by the slope of the latency (Gradient2Limit of Netflix
// concurrency-limits inside its WindowedLimit, with their defaults). With the moving
// average of the latency over many samples, and the latency of the last one,
//
//	gradient = tolerance * average / latency, between 0.5 and 1
//	limit    = (1 - smoothing) * limit + smoothing * (limit * gradient + queue)
//
// unless less than half of the limit was in use. When the average is more than twice the
// latency, it is drawn down by 5% first. Calls over the limit are rejected at once. A
// limit that is always used up creeps upwards: whatever latency lasts becomes the average.
type Gradient2 struct {
	// Initial limit, between Min and Max.
	Initial int `yaml:"initial" default:"20" min:"1"`
	// Min is the least limit, at least 1.
	Min int `yaml:"min" default:"20" min:"1"`
	// Max is the largest limit, at most 1,000,000.
	Max int `yaml:"max" default:"200" min:"1"`
	// Smoothing is the weight of the new limit against the one before. Above 0%, at most
	// 100%.
	Smoothing unit.Ratio `yaml:"smoothing" default:"20%"`
	// LongWindow is the number of samples of the moving average, at least 10.
	LongWindow int `yaml:"long_window" default:"600" min:"10"`
	// Tolerance is how far the latency may rise above its average before the limit falls.
	// At least 1x.
	Tolerance unit.Factor `yaml:"rtt_tolerance" default:"1.5x"`
	// QueueSize is what the limit grows by while the latency stays.
	QueueSize int `yaml:"queue_size" default:"4" min:"0"`
	// Window joins the calls of a time into one sample, at least 100ms. 0s: every call is one.
	Window unit.Duration `yaml:"window" default:"1s"`
	// WindowCalls is the number of calls that a window must have to say anything.
	WindowCalls int `yaml:"window_calls" default:"10" min:"1"`
}

// Validate returns what is wrong with the fields.
func (r *Gradient2) Validate() []error {
	errs := append(validRange(r.Initial, r.Min, r.Max), validSamples(r.Window, r.WindowCalls)...)
	errs = append(errs, validSmoothing(r.Smoothing)...)
	if r.LongWindow < warmingSamples {
		errs = append(errs, fmt.Errorf("long_window: %d is less than %d", r.LongWindow, warmingSamples))
	}
	if r.Tolerance < 1 {
		errs = append(errs, fmt.Errorf("rtt_tolerance: %v is less than 1x; write for example 1.5x", r.Tolerance))
	}
	if r.QueueSize < 0 {
		errs = append(errs, fmt.Errorf("queue_size: %d is negative", r.QueueSize))
	}
	return errs
}

// New returns a gate at the initial limit.
func (r *Gradient2) New(*sim.Stream) Gate {
	return &gradient2{
		rule: *r, estimate: float64(r.Initial),
		samples: samples{length: r.Window.Std(), least: r.WindowCalls},
		average: average{samples: r.LongWindow},
	}
}

// Waiting says that nothing waits.
func (r *Gradient2) Waiting() (calls int, longest time.Duration) { return 0, 0 }

// gradient2 is a [Gradient2] at work.
type gradient2 struct {
	occupancy
	rule     Gradient2
	samples  samples
	average  average
	estimate float64 // the limit with its fraction
}

// Enter lets a call in below the limit.
func (g *gradient2) Enter(sim.Time) bool { return g.enter(int(g.estimate)) }

// Limit returns the present limit.
func (g *gradient2) Limit(sim.Time) int { return int(g.estimate) }

// Leave lets a call out and learns from it.
func (g *gradient2) Leave(now sim.Time, took time.Duration, how Ending) {
	s, ok := g.samples.add(now, took, g.leave(), how)
	if !ok {
		return
	}
	short := float64(s.took)
	long := g.average.add(short)
	if long/short > 2 {
		g.average.value *= 0.95
	}
	if float64(s.inside) < g.estimate/2 {
		return
	}
	gradient := max(0.5, min(1, float64(g.rule.Tolerance)*long/short))
	limit := float64(g.estimate*gradient) + float64(g.rule.QueueSize)
	w := float64(g.rule.Smoothing)
	limit = float64((1-w)*g.estimate) + float64(w*limit)
	g.estimate = max(float64(g.rule.Min), min(float64(g.rule.Max), limit))
}

// average is a moving average: of the first samples the mean, then with weight
// 2/(samples + 1) for each further one (ExpAvgMeasurement of concurrency-limits).
type average struct {
	samples int
	count   int
	sum     float64
	value   float64
}

const warmingSamples = 10

// add adds a sample and returns the average with it.
func (a *average) add(x float64) float64 {
	if a.count < warmingSamples {
		a.count++
		a.sum += x
		a.value = a.sum / float64(a.count)
		return a.value
	}
	w := 2 / float64(a.samples+1)
	a.value = float64(a.value*(1-w)) + float64(x*w)
	return a.value
}
