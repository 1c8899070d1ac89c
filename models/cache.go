package models

import (
	"strconv"

	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/unit"
)

// Cache is a key-value cache, filled by set (cache-aside). Keys are real: hit ratios
// and hot shards are results. A get is a hit when the key is there and fresh.
type Cache struct {
	// Kind of product: redis and redis-cluster run commands on one thread per shard and
	// evict by sampling; memcached evicts the least recently used and has 4 threads.
	Kind string `yaml:"kind" enum:"redis,redis-cluster,memcached" default:"redis"`
	// Shards divide the keys by hash.
	Shards int `yaml:"shards" default:"1" min:"1"`
	// Workers of a shard. 0 means those of the product.
	Workers int `yaml:"workers" min:"0"`
	// Data is the key space. Required, but with HitRatio.
	Data string `yaml:"data"`
	// Item is the size of an entry in bytes, a function of its key. Not set: the size of
	// the data's item.
	Item dist.Size `yaml:"item"`
	// Memory is the capacity of a shard in bytes.
	Memory unit.Bytes `yaml:"memory"`
	// Evict says what goes when memory is full: allkeys-lru (Redis: the oldest of a
	// sample of 5, with a pool of 16), lru (exact), noeviction (sets fail). Not set: the
	// product's own, noeviction for Redis and lru for Memcached.
	Evict string `yaml:"evict" enum:"allkeys-lru,lru,noeviction"`
	// TTL of an entry from its set. 0 means for ever.
	TTL unit.Duration `yaml:"ttl"`
	// Get is the time of a get on a worker. 0.1 ms is a usual figure with its system calls.
	Get dist.Duration `yaml:"get" default:"0.1ms"`
	// Set is the time of a set or delete. Not set: that of Get.
	Set dist.Duration `yaml:"set"`
	// Sample is the share of the keys that are followed, for key spaces of hundreds of
	// millions: those and the 10,000 most popular stand for all others, whose gets hit as
	// often as theirs. 0 follows all keys.
	Sample unit.Ratio `yaml:"sample"`
	// HitRatio replaces the keys by a coin toss, for a first sketch.
	HitRatio unit.Ratio `yaml:"hit_ratio"`
	// Warm starts with the content that its popularity would have put there before t = 0.
	Warm bool `yaml:"warm" default:"true"`
	// Price of the component, per shard.
	Price PriceRef `yaml:"price"`
}

// cache is a Cache in an engine; an instance is a shard with a store of its own.
type cache struct {
	component
	spec   *Cache
	data   *dataset
	item   dist.Sampler
	times  [3]dist.Sampler // by operation
	stores []*store
	shards [][]int32 // the one instance of each shard
}

const (
	cacheGet int32 = iota
	cacheSet
	cacheDelete
)

func (c *Cache) build(b *builder, name string) node {
	n := &cache{spec: c, data: b.dataset(c.Data)}
	get, set := dist.Compile(c.Get.Dist), dist.Compile(c.Get.Dist)
	if c.Set.Set() {
		set = dist.Compile(c.Set.Dist)
	}
	n.times = [3]dist.Sampler{get, set, set}
	n.init(b, n, name, "caches")
	n.addInstances(c.Shards, c.workers())
	for i := range c.Shards {
		n.shards = append(n.shards, n.ready[i:i+1:i+1])
		if c.HitRatio == 0 {
			s := b.kernel.Stream(name + "/evict/" + strconv.Itoa(i))
			st := newStore(int64(c.Memory), c.TTL.Std(), c.evict(), s)
			st.sample = newSample(float64(c.Sample), n.data)
			n.stores = append(n.stores, st)
		}
	}
	if n.data != nil {
		n.item = n.data.size
		if c.Item.Set() {
			n.item = dist.Compile(c.Item.Dist)
		}
	}
	return n
}

// workers returns the servers of a shard: Redis runs commands on one thread, Memcached
// has 4 by default.
func (c *Cache) workers() int {
	switch {
	case c.Workers > 0:
		return c.Workers
	case c.Kind == "memcached":
		return 4
	}
	return 1
}

