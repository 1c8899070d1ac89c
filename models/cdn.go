package models

import (
	"slices"

	"headroom/models/policy"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/unit"
)

// CDN is a content delivery network: one edge cache with real keys. Requests for the
// operations in Caches are answered from it, or fetched from the origin, stored and
// answered; all others pass through. Simultaneous misses of one key make one fetch.
type CDN struct {
	// Origin names the component behind it. Required.
	Origin string `yaml:"origin" required:"true"`
	// Data is the key space of the cached content. Required when Caches names operations.
	Data string `yaml:"data"`
	// Caches names the operations whose responses may be cached. None: a plain proxy.
	Caches []string `yaml:"caches"`
	// Memory is the capacity of the edge cache in bytes.
	Memory unit.Bytes `yaml:"memory"`
	// TTL is how long a response stays fresh after its fetch. 24 h is what CloudFront
	// uses when the origin says nothing.
	TTL unit.Duration `yaml:"ttl" default:"24h"`
	// Response is the size of a response in bytes, a function of its key. Not set: the
	// size of the data's item.
	Response dist.Size `yaml:"response"`
	// HitRatio replaces the cache by a coin toss, for a first sketch.
	HitRatio unit.Ratio `yaml:"hit_ratio"`
	// Overhead is the time that the edge spends on a request.
	Overhead dist.Duration `yaml:"overhead" default:"0s"`
	// Workers bounds the requests that the edge works on at once. 0 means no bound.
	Workers int `yaml:"workers" min:"0"`
	// Collapse makes simultaneous misses of one key wait for one fetch.
	Collapse bool `yaml:"collapse" default:"true"`
	// Warm starts with the content that its popularity would have put there before t = 0.
	Warm bool `yaml:"warm" default:"true"`
	// Price of the component.
	Price PriceRef `yaml:"price"`
	// Policies of the fetches from the origin.
	Policy policy.Call `yaml:",inline"`
	// Link between the edge and the origin.
	Link Link `yaml:"link"`
}

// cdn is a CDN in an engine.
type cdn struct {
	component
	spec     *CDN
	data     *dataset
	size     dist.Sampler
	overhead dist.Sampler
	store    *store
	ops      []string // by number, as callers name them
	cached   []bool
	origin   []*link
	fetching keyMap  // keys under way -> number of the group
	groups   []group // callers that wait for one fetch
	freed    []int32
}

// group is the queue of the frames that wait for the fetch of one key.
type group struct{ head, tail int32 }

func (c *CDN) build(b *builder, name string) node {
	n := &cdn{spec: c, data: b.dataset(c.Data), overhead: dist.Compile(c.Overhead.Dist)}
	n.init(b, n, name, "cdns")
	workers := c.Workers
	if workers == 0 {
		workers = unlimited
	}
	n.addInstances(1, workers)
	if len(c.Caches) > 0 && c.HitRatio == 0 {
		n.store = newStore(int64(c.Memory), c.TTL.Std(), "lru", b.kernel.Stream(name+"/evict"))
	}
	if n.data != nil {
		n.size = n.data.size
	}
	if c.Response.Set() {
		n.size = dist.Compile(c.Response.Dist)
	}
	return n
}

func (n *cdn) wire() {}

// operation passes every operation that the origin has. Callers name them in their own
// wire step, which is when the links to the origin are made.
func (n *cdn) operation(name string) (int32, bool) {
	for i, o := range n.ops {
		if o == name {
			return int32(i), true
		}
	}
	to, op := n.engine.target(n.spec.Origin, name)
	n.ops = append(n.ops, name)
	n.cached = append(n.cached, slices.Contains(n.spec.Caches, name))
	n.origin = append(n.origin, n.engine.newLink("origin", n.name+"->"+to.base().name, &n.component, to, op, n.spec.Policy, n.spec.Link))
	return int32(len(n.ops) - 1), true
}

// Arrive spends the edge's own time on a request.
func (n *cdn) Arrive(r flow.Ref, f *flow.Frame) {
	in, ok := n.enter(r, f)
	if !ok {
		return
	}
	s := sim.NewStream(sim.Mix(f.Key, forService))
	if f.Work = int64(n.overhead.Duration(&s)); f.Work == 0 && n.spec.Workers == 0 {
		n.lookUp(r, f)
		return
	}
	n.seize(r, f, in)
}

// Handle ends the edge's own work.
func (n *cdn) Handle(ev sim.Event) {
	r := flow.Ref(ev.Arg)
	f := n.engine.flow.Inside(r)
	if f == nil {
		return
	}
	n.release(f, n.insts[f.Place])
	n.lookUp(r, f)
}

// lookUp answers from the edge, or asks the origin.
func (n *cdn) lookUp(r flow.Ref, f *flow.Frame) {
	if !n.cached[f.Op] {
		n.fetch(r, f)
		return
	}
	if n.store == nil {
		s := sim.NewStream(sim.Mix(f.Key, forHit))
		n.found(r, f, s.Float64() < float64(n.spec.HitRatio))
		return
	}
	key := n.data.key(f.Data)
	if n.store.get(key, n.engine.now()) {
		n.found(r, f, true)
		return
	}
	if n.spec.Collapse {
		if g, ok := n.fetching.get(n.flight(key, int32(f.Op))); ok {
			n.misses++
			n.follow(r, f, g)
			return
		}
		n.fetching.put(n.flight(key, int32(f.Op)), n.newGroup())
	}
	n.found(r, f, false)
}

