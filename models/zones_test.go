package models

import (
	"testing"

	"headroom/models/policy/balance"
)

// zoned is a front in two zones that calls a back end in them; 3 ms from zone to zone.
func zoned(back int, rule balance.Rule) *System {
	call := with(calling("api.main"), func(s *Step) {
		s.Policy.Balance.Rule = rule
		s.Link = *made(func(l *Link) { l.Latency, l.BetweenZones = duration("1ms"), duration("3ms") })
	})
	in := func(zones Zones, replicas int) func(*Service) {
		return func(s *Service) { s.Zones, s.Replicas = zones, replicas }
	}
	return scene(200, poisson("front", 50), server("front", steps(call), in(Zones{"a", "b"}, 4)),
		server("api", steps(pause("1ms")), in(Zones{"a", "b"}, back)))
}

// TestZones: in turn, half of the calls cross the border; aware of zones none does, until
// a zone has too few replicas for its share.
func TestZones(t *testing.T) {
	for _, c := range []struct {
		what string
		back int
		rule balance.Rule
		mean float64 // ms
	}{
		{"in turn", 6, &balance.RoundRobin{}, 1 + 2*2},
		{"aware of zones", 6, made(func(*balance.ZoneAware) {}), 1 + 2*1},
		// Zone a has 4 of 7: its callers, half of them, stay; those of b, with 3/7, send
		// what is beyond that, 1 - (3/7)/(1/2), to a.
		{"aware of zones of unequal size", 7, made(func(*balance.ZoneAware) {}), 1 + 2*1 + 4*0.5*(1./7)},
	} {
		r := result(t, zoned(c.back, c.rule))
		near(t, c.what+": mean latency in ms", 1000*found(t, r.Operations, "main").Latency.Mean.Value, c.mean, 0.06)
	}
}
