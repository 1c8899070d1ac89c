package limit_test

import (
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/limit"
	"headroom/models/policy/policytest"
	"headroom/models/variant"
	"headroom/sim"
	"headroom/sim/dist"
)

func TestThrottleForms(t *testing.T) {
	_, forms := (&limit.Throttle{}).Variants()
	policytest.Forms(t, forms, nil)
	c := limit.Throttle{Rule: &limit.AdaptiveThrottle{}}
	c.SetVariant(&variant.None{})
	if c.Enabled() || c.Variant() != nil || c.Validate() != nil {
		t.Errorf("after none there is still %v", c.Variant())
	}
}

// besiege wants 1000 calls a second of a callee that accepts 100 a second, and returns what
// of a second is sent and accepted, once the window is full.
func besiege(th limit.Throttler, replication int, full, during float64) (sent, accepted float64) {
	s := sim.NewStream(sim.Mix(4, uint64(replication)))
	callee := tokenBucket(100, 50).Bucket() // it may gather, so that it accepts 100/s
	for now := 0.0; now < full+during; now += dist.Exp(&s) / 1000 {
		at := seconds(now)
		if !th.Allow(at, &s) {
			continue
		}
		_, ok := callee.Take(at, 0)
		th.Record(at, ok)
		if now > full {
			sent++
			if ok {
				accepted++
			}
		}
	}
	return sent / during, accepted / during
}

// TestThrottlesSettle: with 1000 calls a second wanted, x sent and a accepted, Google's
// throttle settles where x is twice a (K = 2), or where it equals what is wanted. That of
// Envoy settles where x/1000 is 1 - (1 - a/0.95/x)^(1/aggression), or at the 20 % that it
// never holds back.
func TestThrottlesSettle(t *testing.T) {
	harsh := models.Defaults(&limit.EnvoyAdmission{})
	harsh.Aggression = 2
	capped := models.Defaults(&limit.EnvoyAdmission{})
	capped.MaxRejection = 0.5
	tests := []struct {
		name string
		rule limit.ThrottleRule
		full float64 // seconds until it has settled
		sent func(accepted float64) float64
	}{
		{"Google's throttle", models.Defaults(&limit.AdaptiveThrottle{}), 240, func(a float64) float64 { return 2 * a }},
		{"Google's throttle with K = 1.1", &limit.AdaptiveThrottle{K: 1.1, Window: span(20 * time.Second)}, 60, func(a float64) float64 { return 1.1 * a }},
		{"Google's throttle with a K that is too large", &limit.AdaptiveThrottle{K: 20, Window: span(20 * time.Second)}, 20, func(float64) float64 { return 1000 }},
		{"Envoy's admission control", models.Defaults(&limit.EnvoyAdmission{}), 60, func(a float64) float64 { return balance(a, 1) }},
		{"Envoy's with aggression 2", harsh, 60, func(a float64) float64 { return balance(a, 2) }},
		{"Envoy's with half as its most", capped, 60, func(float64) float64 { return 500 }},
	}
	for _, tt := range tests {
		var ratios []float64
		for replication := range 10 {
			sent, accepted := besiege(tt.rule.New(), replication, tt.full, 120)
			ratios = append(ratios, sent/tt.sent(accepted))
		}
		policytest.Within(t, tt.name+": sent over expected", ratios, 1, 0.02)
	}
}

// balance returns where Envoy's admission control settles.
func balance(accepted, aggression float64) float64 {
	low, high := accepted/0.95, 1000.0
	for range 60 {
		sent := (low + high) / 2
		held := 1 - accepted/0.95/sent
		if aggression == 2 {
			// held is to the power of 1/2: compare squares.
			if (1-sent/1000)*(1-sent/1000) > held {
				low = sent
			} else {
				high = sent
			}
			continue
		}
		if 1-sent/1000 > held {
			low = sent
		} else {
			high = sent
		}
	}
	return low
}

