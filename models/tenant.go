package models

import (
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/unit"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// Tenants are the customers for whom the requests of a traffic are sent: one is drawn for
// each request, for each session, or for each client of a closed model. The tenants of two
// traffics are different ones.
type Tenants struct {
	// Count is the number of tenants. Required.
	Count unit.Count `yaml:"count" required:"true" max:"10000000"`
	// Popularity is the law by which requests fall to tenants.
	Popularity dist.Popularity `yaml:"popularity" default:"uniform"`
}

// tenancy draws the tenants of a source. They are numbered over the whole system, from 1.
type tenancy struct {
	first uint32 // 0: the requests have no tenant
	count unit.Count
	ranks dist.Ranker
}

// tenancy returns that of a traffic. Tenants of the same name are the same, wherever they
// are named.
func (s *System) tenancy(of *Traffic) tenancy {
	named := map[string]uint32{}
	free := uint32(1)
	for i := range s.Components {
		t, ok := s.Components[i].Spec.(*Traffic)
		if !ok {
			continue
		}
		y := tenancy{count: t.Tenants.Count}
		switch {
		case t.Tenant != "":
			if named[t.Tenant] == 0 {
				named[t.Tenant] = free
				free++
			}
			y = tenancy{first: named[t.Tenant]}
		case y.count > 0:
			y.first, y.ranks = free, t.Tenants.Popularity.Over(int64(y.count))
			free += uint32(y.count)
		}
		if t == of {
			return y
		}
	}
	return tenancy{}
}

// of draws the tenant of whoever has a key, from several.
func (y *tenancy) of(key uint64) uint32 {
	s := sim.NewStream(sim.Mix(key, forTenant))
	return y.first + uint32(y.ranks.Rank(&s))
}

// inherit copies what a request carries from call to call.
func inherit(f, from *flow.Frame) {
	f.Source, f.Tenant = from.Source, from.Tenant
	f.SetClass(from.Class())
}

// validateTenants checks who the requests are sent for.
func (t *Traffic) validateTenants(c *Check) {
	if t.Tenants == (Tenants{}) {
		return
	}
	if t.Tenant != "" {
		c.Errorf("tenant", "there are tenants as well; write one of the two")
	}
	if t.Tenants.Count < 1 {
		c.Errorf("tenants.count", "%d tenants are none; write for example count: 1k", t.Tenants.Count)
	}
}
