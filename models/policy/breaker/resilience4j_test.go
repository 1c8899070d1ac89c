package breaker_test

import (
	"math"
	"testing"
	"time"

	"headroom/models/policy/breaker"
	"headroom/models/policy/policytest"
	"headroom/sim"
	"headroom/sim/unit"
)

// classic is the configuration of resilience4j's own CircuitBreakerStateMachineTest.
func classic() *breaker.Resilience4j {
	return &breaker.Resilience4j{
		FailureRate:   0.5,
		SlowRate:      0.5,
		SlowCall:      unit.Duration(4 * time.Second),
		WindowType:    breaker.TimeWindow,
		Window:        20,
		MinimumCalls:  5,
		Open:          unit.Duration(5 * time.Second),
		HalfOpenCalls: 4,
		HalfOpenMax:   unit.Duration(time.Second),
	}
}

// counting is a breaker over the last calls, without a limit to the trial.
func counting(window, minimum int) *breaker.Resilience4j {
	b := classic()
	b.WindowType, b.Window, b.MinimumCalls, b.SlowRate, b.HalfOpenMax = breaker.CountWindow, window, minimum, 1, 0
	return b
}

const ms = time.Millisecond

func seconds(s float64) sim.Time { return sim.Time(math.Round(s * 1e9)) }

// play makes calls that end at once, one for each letter: S succeeds, E fails, I is
// ignored, L succeeds after 10 s. It returns the mode after each.
func play(t *testing.T, s *breaker.State, now sim.Time, step time.Duration, calls string) []breaker.Mode {
	t.Helper()
	var modes []breaker.Mode
	for _, c := range calls {
		p, ok := s.Allow(now)
		switch {
		case !ok:
			t.Fatalf("call %c at %v refused", c, now)
		case c == 'S':
			s.Record(now, p, true, 0)
		case c == 'L':
			s.Record(now, p, true, 10*time.Second)
		case c == 'E':
			s.Record(now, p, false, 0)
		case c == 'I':
			s.Ignore(now, p)
		}
		modes = append(modes, s.Mode(now))
		now = now.Add(step)
	}
	return modes
}

// half returns a classic breaker that has just become half open, and when.
func half(b *breaker.Resilience4j) (*breaker.State, sim.Time) {
	s := breaker.NewState(b)
	s.Switch(seconds(1), breaker.Open)
	s.Switch(seconds(7), breaker.HalfOpen)
	return s, seconds(7)
}

func TestForms(t *testing.T) {
	_, forms := (*breaker.Spec)(nil).Variants()
	policytest.Forms(t, forms, nil)
}

func TestBreakerTraces(t *testing.T) {
	const closed, open, halfOpen = breaker.Closed, breaker.Open, breaker.HalfOpen
	tests := []struct {
		name  string
		half  bool
		calls string
		want  []breaker.Mode
	}{
		{"40% of 5 stays closed and 50% of 6 opens", false, "SSSEEE", []breaker.Mode{closed, closed, closed, closed, closed, open}},
		{"slow calls open as failures do", false, "SSSLLL", []breaker.Mode{closed, closed, closed, closed, closed, open}},
		{"a trial with 75% failures opens again", true, "EESE", []breaker.Mode{halfOpen, halfOpen, halfOpen, open}},
		{"an ignored call frees its place and 25% closes", true, "SSSIE", []breaker.Mode{halfOpen, halfOpen, halfOpen, halfOpen, closed}},
	}
	for _, tt := range tests {
		s, now, step := breaker.NewState(classic()), sim.Time(0), time.Second
		if tt.half {
			s, now = half(classic())
			step = 0
		}
		got := play(t, s, now, step, tt.calls)
		for i := range tt.want {
			if got[i] != tt.want[i] {
				t.Errorf("%s: after call %d (%c) the breaker is %v, want %v", tt.name, i+1, tt.calls[i], got[i], tt.want[i])
			}
		}
	}
}

func TestBreakerReopensAtTheRateOfTheTrial(t *testing.T) {
	s, now := half(classic())
	play(t, s, now, 0, "EESE")
	if failed, _, known := s.Rates(now); failed != 0.75 || !known {
		t.Errorf("failure rate = %v, %v, want 0.75, true", failed, known)
	}
}