// TestAdaptiveThrottleAtGoogle: of 1000 calls a second wanted, 200 are sent to a callee
// that accepts 100, and 80 % are held back.
func TestAdaptiveThrottleAtGoogle(t *testing.T) {
	var sent, taken, held []float64
	for replication := range 10 {
		s := sim.NewStream(sim.Mix(8, uint64(replication)))
		th := models.Defaults(&limit.AdaptiveThrottle{}).New()
		callee := tokenBucket(100, 50).Bucket() // it may gather, so that it accepts 100/s
		const wanted = 240_000
		var x, a float64
		for call := range 2 * wanted {
			at := sim.Time(call) * sim.Time(ms)
			if !th.Allow(at, &s) {
				continue
			}
			_, ok := callee.Take(at, 0)
			th.Record(at, ok)
			if call >= wanted {
				x++
				if ok {
					a++
				}
			}
		}
		sent = append(sent, x/240)
		taken = append(taken, a/240)
		held = append(held, 1-x/wanted)
	}
	policytest.Within(t, "sent a second", sent, 200, 0.02)
	policytest.Within(t, "accepted a second", taken, 100, 0.02)
	policytest.Within(t, "held back", held, 0.8, 0.02)
}

func TestThrottlesLetGoodCalleesBe(t *testing.T) {
	rare := models.Defaults(&limit.EnvoyAdmission{})
	rare.MinRate = 100
	tests := []struct {
		name    string
		rule    limit.ThrottleRule
		accepts int // one in so many
		want    int // of 1000 calls, 10 ms apart
	}{
		{"Google sends all while half are accepted", models.Defaults(&limit.AdaptiveThrottle{}), 2, 1000},
		{"Envoy sends all while all succeed", models.Defaults(&limit.EnvoyAdmission{}), 1, 1000},
		{"Envoy sends all below its rate", rare, 1000, 1000},
	}
	for _, tt := range tests {
		th := tt.rule.New()
		s := sim.NewStream(1)
		got := 0
		for call := range 1000 {
			at := sim.Time(call) * sim.Time(10*ms+1)
			if th.Allow(at, &s) {
				got++
				th.Record(at, call%tt.accepts == 0)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %d of 1000 calls, want %d", tt.name, got, tt.want)
		}
	}
}

// TestThrottlesForget: after a window without calls, all is as at the start.
func TestThrottlesForget(t *testing.T) {
	for _, rule := range []limit.ThrottleRule{models.Defaults(&limit.AdaptiveThrottle{}), models.Defaults(&limit.EnvoyAdmission{})} {
		th := rule.New()
		s := sim.NewStream(1)
		for call := range 10_000 {
			if at := sim.Time(call) * sim.Time(ms); th.Allow(at, &s) {
				th.Record(at, false)
			}
		}
		refused := 0
		for range 1000 {
			if !th.Allow(sim.Time(10*time.Second), &s) {
				refused++
			}
		}
		if refused < 700 {
			t.Errorf("%T: %d of 1000 held back from a callee that accepts nothing", rule, refused)
		}
		if !th.Allow(sim.Time(131*time.Second), &s) {
			t.Errorf("%T: a call is held back after a pause longer than the window", rule)
		}
	}
}

func TestNoThrottleAllocates(t *testing.T) {
	for _, rule := range []limit.ThrottleRule{models.Defaults(&limit.AdaptiveThrottle{}), models.Defaults(&limit.EnvoyAdmission{})} {
		th := rule.New()
		s := sim.NewStream(1)
		var now sim.Time
		got := testing.AllocsPerRun(1000, func() {
			now = now.Add(100 * ms)
			if th.Allow(now, &s) {
				th.Record(now, s.IntN(3) == 0)
			}
		})
		if got != 0 {
			t.Errorf("%T: %v allocations a call, want 0", rule, got)
		}
	}
}

func TestThrottleValidate(t *testing.T) {
	tests := []struct {
		name string
		rule limit.ThrottleRule
		want []string
	}{
		{"Google with nothing set", &limit.AdaptiveThrottle{}, []string{"k: 0x is less than 1x", "window: 0s"}},
		{"Envoy with nothing set", &limit.EnvoyAdmission{MinRate: -1, MaxRejection: 2}, []string{"window: 0s", "success_rate: 0%", "aggression: 0x", "min_rate: ", "max_rejection: 200%"}},
		{"a window in parts of a second", &limit.EnvoyAdmission{Window: span(1500 * ms), SuccessRate: 1, Aggression: 1}, []string{"window: 1.5s"}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, tt.rule.Validate(), tt.want)
	}
}
