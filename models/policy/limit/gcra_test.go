package limit_test

import (
	"testing"
	"time"

	"headroom/models/policy/limit"
	"headroom/sim"
)

func TestGCRA(t *testing.T) {
	checkTraces(t, []traced{
		{"without tolerance, calls keep their distance", &limit.GCRA{Rate: 10}, []time.Duration{0, 99 * ms, 100 * ms, 250 * ms, 349 * ms}, "y n y y n"},
		{"a call may be early by the tolerance", &limit.GCRA{Rate: 10, Tolerance: span(30 * ms)}, []time.Duration{0, 69 * ms, 70 * ms, 169 * ms, 170 * ms, 270 * ms}, "y n y n y y"},
		{"two intervals of tolerance are a burst of three", &limit.GCRA{Rate: 10, Tolerance: span(200 * ms)}, []time.Duration{0, 0, 0, 0, 100 * ms}, "y y y n y"},
	})
}

// TestGCRAKeepsItsSchedule: the bucket decides as the rule does that is written with the
// theoretical arrival time.
func TestGCRAKeepsItsSchedule(t *testing.T) {
	const interval, tolerance = 20 * ms, 37 * ms
	l := (&limit.GCRA{Rate: 50, Tolerance: span(tolerance)}).New()
	s := sim.NewStream(1)
	var now, due sim.Time
	for call := range 100_000 {
		now = now.Add(time.Duration(s.IntN(int(30 * ms))))
		want := now >= due.Add(-tolerance)
		if want {
			due = max(now, due).Add(interval)
		}
		if _, got := l.Take(now, 0); got != want {
			t.Fatalf("call %d at %v: got %v, want %v", call, now, got, want)
		}
	}
}

func TestGCRAUnderPoissonTraffic(t *testing.T) {
	checkPassing(t, []passing{
		{"80/s at 100/s, 40 ms of tolerance", 80, &limit.GCRA{Rate: 100, Tolerance: span(40 * ms)}, 0.9647096036},
	})
}
