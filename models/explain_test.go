package models

import (
	"math"
	"strings"
	"testing"

	"headroom/models/theory"
	"headroom/sim/stats"
)

// explained checks a system and explains it at its busiest instant.
func explained(t *testing.T, s *System) *stats.Explained {
	t.Helper()
	for _, p := range s.Validate() {
		if !p.Warning {
			t.Fatal(p)
		}
	}
	return s.Explain(Busiest)
}

func componentOf(t *testing.T, r *stats.Explained, name string) *stats.ExplainedComponent {
	t.Helper()
	c, ok := r.Components.Find(name)
	if !ok {
		t.Fatalf("%s is not explained", name)
	}
	return c
}

// TestErlangIsExplained: one replica with four cores is M/M/4, to the last digit.
func TestErlangIsExplained(t *testing.T) {
	r := explained(t, scene(100, poisson("api.main", 300), server("api", steps(work("exponential(mean=10ms)")), func(s *Service) { s.CPU = 4 })))
	api := componentOf(t, r, "api")
	want := theory.MMc(300, 0.01, 4)
	same(t, "mean wait", *api.Wait, want.Mean)
	near(t, "p99 of the wait", *api.WaitP99, want.Quantile(0.99), 1e-12)
	near(t, "utilisation", *api.Utilization, 0.75, 1e-12)
	near(t, "headroom", *api.Headroom, 4.0/3, 1e-12)
	same(t, "formula", api.Formula, "M/M/4 (Erlang C)")
	same(t, "exact", api.Exact, true)
	main, _ := r.Operations.Find("main")
	near(t, "latency without load", main.ZeroLoad, 0.01, 1e-12)
	near(t, "latency with it", *main.Loaded, 0.01+want.Mean, 1e-12)
	same(t, "bottleneck", r.Bottleneck.Component, "api")
	near(t, "largest rate", r.Bottleneck.Rate, 400, 1e-9)
}

// TestFormulasAreChosen by what a scenario says.
func TestFormulasAreChosen(t *testing.T) {
	replicas := func(n int) func(*Service) { return func(s *Service) { s.Replicas = n } }
	for _, c := range []struct {
		name    string
		source  Component
		program Program
		edit    func(*Service)
		formula string
		wait    float64 // mean; NaN: none
	}{
		{"one exponential server", poisson("api", 80), steps(work("exponential(mean=10ms)")), replicas(1), "M/M/1", 0.04},
		{"constant service", poisson("api", 80), steps(work("10ms")), replicas(1), "M/G/1 (Pollaczek, Khinchine)", 0.02},
		{"even arrivals", evenly("api", 50), steps(work("exponential(mean=10ms)")), replicas(1), "G/G/1 (Allen, Cunneen; Krämer, Langenbach-Belz)", 0.00256},
		{"nothing random", evenly("api", 50), steps(work("10ms")), replicas(1), "G/G/1 (Allen, Cunneen; Krämer, Langenbach-Belz)", 0},
		{"a full queue", poisson("api", 120), steps(work("exponential(mean=10ms)")), func(s *Service) { s.Queue = Bound{true, 9} }, "M/M/1/10", 0.05926137844},
		{"too much", poisson("api", 120), steps(work("exponential(mean=10ms)")), replicas(1), "", math.NaN()},
		{"no variance", poisson("api", 50), steps(work("pareto(mean=10ms shape=1.5)")), replicas(1), "", math.NaN()},
		{"bursts", poisson("api", 50, func(tr *Traffic) { tr.Arrivals = Arrivals{made(func(b *Batch) { b.Size = count("5") })} }), steps(work("10ms")), replicas(1), "", math.NaN()},
		{"three in turn", poisson("api", 240), steps(work("exponential(mean=10ms)")), replicas(3), "G/G/1 in turn (Allen, Cunneen; Whitt)", 0.0254},
	} {
		api := componentOf(t, explained(t, scene(100, c.source, server("api", c.program, c.edit))), "api")
		same(t, c.name+": formula", api.Formula, c.formula)
		switch {
		case math.IsNaN(c.wait):
			if api.Wait != nil || api.WhyNot == "" {
				t.Errorf("%s: got the wait %v because %q, want none and a reason", c.name, api.Wait, api.WhyNot)
			}
		case api.Wait == nil:
			t.Errorf("%s: there is no wait: %s", c.name, api.WhyNot)
		default:
			near(t, c.name+": mean wait", *api.Wait, c.wait, 0.01*c.wait+1e-9)
		}
	}
}

