package modeltest_test

import (
	"testing"

	"headroom/configs"
	"headroom/sim/stats"
)

// TestReplicasAreComparedWithTheSameRandomNumbers: when the shop's checkout goes from 8 to
// 12 replicas, the variance of the difference is at least 10 times smaller with common
// random numbers than between runs of different seeds. It is the shop without its flash
// sale and its faults, whose effects are much larger than what chance does.
func TestReplicasAreComparedWithTheSameRandomNumbers(t *testing.T) {
	shop := func(set ...string) *stats.Result {
		sys, _, err := configs.Load(configs.Options{
			Files: []string{"scenarios/shop.yaml"},
			Set: append(set, "run.duration=40s", "run.warmup=10s", "run.repeat=5", "traffic.shoppers.rate.low=300rps",
				"traffic.flash-sale.rate.peak=0.001rps", "faults=[]"),
		})
		if err != nil {
			t.Fatal(err)
		}
		return play(t, sys, 0)
	}
	a, b, other := shop(), shop("services.checkout.replicas=12"), shop("services.checkout.replicas=12", "run.seed=8")
	judged := 0
	for _, m := range a.Samples.Metrics {
		if m.Subject != "operation/checkout" && m.Subject != "operation/browse" && m.Subject != "operation/search" && m.Subject != "cost" {
			continue
		}
		paired, apart := spread(t, &m, b), spread(t, &m, other)
		if apart == 0 {
			continue // success, where no request failed
		}
		judged++
		t.Logf("%s %s: variance of B - A %.3g with the same random numbers, %.3g with others", m.Subject, m.Metric, paired, apart)
		if paired > apart/10 {
			t.Errorf("%s %s: variance of B - A is %.3g with the same random numbers, want at most a tenth of %.3g", m.Subject, m.Metric, paired, apart)
		}
	}
	if judged < 15 {
		t.Errorf("got %d metrics that differ with the seed, want at least 15", judged)
	}
}

// spread returns the variance of the differences between the replications of a metric and
// those of a result.
func spread(t *testing.T, a *stats.Sample, r *stats.Result) float64 {
	t.Helper()
	b := r.Samples.Find(a.Subject, a.Metric)
	if b == nil {
		t.Fatalf("no %s %s in the other result", a.Subject, a.Metric)
	}
	var d stats.Tally
	for k := range a.Values {
		d.Record(b.Values[k] - a.Values[k])
	}
	return d.SD() * d.SD()
}

func TestIdenticalScenariosDoNotDiffer(t *testing.T) {
	for _, kind := range []string{"cache", "queue"} {
		t.Run(kind, func(t *testing.T) {
			sys := load(t, small[kind].scenario, "run.duration=60s", "run.warmup=5s")
			c := stats.Compare(play(t, sys, 1), play(t, sys, 2))
			if !c.Paired || len(c.Metrics) < 10 {
				t.Fatalf("got paired %v, %d metrics; want pairs of at least 10", c.Paired, len(c.Metrics))
			}
			for _, m := range c.Metrics {
				if !m.Same() || m.A != m.B || m.Effect != "" {
					t.Errorf("%s %s: got %+v, want a difference of exactly 0", m.Subject, m.Metric, m)
				}
			}
		})
	}
}
