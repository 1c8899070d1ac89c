package models

import (
	"math"
	"testing"
)

func cacheOf(edits ...func(*Cache)) Component {
	return comp("caches", "c", made(append([]func(*Cache){func(c *Cache) {
		c.Data, c.Memory, c.Warm = "things", 1<<30, false
	}}, edits...)...))
}

// aside is a program that reads through a cache and fills it when it misses.
func aside() Program {
	return steps(step(func(s *Step) { s.Call, s.OnMiss = "c.get", steps(calling("c.set")) }))
}

func TestHitRatioOfACacheBehindAService(t *testing.T) {
	for _, c := range []struct {
		what string
		edit func(*Cache)
		want float64
		tol  float64
	}{
		{"exact LRU, 100 of 1000", func(c *Cache) { c.Memory, c.Kind = 100, "memcached" }, 0.377796378, 0.005},
		{"a sample of 5", func(c *Cache) { c.Memory, c.Evict = 100, "allkeys-lru" }, 0.377796378, 0.02},
		{"a coin toss", func(c *Cache) { c.HitRatio = 0.6 }, 0.6, 0.006},
	} {
		s := scene(1000, poisson("api", 100), server("api", aside()), cacheOf(c.edit))
		s.Run.Warmup = WarmUp{Span: seconds(100)}
		s.Data = items("things", 1000, "zipf(s=0.8)")
		n := ended(t, s).byName["c"].base()
		near(t, c.what, float64(n.hits)/float64(n.hits+n.misses), c.want, c.tol)
	}
}

func TestProductsHaveTheirOwnWorkersAndEviction(t *testing.T) {
	for _, c := range []struct {
		kind    string
		workers int
		evict   string
	}{{"redis", 1, "noeviction"}, {"redis-cluster", 1, "noeviction"}, {"memcached", 4, "lru"}} {
		s := made(func(s *Cache) { s.Kind = c.kind })
		same(t, c.kind+": workers", s.workers(), c.workers)
		same(t, c.kind+": eviction", s.evict(), c.evict)
		s.Workers, s.Evict = 3, "lru"
		same(t, c.kind+": workers as told", s.workers(), 3)
		same(t, c.kind+": eviction as told", s.evict(), "lru")
	}
}

func TestAFullCacheThatDoesNotEvictFailsSets(t *testing.T) {
	s := scene(100, poisson("api", 50), server("api", steps(calling("c.set"))), cacheOf(func(c *Cache) { c.Memory, c.Evict = 10, "noeviction" }))
	s.Data = items("things", 1000, "uniform")
	e := ended(t, s)
	n := e.byName["c"].(*cache)
	same(t, "bytes used", n.stores[0].used, 10)
	same(t, "failed sets", n.failed, e.ops[0].errors)
	near(t, "share of sets that fit", float64(n.completions)/float64(n.arrivals), 0.01, 0.01)
}

func TestADeletedKeyMisses(t *testing.T) {
	del := steps(step(func(s *Step) { s.Call, s.OnMiss = "c.get", steps(calling("c.set")) }), calling("c.delete"))
	s := scene(10.05, evenly("api", 10), server("api", del), cacheOf())
	s.Data = items("things", 1, "uniform")
	n := ended(t, s).byName["c"].base()
	same(t, "hits", n.hits, 0)
	same(t, "misses", n.misses, 100)
}

// TestKeysFindTheirShard: shares of the shards are those of their keys, a key is always
// on the same one, and the sets of a request go where its gets went.
func TestKeysFindTheirShard(t *testing.T) {
	s := scene(400, poisson("api", 50), server("api", aside()), cacheOf(func(c *Cache) { c.Kind, c.Shards = "redis-cluster", 4 }))
	s.Data = items("things", 100_000, "uniform")
	e := ended(t, s)
	n := e.byName["c"].(*cache)
	gets := float64(n.hits + n.misses)
	for _, in := range n.insts {
		near(t, "share of "+n.instanceName(in), float64(in.arrivals)/float64(n.arrivals), 0.25, 6*math.Sqrt(0.19/gets))
	}
	for i, st := range n.stores {
		for _, entry := range st.entries {
			if got := n.data.shard(entry.key, 4); int(got) != i {
				t.Fatalf("key %d of shard %d is kept on shard %d", entry.key, got, i)
			}
		}
	}
}

// TestASetTakesItsOwnTime holds the times of the operations apart.
func TestASetTakesItsOwnTime(t *testing.T) {
	s := scene(1.9, evenly("api", 1), server("api", aside()), cacheOf(func(c *Cache) { c.Get, c.Set = duration("100ms"), duration("300ms") }))
	s.Data = items("things", 1, "uniform")
	near(t, "a miss and its set", ended(t, s).ops[0].latency.Max(), 0.4, 0.001)
	s = scene(1.9, evenly("api", 1), server("api", aside()), cacheOf(func(c *Cache) { c.Get = duration("100ms") }))
	s.Data = items("things", 1, "uniform")
	near(t, "without one of its own a set takes as long as a get", ended(t, s).ops[0].latency.Max(), 0.2, 0.001)
}

// TestACacheStartsWarm: the content of a running cache is there before the first request.
func TestACacheStartsWarm(t *testing.T) {
	s := scene(200, poisson("api", 200), server("api", aside()), cacheOf(func(c *Cache) { c.Memory, c.Evict, c.Warm = 1000, "lru", true }))
	s.Data = items("things", 10_000, "zipf(s=0.8)")
	n := ended(t, s).byName["c"].base()
	near(t, "hit ratio from the start", float64(n.hits)/float64(n.hits+n.misses), 0.4366597222, 0.008)
}
