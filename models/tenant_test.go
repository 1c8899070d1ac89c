package models

import (
	"strings"
	"testing"

	"headroom/models/policy/limit"
)

// TestClassAndTenantGoAlong: through a fork, an attempt with policies and a queue, every
// call of a request has its class and its tenant.
func TestClassAndTenantGoAlong(t *testing.T) {
	p := &probe{}
	guarded := with(calling("p.main"), func(s *Step) { s.Policy.Timeout, s.Policy.Retries = seconds(1), 1 })
	fork := step(func(s *Step) { s.Parallel = []Step{calling("p.main"), guarded} })
	gold := poisson("api", 5, func(t *Traffic) { t.Priority, t.Tenant = limit.CriticalPlus, "gold" })
	batch := poisson("api", 5, func(t *Traffic) { t.Priority, t.Tenants.Count = limit.Sheddable, 10 })
	again := poisson("api", 5, func(t *Traffic) { t.Tenant = "gold" })
	nobody := poisson("api", 5)
	gold.Name, batch.Name, again.Name, nobody.Name = "gold", "batch", "again", "nobody"
	s := scene(40, gold, batch, again, nobody,
		server("api", steps(fork, publishing("q"))), queueOf(), consumer(steps(calling("p.main"))), probing("p", p))
	ended(t, s)
	type kind struct {
		class limit.Class
		who   string
	}
	calls := map[kind]int{}
	for _, c := range p.seen {
		who := "one of ten"
		switch {
		case c.tenant == 0:
			who = "nobody"
		case c.tenant == 1:
			who = "gold"
		case c.tenant > 11:
			who = "stranger"
		}
		calls[kind{c.class, who}]++
	}
	same(t, "kinds of calls", len(calls), 4)
	for _, k := range []kind{{limit.CriticalPlus, "gold"}, {limit.Sheddable, "one of ten"}, {limit.Critical, "gold"}, {limit.Critical, "nobody"}} {
		near(t, "calls of "+k.class.String()+" for "+k.who, float64(calls[k]), 3*200, 180)
	}
}

// TestTenantsAreDrawnByPopularity: and a visitor has one for the whole session.
func TestTenantsAreDrawnByPopularity(t *testing.T) {
	p := &probe{}
	ended(t, scene(400, poisson("p", 25, func(t *Traffic) { t.Tenants = Tenants{Count: 100, Popularity: popularity("zipf(s=1)")} }), probing("p", p)))
	counts := map[uint32]float64{}
	for _, c := range p.seen {
		counts[c.tenant]++
	}
	near(t, "share of the first over the fourth", counts[1]/counts[4], 4, 0.8)

	visit := visitors("p", 0.1, "10ms", func(s *Session) { s.Operations = []string{"main", "main", "main"} })
	visit.Spec.(*Traffic).Tenants.Count = 1_000_000
	p = &probe{}
	ended(t, scene(100, visit, probing("p", p)))
	for i, c := range p.seen {
		same(t, "tenant of a visitor", c.tenant, p.seen[i-i%3].tenant)
	}
}

// TestAGatewayLimitsTenants: the limit per key is one for each tenant of the traffic. Each
// lets one request through a second after the last one, when the next comes, which takes
// 0.2 s on average.
func TestAGatewayLimitsTenants(t *testing.T) {
	p := &probe{}
	gw := gatewayTo(func(g *Gateway) {
		g.RateLimit = limit.Rate{Rule: &limit.TokenBucket{Rate: 1, Burst: 1, Scope: limit.Scope{Per: limit.PerKey}}}
	}, "p.main")
	few := poisson("gw", 50, func(t *Traffic) { t.Tenants.Count = 10 })
	ended(t, scene(100.5, few, gw, probing("p", p)))
	near(t, "let through", float64(len(p.seen)), 10*100/1.2, 30)
}

func TestWhatTenantsCannotBe(t *testing.T) {
	both := poisson("p", 1, func(t *Traffic) { t.Tenant, t.Tenants = "gold", Tenants{Popularity: popularity("uniform")} })
	problems := scene(1, both, probing("p", &probe{})).Validate()
	if len(problems) != 2 || !strings.HasPrefix(problems[0].Error(), "traffic.users.tenant: there are tenants as well") ||
		!strings.HasPrefix(problems[1].Error(), "traffic.users.tenants.count: 0 tenants are none") {
		t.Errorf("got %v", problems)
	}
}
