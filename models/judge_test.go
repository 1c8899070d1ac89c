package models

import (
	"strings"
	"testing"

	"headroom/sim/stats"
)

// judged plays a system with one objective and returns the verdict.
func judged(t *testing.T, s *System, objective string) stats.Objective {
	t.Helper()
	o := made(func(o *Objective) { o.Objective = objective })
	s.Objectives = stats.Ordered[Objective]{{Name: "goal", Value: *o}}
	r := result(t, s)
	same(t, objective+": verdict of the run", r.Verdict, r.Objectives[0].Verdict)
	return r.Objectives[0]
}

func TestVerdicts(t *testing.T) {
	steady := func() *System {
		s := scene(100, evenly("api", 10), server("api", steps(work("20ms")), func(s *Service) { s.Price = priceRef("$1/hour") }))
		s.Run.Repeat = 2
		return s
	}
	for _, c := range []struct {
		objective string
		want      stats.Verdict
		value     float64
		unit      string
	}{
		{"main.p99 < 21ms", stats.Pass, 0.02, "s"},
		{"main.p99 < 19ms", stats.Fail, 0.02, "s"},
		{"main.max < 21ms", stats.Pass, 0.02, "s"},
		{"main.p50 < 21ms", stats.Pass, 0.02, "s"},
		{"main.p90 < 21ms", stats.Pass, 0.02, "s"},
		{"main.p95 < 21ms", stats.Pass, 0.02, "s"},
		{"main.p999 < 21ms", stats.Undecided, 0.02, "s"}, // 2,000 requests are too few for an interval
		{"main.mean >= 19ms", stats.Pass, 0.02, "s"},
		{"main.success >= 100%", stats.Pass, 1, "ratio"},
		{"main.success > 100%", stats.Fail, 1, "ratio"},
		{"main.rate > 9/s", stats.Pass, 9.99, "per_s"},
		{"api.utilization < 25%", stats.Pass, 0.2, "ratio"},
		{"api.utilization.max < 15%", stats.Fail, 0.2, "ratio"},
		{"api.utilization.p99 < 25%", stats.Pass, 0.2, "ratio"},
		{"api.replicas.max <= 1", stats.Pass, 1, "count"},
		{"api.queue.max <= 0", stats.Pass, 0, "count"},
		{"api.wait.p99 < 1ms", stats.Pass, 0, "s"},
		{"cost < $731/month", stats.Pass, 730, "usd_per_month"},
		{"cost < $0.9/hour", stats.Fail, 1, "usd_per_hour"},
		{"cost.per_1k_ok < $0.03", stats.Pass, 1000.0 / 36000, "usd_per_1k_ok"},
	} {
		got := judged(t, steady(), c.objective)
		same(t, c.objective, got.Verdict, c.want)
		same(t, c.objective+": unit", got.Unit, c.unit)
		near(t, c.objective+": value", *got.Value, c.value, 0.002*(1+c.value))
	}
}

func TestTooFewReplicationsDoNotDecide(t *testing.T) {
	s := scene(30, poisson("api", 40), server("api", steps(work("exponential(mean=20ms)"))))
	s.Run.Repeat = 3
	got := judged(t, s, "main.mean < 110ms")
	same(t, "mean of an M/M/1 at 80 %, which is 100 ms", got.Verdict, stats.Undecided)
	if !strings.HasPrefix(got.Reason, "undecided after 3 replications: the interval ") || !strings.HasSuffix(got.Reason, " more would decide") {
		t.Errorf("reason %q", got.Reason)
	}
}

// dead answers nothing from 50 s on, or from the start.
func dead(from float64) *System {
	s := scene(100, evenly("api", 10), server("api", steps(work("20ms"))))
	s.Faults = []Fault{{At: seconds(from), Down: "api"}}
	return s
}

func TestADeadSystemFails(t *testing.T) {
	for _, objective := range []string{"main.p99 < 1h", "main.success > 0%", "main.p99 < 1h over 10s", "main.success > 1% over 10s", "cost.per_1k_ok < $1000"} {
		same(t, objective, judged(t, dead(0), objective).Verdict, stats.Fail)
	}
	got := judged(t, dead(0), "main.p99 < 1h")
	if got.Value != nil || got.Reason != "there was nothing to measure: no request was answered" {
		t.Errorf("value %v, reason %q", got.Value, got.Reason)
	}
	r := result(t, dead(0))
	if r.Diagnosis[0].Text != "no main request was answered" {
		t.Errorf("the first finding is %q", r.Diagnosis[0].Text)
	}
}

