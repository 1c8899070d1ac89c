package limit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/limit"
	"headroom/models/policy/policytest"
	"headroom/models/variant"
	"headroom/sim"
	"headroom/sim/dist"
)

// completeConcurrency sets what has no default.
func completeConcurrency(spec any) {
	if p, ok := spec.(*limit.Pool); ok {
		p.Threads = 8
	}
}

// gates returns every limit of the calls under way, with its defaults.
func gates() map[string]limit.ConcurrencyRule {
	rules := map[string]limit.ConcurrencyRule{}
	_, forms := (&limit.Concurrency{}).Variants()
	for _, f := range forms {
		if r, ok := f.New().(limit.ConcurrencyRule); ok {
			models.FillDefaults(r)
			completeConcurrency(r)
			rules[f.Name] = r
		}
	}
	return rules
}

func newGate(r limit.ConcurrencyRule) limit.Gate {
	s := sim.NewStream(1)
	return r.New(&s)
}

func TestConcurrencyForms(t *testing.T) {
	_, forms := (&limit.Concurrency{}).Variants()
	policytest.Forms(t, forms, completeConcurrency)
	c := limit.Concurrency{Rule: &limit.Bulkhead{}}
	c.SetVariant(&variant.None{})
	if c.Enabled() || c.Variant() != nil || c.Validate() != nil {
		t.Errorf("after none there is still %v", c.Variant())
	}
}

// step lets calls in until some are under way, and one of them out.
type step struct {
	inside int
	took   time.Duration
	how    limit.Ending
}

// limits returns the limit after each step, which are a second apart unless told.
func limits(t *testing.T, g limit.Gate, apart time.Duration, steps []step) string {
	t.Helper()
	var now sim.Time
	var after []string
	for i, s := range steps {
		now = now.Add(apart)
		for g.InFlight() < s.inside {
			if !g.Enter(now) {
				t.Fatalf("step %d: a call is refused at %d of %d", i, g.InFlight(), g.Limit(now))
			}
		}
		for g.InFlight() > s.inside {
			g.Leave(now, 0, limit.Ignored)
		}
		g.Leave(now, s.took, s.how)
		after = append(after, fmt.Sprint(g.Limit(now)))
	}
	return strings.Join(after, " ")
}

func TestNoGateLetsMoreInThanItsLimit(t *testing.T) {
	for name, rule := range gates() {
		g := newGate(rule)
		s := sim.NewStream(2)
		var now sim.Time
		call := func() {
			now = now.Add(time.Duration(s.IntN(int(ms))))
			before, most := g.InFlight(), g.Limit(now)
			if g.Enter(now) != (before < most) {
				t.Fatalf("%s: with %d of %d under way, the gate is wrong", name, before, most)
			}
			if s.IntN(3) == 0 || g.InFlight() == g.Limit(now) {
				for range s.IntN(g.InFlight() + 1) {
					g.Leave(now, time.Duration(s.IntN(int(20*ms))), limit.Ending(s.IntN(20)/18))
				}
			}
		}
		for range 10_000 {
			call()
		}
		if got := testing.AllocsPerRun(1000, call); got != 0 {
			t.Errorf("%s: %v allocations a call, want 0", name, got)
		}
	}
}

func TestALeaveWithoutAnEnterPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a call left that had not entered")
		}
	}()
	newGate(&limit.Bulkhead{MaxConcurrent: 1}).Leave(0, 0, limit.Answered)
}

// TestBulkheadLosesWhatErlangSays: Poisson calls of 20 ms at 1000/s are 20 Erlang.
func TestBulkheadLosesWhatErlangSays(t *testing.T) {
	const load, places = 20, 25
	blocked := 1.0
	for n := 1.0; n <= places; n++ {
		blocked = load * blocked / (n + load*blocked)
	}
	var shares []float64
	for replication := range 10 {
		s := sim.NewStream(sim.Mix(9, uint64(replication)))
		g := newGate(&limit.Bulkhead{MaxConcurrent: places})
		var ends []float64
		now, in := 0.0, 0
		const calls = 200_000
		for call := range calls + calls/10 {
			now += dist.Exp(&s) / 1000
			left := ends[:0]
			for _, end := range ends {
				if end > now {
					left = append(left, end)
				} else {
					g.Leave(seconds(now), 0, limit.Answered)
				}
			}
			ends = left
			if g.Enter(seconds(now)) {
				ends = append(ends, now+dist.Exp(&s)*0.02)
				if call >= calls/10 {
					in++
				}
			}
		}
		shares = append(shares, float64(in)/calls)
	}
	policytest.Within(t, "share let in", shares, 1-blocked, 0.002)
}

func TestWhoMayWait(t *testing.T) {
	tests := []struct {
		name    string
		rule    limit.ConcurrencyRule
		limit   int
		calls   int
		longest time.Duration
	}{
		{"a bulkhead rejects at once", &limit.Bulkhead{MaxConcurrent: 25}, 25, 0, 0},
		{"a patient bulkhead lets all wait for a while", &limit.Bulkhead{MaxConcurrent: 3, MaxWait: span(time.Second)}, 3, limit.Unlimited, time.Second},
		{"a pool has a queue", &limit.Pool{Threads: 8, Queue: 100}, 8, 100, 0},
		{"connections of HTTP/1.1 bound the requests, and more pend", &limit.EnvoyCaps{Protocol: limit.HTTP1, MaxConnections: 100, MaxPendingRequests: 10, MaxRequests: 1024}, 100, 10, 0},
		{"fewer requests than connections never pend", &limit.EnvoyCaps{Protocol: limit.HTTP1, MaxConnections: 100, MaxPendingRequests: 10, MaxRequests: 50}, 50, 0, 0},
		{"HTTP/2 shares connections", &limit.EnvoyCaps{Protocol: limit.HTTP2, MaxConnections: 1, MaxPendingRequests: 10, MaxRequests: 1024}, 1024, 0, 0},
		{"AIMD rejects at once", &limit.AIMD{Initial: 5}, 5, 0, 0},
	}
	for _, tt := range tests {
		if got := newGate(tt.rule).Limit(0); got != tt.limit {
			t.Errorf("%s: limit %d, want %d", tt.name, got, tt.limit)
		}
		if calls, longest := tt.rule.Waiting(); calls != tt.calls || longest != tt.longest {
			t.Errorf("%s: Waiting = %d, %v, want %d, %v", tt.name, calls, longest, tt.calls, tt.longest)
		}
	}
}

