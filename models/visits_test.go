package models

import (
	"testing"

	"headroom/sim/stats"
	"headroom/sim/unit"
)

func TestVisits(t *testing.T) {
	get := step(func(s *Step) { s.Call, s.OnMiss = "c.get", steps(calling("db.read"), calling("c.set")) })
	thrice := step(func(s *Step) { s.Call, s.Each, s.Chance = "db.read", count("3"), 0.5 })
	s := scene(100, poisson("edge", 0, func(t *Traffic) {
		t.Rate = Shape{&Ramp{From: 10, To: 100, Over: seconds(100)}}
		t.Mix = stats.Ordered[unit.Ratio]{{Name: "main", Value: 0.8}, {Name: "other", Value: 0.2}}
	}),
		cdnTo("gw"), gatewayTo(func(*Gateway) {}, "api.main", "p.other"),
		server("api", steps(get, parallel(thrice, calling("p.main")), choose(Choice{Share: 0.25, Steps: steps(publishing("q"))}, Choice{Share: 0.75}))),
		cacheOf(), databaseOf(func(*Database) {}), queueOf(), consumer(steps(calling("db.write"))), probing("p", &probe{}))
	s.Data = append(items("pages", 10, "uniform"), items("things", 10, "uniform")...)
	begin(t, s)
	for _, c := range []struct{ at, rate float64 }{{0, 10}, {50, 55}} {
		got := s.visits(instant(c.at))
		for op, share := range map[string]float64{
			"edge.main": 0.8, "edge.other": 0.2, "gw.main": 0.8, "gw.other": 0.2, "api.main": 0.8, "p.other": 0.2,
			"c.get": 0.8, "c.set": 0.8, "db.read": 0.8 + 0.8*0.5*3, "p.main": 0.8, "q.publish": 0.2, "db.write": 0.2,
		} {
			near(t, op, got[op], share*c.rate, 1e-9)
		}
		same(t, "operations", len(got), 12)
	}
}