func TestNothingOfferedIsUndecided(t *testing.T) {
	s := scene(100, evenly("api", 0.001), server("api", steps(work("20ms"))))
	for _, objective := range []string{"main.p99 < 1h", "main.success > 99%"} {
		got := judged(t, s, objective)
		same(t, objective, got.Verdict, stats.Undecided)
		same(t, objective+": reason", got.Reason, "no main request was offered in the measured part, so there was nothing to measure")
	}
}

func TestWindows(t *testing.T) {
	for _, c := range []struct {
		objective string
		want      stats.Verdict
		value     float64
	}{
		{"main.success > 40%", stats.Pass, 0.5},
		{"main.success > 1% over 10s", stats.Fail, 0},
		{"main.success >= 100% over 10s after 60s", stats.Pass, 1},
		{"main.success >= 100% over 10s after 45s", stats.Fail, 0.5},
		{"main.p99 < 21ms over 10s", stats.Fail, 0.02}, // as none was in the first
		{"main.p99 < 21ms over 10s after 50s", stats.Pass, 0.02},
		{"main.rate >= 9/s over 10s", stats.Pass, 9.9},
	} {
		s := dead(0)
		s.Faults[0].For = seconds(50)
		got := judged(t, s, c.objective)
		same(t, c.objective, got.Verdict, c.want)
		near(t, c.objective+": value", *got.Value, c.value, 0.11*c.value)
	}
}

// TestAWindowLooksOneWay: the worst window of a spike, not its mean.
func TestAWindowLooksOneWay(t *testing.T) {
	s := scene(100, evenly("api", 10), server("api", steps(work("20ms"))))
	s.Faults = []Fault{{At: seconds(50), For: seconds(10), Slow: "api", By: 4}}
	same(t, "the p90 of the run is exceeded", judged(t, s, "main.p90 < 50ms").Verdict, stats.Fail)
	same(t, "the median of the run", judged(t, s, "main.p50 < 50ms").Verdict, stats.Pass)
	same(t, "the median of the worst window", judged(t, s, "main.p50 < 50ms over 10s").Verdict, stats.Fail)
	same(t, "the windows after it", judged(t, s, "main.p50 < 50ms over 10s after 60s").Verdict, stats.Pass)
	near(t, "the largest of the worst window", *judged(t, s, "main.max < 50ms over 10s").Value, 0.08, 0.001)
	near(t, "the mean of the best window", *judged(t, s, "main.mean > 1ms over 10s").Value, 0.02, 0.001)
}

func TestTheLatencyOfAnUnstableSystemFails(t *testing.T) {
	s := scene(100, poisson("api", 70), server("api", steps(work("20ms"))))
	got := judged(t, s, "main.p50 < 10m")
	same(t, "verdict", got.Verdict, stats.Fail)
	if got.Value != nil || !strings.Contains(got.Reason, "unstable") {
		t.Errorf("value %v, reason %q; want none, as it would be the length of the run", got.Value, got.Reason)
	}
	same(t, "what is no latency", judged(t, s, "api.utilization > 90%").Verdict, stats.Pass)
}

func TestAWindowWithoutAnswersFails(t *testing.T) {
	s := dead(0)
	s.Faults[0].For = seconds(50)
	got := judged(t, s, "main.p99 < 1h over 10s")
	same(t, "reason", got.Reason, "no request was answered in the 10s from 0 s on, in replication 1 of 1")
	// With ten requests it may be bad luck.
	s.Faults[0].For = seconds(1)
	same(t, "few requests", judged(t, s, "main.p99 < 1h over 1s").Verdict, stats.Pass)
}

func TestAWarningDoesNotFailTheRun(t *testing.T) {
	s := dead(0)
	s.Objectives = stats.Ordered[Objective]{{Name: "goal", Value: Objective{Objective: "main.success > 99%", Severity: "warning"}}}
	r := result(t, s)
	same(t, "verdict of the objective", r.Objectives[0].Verdict, stats.Fail)
	same(t, "verdict of the run", r.Verdict, stats.Pass)
}

func TestMetricsOfCachesAndQueues(t *testing.T) {
	s := scene(100, evenly("api", 10), server("api", steps(step(func(s *Step) { s.Call, s.OnMiss = "c.get", steps(calling("c.set")) }), publishing("q"))),
		cacheOf(), queueOf(), consumer(steps(pause("10ms"))))
	s.Data = items("things", 1, "uniform")
	same(t, "hit ratio", judged(t, s, "c.hit_ratio > 99%").Verdict, stats.Pass)
	same(t, "lag", judged(t, s, "q.lag.p99 < 1ms").Verdict, stats.Pass)
	got := judged(t, s, "c.hit_ratio.max > 99%")
	same(t, "the greatest hit ratio is the ratio", *got.Value, *judged(t, s, "c.hit_ratio > 99%").Value)
}
