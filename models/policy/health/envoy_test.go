package health_test

import (
	"strings"
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/health"
	"headroom/models/policy/policytest"
	"headroom/sim"
)

// envoy returns outlier detection with Envoy's defaults, but what change sets, and with
// half of the replicas to eject at most.
func envoy(change func(e *health.Envoy)) *health.Envoy {
	e := models.Defaults(&health.Envoy{})
	e.MaxEjectionPercent = 0.5
	change(e)
	return e
}

func asItIs(*health.Envoy) {}

func TestEnvoyFailuresInARow(t *testing.T) {
	gateway := func(e *health.Envoy) {
		e.EnforcingConsecutive5xx, e.EnforcingConsecutiveGatewayFailure = 0, 1
	}
	split := func(e *health.Envoy) { e.SplitExternalLocalOriginErrors = true }
	tests := []struct {
		name   string
		change func(e *health.Envoy)
		steps  []step
	}{
		{"five errors of any kind in a row eject", asItIs, []step{{1, 0, "FRUT", true, 0}, {1, 0, "F", false, 1}}},
		{"a success ends the row", asItIs, []step{{1, 0, "FFFFSFFFF", true, 0}, {1, 0, "F", false, 1}}},
		{"a call without a result does not", asItIs, []step{{1, 0, "FFFFIF", false, 1}}},
		{"those of another replica do not", asItIs, []step{{1, 0, "FFFF", true, 0}, {1, 1, "SF", true, 0}, {1, 0, "F", false, 1}}},
		{"a row that is not enforced starts again", func(e *health.Envoy) { e.EnforcingConsecutive5xx = 0 }, []step{{1, 0, "FFFFFFFFFFFF", true, 0}}},
		{"gateway failures eject when that is enforced", gateway, []step{{1, 0, "RUTR", true, 0}, {1, 0, "T", false, 1}}},
		{"a 500 ends a row of gateway failures", gateway, []step{{1, 0, "RRRRFRRRR", true, 0}, {1, 0, "R", false, 1}}},
		{"local errors are a row of their own when split", split, []step{{1, 0, "FFFFTTTT", true, 0}, {1, 0, "T", false, 1}}},
		{"an answer of any kind ends it", split, []step{{1, 0, "TTTTRUUUU", true, 0}, {1, 0, "U", false, 1}}},
		{"and leaves those of the replica alone", split, []step{{1, 0, "FFFFTTTTF", false, 1}}},
		{"with all of the replicas to eject there is no limit", func(e *health.Envoy) { e.MaxEjectionPercent = 1 }, []step{
			{1, 0, "FFFFF", false, 1}, {1, 1, "FFFFF", false, 2}, {1, 2, "FFFFF", false, 3}, {1, 3, "FFFFF", false, 4},
		}},
		{"half of four is two", asItIs, []step{{1, 0, "FFFFF", false, 1}, {1, 1, "FFFFF", false, 2}, {1, 2, "FFFFF", true, 2}}},
		{"10% of four is none", func(e *health.Envoy) { e.MaxEjectionPercent = 0.1 }, []step{{1, 0, "FFFFF", true, 0}}},
		{"but one when one may always be", func(e *health.Envoy) { e.MaxEjectionPercent, e.AlwaysEjectOneHost = 0.1, true }, []step{{1, 0, "FFFFF", false, 1}, {1, 1, "FFFFF", true, 1}}},
		{"a probe of a health check brings it back", asItIs, []step{{1, 0, "FFFFF", false, 1}, {2, 0, "P", true, 0}, {2, 0, "FFFF", true, 0}}},
		{"unless it may not", func(e *health.Envoy) { e.SuccessfulActiveHealthCheckUnejectHost = false }, []step{{1, 0, "FFFFF", false, 1}, {2, 0, "P", false, 1}}},
	}
	for _, tt := range tests {
		follow(t, tt.name, begun(envoy(tt.change), 4), tt.steps)
	}
}

