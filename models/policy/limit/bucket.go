package limit

import (
	"fmt"
	"math"
	"math/bits"
	"time"

	"headroom/sim"
)

// Hot path: no allocation.

// The limits of a bucket, tokens a second and tokens: its arithmetic fits into 63 bits.
const (
	maxRate   = 1e9
	maxTokens = 1e9
)

// Bucket is a token bucket at work: with rate r and burst b,
//
//	tokens = min(b, tokens + r * time passed);  a call takes one token or is refused
//
// so that no interval T sees more than b + r*T calls. Tokens grow continuously, unlike
// those of Envoy's local rate limit, which adds some at each fill interval.
//
// Some forms let calls take tokens that are not there yet: such a call waits until its
// token has grown, and the calls after it queue behind it.
//
// The arithmetic is in integers, and a long run gathers no error: the rate is rounded
// once, to a multiple of a negative power of two of a token per second, as fine as the
// size of the bucket allows.
type Bucket struct {
	token int64 // parts of one token
	gain  int64 // parts gained in a nanosecond
	full  int64 // parts in a full bucket
	floor int64 // how low a call may leave it; below 0, calls wait

	level int64
	last  sim.Time // when level was right
}

// reach is what a bucket can hold, and how far calls may go below empty.
type reach struct {
	burst int64         // tokens in a full bucket
	early time.Duration // what is gained in this time fits on top
	queue int64         // calls that may wait
	delay time.Duration // how long calls may wait
}

// newBucket returns a full bucket. It panics when the reach is beyond its arithmetic.
func newBucket(rate float64, r reach) Bucket {
	during := func(d time.Duration) float64 { return math.Ceil(rate * d.Seconds()) }
	tokens := float64(r.burst) + during(r.early) + float64(r.queue) + during(r.delay)
	if !(rate > 0) || rate > maxRate || r.burst < 1 || tokens > 2*maxTokens {
		panic(fmt.Sprintf("limit: a bucket of rate %v with %+v", rate, r))
	}
	// A token is 1e9 * 2^k parts and a nanosecond gains rate * 2^k, with the largest k
	// for which all levels are less than 2^62 apart.
	k := 62 - bits.Len64(uint64(tokens)*1e9)
	b := Bucket{token: 1e9 << k, gain: max(1, int64(math.Ldexp(rate, k)+0.5))}
	b.full = r.burst*b.token + int64(r.early)*b.gain
	b.floor = -r.queue*b.token - int64(r.delay)*b.gain
	b.level = b.full
	return b
}

// Take takes a token if it may. The wait is the time until the token has grown.
func (b *Bucket) Take(now sim.Time, _ uint64) (wait time.Duration, ok bool) {
	b.fill(now)
	level := b.level - b.token
	if level < b.floor {
		return 0, false
	}
	b.level = level
	if level < 0 {
		wait = time.Duration((-level-1)/b.gain + 1)
	}
	return wait, true
}

// Tokens returns the tokens in the bucket at an instant, fractions included. It is
// negative while calls wait for their tokens.
func (b *Bucket) Tokens(now sim.Time) float64 {
	b.fill(now)
	return float64(b.level) / float64(b.token)
}

// rested tells whether the bucket is full.
func (b *Bucket) rested(now sim.Time) bool {
	b.fill(now)
	return b.level == b.full
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
