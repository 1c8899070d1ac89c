package models

import (
	"context"
	"encoding/json"
	"sync"
	"testing"

	"headroom/sim/unit"
)

// TestWarmCachesStartTheSameWhetherKeptOrNot plays systems one after the other that share
// what caches start with or must not, and each alone.
func TestWarmCachesStartTheSameWhetherKeptOrNot(t *testing.T) {
	of := func(change func(c *Cache, s *System)) *System {
		cache := made(func(c *Cache) {
			c.Data, c.Memory, c.Shards, c.Item = "things", 200_000, 3, size("lognormal(mean=500B p99=2KiB)")
		})
		cache.Get = duration("10us")
		get, set := calling("kv.get"), calling("kv.set")
		get.OnMiss = Program{set}
		s := benchSystem(2, poisson("api", 2000), server("api", steps(get), func(s *Service) { s.CPU = 64 }), comp("caches", "kv", cache))
		s.Data = items("things", 20_000, "zipf(s=0.9)")
		change(cache, s)
		return s
	}
	systems := []struct {
		name  string
		s     *System
		known int // contents that are kept by then
	}{
		{"the first", of(func(*Cache, *System) {}), 1},
		{"the same", of(func(*Cache, *System) {}), 1},
		{"another rate", of(func(_ *Cache, s *System) { s.Components[0].Spec.(*Traffic).Rate = Shape{&Constant{1000}} }), 1},
		{"another seed", of(func(_ *Cache, s *System) { s.Run.Seed = 2 }), 2},
		{"more memory", of(func(c *Cache, _ *System) { c.Memory = 300_000 }), 3},
		{"another rule", of(func(c *Cache, _ *System) { c.Evict = "allkeys-lru" }), 4},
		{"larger items", of(func(c *Cache, _ *System) { c.Item = size("lognormal(mean=600B p99=2KiB)") }), 5},
		{"more shards", of(func(c *Cache, _ *System) { c.Shards = 4 }), 6},
		{"a time to live", of(func(c *Cache, _ *System) { c.TTL = unit.Duration(5e9) }), 7},
		{"a time to live at another rate", of(func(c *Cache, s *System) {
			c.TTL = unit.Duration(5e9)
			s.Components[0].Spec.(*Traffic).Rate = Shape{&Constant{1000}}
		}), 8},
		{"keys more alike", of(func(_ *Cache, s *System) { s.Data = items("things", 20_000, "zipf(s=0.8)") }), 9},
		{"the first again", of(func(*Cache, *System) {}), 9},
	}
	var kept Warmth
	for _, c := range systems {
		play := func(w *Warmth) string {
			r, err := c.s.Replication(context.Background(), 0, Options{Warm: w})
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		with, alone := play(&kept), play(nil)
		if with != alone {
			t.Errorf("%s: the result is another with what was kept", c.name)
		}
		if len(kept.known) != c.known {
			t.Errorf("%s: %d contents are kept, want %d", c.name, len(kept.known), c.known)
		}
	}
}

// TestWarmthServesManyAtOnce has replications that look for the same content and make it.
func TestWarmthServesManyAtOnce(t *testing.T) {
	cache := made(func(c *Cache) { c.Data, c.Memory, c.Item = "things", 20_000, size("500B") })
	cache.Get = duration("10us")
	s := benchSystem(1, poisson("api", 500), server("api", steps(calling("kv.get"))), comp("caches", "kv", cache))
	s.Data = items("things", 1000, "zipf(s=0.9)")
	var kept Warmth
	results := make([]string, 8)
	var all sync.WaitGroup
	for i := range results {
		all.Go(func() {
			r, err := s.Replication(context.Background(), i%2, Options{Warm: &kept})
			if err != nil {
				t.Error(err)
				return
			}
			text, err := json.Marshal(r)
			if err != nil {
				t.Error(err)
			}
			results[i] = string(text)
		})
	}
	all.Wait()
	for i, r := range results {
		if r != results[i%2] {
			t.Errorf("the result of run %d is another than the first of its replication", i)
		}
	}
	if len(kept.known) != 2 {
		t.Errorf("%d contents are kept, want one for each replication", len(kept.known))
	}
}

func TestWarmthIsBounded(t *testing.T) {
	w := Warmth{bytes: mostWarmth}
	made := 0
	for range 2 {
		s := newStore(100, 0, "lru", randomly())
		w.fill("key", []*store{s}, func() {
			s.set(7, 10, 0)
			made++
		})
	}
	if made != 2 || len(w.known) != 0 {
		t.Errorf("made %d times and %d kept, want 2 and none", made, len(w.known))
	}
}
