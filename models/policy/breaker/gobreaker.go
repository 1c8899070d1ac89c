package breaker

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Gobreaker opens after some failures in a row, or at a share of failures. The model is
// sony/gobreaker 2.x, and so are the defaults. Counts start anew with every state and
// every Interval, and calls that were made before do not count when they end.
//
// Where the code of 2.x and its documentation differ, this is as documented: all of a
// fixed interval's counts are cleared at its end, and after a pause all intervals that
// have passed are.
type Gobreaker struct {
	// MaxRequests is the number of calls let through to try the callee. The breaker closes
	// after that many successes, and opens again at the first failure.
	MaxRequests int `yaml:"max_requests" default:"1" min:"1"`
	// Interval is how long a closed breaker counts before it starts anew. 0s counts from
	// the last closing on, for ever.
	Interval unit.Duration `yaml:"interval" default:"0s"`
	// BucketPeriod makes Interval a window that moves on in steps of this length, of which
	// Interval is a multiple. 0s clears all counts at the end of each interval.
	BucketPeriod unit.Duration `yaml:"bucket_period" default:"0s"`
	// Timeout is how long the breaker refuses every call before it tries some. At least
	// 1ms.
	Timeout unit.Duration `yaml:"timeout" default:"60s"`
	// ConsecutiveFailures opens the breaker when there are more failures than this in a
	// row: with 5, the sixth does. It holds unless FailureRatio is set.
	ConsecutiveFailures int `yaml:"consecutive_failures" default:"5" min:"0"`
	// FailureRatio, when above 0%, opens the breaker instead, at a failure, when at least
	// this share of the calls failed: the ReadyToTrip of gobreaker's own example, which
	// has 60%. Calls that have not ended yet are among the calls.
	FailureRatio unit.Ratio `yaml:"failure_ratio" default:"0%"`
	// MinimumRequests is the number of calls before FailureRatio means anything.
	MinimumRequests int `yaml:"minimum_requests" default:"3" min:"1"`
}

// maxBuckets bounds the buckets of a window.
const maxBuckets = 10_000

// Validate returns what is wrong with the fields.
func (b *Gobreaker) Validate() []error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if b.Interval < 0 {
		wrong("interval: %v is negative; write 0s to count for ever", b.Interval)
	}
	switch {
	case b.BucketPeriod < 0:
		wrong("bucket_period: %v is negative; write 0s for intervals that do not move", b.BucketPeriod)
	case b.BucketPeriod == 0 || b.Interval < 0:
	case b.Interval == 0 || b.Interval%b.BucketPeriod != 0:
		wrong("bucket_period: interval %v is not a multiple of %v; write for example interval: %v", b.Interval, b.BucketPeriod, 10*b.BucketPeriod)
	case b.Interval/b.BucketPeriod > maxBuckets:
		wrong("bucket_period: interval %v has more than %d of %v; write a longer one", b.Interval, maxBuckets, b.BucketPeriod)
	}
	if b.Timeout.Std() < time.Millisecond {
		wrong("timeout: %v is less than 1ms; write how long to refuse calls, such as 10s", b.Timeout)
	}
	if b.FailureRatio < 0 || b.FailureRatio > 1 {
		wrong("failure_ratio: %v is not between 0%% and 100%%; write a share of the calls such as 60%%, or 0%% to count failures in a row", b.FailureRatio)
	}
	return errs
}

// Hot path: no allocation, no map, no string.

// bucket counts the calls that began in a period, and the failures that ended in it.
type bucket struct{ calls, failed int }

// gobreaker is a [Gobreaker] at work.
type gobreaker struct {
	maxRequests int
	most        int // failures in a row that do not open it
	ratio       float64
	minimum     int
	period      time.Duration // of a bucket; 0: for ever
	timeout     time.Duration

	record
	ring   []bucket
	head   int
	total  bucket // of the ring
	streak int    // failures in a row, of a trial successes
	expiry sim.Time
	number Permit // of the present bucket
	oldest Permit // of those that count
}

