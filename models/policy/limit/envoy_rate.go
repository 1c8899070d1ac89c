package limit

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// EnvoyRate is the local rate limit of Envoy (local_ratelimit/v3 with type/v3
// TokenBucket) with its fill timer: a bucket that starts full, and gets some tokens at
// each interval, counted from the start of the run. Releases from 2024 on can fill the
// bucket continuously instead: that is a [TokenBucket]. Each Envoy process has a bucket of
// its own, so a fleet lets through its number times as much.
type EnvoyRate struct {
	// MaxTokens is the size of the bucket, 1 to 1G. Required.
	MaxTokens unit.Count `yaml:"max_tokens" required:"true"`
	// TokensPerFill is what is added at each interval, 1 to 1G. Envoy: 1.
	TokensPerFill unit.Count `yaml:"tokens_per_fill" default:"1"`
	// FillInterval is the time between two fills, at least 50ms, as in Envoy. Required.
	FillInterval unit.Duration `yaml:"fill_interval" required:"true"`
	// Scope says which calls share the bucket. All buckets are filled at the same instants.
	Scope Scope `yaml:",inline"`
}

// Validate returns what is wrong with the fields.
func (r *EnvoyRate) Validate() []error {
	errs := r.Scope.Validate()
	if r.MaxTokens < 1 || r.MaxTokens > maxTokens {
		errs = append(errs, fmt.Errorf("max_tokens: %v is not between 1 and 1G; write the number of calls let through at once", r.MaxTokens))
	}
	if r.TokensPerFill < 1 || r.TokensPerFill > maxTokens {
		errs = append(errs, fmt.Errorf("tokens_per_fill: %v is not between 1 and 1G; write the number of calls for each interval", r.TokensPerFill))
	}
	if r.FillInterval.Std() < 50*time.Millisecond {
		errs = append(errs, fmt.Errorf("fill_interval: %v is less than 50ms; write for example 1s", r.FillInterval))
	}
	return errs
}

// New returns full buckets.
func (r *EnvoyRate) New() Limiter {
	return limiterOf(r.Scope, envoyRate{
		size: int64(r.MaxTokens), fill: int64(r.TokensPerFill), interval: int64(r.FillInterval), tokens: int64(r.MaxTokens),
	})
}

// envoyRate is an [EnvoyRate] at work.
type envoyRate struct {
	size, fill, interval int64
	tokens               int64
	fills                int64 // up to which the tokens are right
}

// Take takes a token if there is one.
func (b *envoyRate) Take(now sim.Time, _ uint64) (wait time.Duration, ok bool) {
	b.refill(now)
	if b.tokens == 0 {
		return 0, false
	}
	b.tokens--
	return 0, true
}

func (b *envoyRate) rested(now sim.Time) bool {
	b.refill(now)
	return b.tokens == b.size
}

// refill makes up for the fills since the last time.
func (b *envoyRate) refill(now sim.Time) {
	n := int64(now) / b.interval
	missed := n - b.fills
	b.fills = n
	if missed > (b.size-b.tokens)/b.fill {
		b.tokens = b.size
		return
	}
	b.tokens += missed * b.fill
}
