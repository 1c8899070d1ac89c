package breaker_test

import (
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/breaker"
	"headroom/models/policy/policytest"
	"headroom/sim"
	"headroom/sim/unit"
)

// call is one that ends at once, or a look at the breaker.
type call struct {
	at   float64 // seconds
	what byte    // S succeeds, E fails, I is ignored, - is refused
	n    int     // how many, one after the other
	want breaker.Mode
}

// hold makes calls and checks the mode after each group of them.
func hold(t *testing.T, name string, b breaker.Breaker, calls []call) {
	t.Helper()
	for _, c := range calls {
		now := seconds(c.at)
		for range c.n {
			p, allowed := b.Allow(now)
			if want := c.what != '-'; allowed != want {
				t.Errorf("%s: call at %v s allowed = %v, want %v", name, c.at, allowed, want)
			}
			switch {
			case !allowed:
			case c.what == 'I':
				b.Ignore(now, p)
			default:
				b.Record(now, p, c.what == 'S', 0)
			}
		}
		if got := b.Mode(now); got != c.want {
			t.Errorf("%s: at %v s the breaker is %v, want %v", name, c.at, got, c.want)
		}
	}
}

const closed, open, halfOpen = breaker.Closed, breaker.Open, breaker.HalfOpen

func TestHystrix(t *testing.T) {
	tests := []struct {
		name  string
		calls []call
	}{
		{"20 calls with half of them failed open at the next snapshot", []call{
			{0.1, 'S', 10, closed}, {0.2, 'E', 10, closed}, {0.499, 'S', 0, closed}, {0.5, '-', 1, open},
		}},
		{"19 failures are too few", []call{{0.1, 'E', 19, closed}, {0.5, 'S', 0, closed}}},
		{"45% of failures are too few", []call{{0.1, 'S', 11, closed}, {0.2, 'E', 9, closed}, {0.5, 'S', 0, closed}}},
		{"successes that leave the window open it", []call{
			{0.1, 'S', 21, closed}, {5, 'E', 20, closed}, {9.9, 'S', 0, closed}, {10.4, 'S', 0, closed}, {10.5, '-', 1, open},
		}},
		{"failures that leave the window do not", []call{{0.1, 'E', 19, closed}, {10.5, 'E', 19, closed}, {11, 'S', 0, closed}}},
		{"a trial after more than 5 s closes and forgets", []call{
			{0.1, 'E', 20, closed}, {0.5, '-', 3, open}, {5.5, '-', 1, open}, {5.6, 'S', 1, closed},
			{5.7, 'E', 19, closed}, {6.1, '-', 1, open}, // with the trial 20 calls, at 5.6 s + 500 ms
		}},
		{"a trial that fails opens for 5 s more", []call{
			{0.1, 'E', 20, closed}, {6, 'E', 1, open}, {11, '-', 1, open}, {11.1, 'S', 1, closed},
		}},
		{"a trial that is given up opens too", []call{{0.1, 'E', 20, closed}, {6, 'I', 1, open}, {11, '-', 1, open}}},
		{"a call that is given up does not count", []call{{0.1, 'E', 19, closed}, {0.1, 'I', 5, closed}, {0.5, 'S', 0, closed}}},
	}
	for _, tt := range tests {
		hold(t, tt.name, models.Defaults(&breaker.Hystrix{}).New(), tt.calls)
	}
}

func TestHystrixTriesOneCallAtATime(t *testing.T) {
	b := models.Defaults(&breaker.Hystrix{}).New()
	late, _ := b.Allow(0)
	hold(t, "opening", b, []call{{0, 'E', 20, closed}, {0.5, '-', 1, open}})
	if _, ok := b.Allow(seconds(6)); !ok || b.Mode(seconds(6)) != halfOpen {
		t.Fatalf("trial call allowed = %v in %v, want true in half-open", ok, b.Mode(seconds(6)))
	}
	hold(t, "a second call during the trial", b, []call{{6, '-', 1, halfOpen}})
	b.Record(seconds(7), late, false, 7*time.Second)
	if got := b.Mode(seconds(7)); got != open {
		t.Errorf("mode after a late failure = %v, want open", got)
	}
	if got, want := b.OpenTime(seconds(8)), 6500*ms; got != want {
		t.Errorf("OpenTime = %v, want %v", got, want)
	}
	if got := b.Opened(); got != 2 {
		t.Errorf("Opened = %d, want 2", got)
	}
}

func TestHystrixValidate(t *testing.T) {
	with := func(change func(b *breaker.Hystrix)) *breaker.Hystrix {
		b := models.Defaults(&breaker.Hystrix{})
		change(b)
		return b
	}
	tests := []struct {
		name    string
		breaker *breaker.Hystrix
		want    []string
	}{
		{"a window that ends inside a snapshot", with(func(b *breaker.Hystrix) { b.Window = unit.Duration(700 * ms) }), []string{"window: 700ms is not a multiple of the snapshot, 500ms"}},
		{"no snapshots", with(func(b *breaker.Hystrix) { b.Snapshot = 0 }), []string{"snapshot: 0s is not positive"}},
		{"too many snapshots", with(func(b *breaker.Hystrix) { b.Snapshot = 1000 }), []string{"window: 10s is more than 10000 snapshots"}},
		{"neither errors nor sleep", with(func(b *breaker.Hystrix) { b.ErrorPercentage, b.SleepWindow = 0, 0 }), []string{"error_percentage: 0%", "sleep_window: 0s"}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, tt.breaker.Validate(), tt.want)
	}
}

// TestBreakersDoNotAllocate drives every form through its modes.
func TestBreakersDoNotAllocate(t *testing.T) {
	rules := []breaker.Rule{
		models.Defaults(&breaker.Hystrix{}),
		&breaker.Gobreaker{MaxRequests: 2, ConsecutiveFailures: 3, Interval: unit.Duration(10 * time.Second), BucketPeriod: unit.Duration(time.Second), Timeout: unit.Duration(time.Second)},
	}
	for _, rule := range rules {
		b := rule.New()
		random, now := sim.NewStream(3), sim.Time(0)
		if got := testing.AllocsPerRun(5000, func() {
			now = now.Add(50 * ms)
			if p, ok := b.Allow(now); ok {
				b.Record(now, p, random.Float64() < 0.5, 0)
			}
		}); got != 0 {
			t.Errorf("%T: %v allocations a call, want 0", rule, got)
		}
		if b.Opened() < 10 {
			t.Errorf("%T: opened %d times, want many", rule, b.Opened())
		}
	}
}
