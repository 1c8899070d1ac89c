package limit

import (
	"fmt"
	"math"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// EnvoyGradient is the adaptive concurrency filter of Envoy (adaptive_concurrency/v3,
// GradientController). Every UpdateInterval in which a call ended, with the percentile of
// the latencies in it,
//
//	gradient = least latency * (1 + buffer) / latency, between 0.5 and 2
//	limit    = floor(limit * gradient + sqrt(limit * gradient)), between min and max
//
// The least latency is the same percentile of the first calls after the limit has gone
// down to its minimum: at the start, every MinRTTInterval with its jitter, and when the
// limit has stayed at its minimum for five updates. Until those calls have ended there
// are no updates, and the limit returns to what it was. Calls over the limit are rejected
// (503).
type EnvoyGradient struct {
	// Percentile of the latencies, above 0% and at most 100%.
	Percentile unit.Ratio `yaml:"percentile" default:"50%"`
	// UpdateInterval is the time between two updates, at least 1ms. Envoy has no default;
	// its documentation writes 100 ms.
	UpdateInterval unit.Duration `yaml:"update_interval" default:"100ms"`
	// Max is the largest limit, at most 1,000,000.
	Max int `yaml:"max" default:"1000" min:"1"`
	// Min is the least limit, and that while the least latency is measured. At least 1.
	Min int `yaml:"min" default:"3" min:"1"`
	// MinRTTInterval is the time between two measurements of the least latency, at least
	// 1ms. Envoy has no default; its documentation writes 60 s.
	MinRTTInterval unit.Duration `yaml:"min_rtt_interval" default:"60s"`
	// MinRTTRequests is the number of calls that such a measurement takes.
	MinRTTRequests int `yaml:"min_rtt_requests" default:"50" min:"1"`
	// Jitter is the most that MinRTTInterval grows by, at random.
	Jitter unit.Ratio `yaml:"jitter" default:"15%"`
	// Buffer is how far the latency may be above the least one without a loss.
	Buffer unit.Ratio `yaml:"buffer" default:"25%"`
}

// Validate returns what is wrong with the fields.
func (r *EnvoyGradient) Validate() []error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if r.Percentile <= 0 || r.Percentile > 1 {
		wrong("percentile: %v is not above 0%% and at most 100%%; write for example 50%%", r.Percentile)
	}
	if r.UpdateInterval.Std() < time.Millisecond {
		wrong("update_interval: %v is less than 1ms; write for example 100ms", r.UpdateInterval)
	}
	if r.Min < 1 || r.Min > r.Max || r.Max > maxInside {
		wrong("min: %d is not between 1 and max, %d, or this above 1,000,000", r.Min, r.Max)
	}
	if r.MinRTTInterval.Std() < time.Millisecond {
		wrong("min_rtt_interval: %v is less than 1ms; write for example 60s", r.MinRTTInterval)
	}
	if r.MinRTTRequests < 1 {
		wrong("min_rtt_requests: %d is less than 1; write for example 50", r.MinRTTRequests)
	}
	if r.Jitter < 0 {
		wrong("jitter: %v is negative; write 0%% for none", r.Jitter)
	}
	if r.Buffer < 0 {
		wrong("buffer: %v is negative; write 0%% for none", r.Buffer)
	}
	return errs
}

// New returns a gate that measures its least latency from the start of the run on. It
// draws the jitter.
func (r *EnvoyGradient) New(draws *sim.Stream) Gate {
	return &envoyGradient{
		rule: *r, draws: sim.NewStream(draws.Uint64()), limit: r.Min,
		measuring: true, saved: r.Min, update: sim.Never, measure: sim.Never,
	}
}

// Waiting says that nothing waits.
func (r *EnvoyGradient) Waiting() (calls int, longest time.Duration) { return 0, 0 }

// envoyGradient is an [EnvoyGradient] at work. Nothing happens between two calls that
// needs an event: what its timers would have done is made up for when somebody asks.
type envoyGradient struct {
	occupancy
	rule      EnvoyGradient
	draws     sim.Stream
	latencies latencies
	limit     int
	least     int64 // us

	measuring bool
	saved     int      // limit to return to
	begun     sim.Time // when the measurement began; earlier calls say nothing
	update    sim.Time // next update, unless measuring
	measure   sim.Time // next measurement, unless measuring
	atMin     int      // updates in a row that left the limit at its minimum
}

const mostAtMin = 5

// Enter lets a call in below the limit.
func (g *envoyGradient) Enter(now sim.Time) bool {
	g.advance(now)
	return g.enter(g.limit)
}

// Limit returns the limit at an instant.
func (g *envoyGradient) Limit(now sim.Time) int {
	g.advance(now)
	return g.limit
}

// Leave lets a call out and learns from it.
func (g *envoyGradient) Leave(now sim.Time, took time.Duration, how Ending) {
	g.advance(now)
	g.leave()
	if how == Ignored || now.Add(-took) < g.begun {
		return
	}
	g.latencies.add(took)
	if g.measuring && g.latencies.count >= uint64(g.rule.MinRTTRequests) {
		g.measured(now)
	}
}

// advance makes up for the timers up to an instant.
func (g *envoyGradient) advance(now sim.Time) {
	for !g.measuring {
		at := min(g.update, g.measure)
		if at > now {
			return
		}
		if g.measure < g.update {
			g.begin(at)
			return
		}
		every := g.rule.UpdateInterval.Std()
		if g.latencies.count == 0 { // the updates up to the next other event do nothing
			idle := int64(min(now, g.measure)-at) / int64(every)
			g.update = at.Add(time.Duration(idle+1) * every)
			continue
		}
		g.update = at.Add(every)
		g.set(g.next())
		if g.atMin >= mostAtMin {
			g.measure = at
		}
	}
}

// next returns the limit after the calls of an interval.
func (g *envoyGradient) next() int {
	sample := g.take()
	buffered := float64(g.least) + float64(float64(g.least)*float64(g.rule.Buffer))
	gradient := max(0.5, min(2, buffered/float64(max(1, sample))))
	limit := float64(float64(g.limit) * gradient)
	return max(g.rule.Min, min(g.rule.Max, int(limit+math.Sqrt(limit))))
}

// take returns the percentile of the latencies, in whole microseconds, and forgets them.
func (g *envoyGradient) take() int64 {
	us := int64(g.latencies.quantile(float64(g.rule.Percentile)))
	g.latencies.clear()
	return us
}

// set sets the limit.
func (g *envoyGradient) set(limit int) {
	if g.limit == g.rule.Min && limit == g.rule.Min {
		g.atMin++
	} else {
		g.atMin = 0
	}
	g.limit = limit
}

// begin goes down to the minimum to measure the least latency.
func (g *envoyGradient) begin(now sim.Time) {
	g.measuring, g.saved, g.begun = true, g.limit, now
	g.limit, g.atMin = g.rule.Min, 0
	g.latencies.clear()
}

// measured ends the measurement and plans the next one.
func (g *envoyGradient) measured(now sim.Time) {
	g.least = g.take()
	g.measuring, g.limit, g.atMin = false, g.saved, 0
	g.update = now.Add(g.rule.UpdateInterval.Std())
	interval := g.rule.MinRTTInterval.Std()
	if most := uint64(math.Ceil(interval.Seconds() * 1000 * float64(g.rule.Jitter))); most > 0 {
		interval += time.Duration(g.draws.Uint64()%most) * time.Millisecond
	}
	g.measure = now.Add(interval)
}