func TestBreakerWaitsInOpen(t *testing.T) {
	s := breaker.NewState(classic())
	s.Switch(0, breaker.Open)
	tests := []struct {
		at   float64
		want bool
		mode breaker.Mode
	}{
		{0, false, breaker.Open},
		{3, false, breaker.Open},
		{5, false, breaker.Open}, // the wait must have passed, not just ended
		{6, true, breaker.HalfOpen},
	}
	for _, tt := range tests {
		_, got := s.Allow(seconds(tt.at))
		if mode := s.Mode(seconds(tt.at)); got != tt.want || mode != tt.mode {
			t.Errorf("Allow at %v s = %v and %v, want %v and %v", tt.at, got, mode, tt.want, tt.mode)
		}
	}
	if got := s.Calls(seconds(6)); got != 0 {
		t.Errorf("calls in the window of the trial = %d, want 0", got)
	}
	if got, want := s.OpenTime(seconds(6.5)), 6*time.Second; got != want {
		t.Errorf("OpenTime = %v, want %v", got, want)
	}
	if got := s.Opened(); got != 1 {
		t.Errorf("Opened = %d, want 1", got)
	}
}

func TestBreakerWithoutCallsStaysOpenUnlessAutomatic(t *testing.T) {
	b := counting(10, 10)
	for _, automatic := range []bool{false, true} {
		b.Automatic = automatic
		s := breaker.NewState(b)
		s.Switch(0, breaker.Open)
		want, open := breaker.Open, 60*time.Second
		if automatic {
			want, open = breaker.HalfOpen, 5*time.Second
		}
		if got := s.Mode(seconds(60)); got != want {
			t.Errorf("automatic %v: mode after 60 s = %v, want %v", automatic, got, want)
		}
		if got := s.OpenTime(seconds(60)); got != open {
			t.Errorf("automatic %v: OpenTime after 60 s = %v, want %v", automatic, got, open)
		}
	}
}

func TestOpenGrowsWithEveryOpeningInARow(t *testing.T) {
	b := counting(4, 4)
	b.OpenFactor, b.OpenMax = 2, unit.Duration(12*time.Second)
	s := breaker.NewState(b)
	now := sim.Time(0)
	for i, want := range []time.Duration{5 * time.Second, 10 * time.Second, 12 * time.Second, 12 * time.Second} {
		play(t, s, now, 0, "EEEE")
		if _, ok := s.Allow(now.Add(want)); ok {
			t.Errorf("opening %d: a call is allowed after %v, want it refused", i+1, want)
		}
		now = now.Add(want + 1)
		p, ok := s.Allow(now)
		if !ok {
			t.Fatalf("opening %d: a call is refused after more than %v", i+1, want)
		}
		s.Ignore(now, p)
	}
	play(t, s, now, 0, "SSSS")
	play(t, s, now, 0, "EEEE")
	if _, ok := s.Allow(now.Add(5*time.Second + 1)); !ok {
		t.Error("a breaker that had closed refuses a call after the first wait, want it allowed")
	}
}

func TestHalfOpenLetsAFewCallsThrough(t *testing.T) {
	s, now := half(classic())
	var last breaker.Permit
	for i, want := range []bool{true, true, true, true, false, false} {
		p, got := s.Allow(now)
		if got != want {
			t.Errorf("call %d allowed = %v, want %v", i+1, got, want)
		}
		if got {
			last = p
		}
	}
	s.Ignore(now, last)
	if _, got := s.Allow(now); !got {
		t.Error("call refused after a place was freed, want it allowed")
	}
}

func TestHalfOpenDecidesAtTheMinimumOfCalls(t *testing.T) {
	s, now := half(counting(10, 2))
	play(t, s, now, 0, "SS")
	if got := s.Mode(now); got != breaker.Closed {
		t.Errorf("mode after 2 of 4 trial calls = %v, want closed", got)
	}
}

func TestHalfOpenGivesUpAfterItsLongestWait(t *testing.T) {
	s, now := half(classic())
	if got := s.Mode(now.Add(999 * ms)); got != breaker.HalfOpen {
		t.Errorf("mode before the longest wait = %v, want half-open", got)
	}
	if got := s.Mode(now.Add(time.Second)); got != breaker.Open {
		t.Errorf("mode after the longest wait = %v, want open", got)
	}
	b := classic()
	b.Automatic = true
	s, now = half(b)
	// open from 1 s, from 7 s by itself, from 8 s and then every 6 s
	if got := s.Mode(now.Add(62 * time.Second)); got != breaker.Open {
		t.Errorf("mode after ten rounds = %v, want open", got)
	}
	if got, want := s.Opened(), 13; got != want {
		t.Errorf("Opened = %d, want %d", got, want)
	}
}

