package limit_test

import (
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/limit"
)

const (
	fine    = limit.Answered
	dropped = limit.Dropped
	ignored = limit.Ignored
)

func TestAIMD(t *testing.T) {
	rule := models.Defaults(&limit.AIMD{})
	rule.Min, rule.Initial, rule.Max = 2, 10, 12
	got := limits(t, newGate(rule), time.Second, []step{
		{5, ms, fine},              // half in use: 11
		{5, ms, fine},              // less than half: stays
		{6, ms, fine},              // 12
		{12, ms, fine},             // at the maximum
		{9, ms, dropped},           // floor(10.8)
		{9, 5 * time.Second, fine}, // not beyond the timeout: 11
		{9, 5*time.Second + 1, fine},
		{9, 0, ignored},
		{1, ms, dropped}, {1, ms, dropped}, {1, ms, dropped}, {1, ms, dropped}, {1, ms, dropped}, {1, ms, dropped}, {1, ms, dropped}, {1, ms, dropped},
	})
	if want := "11 11 12 12 10 11 9 9 8 7 6 5 4 3 2 2"; got != want {
		t.Errorf("limits %s, want %s", got, want)
	}
}

func TestVegas(t *testing.T) {
	got := limits(t, newGate(models.Defaults(&limit.Vegas{})), time.Second, []step{
		{10, 10 * ms, fine},                    // the first latency is the least
		{10, 10 * ms, fine},                    // no queue: 6 more
		{12, 10 * ms, fine},                    // less than half of 26: stays
		{13, 10 * ms, fine},                    // 32
		{16, 20 * ms, fine},                    // queue 16
		{16, 11 * ms, fine},                    // queue ceil(2.8) = 3: stays
		{16, 10500 * time.Microsecond, fine},   // queue ceil(1.5) = 2
		{1, 10 * ms, dropped},                  // whatever is in use
		{16, 9 * ms, fine},                     // a new least latency
		{16, 9 * ms, fine}, {19, 9 * ms, fine}, // 37, 43
	})
	if want := "20 26 26 32 31 31 32 31 31 37 43"; got != want {
		t.Errorf("limits %s, want %s", got, want)
	}
}

// TestVegasStepsWithTheLogarithm: from 100 on, steps are twice as long.
func TestVegasStepsWithTheLogarithm(t *testing.T) {
	rule := models.Defaults(&limit.Vegas{})
	rule.Initial = 99
	got := limits(t, newGate(rule), time.Second, []step{{99, 10 * ms, fine}, {99, 10 * ms, fine}, {99, 10 * ms, fine}, {99, 10 * ms, dropped}})
	if want := "99 105 117 115"; got != want {
		t.Errorf("limits %s, want %s", got, want)
	}
}

// TestVegasTakesANewLeastLatency: with a limit of 1 and a multiplier of 1, every sample is
// the least.
func TestVegasTakesANewLeastLatency(t *testing.T) {
	rule := models.Defaults(&limit.Vegas{})
	rule.Initial, rule.ProbeMultiplier = 1, 1
	got := limits(t, newGate(rule), time.Second, []step{{1, ms, fine}, {1, 10 * ms, fine}, {1, 100 * ms, fine}})
	if want := "1 1 1"; got != want {
		t.Errorf("limits %s, want %s", got, want)
	}
}

func TestGradient2(t *testing.T) {
	rule := models.Defaults(&limit.Gradient2{})
	rule.Window, rule.Min = 0, 2
	got := limits(t, newGate(rule), time.Second, []step{
		{10, 10 * ms, fine}, // 0.8*20 + 0.2*(20 + 4) = 20.8
		{10, 10 * ms, fine}, // 10 is less than 10.4: stays
		{11, 10 * ms, fine}, // 21.6
		{11, 70 * ms, fine}, // average 25, gradient 0.536: 0.8*21.6 + 0.2*(11.57 + 4) = 20.39
		{11, 10 * ms, fine}, // 21.19, average 22 drawn down to 20.9
		{11, 10 * ms, fine}, // 21.99
		{11, 10 * ms, fine}, // 22.79
		{12, 0, ignored},
	})
	if want := "20 20 21 20 21 21 22 22"; got != want {
		t.Errorf("limits %s, want %s", got, want)
	}
}

func TestGradient2FollowsTheAverage(t *testing.T) {
	rule := models.Defaults(&limit.Gradient2{})
	rule.Window, rule.Initial, rule.Smoothing, rule.QueueSize = 0, 100, 1, 0
	got := limits(t, newGate(rule), time.Second, []step{{100, ms, fine}, {100, time.Second, fine}, {75, time.Second, fine}, {50, time.Second, fine}})
	if want := "100 75 75 75"; got != want {
		t.Errorf("limits %s, want %s, as averages are 0.5005 s and 0.667 s", got, want)
	}
}

