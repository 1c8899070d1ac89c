package autoscale_test

import (
	"testing"
	"time"

	"headroom/models/policy/autoscale"
	"headroom/sim"
	"headroom/sim/unit"
)

const s = time.Second

func pods(value int, period time.Duration) autoscale.Policy {
	return autoscale.Policy{Kind: autoscale.PodsPolicy, Value: value, Period: unit.Duration(period)}
}

func percent(value int, period time.Duration) autoscale.Policy {
	return autoscale.Policy{Kind: autoscale.PercentPolicy, Value: value, Period: unit.Duration(period)}
}

// scaler is an autoscaler for cpu at 50%, with the defaults of Kubernetes.
func scaler(least, most int) autoscale.HPA {
	h := autoscale.HPA{Kind: "hpa", Metric: autoscale.CPU, Target: autoscale.TargetShare(0.5), Min: least, Max: most, Tolerance: 0.1}
	h.Sync = unit.Duration(15 * s)
	h.ScaleDown.Stabilization = unit.Duration(300 * s)
	h.ScaleUp.Select, h.ScaleDown.Select = autoscale.SelectMax, autoscale.SelectMax
	return h
}

// TestLimit holds rows of horizontal_test.go in Kubernetes (scaling with behavior).
func TestLimit(t *testing.T) {
	type list = []autoscale.Policy
	type past = []autoscale.Past
	tests := []struct {
		name             string
		current, desired int
		least, most      int
		up, down         list
		added, removed   past
		want             int
	}{
		{"no lower than min", 3, 1, 2, 8, nil, nil, nil, nil, 2},
		{"no higher than max", 20, 1000, 1, 10, nil, nil, nil, nil, 10},
		{"the default doubles", 10, 50, 1, 1000, nil, nil, nil, nil, 20},
		{"the default adds four to few", 1, 50, 1, 1000, nil, nil, nil, nil, 5},
		{"30 pods up", 10, 50, 1, 1000, list{pods(30, 60*s)}, nil, nil, nil, 40},
		{"20 pods or 1 percent down", 100, 2, 1, 1000, nil, list{pods(20, 60*s), percent(1, 60*s)}, nil, nil, 80},
		{"2 pods or 1 percent down", 100, 2, 1, 1000, nil, list{pods(2, 60*s), percent(1, 60*s)}, nil, nil, 98},
		{"5 pods down", 10, 2, 1, 1000, nil, list{pods(5, 60*s)}, nil, nil, 5},
		{"50 percent down", 10, 5, 1, 1000, nil, list{percent(50, 60*s)}, nil, nil, 5},
		{"100 percent down ends at min", 10, 2, 5, 1000, nil, list{percent(100, 60*s)}, nil, nil, 5},
		{"the period's pods are used up", 100, 500, 1, 1000, list{pods(5, 120*s)}, nil, past{{1, 100 * s}, {5, 60 * s}, {9, 20 * s}}, nil, 100},
		{"200 percent of the period's start", 100, 500, 1, 1000, list{percent(200, 120*s)}, nil, past{{1, 100 * s}, {5, 60 * s}, {9, 20 * s}}, nil, 255},
		{"50 percent down of the period's start", 100, 0, 1, 1000, nil, list{percent(50, 120*s)}, nil, past{{2, 100 * s}, {4, 60 * s}, {6, 20 * s}}, 56},
		{"additions and removals both count", 10, 1, 1, 1000, nil, list{percent(50, 180*s)}, past{{2, 60 * s}}, past{{4, 60 * s}}, 6},
		{"1000 percent down is no limit", 10, 5, 1, 1000, nil, list{percent(1000, 120*s)}, nil, past{{10, 100 * s}, {10, 60 * s}, {10, 20 * s}}, 5},
	}
	for _, tt := range tests {
		h := scaler(tt.least, tt.most)
		h.ScaleUp.Policies, h.ScaleDown.Policies = tt.up, tt.down
		state := autoscale.NewHPAState(h)
		now := sim.Time(0).Add(time.Hour)
		state.Remember(now, nil, tt.added, tt.removed)
		got := state.Limit(now, tt.current, tt.desired)
		if tt.current > tt.most {
			got = state.Desired(now, tt.current, autoscale.Metrics{})
		}
		if got != tt.want {
			t.Errorf("%s: from %d towards %d goes to %d, want %d", tt.name, tt.current, tt.desired, got, tt.want)
		}
	}
}