// saturate keeps a gate full before ten servers that take 10 ms each, first come, first
// served, and returns the mean limit over the second half of the time.
func saturate(g limit.Gate, during time.Duration) float64 {
	const servers = 10
	var free [servers]sim.Time
	for i := range free {
		free[i] = sim.Time(i) * sim.Time(ms)
	}
	type call struct{ entered, ends sim.Time }
	var under []call
	var now sim.Time
	for n, sum, samples := 0, 0.0, 0.0; ; {
		for g.Enter(now) {
			end := max(now, free[n%servers]).Add(10 * ms)
			free[n%servers] = end
			under = append(under, call{now, end})
			n++
		}
		first := under[0]
		under = under[1:]
		now = first.ends
		g.Leave(now, now.Sub(first.entered), limit.Answered)
		if now > sim.Time(during) {
			return sum / samples
		}
		if now > sim.Time(during/2) {
			sum += float64(g.Limit(now))
			samples++
		}
	}
}

// TestAdaptiveLimitsSettle: with n calls at ten servers of 10 ms, a call takes n ms.
func TestAdaptiveLimitsSettle(t *testing.T) {
	vegas := models.Defaults(&limit.Vegas{})
	vegas.Initial, vegas.ProbeMultiplier, vegas.Window = 10, 1_000_000, span(time.Second)
	envoy := models.Defaults(&limit.EnvoyGradient{})
	aimd := models.Defaults(&limit.AIMD{})
	aimd.Min, aimd.Timeout = 1, span(50*ms)
	tests := []struct {
		name        string
		rule        limit.ConcurrencyRule
		least, most float64
	}{
		// The queue is n - 10, and n stays while it is between 3 and 6.
		{"vegas keeps a queue of 3 to 6", vegas, 13, 16},
		// n = n*g + sqrt(n*g) with g = 1.25 * 10/n: n = 12.5 + sqrt(12.5) = 16.
		{"envoy keeps a quarter and a square root above", envoy, 15, 17},
		// The limit climbs to 51, where calls take more than 50 ms, and falls by a tenth for
		// each of those that are under way then.
		{"aimd swings below its timeout", aimd, 10, 51},
	}
	for _, tt := range tests {
		if got := saturate(newGate(tt.rule), 30*time.Second); got < tt.least || got > tt.most {
			t.Errorf("%s: limit %.1f, want %v to %v", tt.name, got, tt.least, tt.most)
		}
	}
}

// TestVegasDriftsWithItsProbes: each new least latency takes the present queue for none,
// as the limit is never let down to measure it.
func TestVegasDriftsWithItsProbes(t *testing.T) {
	rule := models.Defaults(&limit.Vegas{})
	rule.Window, rule.ProbeMultiplier = span(time.Second), 1
	if got := saturate(newGate(rule), 200*time.Second); got < 20 {
		t.Errorf("limit %.1f, want it above the 16 that it keeps without probes", got)
	}
}

func TestConcurrencyValidate(t *testing.T) {
	tests := []struct {
		name string
		rule limit.ConcurrencyRule
		want []string
	}{
		{"a bulkhead of nothing", &limit.Bulkhead{MaxWait: -1}, []string{"max_concurrent: 0", "max_wait: -1"}},
		{"a pool of nothing", &limit.Pool{Queue: -1}, []string{"threads: 0", "queue: -1"}},
		{"aimd out of its bounds", &limit.AIMD{Initial: 5, Min: 10, Max: 20, Backoff: 1, WindowCalls: 1}, []string{"initial: 5 is not between", "backoff: 100% is not", "timeout: 0s"}},
		{"vegas without weight", &limit.Vegas{Initial: 1, Max: 1, WindowCalls: 1, Window: 1}, []string{"window: 1ns is less", "smoothing: 0%", "probe_multiplier: 0"}},
		{"gradient2 with nothing set", &limit.Gradient2{}, []string{"initial: 0", "window_calls: 0", "smoothing: 0%", "long_window: 0", "rtt_tolerance: 0x"}},
		{"envoy with nothing set", &limit.EnvoyCaps{MaxPendingRequests: -1}, []string{"protocol: \"\"", "max_connections: 0", "max_pending_requests: -1", "max_requests: 0"}},
		{"a gradient with nothing set", &limit.EnvoyGradient{Jitter: -1, Buffer: -1}, []string{"percentile: 0%", "update_interval: 0s", "min: 0", "min_rtt_interval: 0s", "min_rtt_requests: 0", "jitter: ", "buffer: "}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, tt.rule.Validate(), tt.want)
	}
	for name, rule := range gates() {
		if g := newGate(rule); g.Limit(0) < 1 {
			t.Errorf("%s starts with a limit of %d", name, g.Limit(0))
		}
	}
}