func TestBreakerModesByHand(t *testing.T) {
	s := breaker.NewState(classic())
	s.Switch(0, breaker.ForcedOpen)
	if _, ok := s.Allow(seconds(60)); ok {
		t.Error("forced open allows a call after the wait, want it refused")
	}
	s.Switch(seconds(60), breaker.Disabled)
	play(t, s, seconds(60), 0, "EEEEEEEE")
	if got := s.Calls(seconds(60)); got != 0 {
		t.Errorf("disabled records %d calls, want 0", got)
	}
	s.Switch(seconds(60), breaker.MetricsOnly)
	play(t, s, seconds(60), 0, "EEESS")
	if failed, _, known := s.Rates(seconds(60)); math.Abs(failed-0.6) > 1e-15 || !known {
		t.Errorf("metrics only has failure rate %v, %v, want 0.6, true", failed, known)
	}
	if got := s.Mode(seconds(60)); got != breaker.MetricsOnly {
		t.Errorf("mode = %v, want metrics-only", got)
	}
	if got, want := s.OpenTime(seconds(90)), time.Minute; got != want {
		t.Errorf("OpenTime = %v, want %v", got, want)
	}
}

func TestCountWindowForgetsTheOldestCall(t *testing.T) {
	s := breaker.NewState(counting(4, 1))
	s.Switch(0, breaker.MetricsOnly)
	rates := []float64{100, 50, 33.333333333333336, 25, 0}
	calls := []int{1, 2, 3, 4, 4}
	for i, c := range []string{"E", "S", "S", "S", "S"} {
		play(t, s, 0, 0, c)
		failed, _, _ := s.Rates(0)
		if got := s.Calls(0); math.Abs(100*failed-rates[i]) > 1e-12 || got != calls[i] {
			t.Errorf("after call %d: %v%% of %d calls, want %v%% of %d", i+1, 100*failed, got, rates[i], calls[i])
		}
	}
}

func TestTimeWindowHoldsWholeSeconds(t *testing.T) {
	b := classic()
	b.Window = 5
	s := breaker.NewState(b)
	s.Switch(0, breaker.MetricsOnly)
	tests := []struct {
		at    float64
		calls string
		want  int
	}{
		{0, "E", 1}, {0.1, "S", 2}, {0.8, "E", 3}, {4.8, "", 3}, {5.8, "", 0}, {5.9, "S", 1}, {10.9, "S", 1}, {1e6, "S", 1},
	}
	for _, tt := range tests {
		play(t, s, seconds(tt.at), 0, tt.calls)
		if got := s.Calls(seconds(tt.at)); got != tt.want {
			t.Errorf("calls in the window at %v s = %d, want %d", tt.at, got, tt.want)
		}
	}
}

func TestLateCallsDoNotDecideTheTrial(t *testing.T) {
	s := breaker.NewState(counting(4, 4))
	var late [4]breaker.Permit
	for i := range late {
		late[i], _ = s.Allow(0)
	}
	play(t, s, 0, 0, "EEEE")
	s.Record(seconds(1), late[0], true, 0)
	if failed, _, _ := s.Rates(seconds(1)); s.Mode(seconds(1)) != breaker.Open || failed != 0.75 {
		t.Errorf("a late call in open leaves %v at %v failures, want open at 0.75", s.Mode(seconds(1)), failed)
	}
	if _, ok := s.Allow(seconds(6)); !ok {
		t.Fatal("trial call refused")
	}
	s.Ignore(seconds(6), late[1])
	s.Record(seconds(6), late[2], false, 0)
	s.Record(seconds(6), late[3], false, 0)
	if got := s.Calls(seconds(6)); got != 0 || s.Mode(seconds(6)) != breaker.HalfOpen {
		t.Errorf("late calls leave %d calls in %v, want 0 in half-open", got, s.Mode(seconds(6)))
	}
	allowed := 0
	for range 10 {
		if _, ok := s.Allow(seconds(6)); ok {
			allowed++
		}
	}
	if allowed != 3 {
		t.Errorf("%d further trial calls allowed, want 3", allowed)
	}
}