func TestSelect(t *testing.T) {
	for _, tt := range []struct {
		choice   string
		up, down int // limits from 1 up, from 5 down
	}{
		{autoscale.SelectMin, 2, 3},
		{autoscale.SelectMax, 3, 2},
		{autoscale.SelectDisabled, 1, 5},
	} {
		h := scaler(1, 1000)
		h.ScaleUp.Policies = []autoscale.Policy{pods(2, 60*s), percent(50, 60*s)}
		h.ScaleDown.Policies = h.ScaleUp.Policies
		h.ScaleUp.Select, h.ScaleDown.Select = tt.choice, tt.choice
		state := autoscale.NewHPAState(h)
		if up, down := state.UpLimit(0, 1), state.DownLimit(0, 5); up != tt.up || down != tt.down {
			t.Errorf("select %s: limits %d and %d, want %d and %d", tt.choice, up, down, tt.up, tt.down)
		}
	}
}

// TestStabilize holds rows of horizontal_test.go in Kubernetes.
func TestStabilize(t *testing.T) {
	type past = []autoscale.Past
	tests := []struct {
		name             string
		current, desired int
		past             past
		up, down         time.Duration
		want             int
	}{
		{"without a past the recommendation counts", 100, 5, nil, 0, 0, 5},
		{"down to the highest in the window", 100, 3, past{{4, 120 * s}, {5, 60 * s}}, 0, 180 * s, 5},
		{"up to the lowest in the window", 1, 7, past{{4, 120 * s}, {5, 60 * s}}, 300 * s, 0, 4},
		{"the window up does not hold back the way down", 100, 3, past{{1, 120 * s}, {2, 60 * s}}, 300 * s, 0, 3},
		{"between lowest and highest nothing moves", 2, 3, past{{2, 6000 * s}, {1, 180 * s}}, 300 * s, 300 * s, 2},
	}
	for _, tt := range tests {
		h := scaler(1, 1000)
		h.ScaleUp.Stabilization, h.ScaleDown.Stabilization = unit.Duration(tt.up), unit.Duration(tt.down)
		state := autoscale.NewHPAState(h)
		now := sim.Time(0).Add(2 * time.Hour)
		state.Remember(now, tt.past, nil, nil)
		if got := state.Stabilize(now, tt.current, tt.desired); got != tt.want {
			t.Errorf("%s: from %d towards %d goes to %d, want %d", tt.name, tt.current, tt.desired, got, tt.want)
		}
	}
}

func TestDesired(t *testing.T) {
	full := func(pods int) autoscale.Metrics {
		return autoscale.Metrics{Ready: pods, Level: float64(pods), Request: 1}
	}
	t.Run("a full service doubles each sync up to max", func(t *testing.T) {
		state := autoscale.NewHPAState(scaler(2, 30))
		current, now := 4, sim.Time(0)
		for i, want := range []int{8, 16, 30, 30} {
			current = state.Desired(now, current, full(current))
			if current != want {
				t.Errorf("evaluation %d: %d replicas, want %d", i+1, current, want)
			}
			now = now.Add(15 * s)
		}
	})
	t.Run("an idle service goes to min when the window has passed", func(t *testing.T) {
		state := autoscale.NewHPAState(scaler(2, 30))
		if got := state.Desired(0, 8, full(8)); got != 16 {
			t.Fatalf("first evaluation: %d replicas, want 16", got)
		}
		for now := sim.Time(0).Add(15 * s); now < seconds(300); now = now.Add(15 * s) {
			if got := state.Desired(now, 16, autoscale.Metrics{Ready: 16, Request: 1}); got != 16 {
				t.Fatalf("at %v: %d replicas, want 16", now, got)
			}
		}
		if got := state.Desired(seconds(300), 16, autoscale.Metrics{Ready: 16, Request: 1}); got != 2 {
			t.Errorf("after 300 s: %d replicas, want 2", got)
		}
	})
	t.Run("without a sample nothing changes", func(t *testing.T) {
		state := autoscale.NewHPAState(scaler(2, 30))
		if got := state.Desired(0, 4, autoscale.Metrics{Missing: 4}); got != 4 {
			t.Errorf("got %d replicas, want 4", got)
		}
	})
	t.Run("zero replicas switch it off", func(t *testing.T) {
		state := autoscale.NewHPAState(scaler(2, 30))
		if got := state.Desired(0, 0, full(1)); got != 0 {
			t.Errorf("got %d replicas, want 0", got)
		}
	})
	t.Run("a number below min goes to min at once", func(t *testing.T) {
		state := autoscale.NewHPAState(scaler(20, 30))
		if got := state.Desired(0, 1, full(1)); got != 20 {
			t.Errorf("got %d replicas, want 20", got)
		}
	})
}

func TestDesiredDoesNotAllocate(t *testing.T) {
	state := autoscale.NewHPAState(scaler(1, 1000))
	random, now, current := sim.NewStream(1), sim.Time(0), 10
	if got := testing.AllocsPerRun(2000, func() {
		now = now.Add(15 * s)
		current = state.Desired(now, current, autoscale.Metrics{Ready: current, Level: float64(current) * random.Float64(), Request: 1})
	}); got != 0 {
		t.Errorf("%v allocations an evaluation, want 0", got)
	}
}
