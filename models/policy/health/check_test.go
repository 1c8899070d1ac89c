package health_test

import (
	"math"
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/health"
	"headroom/models/policy/policytest"
	"headroom/sim"
)

func envoyCheck() *health.EnvoyCheck {
	c := models.Defaults(&health.EnvoyCheck{})
	c.Interval, c.Timeout, c.UnhealthyThreshold, c.HealthyThreshold = duration(10*time.Second), duration(2*time.Second), 3, 2
	return c
}

// TestWatch plays the ends of probes: g good, w wrong, - no answer; the states after each
// are i initial, h healthy, u unhealthy.
func TestWatch(t *testing.T) {
	alb := models.Defaults(&health.ALBCheck{}).Plan()
	nlb := models.Defaults(&health.NLBCheck{}).Plan()
	kubernetes := models.Defaults(&health.KubernetesCheck{}).Plan()
	haproxy := models.Defaults(&health.HAProxyCheck{}).Plan()
	envoy := envoyCheck().Plan()
	tests := []struct {
		name   string
		plan   health.Plan
		known  bool
		probes string
		want   string
	}{
		{"ALB: one good answer for a new target, two failures, five good answers", alb, false, "g--ggggg", "hhuuuuuh"},
		{"ALB: failures must follow each other", alb, true, "-g-gw-", "hhhhhu"},
		{"ALB: good answers must too", alb, true, "--gggg-ggggg", "huuuuuuuuuuh"},
		{"ALB: a new target that does not answer", alb, false, "--gggg", "iuuuuu"},
		{"ALB: a new target that answers the second time", alb, false, "-g", "ih"},
		{"NLB: three and three", nlb, true, "---ggg", "hhuuuh"},
		{"Kubernetes: ready at the first success, not after three failures", kubernetes, false, "--g---g", "iihhhuh"},
		{"HAProxy: one failure takes a new server down, two successes bring it up", haproxy, false, "-gg---g", "uuhhhuu"},
		{"HAProxy: three failures when it is known", haproxy, false, "g---", "hhhu"},
		{"Envoy: one good answer for a new host", envoy, false, "g", "h"},
		{"Envoy: a new host that fails once needs two", envoy, false, "-gg", "uuh"},
		{"Envoy: a wrong answer is enough", envoy, true, "wgg", "uuh"},
		{"Envoy: no answer needs the threshold", envoy, true, "---", "hhu"},
	}
	letter := map[health.State]byte{health.Initial: 'i', health.Well: 'h', health.Unwell: 'u'}
	ends := map[rune]health.Probe{'g': health.Good, 'w': health.Wrong, '-': health.Silent}
	for _, tt := range tests {
		s := sim.NewStream(1)
		w := tt.plan.Watch(0, &s)
		if tt.known {
			w = tt.plan.Known(0, &s)
		}
		for i, c := range tt.probes {
			before := w.State()
			changed := w.Answered(w.Next(), ends[c])
			if got := letter[w.State()]; got != tt.want[i] || changed != (w.State() != before) {
				t.Errorf("%s: after probe %d (%c) %c, changed %v, want %c", tt.name, i+1, c, got, changed, tt.want[i])
			}
		}
	}
}

func TestWhoIsCalledBeforeTheFirstProbe(t *testing.T) {
	tests := []struct {
		rule health.CheckRule
		want bool
	}{
		{models.Defaults(&health.ALBCheck{}), false}, {models.Defaults(&health.KubernetesCheck{}), false},
		{envoyCheck(), false}, {models.Defaults(&health.HAProxyCheck{}), true},
	}
	for _, tt := range tests {
		s, plan := sim.NewStream(1), tt.rule.Plan()
		w := plan.Watch(0, &s)
		if got := w.Usable(); got != tt.want {
			t.Errorf("%T: a new replica is usable = %v, want %v", tt.rule, got, tt.want)
		}
		if known := plan.Known(0, &s); !known.Usable() {
			t.Errorf("%T: a known replica is not usable, want it usable", tt.rule)
		}
	}
}