// TestExplainFollowsCalls: hits, chances, attempts after errors, and branches.
func TestExplainFollowsCalls(t *testing.T) {
	miss := calling("cache.get")
	miss.OnMiss = steps(calling("db.read"))
	half := with(calling("db.write"), func(s *Step) { s.Chance = 0.5 })
	pay := with(calling("bank.charge"), func(s *Step) { s.Policy.Retries = 2 })
	s := scene(100, poisson("api", 100),
		server("api", steps(work("1ms"), miss, half, step(func(s *Step) { s.Parallel = steps(pause("10ms"), pause("4ms")) }), pay)),
		comp("caches", "cache", made(func(c *Cache) { c.HitRatio = 0.9 })),
		comp("databases", "db", made[Database]()),
		comp("external", "bank", made(func(x *External) {
			x.Operations.Add("charge", duration("50ms"))
			x.Errors = 0.1
		})))
	r := explained(t, s)
	near(t, "reads and writes", componentOf(t, r, "db").Rate, 60, 1e-9)
	near(t, "charges with their attempts", componentOf(t, r, "bank").Rate, 111, 1e-9)
	near(t, "attempts when all fail", componentOf(t, r, "bank").Attempts, 3/1.11, 1e-9)
	main, _ := r.Operations.Find("main")
	visits, _ := main.Visits.Find("db")
	near(t, "visits of the database", visits, 0.6, 1e-9)
	near(t, "latency without load", main.ZeroLoad, 0.001+0.0001+0.1*0.001+0.5*0.005+0.01+0.05, 1e-9)
}

// TestClosedTrafficIsAnalysed: 20 clients who think 1 s, and one exponential server.
func TestClosedTrafficIsAnalysed(t *testing.T) {
	users := comp("traffic", "users", made(func(tr *Traffic) {
		tr.Model, tr.Population, tr.Think, tr.To, tr.Link = "closed", 20, duration("exponential(mean=1s)"), "api", network("0s")
	}))
	r := explained(t, scene(100, users, server("api", steps(work("exponential(mean=100ms)")))))
	near(t, "throughput", componentOf(t, r, "api").Rate, 9.981309501, 1e-7)
	main, _ := r.Operations.Find("main")
	near(t, "response", *main.Loaded, 1.003745099, 1e-7)
}

// TestHitRatiosByChe: 10,000 items of which 100 fit, and the misses go on.
func TestHitRatiosByChe(t *testing.T) {
	get := calling("cache.get")
	get.OnMiss = steps(calling("db.read"), calling("cache.set"))
	s := scene(100, poisson("api", 100), server("api", steps(get)), comp("databases", "db", made[Database]()),
		comp("caches", "cache", made(func(c *Cache) { c.Kind, c.Data, c.Memory = "memcached", "items", 100 })))
	s.Data = items("items", 10_000, "zipf(s=0.8)")
	r := explained(t, s)
	near(t, "hit ratio", *componentOf(t, r, "cache").HitRatio, 0.1566246358, 2e-4)
	near(t, "reads", componentOf(t, r, "db").Rate, 84.34, 0.03)
}

func TestOverloadIsWarnedOf(t *testing.T) {
	retrying := poisson("api", 60, func(tr *Traffic) { tr.Policy.Retries = 3 })
	r := explained(t, scene(100, retrying, server("api", steps(work("10ms")))))
	if text := strings.Join(r.Warnings, "; "); !strings.Contains(text, "may not recover") {
		t.Errorf("got the warnings %q, want that retries can keep it down", text)
	}
	near(t, "hidden headroom", *componentOf(t, r, "api").Hidden, 1/(0.6*4), 1e-9)
	r = explained(t, scene(100, poisson("api", 130), server("api", steps(work("10ms")))))
	if len(r.Warnings) == 0 || !strings.HasPrefix(r.Warnings[0], "unstable: api") {
		t.Errorf("got the warnings %q, want that api is unstable", r.Warnings)
	}
	if main, _ := r.Operations.Find("main"); main.Loaded != nil {
		t.Errorf("got the latency %v under overload, want none", *main.Loaded)
	}
}
