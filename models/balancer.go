package models

import (
	"headroom/models/policy"
	"headroom/models/policy/balance"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
)

// Balancer is a load balancer as a component of its own: it takes calls for another
// component and passes each on to one of its instances, with the policies written here.
// On layer 7 it decides for each call; on layer 4 for each connection, and knows nothing
// of the calls on it.
type Balancer struct {
	// Layer at which it works: 7 (AWS ALB, Envoy, nginx, HAProxy in http mode) or 4 (AWS
	// NLB, IPVS, kube-proxy).
	Layer string `yaml:"layer" enum:"7,4" default:"7"`
	// Replicas is the number of nodes. Each has counters and checks of its own.
	Replicas int `yaml:"replicas" default:"1" min:"1"`
	// Zones that the nodes lie in, in turn: [a, b, c]. Not set: places do not matter.
	Zones Zones `yaml:"zones"`
	// Workers is the number of calls that a node works on at once. 0 means no limit.
	Workers int `yaml:"workers" min:"0"`
	// Overhead is the work on one call: 0.5 ms to 2 ms on layer 7, some 0.05 ms on layer 4.
	Overhead dist.Duration `yaml:"overhead" default:"0s"`
	// Queue bounds the calls that wait for a worker, per node. Not set: no bound.
	Queue Bound `yaml:"queue"`
	// To names the component that the calls are for. Required.
	To string `yaml:"to" required:"true"`
	// Policies towards the instances of that component.
	Policy policy.Call `yaml:",inline"`
	// Link between the balancer and that component.
	Link Link `yaml:"link"`
	// Price of the component, per node.
	Price PriceRef `yaml:"price"`
}

// balancer is a Balancer in an engine. A worker is held for the balancer's own work only.
type balancer struct {
	component
	spec     *Balancer
	overhead dist.Sampler
	names    []string // operations that are passed on
	links    []*link  // by operation
	onward   policy.Call
}

func (b *Balancer) build(e *builder, name string) node {
	n := &balancer{spec: b, overhead: dist.Compile(b.Overhead.Dist), onward: b.Policy}
	if b.Layer == "4" && b.Policy.Balance.Rule == nil {
		n.onward.Balance.Rule = &balance.PerConnection{Connections: 100, Of: balance.Spec{Rule: &balance.Random{}}}
	}
	n.init(e, n, name, "balancers")
	n.lieIn(b.Zones)
	workers := b.Workers
	if workers == 0 {
		workers = unlimited
	}
	n.addInstances(b.Replicas, workers)
	return n
}

func (n *balancer) wire() {}

// operation passes every operation on. Callers name them in their own wire step, which is
// when the links are made.
func (n *balancer) operation(name string) (int32, bool) {
	for i, o := range n.names {
		if o == name {
			return int32(i), true
		}
	}
	to, op := n.engine.target(n.spec.To, name)
	n.names = append(n.names, name)
	n.links = append(n.links, n.engine.newLink("balance", n.name+"->"+to.base().name, &n.component, to, op, n.onward, n.spec.Link))
	return int32(len(n.names) - 1), true
}

// Arrive takes a call past the bound of the queue to a worker.
func (n *balancer) Arrive(r flow.Ref, f *flow.Frame) {
	in, ok := n.enter(r, f)
	if !ok {
		return
	}
	if in.busy >= in.servers && n.spec.Queue.full(in.waiting.waiting) {
		n.refuse(r, f, queueFull)
		return
	}
	s := sim.NewStream(sim.Mix(f.Key, forService))
	f.Work = int64(n.overhead.Duration(&s))
	n.seize(r, f, in)
}

// Handle ends the balancer's own work and passes the call on.
func (n *balancer) Handle(ev sim.Event) {
	r := flow.Ref(ev.Arg)
	f := n.engine.flow.Inside(r)
	if f == nil {
		return // the node went down
	}
	n.release(f, n.insts[f.Place])
	if n.worthless(f) {
		n.leave(r, f, verdictOn(f))
		return
	}
	n.links[f.Op].call(r, f, sim.Mix(f.Key, 1), f.Data, 0)
}

// Return passes the answer on.
func (n *balancer) Return(r flow.Ref, f, child *flow.Frame) {
	if n.late(f, child) {
		return
	}
	n.engine.answered(child)
	n.engine.traces.merge(f.Trace, child.Trace)
	n.leave(r, f, child.Outcome)
}

// Validate checks the target and the policies.
func (b *Balancer) Validate(c *Check) {
	if b.To != "" && c.index.components[first(b.To)] == nil {
		c.Errorf("to", "no component is named %q%s", first(b.To), didYouMean(first(b.To), c.index.names))
	}
	c.policies(b.To, &b.Policy, &b.Link)
	c.zones("zones", b.Zones)
	if b.Layer == "4" {
		for _, p := range []struct {
			name string
			set  bool
		}{
			{"retries", b.Policy.Retries > 0}, {"hedge", b.Policy.Hedge.Enabled()}, {"timeout", b.Policy.Timeout > 0},
			{"deadline", b.Policy.Deadline > 0}, {"breaker", b.Policy.Breaker.Enabled()}, {"eject", b.Policy.Eject.Enabled()},
		} {
			if p.set {
				c.Errorf(p.name, "on layer 4 there are connections and no calls; leave it out, or write layer: 7")
			}
		}
	}
	c.price(b.Price)
}

// passesTo is the target of every operation.
func (b *Balancer) passesTo() string { return b.To }

func (b *Balancer) calls(operation string, rate float64, tell func(onward)) {
	tell(onward{resolve(b.To, operation), rate, "to", &b.Policy})
}

func (b *Balancer) instances() []int { return []int{b.Replicas} }

func (b *Balancer) priceOf(*partMeasures, float64) (PriceRef, float64, float64) { return b.Price, 1, 0 }

// boundless tells whether it has as many workers as it needs.
func (b *Balancer) boundless() bool { return b.Workers == 0 }

func (*Balancer) leavesOut() []string {
	return []string{"balancer: its capacity does not grow with the load, and all calls of one of its nodes share that node's connections"}
}
