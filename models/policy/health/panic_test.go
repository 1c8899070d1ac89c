package health_test

import (
	"math"
	"testing"

	"headroom/models/policy/health"
	"headroom/models/policy/policytest"
	"headroom/sim"
)

// TestEnvoyPanicOfLevels has the rows of Envoy's page on the panic threshold (healthy
// replicas in percent of each of two priorities).
func TestEnvoyPanicOfLevels(t *testing.T) {
	tests := []struct {
		name    string
		healthy [2]int
		want    [2]bool
		health  int
	}{
		{"25% and 25% are 35 and 35: both panic", [2]int{25, 25}, [2]bool{true, true}, 70},
		{"5% and 65% are 7 and 91: the first panics", [2]int{5, 65}, [2]bool{true, false}, 98},
		{"71% and 71% are enough", [2]int{71, 71}, [2]bool{false, false}, 100},
		{"25% and 100% are enough", [2]int{25, 100}, [2]bool{false, false}, 100},
	}
	p := health.EnvoyPanic{Threshold: 0.5}
	for _, tt := range tests {
		levels := []health.Level{{Healthy: tt.healthy[0], Total: 100}, {Healthy: tt.healthy[1], Total: 100}}
		sum := health.Health(levels)
		got := [2]bool{p.In(levels[0], sum), p.In(levels[1], sum)}
		if sum != tt.health || got != tt.want {
			t.Errorf("%s: health %d and panic %v, want %d and %v", tt.name, sum, got, tt.health, tt.want)
		}
	}
}

func TestPanicChoices(t *testing.T) {
	tests := []struct {
		name           string
		rule           health.PanicRule
		healthy, total int
		want           health.Choice
	}{
		{"Envoy with half healthy keeps to them", &health.EnvoyPanic{Threshold: 0.5}, 2, 4, health.Healthy},
		{"Envoy with less calls everyone", &health.EnvoyPanic{Threshold: 0.5}, 1, 4, health.Everyone},
		{"Envoy with none calls everyone", &health.EnvoyPanic{Threshold: 0.5}, 0, 4, health.Everyone},
		{"Envoy can fail instead", &health.EnvoyPanic{Threshold: 0.5, FailTraffic: true}, 1, 4, health.Nobody},
		{"Envoy without a threshold never panics", &health.EnvoyPanic{}, 1, 4, health.Healthy},
		{"and fails without a healthy one", &health.EnvoyPanic{}, 0, 4, health.Nobody},
		{"three quarters make up for all, whatever the threshold", &health.EnvoyPanic{Threshold: 0.9}, 3, 4, health.Healthy},
		{"seven tenths do not", &health.EnvoyPanic{Threshold: 0.9}, 7, 10, health.Everyone},
		{"a callee without replicas has nobody", &health.EnvoyPanic{Threshold: 0.5}, 0, 0, health.Nobody},
		{"failing open keeps to one", &health.FailOpen{}, 1, 4, health.Healthy},
		{"failing open with none calls everyone", &health.FailOpen{}, 0, 4, health.Everyone},
		{"but there must be one", &health.FailOpen{}, 0, 0, health.Nobody},
		{"failing closed keeps to one", &health.FailClosed{}, 1, 4, health.Healthy},
		{"failing closed with none calls nobody", &health.FailClosed{}, 0, 4, health.Nobody},
		{"Finagle with all healthy keeps to them", &health.FinaglePanic{Picks: 4}, 4, 4, health.Healthy},
		{"Finagle with all but one does too: of two, one is healthy", &health.FinaglePanic{Picks: 4}, 3, 4, health.Healthy},
		{"Finagle with none calls the others", &health.FinaglePanic{Picks: 4}, 0, 4, health.Unhealthy},
		{"Finagle without replicas has nobody", &health.FinaglePanic{Picks: 4}, 0, 0, health.Nobody},
	}
	for _, tt := range tests {
		s := sim.NewStream(1)
		if got := tt.rule.Choose(tt.healthy, tt.total, &s); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestFinaglePanicChance: with half of many replicas, four vain picks of two have the
// chance 1/2^8.
func TestFinaglePanicChance(t *testing.T) {
	p := health.FinaglePanic{Picks: 4}
	tests := []struct {
		healthy, total int
		want           float64
	}{
		{50000, 100000, 1.0 / 256}, {2, 4, math.Pow(2.0*1/(4*3), 4)}, {0, 1, 1}, {1, 1, 0}, {1, 2, 0}, {0, 2, 1},
	}
	for _, tt := range tests {
		if got := p.Chance(tt.healthy, tt.total); math.Abs(got-tt.want) > 1e-6 {
			t.Errorf("chance with %d of %d healthy = %v, want %v", tt.healthy, tt.total, got, tt.want)
		}
	}
	s, astray := sim.NewStream(5), 0
	for range 100_000 {
		if p.Choose(1, 5, &s) == health.Unhealthy {
			astray++
		}
	}
	if got, want := float64(astray)/1e5, math.Pow(0.6, 4); math.Abs(got-want) > 0.005 { // 4 standard errors
		t.Errorf("share of calls astray = %v, want %v", got, want)
	}
}

func TestRulesBringTheirPanic(t *testing.T) {
	tests := []struct {
		name  string
		panic health.Panic
		want  health.Choice // with 1 of 4 healthy
		none  health.Choice
	}{
		{"Envoy's ejection", (&health.Envoy{}).Panic(), health.Everyone, health.Everyone},
		{"nginx's ejection", (&health.Nginx{}).Panic(), health.Healthy, health.Nobody},
		{"Envoy's check", (&health.EnvoyCheck{}).Panic(), health.Everyone, health.Everyone},
		{"an ALB", (&health.ALBCheck{}).Panic(), health.Healthy, health.Everyone},
		{"an NLB", (&health.NLBCheck{}).Panic(), health.Healthy, health.Everyone},
		{"Kubernetes", (&health.KubernetesCheck{}).Panic(), health.Healthy, health.Nobody},
		{"HAProxy", (&health.HAProxyCheck{}).Panic(), health.Healthy, health.Nobody},
	}
	for _, tt := range tests {
		s := sim.NewStream(1)
		if got, none := tt.panic.Rule.Choose(1, 4, &s), tt.panic.Rule.Choose(0, 4, &s); got != tt.want || none != tt.none {
			t.Errorf("%s: got %v and %v, want %v and %v", tt.name, got, none, tt.want, tt.none)
		}
	}
	s := sim.NewStream(1)
	if got := (&health.Finagle{}).Panic().Rule.Choose(0, 4, &s); got != health.Unhealthy {
		t.Errorf("Finagle with none healthy: got %v, want all the others", got)
	}
}

func TestPanicValidate(t *testing.T) {
	policytest.Errors(t, "more than all", (&health.EnvoyPanic{Threshold: 2}).Validate(), []string{"threshold: 200%"})
}