func TestBreakerOpensAtRatesThatAreNotBinary(t *testing.T) {
	for _, rate := range []float64{0.1, 0.2, 0.3, 0.6, 0.7, 0.7000000000000001, 0.9} {
		b := counting(10, 10)
		b.FailureRate = unit.Ratio(rate)
		failures := int(math.Round(10 * rate))
		for more := range 2 {
			s := breaker.NewState(b)
			for i := range 10 {
				p, _ := s.Allow(0)
				s.Record(0, p, i >= failures-1+more, 0)
			}
			want := [...]breaker.Mode{breaker.Closed, breaker.Open}[more]
			if got := s.Mode(0); got != want {
				t.Errorf("%d of 10 failures at threshold %v: %v, want %v", failures-1+more, rate, got, want)
			}
		}
	}
}

// TestCallsToOpen checks the mean number of calls until the breaker opens, with a window
// of 10, a minimum of 10 and a threshold of 50%, when calls fail independently: the mean
// first passage time of the Markov chain over the 2^10 windows.
func TestCallsToOpen(t *testing.T) {
	for _, tt := range []struct {
		failures, want float64
		openings       int
	}{{0.3, 34.80161464, 30_000}, {0.2, 117.7702011, 15_000}} {
		var means []float64
		for replication := range 10 {
			random := sim.NewStream(sim.Mix(11, uint64(replication)))
			calls := 0
			s := breaker.NewState(counting(10, 10))
			for range tt.openings {
				for s.Mode(0) == breaker.Closed {
					p, _ := s.Allow(0)
					s.Record(0, p, random.Float64() >= tt.failures, 0)
					calls++
				}
				s.Switch(0, breaker.Closed)
			}
			means = append(means, float64(calls)/float64(tt.openings))
		}
		policytest.Within(t, "calls to open", means, tt.want, 0.004)
	}
}

func TestBreakerDoesNotAllocate(t *testing.T) {
	for _, b := range []*breaker.Resilience4j{counting(20, 10), classic()} {
		s := breaker.NewState(b)
		random, now := sim.NewStream(3), sim.Time(0)
		if got := testing.AllocsPerRun(5000, func() {
			now = now.Add(100 * ms)
			if p, ok := s.Allow(now); ok {
				s.Record(now, p, random.Float64() < 0.6, 0)
			}
		}); got != 0 {
			t.Errorf("%s window: %v allocations a call, want 0", b.WindowType, got)
		}
		if s.Opened() < 10 {
			t.Errorf("%s window: opened %d times, want many", b.WindowType, s.Opened())
		}
	}
}

func TestBreakerValidate(t *testing.T) {
	change := func(f func(b *breaker.Resilience4j)) *breaker.Resilience4j {
		b := counting(20, 10)
		f(b)
		return b
	}
	tests := []struct {
		name    string
		breaker *breaker.Resilience4j
		want    []string
	}{
		{"a usual one is fine", counting(20, 10), nil},
		{"a minimum above the window is that of the full window", counting(20, 30), nil},
		{"a minimum above the seconds of a time window is fine", change(func(b *breaker.Resilience4j) { b.WindowType, b.MinimumCalls = breaker.TimeWindow, 30 }), nil},
		{"a rate of nothing", change(func(b *breaker.Resilience4j) { b.FailureRate = 0 }), []string{"failure_rate: 0% is not above 0%"}},
		{"rates above all calls", change(func(b *breaker.Resilience4j) { b.FailureRate, b.SlowRate = 1.5, 2 }), []string{"failure_rate: 150%", "slow_rate: 200%"}},
		{"waits that shrink", change(func(b *breaker.Resilience4j) { b.OpenFactor, b.OpenMax = 0.5, 1 }), []string{"open_factor: 0.5x is below 1x", "open_max: "}},
		{"times that make no sense", change(func(b *breaker.Resilience4j) { b.SlowCall, b.Open, b.HalfOpenMax = 0, 0, 1 }), []string{"slow_call: ", "open: ", "half_open_max: "}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, tt.breaker.Validate(), tt.want)
	}
}
