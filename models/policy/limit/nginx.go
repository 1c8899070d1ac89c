package limit

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// Nginx is limit_req of nginx (ngx_http_limit_req_module of 1.26): a leaky bucket whose
// clock has milliseconds and whose level has thousandths of a call,
//
//	excess = max(0, excess - rate * ms passed / 1000 + 1000)
//
// The decay and the call itself come before the floor, so the first call after a pause
// leaves 0 behind, not 1. A call that would leave more than the burst is rejected (503)
// and changes nothing. Without Burst, a rate of 10/s lets through one call per 100 ms.
type Nginx struct {
	// Rate in the long run. At least 0.001/s (nginx writes whole calls per second or
	// minute), at most 1G/s; what is below thousandths of a call per second is cut off, as
	// nginx does. Required.
	Rate unit.Rate `yaml:"rate" required:"true"`
	// Burst is the number of calls that may be ahead of the rate, 0 to 1G.
	Burst unit.Count `yaml:"burst" default:"0"`
	// NoDelay serves calls within the burst at once. Otherwise they wait as long as they are
	// ahead of the rate.
	NoDelay bool `yaml:"nodelay" default:"false"`
	// Delay is the number of calls of the burst that are served at once; those beyond wait.
	// 0 to Burst.
	Delay unit.Count `yaml:"delay" default:"0"`
	// Scope says which calls share the bucket. limit_req_zone has a key: per: key.
	Scope Scope `yaml:",inline"`
}

// ShortForm says that a scalar sets the rate.
func (Nginx) ShortForm() string { return "rate" }

// Validate returns what is wrong with the fields.
func (r *Nginx) Validate() []error {
	errs := r.Scope.Validate()
	if !(r.Rate >= 0.001 && r.Rate <= maxRate) {
		errs = append(errs, fmt.Errorf("rate: %v is not between 0.001/s and 1G/s; write a rate such as 10/s", r.Rate))
	}
	if r.Burst < 0 || r.Burst > maxTokens {
		errs = append(errs, fmt.Errorf("burst: %v is not between 0 and 1G; write the number of calls that may be ahead of the rate", r.Burst))
	}
	if r.Delay < 0 || r.Delay > r.Burst {
		errs = append(errs, fmt.Errorf("delay: %v is not between 0 and the burst of %v", r.Delay, r.Burst))
	}
	if r.NoDelay && r.Delay != 0 {
		errs = append(errs, fmt.Errorf("delay: with nodelay, no call waits; leave one of them out"))
	}
	return errs
}

// New returns empty buckets.
func (r *Nginx) New() Limiter {
	n := nginx{rate: int64(float64(float64(r.Rate)*1000) + 1e-6), burst: 1000 * int64(r.Burst), delay: 1000 * int64(r.Delay)}
	if r.NoDelay {
		n.delay = n.burst
	}
	return limiterOf(r.Scope, n)
}

// nginx is a [Nginx] at work. Levels are in thousandths of a call, as the rate per second.
type nginx struct {
	rate, burst, delay int64
	excess             int64
	last               int64 // ms of the last call let through
	used               bool  // there has been one
}

// Take raises the level by a call, unless that is more than the burst.
func (n *nginx) Take(now sim.Time, _ uint64) (wait time.Duration, ok bool) {
	excess := n.with(now)
	if excess > n.burst {
		return 0, false
	}
	n.excess, n.last, n.used = excess, int64(now)/1e6, true
	if excess > n.delay {
		wait = time.Duration((excess-n.delay)*1000/n.rate) * time.Millisecond
	}
	return wait, true
}

// with returns the level with one more call.
func (n *nginx) with(now sim.Time) int64 {
	ms := int64(now)/1e6 - n.last
	if !n.used || ms > (n.excess+1000)*1000/n.rate {
		return 0 // the product below could be out of range
	}
	return max(0, n.excess-n.rate*ms/1000+1000)
}

func (n *nginx) rested(now sim.Time) bool { return n.with(now) == 0 }
