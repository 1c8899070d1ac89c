package retry

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// PercentileHedge sends one further attempt when the first has taken longer than most
// recent ones, as the BackupRequestFilter of Finagle does, after Dean and Barroso, "The
// Tail at Scale", CACM 56(2), 2013: a hedge after the 95th percentile adds about 5 % of
// load and takes away most of the tail.
//
// The percentile is that of the latencies in the last full thirds of the window, and is
// known only when the first third has passed; before, nothing is hedged. When a window
// has seen nothing, the last known one stands. (Finagle hedges after the least delay
// then.) Latencies shift faster than the percentile; a budget of MaxExtraLoad as in
// [Ratio] keeps the load bounded meanwhile.
type PercentileHedge struct {
	// Percentile of the latencies after which a hedge is due, above 0% and below 100%.
	// Finagle: 100% less the extra load.
	Percentile unit.Ratio `yaml:"percentile" default:"95%"`
	// MaxExtraLoad is the largest number of hedges, as a share of the calls of the last
	// 10 s, above 0%. Finagle asks for it; 5% goes with the 95th percentile.
	MaxExtraLoad unit.Ratio `yaml:"max_extra_load" default:"5%"`
	// MinRate is the rate of hedges that is allowed whatever the calls. Finagle: 10/s.
	MinRate unit.Rate `yaml:"min_rate" default:"10/s"`
	// MinDelay is the least time before a hedge, at least 0s. Finagle: 1ms.
	MinDelay unit.Duration `yaml:"min_delay" default:"1ms"`
	// Window is the time over which latencies are looked at, at least 3ms. Finagle: 30s.
	Window unit.Duration `yaml:"window" default:"30s"`
}

// ShortForm says that a scalar sets the percentile.
func (PercentileHedge) ShortForm() string { return "percentile" }

// Validate returns what is wrong with the fields.
func (h *PercentileHedge) Validate() []error {
	var errs []error
	if h.Percentile <= 0 || h.Percentile >= 1 {
		errs = append(errs, fmt.Errorf("percentile: %v is not above 0%% and below 100%%; write for example 95%%", h.Percentile))
	}
	if h.MaxExtraLoad <= 0 {
		errs = append(errs, fmt.Errorf("max_extra_load: %v is not above 0%%; write for example 5%%, or kind: none", h.MaxExtraLoad))
	}
	if h.MinRate < 0 {
		errs = append(errs, fmt.Errorf("min_rate: %v is negative; write 0/s for none", h.MinRate))
	}
	if h.Window.Std() < recentSlices*time.Millisecond {
		errs = append(errs, fmt.Errorf("window: %v is less than 3ms; write for example 30s", h.Window))
	}
	return append(errs, validateDelay("min_delay", h.MinDelay)...)
}

// Attempts returns 2.
func (h *PercentileHedge) Attempts() int { return 2 }

// Traits returns none.
func (h *PercentileHedge) Traits() Traits { return Traits{} }

// percentileHedger is a [PercentileHedge] at work.
type percentileHedger struct {
	share  float64
	least  time.Duration
	budget Purse
	seen   recent

	delay time.Duration // until a hedge is due
	known bool
}

// New returns hedging that has seen no call.
func (h *PercentileHedge) New() Hedger {
	budget := Ratio{Ratio: h.MaxExtraLoad, MinRate: h.MinRate, TTL: unit.Duration(10 * time.Second)}
	return &percentileHedger{
		share: float64(h.Percentile), least: h.MinDelay.Std(),
		budget: budget.New(), seen: recent{slice: h.Window.Std() / recentSlices},
	}
}

// Begin deposits into the budget.
func (p *percentileHedger) Begin(now sim.Time) { p.budget.Begin(now) }

// Delay returns the percentile, and false while there is none.
func (p *percentileHedger) Delay(now sim.Time, _ int) (time.Duration, bool) {
	p.refresh(now)
	return p.delay, p.known
}

// Allow withdraws from the budget.
func (p *percentileHedger) Allow(now sim.Time) bool { return p.budget.Retry(now, Success) }

// Observe takes a latency into account.
func (p *percentileHedger) Observe(now sim.Time, took time.Duration) {
	p.refresh(now)
	p.seen.record(took)
}

// refresh looks at the latencies anew when a third of the window has passed.
func (p *percentileHedger) refresh(now sim.Time) {
	if !p.seen.advance(now) {
		return
	}
	if d, ok := p.seen.quantile(p.share); ok {
		p.delay, p.known = max(d, p.least), true
	}
}
