package models

import (
	"context"
	"testing"

	"headroom/sim/dist"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

func duration(text string) dist.Duration {
	var d dist.Duration
	if err := d.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return d
}

func comp(section, name string, s Spec) Component {
	k, _ := KindOf(section)
	return Component{Name: name, Kind: k, Spec: s}
}

func m1() *System {
	zero := Link{Latency: duration("0s")}
	return &System{
		Version: 1, Name: "m1",
		Run: Run{Duration: unit.Duration(2000e9), Warmup: WarmUp{}, Seed: 1, Repeat: 1},
		Components: []Component{
			comp("traffic", "users", &Traffic{To: "api", Rate: Shape{&Constant{80}}, Arrivals: "poisson", Link: zero}),
			comp("services", "api", &Service{CPU: 1, Model: "threads", Operations: stats.Ordered[Program]{{Name: "main", Value: Program{{CPU: duration("exponential(mean=10ms)"), Chance: 1, Link: zero}}}}}),
		},
	}
}

func m2() *System {
	zero := Link{Latency: duration("0s")}
	return &System{
		Version: 1, Name: "m2",
		Run: Run{Duration: unit.Duration(200e9), Warmup: WarmUp{}, Seed: 1, Repeat: 1},
		Components: []Component{
			comp("traffic", "users", &Traffic{To: "gateway", Rate: Shape{&Constant{2400}}, Arrivals: "poisson", Link: zero}),
			comp("gateways", "gateway", &Gateway{Replicas: 1, Workers: 4, Overhead: duration("lognormal(mean=1ms sd=0.533ms)"), Routes: stats.Ordered[Route]{{Name: "main", Value: Route{To: "web.main", Link: zero}}}}),
			comp("services", "web", &Service{CPU: 32, Model: "async", Operations: stats.Ordered[Program]{{Name: "main", Value: Program{
				{CPU: duration("lognormal(mean=10ms sd=7.95ms)"), Chance: 1, Link: zero}, {Call: "db.read", Chance: 0.2, Link: zero}}}}}),
			comp("databases", "db", &Database{Shards: 1, Replicas: 1, Connections: 16, ReadFrom: "primary", Read: duration("lognormal(mean=20ms sd=26.2ms)"), Write: duration("5ms")}),
		},
	}
}

func TestQuick(t *testing.T) {
	for _, s := range []*System{m1(), m2()} {
		if p := s.Validate(); len(p) > 0 {
			t.Fatal(p)
		}
		r, err := s.Play(context.Background(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(r.Events)
		for _, o := range r.Operations {
			t.Logf("%s %+v mean %v p99 %v", o.Name, o.Value.Offered, o.Value.Latency.Mean.Value, o.Value.Latency.P99.Value)
			t.Log(o.Value.Attribution)
		}
		for _, o := range r.Components {
			t.Logf("%s util %v wait %v insys %v", o.Name, o.Value.Utilization.Mean.Value, o.Value.Wait.Mean.Value, o.Value.InSystem.Mean.Value)
		}
	}
}

func BenchmarkM2(b *testing.B) {
	for range b.N {
		s := m2()
		r, _ := s.Play(context.Background(), Options{})
		b.ReportMetric(float64(r.Operations[0].Value.Offered)*float64(b.N)/b.Elapsed().Seconds(), "req/s")
	}
}