// TestDetectionTime: a replica that falls silent is found after
//
//	U(0, interval) + (unhealthy - 1)*interval + timeout
//
// as probes come at random phases. When intervals begin at the end of a probe, those of a
// silent replica are longer by the timeout.
func TestDetectionTime(t *testing.T) {
	tests := []struct {
		name            string
		rule            health.CheckRule
		least, interval float64 // seconds
	}{
		{"ALB: 35 to 65 s", models.Defaults(&health.ALBCheck{}), 30 + 5, 30},
		{"NLB: 70 to 100 s", models.Defaults(&health.NLBCheck{}), 2*30 + 10, 30},
		{"Kubernetes: 21 to 31 s", models.Defaults(&health.KubernetesCheck{}), 2*10 + 1, 10},
		{"HAProxy: 6 to 8 s", models.Defaults(&health.HAProxyCheck{}), 2*2 + 2, 2},
		{"Envoy: 26 to 36 s", envoyCheck(), 2*(10+2) + 2, 10},
	}
	for _, tt := range tests {
		plan := tt.rule.Plan()
		var sum, least, most float64 = 0, math.Inf(1), 0
		const n = 4000
		for i := range n {
			s := sim.NewStream(uint64(i))
			w := plan.Known(0, &s)
			fell := seconds(1000)
			now := sim.Time(0)
			for w.State() == health.Well {
				now = w.Next()
				how := health.Good
				if now >= fell {
					now, how = now.Add(plan.Timeout), health.Silent
				}
				w.Answered(now, how)
			}
			took := now.Sub(fell).Seconds()
			sum, least, most = sum+took, min(least, took), max(most, took)
		}
		near := 0.01 * tt.interval
		if least < tt.least-1e-9 || least > tt.least+near || most > tt.least+tt.interval+1e-9 || most < tt.least+tt.interval-near {
			t.Errorf("%s: got %v to %v s", tt.name, least, most)
		}
		if mean, want := sum/n, tt.least+tt.interval/2; math.Abs(mean-want) > 4*tt.interval/math.Sqrt(12*n) {
			t.Errorf("%s: mean %v s, want %v s", tt.name, mean, want)
		}
	}
}

func TestWhenProbesBegin(t *testing.T) {
	s := sim.NewStream(1)
	c := models.Defaults(&health.KubernetesCheck{})
	c.InitialDelay = duration(time.Minute)
	plan := c.Plan()
	w := plan.Watch(seconds(100), &s)
	first := w.Next()
	if d := first.Sub(seconds(100)); d < time.Minute || d >= 70*time.Second {
		t.Errorf("the first probe begins after %v, want 60 to 70 s", d)
	}
	if w.Answered(first.Add(time.Second), health.Good); w.Next() != first.Add(10*time.Second) {
		t.Errorf("the second begins %v after it, want 10s", w.Next().Sub(first))
	}
	late := w.Next().Add(25 * time.Second)
	if w.Answered(late, health.Good); w.Next() != late {
		t.Errorf("after one of 25 s the next begins at %v, want %v", w.Next(), late)
	}

	e := envoyCheck()
	e.UnhealthyInterval, e.IntervalJitter = duration(3*time.Second), duration(time.Second)
	plan = e.Plan()
	w = plan.Known(0, &s)
	w.Answered(seconds(20), health.Good)
	if d := w.Next().Sub(seconds(20)); d < 10*time.Second || d >= 11*time.Second {
		t.Errorf("Envoy's next probe begins %v after the answer, want 10 to 11 s", d)
	}
	w.Answered(seconds(40), health.Wrong)
	if d := w.Next().Sub(seconds(40)); d < 3*time.Second || d >= 4*time.Second {
		t.Errorf("Envoy's next probe of an unhealthy host begins %v after the answer, want 3 to 4 s", d)
	}
}

func TestWatchDoesNotAllocate(t *testing.T) {
	s, c := sim.NewStream(1), envoyCheck()
	c.IntervalJitter = duration(time.Second)
	plan := c.Plan()
	w := plan.Known(0, &s)
	changes := 0
	if got := testing.AllocsPerRun(1000, func() {
		if w.Answered(w.Next(), health.Probe(s.IntN(3))) {
			changes++
		}
	}); got != 0 || changes == 0 {
		t.Errorf("%v allocations a probe with %d changes, want 0 with some", got, changes)
	}
}

func TestCheckValidate(t *testing.T) {
	second := duration(time.Second)
	tests := []struct {
		name string
		rule health.CheckRule
		want []string
	}{
		{"an ALB is not that quick", &health.ALBCheck{Interval: second, Timeout: second}, []string{
			"interval: 1s is not between 5s and 5m", "timeout: 1s is not between 2s and 2m", "timeout: 1s is not less than interval (1s)",
		}},
		{"an NLB that waits too long", &health.NLBCheck{Interval: 10 * second, Timeout: 20 * second}, []string{"timeout: 20s is not less than interval (10s)"}},
		{"Envoy without times", &health.EnvoyCheck{UnhealthyInterval: -1, IntervalJitter: -1}, []string{"interval: ", "timeout: ", "unhealthy_interval: ", "interval_jitter: "}},
		{"Kubernetes counts in seconds", &health.KubernetesCheck{Period: 1, Timeout: 1, InitialDelay: -1}, []string{"period: ", "timeout: ", "initial_delay: "}},
		{"HAProxy without an interval", &health.HAProxyCheck{Timeout: -1, Probing: health.Probing{Cost: -1}}, []string{"inter: ", "timeout: ", "cost: "}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, tt.rule.Validate(), tt.want)
	}
	policytest.Errors(t, "a drain that goes nowhere", (&health.Drain{Delay: -1, Propagation: -1, PreStop: second}).Validate(), []string{"delay: ", "propagation: ", "pre_stop: 1s is more than delay"})
	policytest.Errors(t, "a drain that stops too late", (&health.Drain{Delay: second, PreStop: 2 * second}).Validate(), []string{"pre_stop: 2s is more than delay (1s)"})
}
