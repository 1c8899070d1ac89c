package models

import "headroom/sim"

// mostWarmDraws bounds the requests that fill a cache before the run.
const mostWarmDraws = 20_000_000

// warmer is a component that can start with content.
type warmer interface {
	// warmth returns the operation whose keys fill the content ("get"), the data set, and
	// what is told of a request for a key at an instant before t = 0; keys is nil when
	// the component starts cold or has no keys.
	warmth() (operations []string, data *dataset, keys func(key uint64, at sim.Time) (full bool), ttl float64)
}

// warmCaches fills the caches that start warm: requests for keys drawn by popularity, at
// the rate that reaches the cache at t = 0 if everything upstream missed, are played
// before the run, until the content no longer remembers its beginning. An upstream cache
// would take the popular keys away; that is not looked at.
func (e *engine) warmCaches() {
	rates := e.sys.visits(0)
	for _, n := range e.nodes {
		w, ok := n.(warmer)
		if !ok {
			continue
		}
		operations, data, request, ttl := w.warmth()
		if request == nil {
			continue
		}
		rate := 0.0
		for _, op := range operations {
			rate += rates[n.base().name+"."+op]
		}
		if rate <= 0 {
			continue
		}
		draws := mostWarmDraws
		if ttl > 0 {
			draws = int(min(mostWarmDraws, 2*rate*ttl))
		}
		s := e.kernel.Stream(n.base().name + "/warm")
		for k, full := 0, -1; k < draws && (full < 0 || k < 2*full); k++ {
			at := -sim.Time(float64(draws-k) / rate * 1e9)
			if request(uint64(data.ranks.Rank(&s)), at) && full < 0 && ttl == 0 {
				full = k // go on as long again, so that the order of use is that of a running cache
			}
		}
	}
}

func (n *cache) warmth() ([]string, *dataset, func(uint64, sim.Time) bool, float64) {
	if !n.spec.Warm || n.stores == nil {
		return nil, nil, nil, 0
	}
	return []string{"get"}, n.data, func(key uint64, at sim.Time) bool {
		st := n.stores[n.data.shard(key, len(n.stores))]
		stands := st.sample.follows(key)
		return stands > 0 && st.request(key, stands*n.data.sizeOf(key, &n.item), at)
	}, n.spec.TTL.Std().Seconds()
}

func (n *cdn) warmth() ([]string, *dataset, func(uint64, sim.Time) bool, float64) {
	if !n.spec.Warm || n.store == nil {
		return nil, nil, nil, 0
	}
	return n.spec.Caches, n.data, func(key uint64, at sim.Time) bool {
		return n.store.request(key, n.data.sizeOf(key, &n.size), at)
	}, n.spec.TTL.Std().Seconds()
}

// request looks a key up and sets it when it misses. It tells whether the store is full.
func (s *store) request(key uint64, size int64, at sim.Time) bool {
	hit := s.get(key, at)
	s.sample.learn(key, hit)
	if hit {
		return false
	}
	before := len(s.entries)
	return !s.set(key, size, at) || len(s.entries) <= before
}
