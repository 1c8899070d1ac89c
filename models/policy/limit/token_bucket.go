package limit

import (
	"fmt"
	"math"
	"math/bits"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// TokenBucket lets calls through at a limited rate, and a burst after a pause: a token
// bucket, which starts full.
type TokenBucket struct {
	// Rate is the number of calls a second let through in the long run, such as 100/s.
	// Positive. Required.
	Rate unit.Rate `yaml:"rate" required:"true"`
	// Burst is the number of calls let through at once after a pause: the size of the
	// bucket, 1 to 1G. 0 is one second of the rate, and at least 1.
	Burst unit.Count `yaml:"burst" default:"0"`
	// OnExcess is what happens to a call over the limit: it is rejected at once.
	OnExcess string `yaml:"on_excess" default:"reject" enum:"reject"`
}

// ShortForm says that a scalar sets the rate: "rate_limit: 100/s".
func (TokenBucket) ShortForm() string { return "rate" }

// Validate returns what is wrong with the fields.
func (r TokenBucket) Validate() []error {
	var errs []error
	if !(r.Rate > 0 && r.Rate <= maxRate) {
		errs = append(errs, fmt.Errorf("rate: %v is not above 0/s and at most 1G/s; write a rate such as 100/s", r.Rate))
	}
	if r.Burst < 0 || r.Burst > maxBurst {
		errs = append(errs, fmt.Errorf("burst: %v is not between 0 and 1G; write the number of calls let through at once, or 0 for one second of the rate", r.Burst))
	}
	return errs
}

// The limits of a bucket, tokens a second and tokens: its arithmetic fits into 63 bits.
const (
	maxRate  = 1e9
	maxBurst = 1e9
)

// Bucket is a token bucket at work: with rate r and burst b,
//
//	tokens = min(b, tokens + r * time passed);  a call takes one token or is refused
//
// so that no interval T sees more than b + r*T calls. It equals GCRA (ITU-T I.371) with
// tolerance (b-1)/r. Tokens grow continuously, unlike Envoy's local rate limit, which
// adds some at each fill interval.
//
// The arithmetic is in integers, and a long run gathers no error: the rate is rounded
// once, to a multiple of a negative power of two of a token per second, as fine as the
// size of the bucket allows. Make one with [TokenBucket.Bucket].
type Bucket struct {
	token int64 // parts of one token
	gain  int64 // parts gained in a nanosecond
	full  int64 // parts in a full bucket

	level int64
	last  sim.Time // when level was right
}

// New returns a full bucket for all keys together.
func (r TokenBucket) New() Limiter {
	b := r.Bucket()
	return &b
}

// Bucket returns a full bucket. It panics when there is no limit to make it from.
func (r TokenBucket) Bucket() Bucket {
	burst := int64(r.Burst)
	if burst == 0 {
		burst = int64(r.Rate)
	}
	burst = max(burst, 1)
	if r.Rate <= 0 || r.Rate > maxRate || burst > maxBurst {
		panic(fmt.Sprintf("limit: token bucket with rate %v and burst %d", r.Rate, burst))
	}
	// A token is 1e9 * 2^k parts and a nanosecond gains rate * 2^k, with the largest k
	// for which a full bucket stays below 2^62.
	k := 62 - bits.Len64(uint64(burst)*1e9)
	b := Bucket{token: 1e9 << k, gain: max(1, int64(math.Ldexp(float64(r.Rate), k)+0.5))}
	b.full = burst * b.token
	b.level = b.full
	return b
}

// Take takes a token if there is one, and reports whether it did. Nobody waits.
func (b *Bucket) Take(now sim.Time, _ uint64) (wait time.Duration, ok bool) {
	b.fill(now)
	if b.level < b.token {
		return 0, false
	}
	b.level -= b.token
	return 0, true
}

// Tokens returns the tokens in the bucket at an instant, fractions included.
func (b *Bucket) Tokens(now sim.Time) float64 {
	b.fill(now)
	return float64(b.level) / float64(b.token)
}

// fill adds what has been gained since the last time.
func (b *Bucket) fill(now sim.Time) {
	passed := int64(now - b.last)
	b.last = now
	if passed > (b.full-b.level)/b.gain {
		b.level = b.full
		return
	}
	b.level += passed * b.gain
}
