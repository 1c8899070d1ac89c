package models

import (
	"fmt"
	"strings"

	"testing"

	"headroom/sim"
)

// hitRatioOf is that of a cache of a fiftieth of ten million keys by Zipf's law, filled on
// a miss, over the second half of so many gets.
func hitRatioOf(share float64, rule string, draws int) (ratio float64, entries int) {
	const keys = 10_000_000
	d := newDataset("things", &Data{Items: keys, Popularity: popularity("zipf(s=0.99)"), Size: size("1B")}, 0)
	st := newStore(keys/50, 0, rule, sim.NewStream(2))
	st.sample = newSample(share, d)
	s, coin := sim.NewStream(7), sim.NewStream(8)
	hits := 0
	for k := range draws {
		key := uint64(d.ranks.Rank(&s))
		stands := st.sample.follows(key)
		var hit bool
		if stands == 0 {
			hit = st.sample.toss(key, &coin)
		} else {
			hit = st.get(key, sim.Time(k))
			st.sample.learn(key, hit)
			if !hit {
				st.set(key, stands, sim.Time(k))
			}
		}
		if hit && k >= draws/2 {
			hits++
		}
	}
	return float64(hits) / float64(draws-draws/2), len(st.entries)
}

func TestASampleOfTheKeysHitsAsOftenAsAll(t *testing.T) {
	const draws = 1_000_000
	for _, rule := range []string{"lru", "allkeys-lru"} {
		all, held := hitRatioOf(1, rule, draws)
		for _, c := range []struct{ share, tol float64 }{{0.1, 0.002}, {0.01, 0.005}} {
			got, few := hitRatioOf(c.share, rule, draws)
			t.Logf("%s, %v of the keys: hit ratio %.4f with %d entries, %.4f with all %d", rule, c.share, got, few, all, held)
			near(t, fmt.Sprintf("%s, %v of the keys", rule, c.share), got, all, c.tol)
			if most := int(float64(held)*c.share*1.1) + allFollowed; few > most {
				t.Errorf("%s, %v of the keys: %d entries, want at most %d", rule, c.share, few, most)
			}
		}
	}
}

func TestASampledCacheInASystem(t *testing.T) {
	s := scene(300, poisson("api", 500), server("api", aside(), func(s *Service) { s.CPU = 8 }), cacheOf(func(c *Cache) {
		c.Kind, c.Memory, c.Shards = "memcached", 20_000, 2
	}))
	s.Data = items("things", 100_000, "zipf(s=0.8)")
	s.Run.Warmup = WarmUp{Span: seconds(100)}
	ratio := func() float64 {
		n := ended(t, s).byName["c"].base()
		return float64(n.hits) / float64(n.hits+n.misses)
	}
	all := ratio()
	s.Components[2].Spec.(*Cache).Sample = 0.1
	near(t, "hit ratio with a tenth of the keys", ratio(), all, 0.01)
	notes := strings.Join(s.notModelled(), "\n")
	if want := "cache c: 10% of its keys stand for all; its hit ratio is that of all keys within about 2%"; !strings.Contains(notes, want) {
		t.Errorf("the notes are\n%s\nand do not say %q", notes, want)
	}
}

func TestASampleIsChecked(t *testing.T) {
	for _, c := range []struct {
		what, want string
		edit       func(*Cache)
	}{
		{"too few", "caches.c.sample: 1% of the keys are fewer than 1000 entries in a shard", func(c *Cache) { c.Sample, c.Memory = 0.01, 50_000 }},
		{"more than all", "caches.c.sample: 150% is not between 0.01% and 100%", func(c *Cache) { c.Sample = 1.5 }},
		{"without keys", "caches.c.sample: hit_ratio has no keys to follow", func(c *Cache) { c.Sample, c.HitRatio = 0.1, 0.9 }},
	} {
		s := scene(1, poisson("api", 1), server("api", aside()), cacheOf(c.edit))
		s.Data = items("things", 1_000_000, "uniform")
		problems := s.Validate()
		if len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), c.want) {
			t.Errorf("%s: %v, want one that begins with %q", c.what, problems, c.want)
		}
	}
}

// TestASampledCacheThatDoesNotEvictIsFullForAll: sets of keys that are not followed fail too.
func TestASampledCacheThatDoesNotEvictIsFullForAll(t *testing.T) {
	s := scene(100, poisson("api", 2000), server("api", steps(calling("c.set"))), cacheOf(func(c *Cache) {
		c.Memory, c.Evict, c.Sample = 40_000, "noeviction", 0.1
	}))
	s.Data = items("things", 1_000_000, "uniform")
	n := ended(t, s).byName["c"].(*cache)
	if used := n.stores[0].used; used <= 39_990 || used > 40_000 {
		t.Errorf("%d bytes are used of 40000", used)
	}
	near(t, "share of sets that fit", float64(n.completions)/float64(n.arrivals), 0.2, 0.05)
}