// TestEnvoyEjectionsGrow: the n-th ejection lasts n*30 s, seen at a sweep, and n goes down
// by one with each sweep that the replica stays.
func TestEnvoyEjectionsGrow(t *testing.T) {
	follow(t, "ejections", begun(envoy(asItIs), 4), []step{
		{1, 0, "FFFFF", false, 1}, {39.9, 0, "", false, 1}, {40, 0, "", true, 0}, // 30 s are over at 31 s
		{41, 0, "FFFFF", false, 1}, {109.9, 0, "", false, 1}, {110, 0, "", true, 0}, // 60 s
		{121, 0, "FFFFF", false, 1}, {189.9, 0, "", false, 1}, {190, 0, "", true, 0}, // one down, one up: 60 s
		{1000, 0, "FFFFF", false, 1}, {1029.9, 0, "", false, 1}, {1030, 0, "", true, 0}, // all down: 30 s
	})
	e := begun(envoy(func(e *health.Envoy) { e.MaxEjectionTime = duration(45 * time.Second) }), 4)
	follow(t, "the longest", e, []step{
		{0, 0, "FFFFF", false, 1}, {30, 0, "FFFFF", false, 1}, {79.9, 0, "", false, 1}, {80, 0, "FFFFF", false, 1}, {129.9, 0, "", false, 1}, {130, 0, "", true, 0},
	})
	e = begun(envoy(func(e *health.Envoy) { e.MaxEjectionTimeJitter = duration(100 * time.Second) }), 4)
	follow(t, "with jitter", e, []step{{0, 0, "FFFFF", false, 1}, {30, 0, "", false, 1}, {130, 0, "", true, 0}})
}

// TestEnvoySuccessRateBound: rates of 50, 100, 100, 100 and 100 have the mean 90 and the
// population standard deviation 20 (OutlierUtility.SRThreshold in Envoy's tests).
func TestEnvoySuccessRateBound(t *testing.T) {
	mean, bound := envoy(asItIs).Bound([]float64{50, 100, 100, 100, 100})
	if mean != 90 || bound != 52 {
		t.Errorf("mean %v and bound %v, want 90 and 52", mean, bound)
	}
	if _, bound := envoy(asItIs).Bound([]float64{99.3, 99.3, 99.3}); bound > 99.3 {
		t.Errorf("bound of equal rates = %v, want at most 99.3", bound)
	}
}

// TestEnvoySuccessRateFlow follows BasicFlowSuccessRateExternalOrigin of Envoy's tests: of
// five replicas with 200 good answers each, one has 200 errors too. At the sweep its rate
// is 50, below 52.
func TestEnvoySuccessRateFlow(t *testing.T) {
	e := begun(envoy(func(e *health.Envoy) { e.EnforcingConsecutive5xx = 0 }), 5)
	load := func(at float64, calls int) {
		for i := range int32(5) {
			for range calls {
				e.Record(seconds(at), i, health.Success)
			}
		}
		for range calls {
			e.Record(seconds(at), 4, health.Rejection)
		}
	}
	load(5, 200)
	follow(t, "flow", e, []step{{9.999, 4, "", true, 0}, {10, 4, "", false, 1}, {10, 0, "", true, 1}, {19.999, 4, "", false, 1}, {50.001, 4, "", true, 0}})
	changes := e.Changes()
	if len(changes) != 2 || changes[0] != (health.Change{At: seconds(10), Replica: 4, Ejected: true, Why: health.SuccessRate}) ||
		changes[1] != (health.Change{At: seconds(40), Replica: 4, Why: health.TimeOver}) {
		t.Errorf("got changes %v, want the ejection of 4 at 10 s and its return at 40 s", changes)
	}
	load(55, 25)
	follow(t, "too few calls", e, []step{{60, 4, "", true, 0}})
	load(65, 100)
	follow(t, "enough calls", e, []step{{70, 4, "", false, 1}})
}

func TestEnvoyComparesEnoughReplicas(t *testing.T) {
	e := begun(envoy(func(e *health.Envoy) { e.EnforcingConsecutive5xx = 0 }), 5)
	for range 200 {
		for i := range int32(4) {
			e.Record(seconds(5), i, health.Success)
		}
		e.Record(seconds(5), 3, health.Failure)
	}
	follow(t, "four replicas with calls", e, []step{{10, 3, "", true, 0}})
}

