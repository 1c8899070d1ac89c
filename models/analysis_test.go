package models

import (
	"math"
	"strings"
	"testing"

	"headroom/sim/stats"
)

func TestOneSteadyReplicationHasBatches(t *testing.T) {
	held := map[string]int{}
	const runs = 40
	for seed := range uint64(runs) {
		s := scene(600, poisson("api", 25), server("api", steps(work("exponential(mean=20ms)"))))
		s.Run.Warmup, s.Run.Seed = WarmUp{Auto: true}, seed
		r := result(t, s)
		if r.Analysis.Method != stats.ByBatches || r.Analysis.Batches < 10 {
			t.Fatalf("seed %d: intervals rest on %q, %d batches, want batch means, 10 or more", seed, r.Analysis.Method, r.Analysis.Batches)
		}
		o, api := r.Operations[0].Value, r.Components[0].Value
		for name, e := range map[string]struct {
			of    *stats.Estimate
			truth float64
		}{
			"mean": {o.Latency.Mean, 0.04}, "p50": {o.Latency.P50, 0.04 * math.Ln2}, "p99": {o.Latency.P99, 0.04 * math.Log(100)},
			"utilisation": {api.Utilization.Mean, 0.5}, "work inside": {api.InSystem.Mean, 1}, "queue": {api.Queue.Mean, 0.5},
		} {
			if e.of.CI95 == nil {
				t.Errorf("seed %d: %s has no interval", seed, name)
			} else if e.of.CI95[0] <= e.truth && e.truth <= e.of.CI95[1] {
				held[name]++
			}
		}
	}
	for name, n := range held {
		t.Logf("%s: %d of %d", name, n, runs)
		if n < 33 {
			t.Errorf("intervals of the %s that hold the exact value = %d of %d, want 33 or more", name, n, runs)
		}
	}
}

func TestOneReplicationWithoutIntervals(t *testing.T) {
	spike := scene(100, poisson("api", 0, func(t *Traffic) {
		t.Rate = Shape{&Spike{Base: 20, Peak: 40, At: seconds(50), Hold: seconds(20)}}
	}), server("api", steps(work("5ms"))))
	short := scene(3, poisson("api", 49), server("api", steps(work("exponential(mean=20ms)"))))
	for _, c := range []struct {
		name string
		s    *System
		text string
	}{
		{"a spike", spike, "The warm-up of 0s was given. One replication of what changes with time has no intervals; repeat it."},
		{"too short a run", short, "The warm-up of 0s was given. One replication has no intervals, as it is too short for independent batches; repeat it, or make it longer."},
	} {
		r := result(t, c.s)
		same(t, c.name+": method", r.Analysis.Method, stats.ByNothing)
		same(t, c.name+": text", r.Analysis.Text, c.text)
		if l := r.Operations[0].Value.Latency; l.Mean.CI95 != nil || l.P50.CI95 != nil {
			t.Errorf("%s: mean %v, p50 %v, want no intervals", c.name, l.Mean, l.P50)
		}
	}
}

func TestASpikeRestsOnReplications(t *testing.T) {
	s := scene(100, poisson("api", 0, func(t *Traffic) {
		t.Rate = Shape{&Spike{Base: 20, Peak: 40, At: seconds(50), Hold: seconds(20)}}
	}), server("api", steps(work("5ms"))))
	s.Run.Warmup, s.Run.Repeat = WarmUp{Auto: true}, 3
	r := result(t, s)
	same(t, "method", r.Analysis.Method, stats.ByReplications)
	same(t, "steady", r.Analysis.Steady, false)
	same(t, "text", r.Analysis.Text, "The load of users changes with time, so the warm-up is a tenth of the run. 95 % intervals rest on 3 replications, not on batches of one, as the run changes with time.")
}

// TestEffectiveSamples: of an M/M/1 at a load of 0.5 the autocorrelation time of the time in
// the system is (2 + 5 - 4 + 1)/... about 9.7 requests; without a queue each counts.
func TestEffectiveSamples(t *testing.T) {
	for _, c := range []struct {
		name      string
		s         *System
		low, high float64 // requests for one that counts
	}{
		{"a queue at 0.5", scene(4000, poisson("api", 25), server("api", steps(work("exponential(mean=20ms)")))), 5, 14},
		{"no queue", scene(400, poisson("api", 25), server("api", steps(pause("exponential(mean=20ms)")))), 1, 1.6},
	} {
		c.s.Run.Repeat = 3
		r := result(t, c.s)
		e, ok := r.Analysis.Effective.Find("main")
		if !ok {
			t.Errorf("%s: no effective samples", c.name)
			continue
		}
		if got := float64(e.Requests) / e.Effective; got < c.low || got > c.high {
			t.Errorf("%s: %d requests count as %v, one in %.3g, want one in %v to %v", c.name, e.Requests, e.Effective, got, c.low, c.high)
		}
	}
}

func TestPercentilesOfFewSamplesAreWarnedOf(t *testing.T) {
	for _, c := range []struct {
		seconds float64
		metric  string // "" is no warning
	}{{15, "p95"}, {50, "p99"}, {200, "p999"}, {1100, ""}} {
		s := scene(c.seconds, evenly("api", 10), server("api", steps(work("1ms"))))
		r := result(t, s)
		switch got := r.Analysis.Warnings; {
		case c.metric == "" && len(got) > 0, c.metric != "" && (len(got) != 1 || got[0].Metric != c.metric):
			t.Errorf("%v requests: warnings %v, want one of %q", 10*c.seconds, got, c.metric)
		case c.metric != "" && !strings.HasPrefix(got[0].Text, "main: p"):
			t.Errorf("text = %q", got[0].Text)
		}
	}
}
