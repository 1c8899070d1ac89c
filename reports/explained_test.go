package reports

import (
	"bytes"
	"strings"
	"testing"

	"headroom/sim/stats"
)

func ptr(v float64) *float64 { return &v }

func explainedSample() *stats.Explained {
	e := &stats.Explained{
		Name: "shop", At: 2430, Busiest: true, Rate: 1226, MeanRate: 426, Warnings: []string{"unstable: events would have to be busy 108 %"},
		Bottleneck: &stats.Bottleneck{Component: "api", Limit: "cores", Factor: 1.25, Rate: 1532}, Assumptions: []string{"a steady state"},
		Cost: stats.CostFloor{PerMonth: 73, ByMeter: stats.Ordered[float64]{{Name: "instances", Value: 73}}, Unpriced: []string{"db"}},
	}
	e.Traffic.Add("users", []stats.Derivation{{Label: "mean rate", Formula: "20M / 86,400 s", Amount: "231.5/s"}})
	e.Operations.Add("main", &stats.ExplainedOperation{
		Rate: 1226, ZeroLoad: 0.01, Loaded: ptr(0.05), Visits: stats.Ordered[float64]{{Name: "api", Value: 1}},
		Parts: []stats.LatencyPart{{Component: "api", Cause: "wait", Mean: 0.04}, {Component: "api", Cause: "service", Mean: 0.01}},
	})
	e.Components.Add("api", &stats.ExplainedComponent{
		Kind: "service", Rate: 1226, MeanRate: 426, Demand: 0.01, Variation: 1, Instances: 4, Servers: 2, Utilization: ptr(0.8), Busiest: ptr(0.9),
		Wait: ptr(0.04), WaitP99: ptr(0.219), Formula: "M/M/2 (Erlang C)", Headroom: ptr(1.25), Hidden: ptr(0.6), CostMonth: ptr(73),
		Assumptions: []string{"arrivals are taken for Poisson"}, HitRatio: ptr(0.42), HitFrom: "Che",
	})
	e.Components.Add("events", &stats.ExplainedComponent{Kind: "queue", Rate: 5, Instances: 48, Servers: 1, Utilization: ptr(1.08), Busiest: ptr(1.08), WhyNot: "there is no steady state"})
	return e
}

func TestExplainedTellsWhatIsKnown(t *testing.T) {
	var b bytes.Buffer
	if err := Explained(&b, explainedSample(), Options{Width: 120}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"theory at the busiest moment, 40:30: 1,226/s, on average 426/s", "unstable: events", "mean rate  231.5/s  20M / 86,400 s",
		"10 ms   50 ms  api wait 80 %, api service 20 %", "visits: api 1", "4 × 2   80 %     90 %  40 ms  219 ms     1.25x    0.6x",
		"hits: api 42 % (Che)", "waits by M/M/2 (Erlang C): api", "Bottleneck: api (cores) allows 1.25x the load, 1,532/s",
		"Cost: at least $73/month at the mean load", "without a price: db", "all: a steady state", "events: there is no steady state",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page lacks %q:\n%s", want, &b)
		}
	}
	for _, line := range strings.Split(b.String(), "\n") {
		if n := len([]rune(line)); n > 120 {
			t.Errorf("a line has %d columns: %s", n, line)
		}
	}
}

func TestBesideSetsTheoryNextToARun(t *testing.T) {
	r := &stats.Result{Scenario: stats.Scenario{Name: "mm1", Replications: 5, Duration: 100}}
	rows := []stats.Beside{
		{Component: "api", Metric: "mean wait", Unit: "s", Theory: ptr(0.04), Simulated: &stats.Estimate{Value: 0.041, CI95: &[2]float64{0.039, 0.043}}, Verdict: stats.Inside, Off: ptr(0.025), Formula: "M/M/1"},
		{Component: "db", Metric: "mean wait", Unit: "s", Theory: ptr(0.04), Simulated: &stats.Estimate{Value: 0.05, CI95: &[2]float64{0.049, 0.051}}, Verdict: stats.Outside, Off: ptr(0.25)},
		{Component: "cache", Metric: "p99 wait", Unit: "s", WhyNot: "the load changes"},
		{Component: "cache", Metric: "mean wait", Unit: "s", WhyNot: "the load changes"},
	}
	var b bytes.Buffer
	if err := Beside(&b, r, rows, Options{Width: 120}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"1 of 2 closed forms within the interval", "41 ms ± 2     +2.5 %  inside", "outside, an approximation", "cache p99 wait, cache mean wait: the load changes",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page lacks %q:\n%s", want, &b)
		}
	}
}