func TestEnvoyFailurePercentage(t *testing.T) {
	change := func(e *health.Envoy) {
		e.EnforcingConsecutive5xx, e.EnforcingSuccessRate, e.EnforcingFailurePercentage = 0, 0, 1
	}
	tests := []struct {
		name      string
		good, bad int
		want      bool // usable afterwards
	}{
		{"85 of 100 are enough", 15, 85, false},
		{"84 of 100 are not", 16, 84, true},
		{"49 of 49 calls are too few", 0, 49, true},
	}
	for _, tt := range tests {
		e := begun(envoy(change), 5)
		for i := range int32(4) {
			follow(t, "the others", e, []step{{5, i, strings.Repeat("S", 60), true, 0}})
		}
		follow(t, "one", e, []step{{5, 4, strings.Repeat("S", tt.good) + strings.Repeat("F", tt.bad), true, 0}})
		e.Advance(seconds(10))
		if got := e.Usable(4); got != tt.want {
			t.Errorf("%s: usable = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestEnvoyLocalRates(t *testing.T) {
	e := begun(envoy(func(e *health.Envoy) {
		e.SplitExternalLocalOriginErrors, e.EnforcingConsecutiveLocalOriginFailure = true, 0
	}), 5)
	for i := range int32(4) {
		follow(t, "the others", e, []step{{5, i, strings.Repeat("S", 100), true, 0}})
	}
	follow(t, "timeouts", e, []step{{5, 4, strings.Repeat("ST", 100), true, 0}, {10, 4, "", false, 1}})
	if c := e.Changes(); len(c) != 1 || c[0].Why != health.LocalSuccessRate {
		t.Errorf("got changes %v, want an ejection by the local success rate", c)
	}
}

// TestEnvoyEnforcesByChance ejects a quarter of the replicas that it detects.
func TestEnvoyEnforcesByChance(t *testing.T) {
	e := begun(envoy(func(e *health.Envoy) { e.EnforcingConsecutive5xx, e.MaxEjectionPercent = 0.25, 1 }), 4000)
	for i := range int32(4000) {
		for range 5 {
			e.Record(seconds(1), i, health.Failure)
		}
	}
	if got := e.Ejected(); got < 890 || got > 1110 { // 4 standard errors
		t.Errorf("ejected %d of 4000, want 1000 +/- 110", got)
	}
}

// TestCallsToEnvoysEjection is the mean waiting time for five failures in a row, when
// calls fail independently with probability q (Feller): (1 - q^5) / ((1-q) q^5).
func TestCallsToEnvoysEjection(t *testing.T) {
	tests := []struct {
		failures, want, tolerance float64
		ejections                 int
	}{{0.3, 586.4609053, 0.007, 7000}, {0.5, 62, 0.008, 8000}}
	for _, tt := range tests {
		var means []float64
		for replication := range 10 {
			random := sim.NewStream(sim.Mix(11, uint64(replication)))
			e := begun(envoy(func(e *health.Envoy) { e.MaxEjectionPercent = 1 }), 1)
			calls := 0
			for range tt.ejections {
				for e.Usable(0) {
					how := health.Success
					if random.Float64() < tt.failures {
						how = health.Failure
					}
					e.Record(0, 0, how)
					calls++
				}
				e.Passed(0, 0)
				e.Changes()
			}
			means = append(means, float64(calls)/float64(tt.ejections))
		}
		policytest.Within(t, "calls to ejection", means, tt.want, tt.tolerance)
	}
}

func TestEnvoyValidate(t *testing.T) {
	second := duration(time.Second)
	tests := []struct {
		name   string
		change func(e *health.Envoy)
		want   []string
	}{
		{"the defaults are fine", asItIs, nil},
		{"a base above the default of the longest is fine", func(e *health.Envoy) { e.BaseEjectionTime = 600 * second }, nil},
		{"a longest below the base", func(e *health.Envoy) { e.MaxEjectionTime = second }, []string{"max_ejection_time: 1s is less than base_ejection_time (30s)"}},
		{"no times at all", func(e *health.Envoy) {
			e.Interval, e.BaseEjectionTime, e.MaxEjectionTimeJitter, e.SuccessRateStdevFactor = 0, 0, -1, -1
		}, []string{"interval: ", "base_ejection_time: ", "max_ejection_time_jitter: ", "success_rate_stdev_factor: "}},
		{"more than all", func(e *health.Envoy) { e.MaxEjectionPercent, e.EnforcingSuccessRate = 1.1, -1 }, []string{"max_ejection_percent: 110%", "enforcing_success_rate: "}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, envoy(tt.change).Validate(), tt.want)
	}
}
