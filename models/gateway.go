package models

import (
	"headroom/models/policy"
	"headroom/models/policy/balance"
	"headroom/models/policy/limit"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/stats"
)

// Gateway is an API gateway: it checks the rate limit, spends its overhead and the cost
// of authentication on one of its workers, and calls the route of the operation.
type Gateway struct {
	// Replicas is the number of instances.
	Replicas int `yaml:"replicas" default:"1" min:"1"`
	// Workers is the number of requests that an instance works on at once.
	Workers int `yaml:"workers" default:"1" min:"1"`
	// Overhead is the work on one request: parsing, routing, logging.
	Overhead dist.Duration `yaml:"overhead" default:"0s"`
	// Authentication is work on top of Overhead.
	Authentication Authentication `yaml:"authentication" optional:"true"`
	// RateLimit rejects what exceeds it. It is one bucket for all instances.
	RateLimit limit.Rate `yaml:"rate_limit" optional:"true"`
	// Queue bounds the requests that wait for a worker, per instance. Not set: no bound.
	Queue Bound `yaml:"queue"`
	// Routes maps each operation to its target.
	Routes stats.Ordered[Route] `yaml:"routes"`
	// Balance is the balancing of routes that name none themselves.
	Balance balance.Spec `yaml:"balance" default:"round_robin"`
	// Price of the component, per instance.
	Price PriceRef `yaml:"price"`
}

// Authentication is how a gateway checks who calls.
type Authentication struct {
	// Kind of check. jwt verifies a signature on the spot; empty means none.
	Kind string `yaml:"kind" enum:"jwt"`
	// Verify is the work of one check. 0.1 ms is about one ES256 verification.
	Verify dist.Duration `yaml:"verify" default:"0.1ms"`
}

// Route is the target of one operation.
type Route struct {
	// To names the component, or one of its operations ("catalog.list"). Required.
	To string `yaml:"to" required:"true"`
	// Policies of the calls along the route.
	Policy policy.Call `yaml:",inline"`
	// Link between the gateway and the target.
	Link Link `yaml:"link"`
}

// ShortForm names the field that a scalar stands for.
func (Route) ShortForm() string { return "to" }

// gateway is a Gateway in an engine. A worker is held for the gateway's own work only,
// not while the route is called.
type gateway struct {
	component
	spec     *Gateway
	overhead dist.Sampler
	verify   dist.Sampler
	limit    limit.Limiter
	routes   []*link // by operation
}

func (g *Gateway) build(b *builder, name string) node {
	n := &gateway{spec: g, overhead: dist.Compile(g.Overhead.Dist), verify: dist.Compile(dist.Constant(0, dist.Seconds))}
	if g.Authentication.Kind != "" {
		n.verify = dist.Compile(g.Authentication.Verify.Dist)
	}
	if g.RateLimit.Enabled() {
		n.limit = g.RateLimit.Rule.New()
	}
	n.init(b, n, name, "gateways")
	n.addInstances(g.Replicas, g.Workers)
	return n
}

func (n *gateway) wire() {
	for _, r := range n.spec.Routes {
		route := r.Value
		if route.Policy.Balance.Rule == nil {
			route.Policy.Balance = n.spec.Balance
		}
		to, op := n.engine.target(route.To, r.Name)
		n.routes = append(n.routes, n.engine.newLink("route", n.name+"->"+to.base().name, &n.component, to, op, route.Policy, route.Link))
	}
}

func (n *gateway) operation(name string) (int32, bool) {
	for i, r := range n.spec.Routes {
		if r.Name == name {
			return int32(i), true
		}
	}
	return 0, false
}

// Arrive takes a request past the rate limit and the bound of the queue to a worker.
func (n *gateway) Arrive(r flow.Ref, f *flow.Frame) {
	in, ok := n.enter(r, f)
	if !ok {
		return
	}
	if n.limit != nil {
		if _, ok := n.limit.Take(n.engine.now(), 0); !ok {
			n.leave(r, f, flow.Rejected)
			return
		}
	}
	if in.busy >= in.servers && n.spec.Queue.full(in.waiting) {
		n.leave(r, f, flow.Rejected)
		return
	}
	s := sim.NewStream(sim.Mix(f.Key, forService))
	f.Work = int64(n.overhead.Duration(&s)) + int64(n.verify.Duration(&s))
	n.seize(r, f, in)
}

// Handle ends the gateway's own work and calls the route.
func (n *gateway) Handle(ev sim.Event) {
	r := flow.Ref(ev.Arg)
	f := n.engine.flow.Inside(r)
	if f == nil {
		return // the instance went down
	}
	n.release(f, n.insts[f.Place])
	n.routes[f.Op].call(r, f, sim.Mix(f.Key, 1), f.Data, 0)
}

// Return passes the answer of the route on.
func (n *gateway) Return(r flow.Ref, f, child *flow.Frame) {
	if n.late(f, child) {
		return
	}
	n.engine.answered(child)
	n.engine.traces.merge(f.Trace, child.Trace)
	n.leave(r, f, child.Outcome)
}

// Validate checks the routes and the rate limit.
func (g *Gateway) Validate(c *Check) {
	if len(g.Routes) == 0 {
		c.Errorf("routes", "a gateway needs routes; write for example routes: {main: api.main}")
	}
	for _, r := range g.Routes {
		at := c.At("routes." + r.Name)
		if r.Value.To != "" {
			at.target("", r.Value.To, r.Name)
		}
		at.policies(&r.Value.Policy)
	}
	if g.RateLimit.Enabled() {
		c.fields("rate_limit", g.RateLimit.Validate())
	}
	c.price(g.Price)
}
