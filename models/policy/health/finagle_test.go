package health_test

import (
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/health"
	"headroom/models/policy/policytest"
	"headroom/sim"
)

func finagle(change func(f *health.Finagle)) *health.Finagle {
	f := models.Defaults(&health.Finagle{})
	change(f)
	return f
}

func TestFinagle(t *testing.T) {
	asItIs := func(*health.Finagle) {}
	steady := func(f *health.Finagle) { f.BackoffMax = f.BackoffStart }
	tests := []struct {
		name   string
		change func(f *health.Finagle)
		steps  []step
	}{
		{"five failures in a row mark dead for 5 s", asItIs, []step{
			{1, 0, "FRUT", true, 0}, {1, 0, "F", false, 1}, {5.999, 0, "", false, 1}, {6, 0, "", true, 1},
		}},
		{"a trial that succeeds brings it back", asItIs, []step{{1, 0, "FFFFF", false, 1}, {6, 0, "S", true, 0}, {6, 0, "FFFF", true, 0}}},
		{"a trial that fails waits 5 to 10 s", asItIs, []step{{1, 0, "FFFFF", false, 1}, {6, 0, "F", false, 1}, {11, 0, "", false, 1}, {16, 0, "", true, 1}}},
		{"then 10 to 20 s", asItIs, []step{
			{1, 0, "FFFFF", false, 1}, {6, 0, "F", false, 1}, {16, 0, "F", false, 1}, {26, 0, "", false, 1}, {36, 0, "", true, 1},
		}},
		{"the longest wait is the same each time", steady, []step{{1, 0, "FFFFF", false, 1}, {6, 0, "F", false, 1}, {11, 0, "F", false, 1}, {16, 0, "S", true, 0}}},
		{"a trial that comes to nothing is made again", asItIs, []step{{1, 0, "FFFFF", false, 1}, {6, 0, "I", true, 1}, {6, 0, "S", true, 0}}},
		{"the waits start again after a return", asItIs, []step{
			{1, 0, "FFFFF", false, 1}, {6, 0, "F", false, 1}, {16, 0, "S", true, 0}, {16, 0, "FFFFF", false, 1}, {21, 0, "", true, 1},
		}},
		{"probes of a health check mean nothing", asItIs, []step{{1, 0, "FFFFF", false, 1}, {2, 0, "P", false, 1}}},
		{"a success while dead ends the row, so that a trial decides nothing", asItIs, []step{
			{1, 0, "FFFFF", false, 1}, {2, 0, "S", false, 1}, {6, 0, "F", true, 1}, {6, 0, "S", true, 0},
		}},
	}
	for _, tt := range tests {
		follow(t, tt.name, begun(finagle(tt.change), 2), tt.steps)
	}
}

// TestFinagleTriesOneCall: the replica takes one call, and no other until that has ended.
func TestFinagleTriesOneCall(t *testing.T) {
	e := begun(finagle(func(*health.Finagle) {}), 2)
	follow(t, "dead", e, []step{{1, 0, "FFFFF", false, 1}})
	e.Advance(seconds(6))
	before := e.Advance(seconds(6))
	e.Sent(seconds(6), 0)
	if e.Usable(0) || e.Advance(seconds(6)) == before {
		t.Errorf("during a trial usable = %v at generation %d after %d, want false at another", e.Usable(0), e.Advance(seconds(6)), before)
	}
	e.Record(seconds(7), 0, health.Success)
	if !e.Usable(0) || e.Ejected() != 0 {
		t.Errorf("after it usable = %v with %d ejected, want true with 0", e.Usable(0), e.Ejected())
	}
	if c := e.Changes(); len(c) != 2 || c[1].At != seconds(7) || c[1].Why != health.TrialSucceeded {
		t.Errorf("got changes %v, want a return at 7 s", c)
	}
}

// TestFinagleSuccessRate: from some time on, only one call in five succeeds, so that no
// five failures follow each other.
func TestFinagleSuccessRate(t *testing.T) {
	play := func(change func(f *health.Finagle), begin float64) (dead float64) {
		e := begun(finagle(change), 2)
		for i := range 600 {
			at := float64(i) / 10
			how := health.Success
			if at >= begin && i%5 != 0 {
				how = health.Failure
			}
			if e.Record(seconds(at), 0, how); !e.Usable(0) {
				return at
			}
		}
		return 0
	}
	asItIs := func(*health.Finagle) {}
	// the average tends to 20%, and is 80% when 80%*(1-e^(-t/30 s)) = 20%: after 8.63 s
	if got := play(asItIs, 40); got < 48.5 || got > 48.8 {
		t.Errorf("dead at %v s, want 48.63 s", got)
	}
	if got := play(asItIs, 0); got != 30.1 { // at 30 s there is a success
		t.Errorf("dead at %v s, want 30.1 s: not before the window has passed", got)
	}
	if got := play(func(f *health.Finagle) { f.SuccessRate = 0 }, 0); got != 0 {
		t.Errorf("dead at %v s without a success rate, want never", got)
	}
	if got := play(func(f *health.Finagle) { f.MinimumRequests = 1000 }, 0); got != 0 {
		t.Errorf("dead at %v s with too few requests, want never", got)
	}
}

// TestFinagleWaitsAreJittered: the second wait is uniform between 5 and 10 s.
func TestFinagleWaitsAreJittered(t *testing.T) {
	var sum, least, most float64 = 0, 100, 0
	for i := range 1000 {
		s := sim.NewStream(uint64(i))
		e := finagle(func(f *health.Finagle) { f.BackoffMax = duration(9 * time.Hour) }).New(&s)
		e.Replicas(0, upTo(1))
		follow(t, "dead", e, []step{{0, 0, "FFFFF", false, 1}, {5, 0, "F", false, 1}})
		at := 9.9
		for ; !e.Usable(0); at += 0.01 {
			e.Advance(seconds(at))
		}
		sum, least, most = sum+at-5, min(least, at-5), max(most, at-5)
	}
	if mean := sum / 1000; mean < 7.3 || mean > 7.7 || least > 5.05 || most < 9.95 { // 4.4 standard errors
		t.Errorf("waits from %v to %v s with mean %v s, want 5 to 10 s with mean 7.5 s", least, most, mean)
	}
}

func TestFinagleValidate(t *testing.T) {
	policytest.Errors(t, "nothing makes sense", finagle(func(f *health.Finagle) {
		f.SuccessRate, f.Window, f.BackoffStart, f.BackoffMax = 2, 0, 0, -1
	}).Validate(), []string{"success_rate: 200%", "window: 0s", "backoff_start: 0s", "backoff_max: "})
}