// evict returns the rule of eviction: that of the spec, or the product's default.
func (c *Cache) evict() string {
	switch {
	case c.Evict != "":
		return c.Evict
	case c.Kind == "memcached":
		return "lru"
	}
	return "noeviction"
}

func (n *cache) wire() {}

func (n *cache) operation(name string) (int32, bool) {
	switch name {
	case "get":
		return cacheGet, true
	case "set":
		return cacheSet, true
	case "delete":
		return cacheDelete, true
	}
	return 0, false
}

// candidates is the shard of the key.
func (n *cache) candidates(_ int32, f *flow.Frame) []int32 {
	if n.data == nil {
		s := sim.NewStream(sim.Mix(f.Data, forHit))
		return n.shards[s.IntN(len(n.shards))]
	}
	return n.shards[n.data.shard(n.data.key(f.Data), len(n.shards))]
}

// Arrive takes a worker, or waits for one.
func (n *cache) Arrive(r flow.Ref, f *flow.Frame) {
	in, ok := n.enter(r, f)
	if !ok {
		return
	}
	s := sim.NewStream(sim.Mix(f.Key, forService))
	f.Work = int64(n.times[f.Op].Duration(&s))
	n.seize(r, f, in)
}

// Handle carries out a command.
func (n *cache) Handle(ev sim.Event) {
	r := flow.Ref(ev.Arg)
	f := n.engine.flow.Inside(r)
	if f == nil {
		return
	}
	n.release(f, n.insts[f.Place])
	n.leave(r, f, n.command(f))
}

func (n *cache) command(f *flow.Frame) flow.Outcome {
	if n.stores == nil {
		s := sim.NewStream(sim.Mix(f.Key, forHit))
		return n.count(int32(f.Op) != cacheGet || s.Float64() < float64(n.spec.HitRatio), int32(f.Op))
	}
	st, key, now := n.stores[f.Place], n.data.key(f.Data), n.engine.now()
	stands := st.sample.follows(key)
	switch int32(f.Op) {
	case cacheGet:
		return n.count(n.look(st, f, key, stands), int32(f.Op))
	case cacheSet:
		size := n.data.sizeOf(key, &n.item)
		if stands == 0 && st.takes(size) {
			break
		}
		if stands == 0 || !st.set(key, stands*size, now) {
			return flow.Error // out of memory
		}
	case cacheDelete:
		st.delete(key)
	}
	return flow.OK
}

// look tells whether a get is a hit. The entry of the key stands for so many.
func (n *cache) look(st *store, f *flow.Frame, key uint64, stands int64) bool {
	if stands == 0 {
		s := sim.NewStream(sim.Mix(f.Key, forHit))
		return st.sample.toss(key, &s)
	}
	hit := st.get(key, n.engine.now())
	st.sample.learn(key, hit)
	return hit
}

// count counts a get as hit or miss.
func (n *cache) count(hit bool, op int32) flow.Outcome {
	switch {
	case op != cacheGet:
		return flow.OK
	case hit:
		n.hits++
		return flow.OK
	}
	n.misses++
	return flow.Miss
}

// flush empties the store of an instance.
func (n *cache) flush(in *instance) {
	if n.stores != nil {
		n.stores[in.number].flush()
	}
}

// Return is never called: a cache calls nobody.
func (n *cache) Return(flow.Ref, *flow.Frame, *flow.Frame) { panic("models: answer to " + n.name) }

// Validate checks the key space and the capacity.
func (c *Cache) Validate(k *Check) {
	switch {
	case c.HitRatio > 1:
		k.Errorf("hit_ratio", "%v is more than 100%%", c.HitRatio)
	case c.HitRatio > 0 && c.Data != "":
		k.dataset("data", c.Data)
	case c.HitRatio == 0:
		k.capacity(c.Data, c.Item, "item", int64(c.Memory))
	}
	if d, ok := k.System.Data.Find(c.Data); ok {
		c.validateSample(k, &d)
	}
	if c.Kind == "memcached" && c.Evict == "allkeys-lru" {
		k.Errorf("evict", "allkeys-lru is a rule of Redis; write lru")
	}
	k.price(c.Price)
}
