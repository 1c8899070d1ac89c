package autoscale_test

import (
	"math"
	"testing"
	"time"

	"headroom/models/policy/autoscale"
	"headroom/models/policy/policytest"
	"headroom/sim"
	"headroom/sim/unit"
)

func TestHPAValidate(t *testing.T) {
	change := func(f func(h *autoscale.HPA)) autoscale.HPA {
		h := scaler(1, 10)
		h.Window = unit.Duration(15 * time.Second)
		f(&h)
		return h
	}
	tests := []struct {
		name string
		hpa  autoscale.HPA
		want []string
	}{
		{"none is fine", autoscale.HPA{}, nil},
		{"a usual one is fine", change(func(*autoscale.HPA) {}), nil},
		{"a delay with a time is fine", change(func(h *autoscale.HPA) {
			h.Metric, h.Target = autoscale.QueueDelay, autoscale.TargetTime(unit.Duration(20*ms))
		}), nil},
		{"a delay with a share", change(func(h *autoscale.HPA) { h.Metric = autoscale.QueueDelay }), []string{"target: 50% does not fit metric queue_delay; write a time such as 20ms"}},
		{"a target of nothing", change(func(h *autoscale.HPA) { h.Target = autoscale.TargetShare(0) }), []string{"target: 0% is not positive; write a share such as 60%"}},
		{"max below min", change(func(h *autoscale.HPA) { h.Min, h.Max = 5, 3 }), []string{"max: 3 is less than min 5"}},
		{"a tolerance above all", change(func(h *autoscale.HPA) { h.Tolerance = 1.5 }), []string{"tolerance: 150%"}},
		{"times that make no sense", change(func(h *autoscale.HPA) { h.Boot, h.Sync, h.Window = -1, 0, 0 }), []string{"boot: ", "sync: 0s is less than 1s", "window: "}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, tt.hpa.Validate(), tt.want)
	}
	policytest.Errors(t, "a stabilization of hours", autoscale.ScaleUp{Stabilization: unit.Duration(2 * time.Hour)}.Validate(), []string{"stabilization: 2h "})
	policytest.Errors(t, "a negative stabilization", autoscale.ScaleDown{Stabilization: -1}.Validate(), []string{"stabilization: "})
	policytest.Errors(t, "a policy without a period", autoscale.Policy{Kind: autoscale.PodsPolicy, Value: 1}.Validate(), []string{"period: 0s is not between 1s and 30m"})
}

func TestTargetText(t *testing.T) {
	for _, tt := range []struct {
		text  string
		value float64
	}{{"60%", 0.6}, {"20ms", 0.02}, {"10", 10}, {"2.5", 2.5}} {
		var target autoscale.Target
		if err := target.UnmarshalText([]byte(tt.text)); err != nil {
			t.Errorf("UnmarshalText(%q): %v", tt.text, err)
			continue
		}
		if got := target.Value(); got != tt.value {
			t.Errorf("value of %q = %v, want %v", tt.text, got, tt.value)
		}
		if got := target.String(); got != tt.text {
			t.Errorf("String of %q = %q", tt.text, got)
		}
	}
	var target autoscale.Target
	if err := target.UnmarshalText([]byte("fast")); err == nil {
		t.Error("UnmarshalText(fast) succeeds, want an error")
	}
}

const ms = time.Millisecond

func seconds(s float64) sim.Time { return sim.Time(math.Round(s * 1e9)) }