func (n *cdn) found(r flow.Ref, f *flow.Frame, hit bool) {
	if !hit {
		n.misses++
		n.fetch(r, f)
		return
	}
	n.hits++
	n.ship(r, f, flow.OK)
}

func (n *cdn) fetch(r flow.Ref, f *flow.Frame) {
	n.origin[f.Op].call(r, f, sim.Mix(f.Key, 1), f.Data, 0)
}

// flight names what is being fetched: the response of an operation for a key.
func (n *cdn) flight(key uint64, op int32) uint64 { return key<<8 | uint64(op&0xff) }

func (n *cdn) newGroup() int32 {
	if k := len(n.freed); k > 0 {
		g := n.freed[k-1]
		n.freed = n.freed[:k-1]
		n.groups[g] = group{}
		return g
	}
	n.groups = append(n.groups, group{})
	return int32(len(n.groups) - 1)
}

// follow makes a request wait for the fetch that is under way.
func (n *cdn) follow(r flow.Ref, f *flow.Frame, g int32) {
	f.Since, f.Next = n.engine.now(), 0
	w := &n.groups[g]
	if w.head == 0 {
		w.head = flow.Slot(r)
	} else {
		_, last := n.engine.flow.At(w.tail)
		last.Next = flow.Slot(r)
	}
	w.tail = flow.Slot(r)
}

// Return takes a response from the origin, stores it, and answers all that wait for it.
func (n *cdn) Return(r flow.Ref, f, child *flow.Frame) {
	if n.late(f, child) {
		return
	}
	e := n.engine
	e.answered(child)
	e.traces.merge(f.Trace, child.Trace)
	o := child.Outcome
	if !n.cached[f.Op] || n.store == nil {
		n.ship(r, f, o)
		return
	}
	key := n.data.key(f.Data)
	if !o.Failed() {
		n.store.set(key, n.data.sizeOf(key, &n.size), e.now())
	}
	if n.spec.Collapse {
		n.serveFollowers(n.flight(key, int32(f.Op)), o)
	}
	n.ship(r, f, o)
}

func (n *cdn) serveFollowers(flight uint64, o flow.Outcome) {
	g, ok := n.fetching.get(flight)
	if !ok {
		return // the edge went down meanwhile
	}
	n.fetching.delete(flight)
	n.freed = append(n.freed, g)
	for slot := n.groups[g].head; slot != 0; {
		r, f := n.engine.flow.At(slot)
		slot = f.Next
		n.waited(f, n.engine.now())
		n.ship(r, f, o)
	}
}

// ship answers a request and counts its bytes.
func (n *cdn) ship(r flow.Ref, f *flow.Frame, o flow.Outcome) {
	if n.cached[f.Op] && !o.Failed() && n.size.Mean() > 0 {
		if n.data != nil {
			n.bytes += uint64(n.data.sizeOf(n.data.key(f.Data), &n.size))
		} else {
			n.bytes += uint64(n.size.Mean())
		}
	}
	n.leave(r, f, o)
}

// flush empties the edge cache.
func (n *cdn) flush(*instance) {
	if n.store != nil {
		n.store.flush()
	}
}

// crash forgets the fetches under way: nobody waits for them any more.
func (n *cdn) crash(in *instance) {
	n.component.crash(in)
	n.fetching.clear()
	n.groups, n.freed = n.groups[:0], n.freed[:0]
}

// Validate checks the origin and what a cache needs.
// boundless tells whether it has as many workers as it needs.
func (c *CDN) boundless() bool { return c.Workers == 0 }

func (c *CDN) Validate(k *Check) {
	for _, op := range c.Caches {
		if !slices.Contains(k.index.operations, op) {
			k.Errorf("caches", "no traffic asks for %q%s", op, didYouMean(op, k.index.operations))
		}
	}
	switch {
	case len(c.Caches) == 0 && (c.Memory > 0 || c.HitRatio > 0):
		k.Warnf("caches", "names no operation, so nothing is cached")
	case c.HitRatio > 1:
		k.Errorf("hit_ratio", "%v is more than 100%%", c.HitRatio)
	case len(c.Caches) > 0 && c.HitRatio == 0:
		k.capacity(c.Data, c.Response, "response", int64(c.Memory))
		if c.TTL <= 0 {
			k.Errorf("ttl", "a response stays fresh for some time; write for example 5m")
		}
	case c.Data != "":
		k.dataset("data", c.Data)
	}
	if c.Origin != "" && k.index.components[first(c.Origin)] == nil {
		k.Errorf("origin", "no component is named %q%s", first(c.Origin), didYouMean(first(c.Origin), k.index.names))
	}
	k.policies(c.Origin, &c.Policy, &c.Link)
	k.price(c.Price)
}
