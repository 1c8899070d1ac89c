package limit_test

import (
	"testing"
	"time"

	"headroom/models/policy/limit"
	"headroom/sim"
	"headroom/sim/unit"
)

func fixedWindow(n int, w time.Duration) *limit.FixedWindow {
	return &limit.FixedWindow{Limit: unit.Count(n), Window: span(w)}
}

func slidingWindow(n int, w time.Duration) *limit.SlidingWindow {
	return &limit.SlidingWindow{Limit: unit.Count(n), Window: span(w)}
}

func slidingCounter(n int, w time.Duration) *limit.SlidingCounter {
	return &limit.SlidingCounter{Limit: unit.Count(n), Window: span(w)}
}

func TestWindows(t *testing.T) {
	boundary := []time.Duration{900 * ms, 900 * ms, 900 * ms, 1000 * ms, 1000 * ms, 1000 * ms, 1900 * ms, 1900 * ms}
	checkTraces(t, []traced{
		{"a fixed window lets twice its limit through across a boundary", fixedWindow(2, time.Second), boundary, "y y n y y n n n"},
		{"a log does not", slidingWindow(2, time.Second), boundary, "y y n n n n y y"},
		{"a call leaves the log when it is as old as the window", slidingWindow(1, time.Second), []time.Duration{0, time.Second - 1, time.Second, 2*time.Second - 1}, "y n y n"},
		// At 1 s the window before counts in full; at 1.9 s, a tenth of it.
		{"the counters spread the window before", slidingCounter(2, time.Second), boundary, "y y n n n n y n"},
		{"half of ten, and five more", slidingCounter(10, time.Second), []time.Duration{
			0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1500 * ms, 1500 * ms, 1500 * ms, 1500 * ms, 1500 * ms, 1500 * ms}, "y y y y y y y y y y n y y y y y n"},
		{"two windows later nothing counts", slidingCounter(1, time.Second), []time.Duration{0, time.Second, 2 * time.Second}, "y n y"},
	})
}

// TestWindowsUnderPoissonTraffic: a log is an M/D/L/L loss system, in which a call let
// through holds a place for the length of the window (Erlang's formula, whatever the law
// of the holding time). A fixed window lets E[min(limit, Poisson)] through.
func TestWindowsUnderPoissonTraffic(t *testing.T) {
	checkPassing(t, []passing{
		{"log of 100 in 1 s, 100/s", 100, slidingWindow(100, time.Second), 0.9242995473},
		{"log of 10 in 100 ms, 120/s", 120, slidingWindow(10, 100*ms), 0.6980749597},
		{"log of 60 in 1 s, 50/s", 50, slidingWindow(60, time.Second), 0.9783315269},
		{"window of 10 in 100 ms, 120/s", 120, fixedWindow(10, 100*ms), 0.786367647},
	})
}

// TestNoWindowHoldsMoreThanTheLimit: a fixed window holds at most twice its limit wherever
// one looks, a log never more than it. Two counters keep their estimate below the limit.
func TestNoWindowHoldsMoreThanTheLimit(t *testing.T) {
	tests := []struct {
		name string
		rule limit.RateRule
		most int
	}{
		{"fixed window", fixedWindow(20, 100*ms), 40},
		{"log", slidingWindow(20, 100*ms), 20},
		{"two counters", slidingCounter(20, 100*ms), 40},
	}
	for _, tt := range tests {
		l := tt.rule.New()
		s := sim.NewStream(3)
		var now sim.Time
		var let []sim.Time
		for range 200_000 {
			gap := 500 * time.Microsecond
			if s.IntN(50) == 0 {
				gap = 100 * ms
			}
			now = now.Add(time.Duration(s.IntN(int(gap))))
			if _, ok := l.Take(now, 0); !ok {
				continue
			}
			let = append(let, now)
			if n := len(let); n > tt.most && now.Sub(let[n-1-tt.most]) < 100*ms {
				t.Fatalf("%s: more than %d calls in the 100 ms before %v", tt.name, tt.most, now)
			}
		}
	}
}
