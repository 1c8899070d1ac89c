package limit

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// EnvoyAdmission is the admission control filter of Envoy (admission_control/v3, with its
// defaults). Of the calls that ended during the last Window, n, and those of them that
// succeeded, it holds a call back with probability
//
//	((n - succeeded / SuccessRate) / (n + 1)) ^ (1 / Aggression), at most MaxRejection
//
// Unlike with Google's throttle, calls held back do not count. The window slides in steps
// of a second; Envoy's begin with a call, those here with the clock.
type EnvoyAdmission struct {
	// Window is how long calls count, in whole seconds, 1s to 1h.
	Window unit.Duration `yaml:"window" default:"30s"`
	// SuccessRate is the share of calls that must succeed for all to be sent. Above 0%, at
	// most 100%.
	SuccessRate unit.Ratio `yaml:"success_rate" default:"95%"`
	// Aggression makes it hold back more as soon as the success rate is too low, at least
	// 1x; 1x is linear.
	Aggression unit.Factor `yaml:"aggression" default:"1x"`
	// MinRate is the rate of calls below which none is held back.
	MinRate unit.Rate `yaml:"min_rate" default:"0/s"`
	// MaxRejection is the most that it holds back, 0% to 100%.
	MaxRejection unit.Ratio `yaml:"max_rejection" default:"80%"`
}

// Validate returns what is wrong with the fields.
func (r *EnvoyAdmission) Validate() []error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if w := r.Window.Std(); w < time.Second || w > time.Hour || w%time.Second != 0 {
		wrong("window: %v is not in whole seconds between 1s and 1h; write for example 30s", r.Window)
	}
	if !(r.SuccessRate > 0 && r.SuccessRate <= 1) {
		wrong("success_rate: %v is not above 0%% and at most 100%%; write for example 95%%", r.SuccessRate)
	}
	if !(r.Aggression >= 1) {
		wrong("aggression: %v is less than 1x", r.Aggression)
	}
	if r.MinRate < 0 {
		wrong("min_rate: %v is negative; write 0/s for none", r.MinRate)
	}
	if r.MaxRejection < 0 || r.MaxRejection > 1 {
		wrong("max_rejection: %v is not between 0%% and 100%%", r.MaxRejection)
	}
	return errs
}

// New returns a throttle that has seen no call.
func (r *EnvoyAdmission) New() Throttler {
	return &envoyAdmission{rule: *r, history: newHistory(r.Window.Std(), int(r.Window.Std()/time.Second))}
}

// envoyAdmission is an [EnvoyAdmission] at work.
type envoyAdmission struct {
	rule    EnvoyAdmission
	history history
}

// Allow draws whether to send a call.
func (a *envoyAdmission) Allow(now sim.Time, s *sim.Stream) bool {
	h := &a.history
	h.advance(now)
	n := float64(h.total.calls)
	p := (n - float64(h.total.good)/float64(a.rule.SuccessRate)) / (n + 1)
	if p <= 0 || a.rule.MinRate > 0 && n/h.age().Seconds() < float64(a.rule.MinRate) {
		return true
	}
	if a.rule.Aggression != 1 {
		p = dist.FastExp(dist.FastLog(p) / float64(a.rule.Aggression))
	}
	return s.Float64() >= min(p, float64(a.rule.MaxRejection))
}

// Record counts a call that ended.
func (a *envoyAdmission) Record(now sim.Time, accepted bool) {
	a.history.advance(now)
	good := int64(0)
	if accepted {
		good = 1
	}
	a.history.add(1, good)
}