// TestAWindowIsOneSample: the first call ends the first window, which is too small; the
// next ends with the first call after a second.
func TestAWindowIsOneSample(t *testing.T) {
	rule := models.Defaults(&limit.AIMD{})
	rule.Window, rule.Min = span(time.Second), 1
	var steps []step
	want := ""
	for i := 1; i <= 45; i++ {
		s := step{10, 10 * ms, fine}
		if i == 15 {
			s.how = dropped
		}
		if i > 22 && i < 44 {
			s.took = 99 * time.Microsecond // too short to count
		}
		steps = append(steps, s)
		switch { // calls 2 to 12 and 13 to 23 are windows
		case i > 1:
			want += " "
			fallthrough
		default:
			if i < 12 {
				want += "20"
			} else if i < 44 {
				want += "21"
			} else {
				want += "18"
			}
		}
	}
	steps[11].inside = 11 // more than half of 20, once in the window
	if got := limits(t, newGate(rule), 100*ms, steps); got != want {
		t.Errorf("limits %s, want %s", got, want)
	}
}

func TestEnvoyGradient(t *testing.T) {
	rule := models.Defaults(&limit.EnvoyGradient{})
	rule.MinRTTRequests, rule.Jitter, rule.MinRTTInterval = 4, 0, span(600*ms)
	// Latencies are in bins of two digits: 10 ms is 10.5 ms.
	got := limits(t, newGate(rule), 50*ms, []step{
		{3, 10 * ms, fine},
		{3, 10 * ms, fine},
		{3, 10 * ms, ignored},
		{3, 10 * ms, fine},
		{3, 10 * ms, fine},    // 250 ms: the fourth; least latency 10.5 ms, updates every 100 ms
		{3, 10 * ms, fine},    // 300 ms
		{3, 10 * ms, fine},    // 350 ms: 3*1.25 + sqrt(3.75) = 5.7
		{5, 10 * ms, fine},    // 400 ms
		{5, 40 * ms, fine},    // 450 ms: 5*1.25 + sqrt(6.25) = 8.75
		{8, 40 * ms, fine},    // 500 ms
		{7, 40 * ms, fine},    // 550 ms: of 40 and 40 ms, gradient 13.1/40.5: 4 + sqrt(4)
		{6, 40 * ms, fine},    // 600 ms
		{5, 40 * ms, fine},    // 650 ms: 3 + sqrt(3)
		{4, 40 * ms, ignored}, // 700 ms
		{3, ms, ignored},      // 750 ms: 2 + sqrt(2)
		{3, 40 * ms, ignored}, // 800 ms
		{3, 40 * ms, fine},    // 850 ms: no sample, no update; now a measurement begins
		{3, 10 * ms, fine},    // 900 ms
		{3, ms, fine},         // 950 ms
		{3, ms, fine},         // 1 s
		{3, 201 * ms, fine},   // 1.05 s: began before the measurement
		{3, 10 * ms, fine},    // 1.1 s: the fourth, which ends it; the least latency is 1.1 ms
		{3, 1 * ms, fine},     // 1.15 s
		{3, 1 * ms, fine},     // 1.2 s: 3*1.25 + sqrt(3.75), as 1.25*1.1/1.05 is 1.3: 3.9 + 2
	})
	if want := "3 3 3 3 3 3 5 5 8 8 6 6 4 4 3 3 3 3 3 3 3 3 3 5"; got != want {
		t.Errorf("limits %s, want %s", got, want)
	}
}

// TestEnvoyGradientMeasuresAgainAtItsMinimum: five updates in a row that leave the limit
// at its minimum begin a measurement, which takes the present latency for the least.
func TestEnvoyGradientMeasuresAgainAtItsMinimum(t *testing.T) {
	rule := models.Defaults(&limit.EnvoyGradient{})
	rule.MinRTTRequests = 2
	steps := []step{{3, ms, fine}, {3, ms, fine}} // least latency 1.05 ms at 200 ms
	for range 10 {
		steps = append(steps, step{3, 100 * ms, fine})
	}
	// Updates from 400 ms on find 105 ms: at the minimum. The fifth, at 800 ms, begins the
	// measurement, which takes the calls that began since: those that end at 0.9 and 1 s. The
	// update at 1.1 s has no call, and that at 1.2 s lets the limit grow.
	got := limits(t, newGate(rule), 100*ms, steps)
	if want := "3 3 3 3 3 3 3 3 3 3 3 5"; got != want {
		t.Errorf("limits %s, want %s", got, want)
	}
}
