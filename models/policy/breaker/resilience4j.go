package breaker

import (
	"fmt"
	"time"

	"headroom/sim/unit"
)

// The kinds of window of [Resilience4j].
const (
	CountWindow = "count"
	TimeWindow  = "time"
)

// Resilience4j opens when too many of the calls in its window failed or were slow. The
// model is the CircuitBreaker of resilience4j 2.x (CircuitBreakerConfig,
// CircuitBreakerMetrics and CircuitBreakerStateMachine), and so are the defaults. It
// times nothing out: without a timeout on the link, calls that hang are never recorded.
type Resilience4j struct {
	// FailureRate opens the breaker when at least this share of the calls in the window
	// failed. More than 0%, at most 100%.
	FailureRate unit.Ratio `yaml:"failure_rate" default:"50%"`
	// SlowRate opens the breaker when at least this share of the calls in the window took
	// longer than SlowCall, failed or not. More than 0%, at most 100%.
	SlowRate unit.Ratio `yaml:"slow_rate" default:"100%"`
	// SlowCall is the time beyond which a call is slow. Positive.
	SlowCall unit.Duration `yaml:"slow_call" default:"60s"`
	// WindowType says what Window counts: the last calls, or the last seconds.
	WindowType string `yaml:"window_type" default:"count" enum:"count,time"`
	// Window is the number of calls, or of seconds, over which the rates are taken.
	Window int `yaml:"window" default:"100" min:"1" max:"100000"`
	// MinimumCalls is the number of calls that the window must hold before a rate means
	// anything. A count window that is smaller counts as full when it is full, as in
	// resilience4j.
	MinimumCalls int `yaml:"minimum_calls" default:"100" min:"1"`
	// Open is how long the breaker refuses every call before it tries some. At least 1ms.
	Open unit.Duration `yaml:"open" default:"60s"`
	// OpenFactor is what the wait grows by when a trial fails: the n-th opening in a row
	// refuses calls for Open * OpenFactor^(n-1). At least 1x, which keeps the wait the
	// same, as resilience4j does unless told otherwise. Its
	// IntervalFunction.ofExponentialBackoff grows by 1.5x.
	OpenFactor unit.Factor `yaml:"open_factor" default:"1x"`
	// OpenMax is the longest wait that grows, at least Open. 0s sets no limit.
	OpenMax unit.Duration `yaml:"open_max" default:"0s"`
	// HalfOpenCalls is the number of calls let through to try the callee. The breaker
	// decides as soon as min(MinimumCalls, HalfOpenCalls) of them have ended.
	HalfOpenCalls int `yaml:"half_open_calls" default:"10" min:"1" max:"100000"`
	// HalfOpenMax is the longest time to wait for those calls; after it the breaker opens
	// again. 0s waits for ever, and at least 1ms otherwise.
	HalfOpenMax unit.Duration `yaml:"half_open_max" default:"0s"`
	// Automatic tries the callee once Open has passed. Otherwise the first call after
	// that time does, so that a breaker without calls stays open.
	Automatic bool `yaml:"automatic" default:"false"`
}

// Validate returns what is wrong with the fields.
func (b *Resilience4j) Validate() []error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	share := func(name string, r unit.Ratio) {
		if r <= 0 || r > 1 {
			wrong("%s: %v is not above 0%% and at most 100%%; write a share of the calls such as 50%%", name, r)
		}
	}
	share("failure_rate", b.FailureRate)
	share("slow_rate", b.SlowRate)
	if b.SlowCall.Std() <= 0 {
		wrong("slow_call: %v is not positive; write the time beyond which a call is slow, such as 1s", b.SlowCall)
	}
	if b.Open.Std() < time.Millisecond {
		wrong("open: %v is less than 1ms; write how long to refuse calls, such as 10s", b.Open)
	}
	if f := b.OpenFactor; f != 0 && f < 1 {
		wrong("open_factor: %v is below 1x; write 1x for the same wait each time, or more such as 1.5x", f)
	}
	if b.OpenMax != 0 && b.OpenMax < b.Open {
		wrong("open_max: %v is less than open (%v); write a longer time, or 0s for no limit", b.OpenMax, b.Open)
	}
	if h := b.HalfOpenMax; h < 0 || h > 0 && h.Std() < time.Millisecond {
		wrong("half_open_max: %v is less than 1ms; write 0s to wait for ever", h)
	}
	return errs
}
