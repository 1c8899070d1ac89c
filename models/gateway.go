package models

import (
	"strconv"

	"headroom/models/policy"
	"headroom/models/policy/balance"
	"headroom/models/policy/limit"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/stats"
)

// Gateway is an API gateway. A request passes, in this order, the rate limit, the queue
// for a worker, the worker with everything that is work (Overhead, the firewall, the check
// of credentials, the log), the call of an authentication that asks others, and the route
// of its operation.
type Gateway struct {
	// Replicas is the number of instances.
	Replicas int `yaml:"replicas" default:"1" min:"1"`
	// Zones that the instances lie in, in turn: [a, b, c]. Not set: places do not matter.
	Zones Zones `yaml:"zones"`
	// Workers is the number of requests that an instance works on at once.
	Workers int `yaml:"workers" default:"1" min:"1"`
	// Overhead is the work on one request: parsing, routing.
	Overhead dist.Duration `yaml:"overhead" default:"0s"`
	// Authentication finds out who calls. Not set, nobody asks.
	Authentication Authentication `yaml:"authentication" optional:"true"`
	// Firewall inspects requests and rejects attacks. Not set, there is none.
	Firewall Firewall `yaml:"firewall" optional:"true"`
	// Log writes a line about each request that has reached a worker. Not set, none.
	Log RequestLog `yaml:"log" optional:"true"`
	// RateLimit rejects what exceeds it. It is one limit for all instances. Per key, each
	// tenant of the traffic has a limit of its own, or where it names none each operation.
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

// RequestLog is the log of a gateway.
type RequestLog struct {
	// Work of writing a line, on a worker.
	Work dist.Duration `yaml:"work" default:"0.02ms"`
	// To names a queue that the lines are published to. Nobody waits for it. Not set, they
	// stay on the instance.
	To string `yaml:"to"`
	// Link between the gateway and the queue.
	Link Link `yaml:"link"`
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
// not while others are called.
type gateway struct {
	component
	spec    *Gateway
	work    []dist.Sampler
	limit   limit.Limiter
	blocked []float64 // by source
	inquiry *link
	tokens  *dataset
	known   []*store // tokens, by instance
	log     *link
	routes  []*link // by operation
}

const inquiring = 1 // Mode of a request whose caller is being found out

func (g *Gateway) build(b *builder, name string) node {
	n := &gateway{spec: g}
	n.add(g.Overhead)
	if g.Firewall.enabled() {
		n.add(g.Firewall.Inspect)
	}
	if a := g.Authentication.Rule; a != nil {
		n.add(a.work())
	}
	if g.Log.Work.Set() {
		n.add(g.Log.Work)
	}
	if g.RateLimit.Enabled() {
		n.limit = g.RateLimit.Rule.New()
	}
	n.init(b, n, name, "gateways")
	n.lieIn(g.Zones)
	n.addInstances(g.Replicas, g.Workers)
	if i, ok := g.Authentication.Rule.(*Introspection); ok && i.TTL > 0 {
		n.tokens = b.dataset(i.Data)
		for k := range g.Replicas {
			draws := b.kernel.Stream(name + "/tokens/" + strconv.Itoa(k))
			n.known = append(n.known, newStore(int64(i.Entries), i.TTL.Std(), "lru", draws))
		}
	}
	return n
}

// add adds a part of the work on a request.
func (n *gateway) add(d dist.Duration) {
	if d.Mean() > 0 {
		n.work = append(n.work, dist.Compile(d.Dist))
	}
}

func (n *gateway) wire() {
	e := n.engine
	link := func(kind, to, operation string, policy policy.Call, net Link) *link {
		if policy.Balance.Rule == nil {
			policy.Balance = n.spec.Balance
		}
		target, op := e.target(to, operation)
		return e.newLink(kind, n.name+"->"+target.base().name, &n.component, target, op, policy, net)
	}
	for _, r := range n.spec.Routes {
		n.routes = append(n.routes, link("route", r.Value.To, r.Name, r.Value.Policy, r.Value.Link))
	}
	if a := n.spec.Authentication.Rule; a != nil && a.asks() != nil {
		n.inquiry = link("authentication", a.asks().To, "check", a.asks().Policy, a.asks().Link)
	}
	if n.spec.Log.To != "" {
		n.log = link("log", n.spec.Log.To, "publish", policy.Call{}, n.spec.Log.Link)
	}
	if n.spec.Firewall.enabled() {
		n.blocked = n.spec.Firewall.shares(e)
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
		wait, ok := n.limit.Take(n.engine.now(), n.tenant(f))
		switch {
		case !ok:
			n.refuse(r, f, overRate)
			return
		case wait > 0:
			f.Since = n.engine.now()
			n.engine.kernel.Schedule(wait, n.hid, rateAllows, uint64(r))
			return
		}
	}
	n.admit(r, f, in)
}

const rateAllows = ownEvents // the rate limit lets a request through that had to wait

// tenant returns the key of a request for a limit per tenant.
func (n *gateway) tenant(f *flow.Frame) uint64 {
	if f.Tenant != 0 {
		return uint64(f.Tenant)
	}
	return uint64(f.Op)
}

// admit gives a request to a worker, or lets it wait for one.
func (n *gateway) admit(r flow.Ref, f *flow.Frame, in *instance) {
	if in.busy >= in.servers && n.spec.Queue.full(in.waiting.waiting) {
		n.refuse(r, f, queueFull)
		return
	}
	e := n.engine
	e.draw = sim.NewStream(sim.Mix(f.Key, forService))
	f.Work = 0
	for i := range n.work {
		f.Work += int64(n.work[i].Duration(&e.draw))
	}
	n.seize(r, f, in)
}

// Handle ends a wait or the gateway's own work.
func (n *gateway) Handle(ev sim.Event) {
	r := flow.Ref(ev.Arg)
	f := n.engine.flow.Inside(r)
	if f == nil {
		return // the instance went down
	}
	in := n.insts[f.Place]
	if ev.Kind == rateAllows {
		n.waited(f, n.engine.now())
		n.admit(r, f, in)
		return
	}
	n.release(f, in)
	if n.log != nil {
		n.log.tell(f, sim.Mix(f.Key, 3))
	}
	if n.attack(f) {
		n.refuse(r, f, firewalled)
		return
	}
	if n.worthless(f) {
		n.leave(r, f, verdictOn(f))
		return
	}
	if n.inquiry == nil || n.tokens != nil && n.known[f.Place].get(n.tokens.key(f.Data), n.engine.now()) {
		n.routes[f.Op].call(r, f, sim.Mix(f.Key, 1), f.Data, 0)
		return
	}
	f.Mode = inquiring
	n.inquiry.call(r, f, sim.Mix(f.Key, 2), f.Data, 0)
}

// attack tells whether the firewall takes a request for an attack.
func (n *gateway) attack(f *flow.Frame) bool {
	if n.blocked == nil || n.blocked[f.Source] == 0 {
		return false
	}
	s := sim.NewStream(sim.Mix(f.Key, forFirewall))
	return s.Float64() < n.blocked[f.Source]
}

// Return passes the answer of the route on. The answer to an inquiry leads to the route.
func (n *gateway) Return(r flow.Ref, f, child *flow.Frame) {
	if n.late(f, child) {
		return
	}
	e := n.engine
	e.answered(child)
	e.traces.merge(f.Trace, child.Trace)
	o := child.Outcome
	switch {
	case f.Mode == 0, o.Failed():
		n.leave(r, f, o)
	case o == flow.Miss:
		n.refuse(r, f, badCredentials)
	default:
		f.Mode = 0
		if n.tokens != nil {
			n.known[f.Place].set(n.tokens.key(f.Data), 1, e.now())
		}
		if n.worthless(f) {
			n.leave(r, f, verdictOn(f))
			return
		}
		n.routes[f.Op].call(r, f, sim.Mix(f.Key, 1), f.Data, 0)
	}
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
		at.policies(r.Value.To, &r.Value.Policy, &r.Value.Link)
	}
	if g.RateLimit.Enabled() {
		c.fields("rate_limit", g.RateLimit.Validate())
	}
	if a := g.Authentication.Rule; a != nil {
		a.validate(c.At("authentication"))
	}
	c.zones("zones", g.Zones)
	g.Firewall.validate(c.At("firewall"))
	if g.Log.To != "" {
		c.queue("log.to", g.Log.To)
	}
	c.price(g.Price)
}
