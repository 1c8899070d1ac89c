package limit_test

import (
	"math"
	"testing"
	"time"

	"headroom/models/policy/limit"
	"headroom/sim"
	"headroom/sim/unit"
)

func tokenBucket(rate float64, burst int) *limit.TokenBucket {
	return &limit.TokenBucket{Rate: unit.Rate(rate), Burst: unit.Count(burst)}
}

func TestTokenBucket(t *testing.T) {
	patient := &limit.TokenBucket{Rate: 10, Burst: 2, OnExcess: limit.Delay, LongestDelay: span(250 * ms)}
	checkTraces(t, []traced{
		{"the bucket starts full and empties", tokenBucket(10, 3), []time.Duration{0, 0, 0, 0}, "y y y n"},
		{"a token grows in exactly its time", tokenBucket(10, 1), []time.Duration{0, 100*ms - 1, 100 * ms, 200*ms - 1, 200 * ms}, "y n y n y"},
		{"a refused call costs nothing", tokenBucket(1, 1), []time.Duration{0, 500 * ms, 999 * ms, time.Second}, "y n n y"},
		{"no more than the burst gathers", tokenBucket(10, 2), []time.Duration{time.Hour, time.Hour, time.Hour}, "y y n"},
		{"no burst told is one second of the rate", tokenBucket(2.5, 0), []time.Duration{0, 0, 0, 400 * ms}, "y y n y"},
		{"no burst told is at least one", tokenBucket(0.5, 0), []time.Duration{0, 0, 2 * time.Second}, "y n y"},
		{"calls wait for their token, in turn", patient, []time.Duration{0, 0, 0, 0, 0, 50 * ms}, "y y 100ms 200ms n 250ms"},
		{"a third of a second is rounded up to a nanosecond", &limit.TokenBucket{Rate: 3, Burst: 1, OnExcess: limit.Delay, LongestDelay: span(time.Second)}, []time.Duration{0, 0, 0, 0, 0}, "y 333.333334ms 666.666667ms 1s n"},
		{"who has waited leaves no burst behind", patient, []time.Duration{0, 0, 0, 200 * ms, 200 * ms, 300 * ms}, "y y 100ms y 100ms 100ms"},
	})
}

func TestBucketLetsTheBurstAndTheRateThrough(t *testing.T) {
	for _, tt := range []struct {
		rate  float64
		burst int
	}{{1.0 / 86400, 2}, {1.0 / 60, 7}, {3, 2}, {1500, 500}, {999_983, 1000}, {1e6, 1e6}} {
		b := tokenBucket(tt.rate, tt.burst).Bucket()
		// Everything is taken at each half token, so nothing overflows.
		step := 0.5 / tt.rate
		n := 0
		var now sim.Time
		for i := range 100_001 {
			now = seconds(float64(i) * step)
			for ok := true; ok; {
				if _, ok = b.Take(now, 0); ok {
					n++
				}
			}
		}
		want := float64(tt.burst) + tt.rate*now.Seconds()
		if math.Abs(float64(n)-want) > 1.5 {
			t.Errorf("rate %v/s, burst %d: %d calls in %v, want %.1f", tt.rate, tt.burst, n, now, want)
		}
	}
}

// TestTokenBucketUnderPoissonTraffic: what the bucket lacks is the work in an M/D/1 queue
// with room for the burst; its embedded chain gives the shares.
func TestTokenBucketUnderPoissonTraffic(t *testing.T) {
	checkPassing(t, []passing{
		{"80/s at 100/s, burst 5", 80, tokenBucket(100, 5), 0.9647096036},
		{"120/s at 100/s, burst 1", 120, tokenBucket(100, 1), 0.4545454545},
		{"100/s at 100/s, burst 50", 100, tokenBucket(100, 50), 0.9899665552},
	})
}

// TestDelayTakesFromTheFuture: calls that wait are let through at the rate, so the share
// is that of an M/D/1 queue with room for the burst and those that wait.
func TestDelayTakesFromTheFuture(t *testing.T) {
	checkPassing(t, []passing{
		{"80/s at 100/s, burst 2, 30 ms of delay", 80, &limit.TokenBucket{Rate: 100, Burst: 2, OnExcess: limit.Delay, LongestDelay: span(30 * ms)}, 0.9647096036},
	})
}

func TestTokensGrowContinuously(t *testing.T) {
	b := tokenBucket(100, 10).Bucket()
	for range 10 {
		b.Take(0, 0)
	}
	if got, want := b.Tokens(seconds(0.025)), 2.5; got != want {
		t.Errorf("Tokens = %v, want %v", got, want)
	}
}

func TestABucketBeyondItsArithmeticPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a rate of 0 makes a bucket")
		}
	}()
	tokenBucket(0, 1).Bucket()
}