// New returns a closed breaker, whose first interval begins at the start of the run.
func (b *Gobreaker) New() Breaker {
	period, buckets := b.Interval, 1
	if b.BucketPeriod > 0 {
		period, buckets = b.BucketPeriod, int(b.Interval/b.BucketPeriod)
	}
	g := &gobreaker{
		maxRequests: max(b.MaxRequests, 1), most: b.ConsecutiveFailures, ratio: float64(b.FailureRatio), minimum: b.MinimumRequests,
		period: period.Std(), timeout: b.Timeout.Std(), ring: make([]bucket, buckets),
	}
	g.start(0)
	return g
}

// Allow lets calls through while closed, and MaxRequests of them in a trial.
func (g *gobreaker) Allow(now sim.Time) (Permit, bool) {
	g.advance(now)
	switch {
	case g.mode == Open && now <= g.since.Add(g.timeout):
		return 0, false
	case g.mode == Open:
		g.change(now, HalfOpen)
	case g.mode == HalfOpen && g.total.calls >= g.maxRequests:
		return 0, false
	}
	g.ring[g.head].calls++
	g.total.calls++
	return g.number, true
}

// Record counts a call, unless it began before what is counted.
func (g *gobreaker) Record(now sim.Time, p Permit, ok bool, _ time.Duration) {
	g.advance(now)
	if g.forgotten(p) {
		return
	}
	switch {
	case g.mode == HalfOpen && !ok:
		g.change(now, Open)
	case g.mode == HalfOpen:
		if g.streak++; g.streak >= g.maxRequests {
			g.change(now, Closed)
		}
	case ok:
		g.streak = 0
	default:
		g.streak++
		g.ring[g.head].failed++
		g.total.failed++
		if g.trips() {
			g.change(now, Open)
		}
	}
}

// Ignore takes a call back, and its place in a trial is free again.
func (g *gobreaker) Ignore(now sim.Time, p Permit) {
	g.advance(now)
	if g.forgotten(p) {
		return
	}
	i := g.head - int(g.number-p)
	if i < 0 {
		i += len(g.ring)
	}
	g.ring[i].calls--
	g.total.calls--
}

// Mode returns the state at an instant. An open breaker stays so until a call comes.
func (g *gobreaker) Mode(sim.Time) Mode { return g.mode }

// OpenTime returns how long the breaker has been open, trials not included.
func (g *gobreaker) OpenTime(now sim.Time) time.Duration { return g.open(now) }

// trips tells whether the counts open the breaker.
func (g *gobreaker) trips() bool {
	if g.ratio == 0 {
		return g.streak > g.most
	}
	return g.total.calls >= g.minimum && reaches(g.total.failed, g.total.calls, g.ratio)
}

// forgotten tells whether a call began before what is counted.
func (g *gobreaker) forgotten(p Permit) bool { return g.number-p > g.number-g.oldest }

// advance drops the buckets that have left the window.
func (g *gobreaker) advance(now sim.Time) {
	if g.mode != Closed || g.period == 0 || now <= g.expiry {
		return
	}
	passed := (now.Sub(g.expiry)-1)/g.period + 1
	g.expiry = g.expiry.Add(passed * g.period)
	for range min(int64(passed), int64(len(g.ring))) {
		g.rotate()
	}
}

// rotate begins a bucket in the place of the oldest.
func (g *gobreaker) rotate() {
	if g.head++; g.head == len(g.ring) {
		g.head = 0
	}
	old := &g.ring[g.head]
	g.total.calls -= old.calls
	g.total.failed -= old.failed
	*old = bucket{}
	g.streak = min(g.streak, g.total.failed)
	g.number++
	if g.number-g.oldest >= Permit(len(g.ring)) {
		g.oldest++
	}
}

// change enters a mode, with counts of its own.
func (g *gobreaker) change(now sim.Time, to Mode) {
	g.enter(now, to)
	g.start(now)
}

// start begins to count anew: calls from before are forgotten.
func (g *gobreaker) start(now sim.Time) {
	clear(g.ring)
	g.total, g.streak, g.head = bucket{}, 0, 0
	g.number++
	g.oldest = g.number
	g.expiry = now.Add(g.period)
}
