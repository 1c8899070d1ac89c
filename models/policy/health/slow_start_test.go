package health_test

import (
	"math"
	"testing"
	"time"

	"headroom/models/policy/health"
	"headroom/models/policy/policytest"
)

func TestSlowStartWeights(t *testing.T) {
	envoy := func(aggression float64) health.SlowStartRule {
		return &health.EnvoySlowStart{Window: duration(time.Minute), Aggression: aggression, MinWeight: 0.1}
	}
	alb := &health.ALBSlowStart{Duration: duration(100 * time.Second)}
	tests := []struct {
		name string
		rule health.SlowStartRule
		age  time.Duration
		want float64
	}{
		{"Envoy begins with 10%", envoy(1), 0, 0.1},
		{"and stays there for a tenth of the window", envoy(1), 5 * time.Second, 0.1},
		{"then it grows with the time", envoy(1), 15 * time.Second, 0.25},
		{"up to all", envoy(1), 45 * time.Second, 0.75},
		{"which it has at the end", envoy(1), time.Minute, 1},
		{"and after it", envoy(2), time.Hour, 1},
		{"aggression 2 takes the square root", envoy(2), 15 * time.Second, 0.5},
		{"aggression 0.5 takes the square", envoy(0.5), 30 * time.Second, 0.25},
		{"an ALB grows linearly", alb, 30 * time.Second, 0.3},
		{"from next to nothing", alb, 0, 0.01},
		{"to all", alb, 101 * time.Second, 1},
	}
	for _, tt := range tests {
		if got := tt.rule.Weight(tt.age); math.Abs(got-tt.want) > 1e-14 {
			t.Errorf("%s: weight after %v = %v, want %v", tt.name, tt.age, got, tt.want)
		}
	}
	for _, rule := range []health.SlowStartRule{envoy(3), alb} {
		if before, at := rule.Weight(rule.Lasts()-1), rule.Weight(rule.Lasts()); before > 1 || before < 0.99 || at != 1 {
			t.Errorf("%T: weights %v and %v at the end, want 1", rule, before, at)
		}
	}
}

func TestSlowStartValidate(t *testing.T) {
	policytest.Errors(t, "nothing makes sense", (&health.EnvoySlowStart{MinWeight: 2}).Validate(), []string{"window: ", "aggression: ", "min_weight: 200%"})
	policytest.Errors(t, "an ALB is not that quick", (&health.ALBSlowStart{Duration: duration(time.Second)}).Validate(), []string{"duration: 1s is not between 30s and 15m"})
}
