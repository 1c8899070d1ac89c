package limit_test

import (
	"math"
	"testing"
	"time"

	"headroom/models/policy/limit"
	"headroom/models/policy/policytest"
	"headroom/sim"
	"headroom/sim/unit"
)

func bucket(rate float64, burst int) limit.Bucket {
	return limit.TokenBucket{Rate: unit.Rate(rate), Burst: unit.Count(burst)}.Bucket()
}

func TestBucket(t *testing.T) {
	tests := []struct {
		name  string
		rate  float64
		burst int
		at    []time.Duration
		want  string // a letter for each call: y taken, n refused
	}{
		{"the bucket starts full and empties", 10, 3, []time.Duration{0, 0, 0, 0}, "yyyn"},
		{"a token grows in exactly its time", 10, 1, []time.Duration{0, 100*ms - 1, 100 * ms, 200*ms - 1, 200 * ms}, "ynyny"},
		{"a refused call costs nothing", 1, 1, []time.Duration{0, 500 * ms, 999 * ms, time.Second}, "ynny"},
		{"no more than the burst gathers", 10, 2, []time.Duration{time.Hour, time.Hour, time.Hour}, "yyn"},
		{"no burst told is one second of the rate", 2.5, 0, []time.Duration{0, 0, 0, 400 * ms}, "yyny"},
		{"no burst told is at least one", 0.5, 0, []time.Duration{0, 0, 2 * time.Second}, "yny"},
	}
	for _, tt := range tests {
		b := bucket(tt.rate, tt.burst)
		got := ""
		for _, at := range tt.at {
			if b.Take(sim.Time(at)) {
				got += "y"
			} else {
				got += "n"
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestBucketLetsTheBurstAndTheRateThrough(t *testing.T) {
	for _, tt := range []struct {
		rate  float64
		burst int
	}{{1.0 / 86400, 2}, {1.0 / 60, 7}, {3, 2}, {1500, 500}, {999_983, 1000}, {1e6, 1e6}} {
		b := bucket(tt.rate, tt.burst)
		// Everything is taken at each half token, so nothing overflows.
		step := 0.5 / tt.rate
		n := 0
		var now sim.Time
		for i := range 100_001 {
			now = seconds(float64(i) * step)
			for b.Take(now) {
				n++
			}
		}
		want := float64(tt.burst) + tt.rate*now.Seconds()
		if math.Abs(float64(n)-want) > 1.5 {
			t.Errorf("rate %v/s, burst %d: %d calls in %v, want %.1f", tt.rate, tt.burst, n, now, want)
		}
	}
}

// TestTokenBucketUnderPoissonTraffic checks the share of calls let through against the
// stationary distribution of the tokens at arrivals.
func TestTokenBucketUnderPoissonTraffic(t *testing.T) {
	tests := []struct {
		arrivals, rate float64
		burst          int
		share          float64
	}{
		{80, 100, 5, 0.9647096036},
		{120, 100, 1, 0.4545454545},
		{100, 100, 50, 0.9899665552},
	}
	for i, tt := range tests {
		var shares []float64
		for replication := range 10 {
			s := sim.NewStream(sim.Mix(uint64(i), uint64(replication)))
			b := bucket(tt.rate, tt.burst)
			const calls = 300_000
			var now float64
			taken := 0
			for call := range calls + calls/10 {
				now -= math.Log(1-s.Float64()) / tt.arrivals
				if b.Take(seconds(now)) && call >= calls/10 {
					taken++
				}
			}
			shares = append(shares, float64(taken)/calls)
		}
		policytest.Within(t, "share let through", shares, tt.share, 0.002)
	}
}

func TestTokensGrowContinuously(t *testing.T) {
	b := bucket(100, 10)
	for range 10 {
		b.Take(0)
	}
	if got, want := b.Tokens(seconds(0.025)), 2.5; got != want {
		t.Errorf("Tokens = %v, want %v", got, want)
	}
}

func TestTakeDoesNotAllocate(t *testing.T) {
	b := bucket(100, 10)
	var now sim.Time
	if got := testing.AllocsPerRun(1000, func() { now = now.Add(ms); b.Take(now) }); got != 0 {
		t.Errorf("%v allocations a call, want 0", got)
	}
}

func TestRateLimitValidate(t *testing.T) {
	tests := []struct {
		name  string
		limit limit.TokenBucket
		want  []string
	}{
		{"none is fine", limit.TokenBucket{}, nil},
		{"a usual one is fine", limit.TokenBucket{Rate: 1500, Burst: 500}, nil},
		{"a rate of nothing", limit.TokenBucket{OnExcess: "reject"}, []string{"rate: 0/s is not above 0/s"}},
		{"negative numbers", limit.TokenBucket{Rate: -1, Burst: -1}, []string{"rate: -1 is not", "burst: -1 is not"}},
		{"numbers beyond the arithmetic", limit.TokenBucket{Rate: 2e9, Burst: 2e9}, []string{"rate: ", "burst: "}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, tt.limit.Validate(), tt.want)
	}
}
