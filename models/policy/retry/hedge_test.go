package retry_test

import (
	"math"
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/policytest"
	"headroom/models/policy/retry"
	"headroom/sim"
	"headroom/sim/unit"
)

func TestHedgeForms(t *testing.T) {
	_, forms := (*retry.Hedge)(nil).Variants()
	policytest.Forms(t, forms, nil)
}

func TestHedgesWithoutState(t *testing.T) {
	tests := []struct {
		name     string
		rule     retry.HedgeRule
		due      bool
		after    time.Duration
		attempts int
		traits   retry.Traits
	}{
		{"gRPC sends the next after the delay", &retry.DelayHedge{Delay: unit.Duration(50 * ms), MaxAttempts: 4}, true, 50 * ms, 4, retry.Traits{AtOnce: true}},
		{"gRPC with 0s sends all at once", &retry.DelayHedge{MaxAttempts: 5}, true, 0, 5, retry.Traits{AtOnce: true}},
		{"tied requests go out together", &retry.TiedHedge{}, true, 0, 2, retry.Traits{Tied: true}},
		{"tied requests a millisecond apart", &retry.TiedHedge{Delay: unit.Duration(ms)}, true, ms, 2, retry.Traits{Tied: true}},
		{"Envoy waits for the timeout", &retry.TimeoutHedge{}, false, 0, 0, retry.Traits{KeepsLate: true}},
	}
	for _, tt := range tests {
		h := tt.rule.New()
		h.Begin(0)
		h.Observe(0, time.Second)
		for attempt := 1; attempt <= 4; attempt++ {
			if after, due := h.Delay(sim.Time(attempt), attempt); after != tt.after || due != tt.due {
				t.Errorf("%s: the next attempt after the %d. is due: %v, after %v, want %v, %v", tt.name, attempt, due, after, tt.due, tt.after)
			}
			if !h.Allow(sim.Time(attempt)) {
				t.Errorf("%s: attempt %d is refused", tt.name, attempt+1)
			}
		}
		if got := tt.rule.Attempts(); got != tt.attempts {
			t.Errorf("%s: %d attempts, want %d", tt.name, got, tt.attempts)
		}
		if got := tt.rule.Traits(); got != tt.traits {
			t.Errorf("%s: traits %+v, want %+v", tt.name, got, tt.traits)
		}
	}
}

func TestHedgeValidate(t *testing.T) {
	tests := []struct {
		name string
		rule retry.HedgeRule
		want []string
	}{
		{"none", nil, nil},
		{"a negative delay", &retry.DelayHedge{Delay: -1}, []string{"delay: -1 is negative"}},
		{"a negative delay of tied requests", &retry.TiedHedge{Delay: -1}, []string{"delay: -1 is negative"}},
		{"on timeout there is nothing to get wrong", &retry.TimeoutHedge{}, nil},
		{"everything wrong", &retry.PercentileHedge{Percentile: 1, MinRate: -1, MinDelay: -1}, []string{"percentile: 100% is not", "max_extra_load: 0% is not", "min_rate: ", "window: 0s is less", "min_delay: "}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, retry.Hedge{Rule: tt.rule}.Validate(), tt.want)
	}
}

// TestPercentileHedgeFollowsTheLatency: exponential latencies of mean 100 ms, whose 95th
// percentile is 100 ms * ln 20 = 299.6 ms; a bucket is 3 % wide, and the standard error
// of the percentile of 10,000 is 1.5 %. Then all take 5 s, and later nothing happens.
func TestPercentileHedgeFollowsTheLatency(t *testing.T) {
	h := models.Defaults(&retry.PercentileHedge{}).New()
	s := sim.NewStream(3)
	at := func(d time.Duration) sim.Time { return sim.Time(0).Add(d) }
	if _, due := h.Delay(0, 1); due {
		t.Error("a hedge is due before anything is known")
	}
	for n := range 10_000 {
		h.Observe(at(time.Duration(n)*ms), time.Duration(-100e6*math.Log(1-s.Float64())))
	}
	if _, due := h.Delay(at(9999*ms), 1); due {
		t.Error("a hedge is due before a third of the window is full")
	}
	steps := []struct {
		name string
		at   time.Duration
		want float64 // ms
	}{
		{"after the first third", 10 * time.Second, 299.6},
		{"when two thirds without calls have passed", 39 * time.Second, 299.6},
		{"when all has passed without calls, the last known", 5 * time.Minute, 299.6},
	}
	for _, step := range steps {
		after, due := h.Delay(at(step.at), 1)
		if got := after.Seconds() * 1000; !due || math.Abs(got-step.want) > 0.06*step.want {
			t.Errorf("%s: a hedge is due: %v, after %.1f ms, want %v", step.name, due, got, step.want)
		}
	}
	h.Observe(at(5*time.Minute+time.Second), 5*time.Second)
	after, _ := h.Delay(at(5*time.Minute+11*time.Second), 1)
	if math.Abs(after.Seconds()-5) > 0.16 {
		t.Errorf("after calls of 5 s, a hedge is due after %v", after)
	}
}

func TestPercentileHedgeOfExtremes(t *testing.T) {
	tests := []struct {
		name      string
		took      time.Duration
		low, high time.Duration
	}{
		{"nothing at all waits for the least delay", 0, ms, ms},
		{"a microsecond too", time.Microsecond, ms, ms},
		{"an hour", time.Hour, 3490 * time.Second, 3710 * time.Second},
		{"a year is more than an hour", 365 * 24 * time.Hour, 4200 * time.Second, 4400 * time.Second},
	}
	for _, tt := range tests {
		h := models.Defaults(&retry.PercentileHedge{}).New()
		h.Observe(0, tt.took)
		if after, due := h.Delay(sim.Time(10*time.Second), 1); !due || after < tt.low || after > tt.high {
			t.Errorf("%s: a hedge is due: %v, after %v, want %v to %v", tt.name, due, after, tt.low, tt.high)
		}
	}
}

// TestPercentileHedgeBoundsTheExtraLoad: 1000 calls in less than 10 s allow 5 % of hedges
// and the 100 of 10 s of the least rate.
func TestPercentileHedgeBoundsTheExtraLoad(t *testing.T) {
	h := models.Defaults(&retry.PercentileHedge{}).New()
	granted := 0
	for n := range 1000 {
		now := sim.Time(n) * sim.Time(ms)
		h.Begin(now)
		if h.Allow(now) {
			granted++
		}
	}
	if granted != 150 {
		t.Errorf("%d hedges of 1000 calls are granted, want 150", granted)
	}
}

func TestPercentileHedgeAllocatesNothing(t *testing.T) {
	h := models.Defaults(&retry.PercentileHedge{}).New()
	now := sim.Time(0)
	n := testing.AllocsPerRun(1000, func() {
		now = now.Add(300 * ms)
		h.Begin(now)
		h.Observe(now, 20*ms)
		if _, due := h.Delay(now, 1); due {
			h.Allow(now)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations per call", n)
	}
}
