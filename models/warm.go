package models

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"headroom/sim"
	"headroom/sim/dist"
)

// mostWarmDraws bounds the requests that fill a cache before the run.
const mostWarmDraws = 20_000_000

// filling is what fills a cache before the run.
type filling struct {
	operations []string // whose keys fill it, as "get"
	data       *dataset
	size       *dist.Sampler // of the entries
	stores     []*store      // by shard of the key
}

// warmer is a component that can start with content.
type warmer interface {
	// filling returns what fills it; nil when it starts cold or has no keys.
	filling() *filling
}

func (n *cache) filling() *filling {
	if !n.spec.Warm || n.stores == nil {
		return nil
	}
	return &filling{[]string{"get"}, n.data, &n.item, n.stores}
}

func (n *cdn) filling() *filling {
	if !n.spec.Warm || n.store == nil {
		return nil
	}
	return &filling{n.spec.Caches, n.data, &n.size, []*store{n.store}}
}

// warmCaches fills the caches that start warm: requests for keys drawn by popularity, at
// the rate that reaches the cache at t = 0 if everything upstream missed, are played
// before the run, until the content no longer remembers its beginning. An upstream cache
// would take the popular keys away; that is not looked at.
func (e *engine) warmCaches(kept *Warmth) {
	rates := e.sys.visits(0)
	for _, n := range e.nodes {
		w, ok := n.(warmer)
		if !ok {
			continue
		}
		f := w.filling()
		if f == nil {
			continue
		}
		rate := 0.0
		for _, op := range f.operations {
			rate += rates[n.base().name+"."+op]
		}
		if rate <= 0 {
			continue
		}
		stream := e.kernel.Key(n.base().name + "/warm")
		kept.fill(f.key(stream, rate), f.stores, func() { f.warm(sim.NewStream(stream), rate) })
	}
}

// warm plays the requests.
func (f *filling) warm(s sim.Stream, rate float64) {
	ttl := f.stores[0].ttl.Seconds()
	draws := mostWarmDraws
	if ttl > 0 {
		draws = int(min(mostWarmDraws, 2*rate*ttl))
	}
	for k, full := 0, -1; k < draws && (full < 0 || k < 2*full); k++ {
		at := -sim.Time(float64(draws-k) / rate * 1e9)
		if f.request(uint64(f.data.ranks.Rank(&s)), at) && full < 0 && ttl == 0 {
			full = k // go on as long again, so that the order of use is that of a running cache
		}
	}
}

// request looks a key up and sets it when it misses. It tells whether the store is full.
func (f *filling) request(key uint64, at sim.Time) bool {
	s := f.stores[f.data.shard(key, len(f.stores))]
	stands := s.sample.follows(key)
	if stands == 0 {
		return false
	}
	hit := s.get(key, at)
	s.sample.learn(key, hit)
	if hit {
		return false
	}
	before := len(s.entries)
	return !s.set(key, stands*f.data.sizeOf(key, f.size), at) || len(s.entries) <= before
}

// key names everything that the content depends on. A law of sizes is known by what it
// draws. Without a time to live the rate does not matter.
func (f *filling) key(stream uint64, rate float64) string {
	s := f.stores[0]
	if s.ttl == 0 {
		rate = 0
	}
	weight := int64(1)
	if s.sample != nil {
		weight = s.sample.weight
	}
	draws, sizes := sim.NewStream(0), uint64(0)
	for range 100 {
		sizes = sim.Mix(sizes, math.Float64bits(f.size.Sample(&draws)))
	}
	return fmt.Sprint(stream, rate, f.data.name, f.data.ranks, sizes, len(f.stores), s.capacity, s.ttl, s.rule, weight)
}

// Warmth keeps how caches start that start warm. Their content depends on the cache, its
// data, the seed and the replication alone, so that the points of a study share it, and
// filling a cache takes longer than many runs. The zero value is ready for use by any number
// of goroutines; nil keeps nothing.
type Warmth struct {
	mu    sync.Mutex
	known map[string][]*store
	bytes int
}

// mostWarmth is how many bytes of content are kept; what does not fit is made anew.
const mostWarmth = 1 << 28

// fill gives empty stores the content of a key, which make makes in them when it is not
// known.
func (w *Warmth) fill(key string, stores []*store, make func()) {
	if w == nil {
		make()
		return
	}
	w.mu.Lock()
	known := w.known[key]
	w.mu.Unlock()
	if known != nil {
		for i, s := range known {
			*stores[i] = *s.clone()
		}
		return
	}
	make()
	size := 0
	for _, s := range stores {
		size += s.bytes()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.known[key] != nil || w.bytes+size > mostWarmth {
		return
	}
	if w.known == nil {
		w.known = map[string][]*store{}
	}
	for _, s := range stores {
		known = append(known, s.clone())
	}
	w.known[key] = known
	w.bytes += size
}

// clone returns a store of the same content.
func (s *store) clone() *store {
	c := *s
	c.index.slots = slices.Clone(s.index.slots)
	c.entries = slices.Clone(s.entries)
	if s.sample != nil {
		sample := *s.sample
		c.sample = &sample
	}
	return &c
}

// bytes is the memory of the content.
func (s *store) bytes() int {
	const entrySize, slotSize = 40, 16
	return entrySize*len(s.entries) + slotSize*len(s.index.slots)
}
