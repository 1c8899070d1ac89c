package models

import (
	"headroom/models/policy/limit"
	"headroom/models/theory"
)

// contents is what theory knows of the content of a cache.
type contents struct {
	chance []float64 // of a hit, by group of the items
	number int       // of the space
	ratio  float64   // over the requests that it gets
	time   float64   // Che's characteristic time, seconds
}

// keeper is a component that keeps items with real keys.
type keeper interface {
	// keeps returns the name of its data set, its whole capacity in bytes, the mean size of
	// an item, and its ttl in seconds; "" when hits are given or nothing is kept.
	keeps(t *theorist) (data string, capacity, size, ttl float64)
	// asked returns the requests that hit or miss, those that store without having missed,
	// and those that delete; filled tells whether what was missed is stored at all.
	asked(f *flows, name string) (get, set, del stream, filled bool)
}

// learn works out hit ratios and refusals from the rates of a pass.
func (t *theorist) learn(f *flows) {
	rates := map[string]float64{}
	for _, p := range f.places {
		rates[p.comp.Name] += p.in.rate
	}
	for i := range t.sys.Components {
		c := &t.sys.Components[i]
		switch spec := c.Spec.(type) {
		case *Gateway:
			t.refused[c.Name] = excess(sustained(spec.RateLimit), rates[c.Name])
		case *External:
			t.refused[c.Name] = excess(float64(spec.Limit), rates[c.Name])
		}
		k, ok := c.Spec.(keeper)
		if !ok {
			continue
		}
		if data, capacity, size, ttl := k.keeps(t); data != "" {
			t.hits[c.Name] = t.che(f, c.Name, k, data, capacity, size, ttl)
		}
	}
}

// excess returns the share of a rate that is above a limit; 0 is no limit.
func excess(limit, rate float64) float64 {
	if limit <= 0 || rate <= limit {
		return 0
	}
	return 1 - limit/rate
}

// sustained returns the rate that a limit lets through in the long run, 0 when there is
// none, or one for each key.
func sustained(r limit.Rate) float64 {
	scope, rate := limit.Scope{}, 0.0
	switch l := r.Rule.(type) {
	case *limit.TokenBucket:
		scope, rate = l.Scope, float64(l.Rate)
	case *limit.LeakyBucket:
		scope, rate = l.Scope, float64(l.Rate)
	case *limit.GCRA:
		scope, rate = l.Scope, float64(l.Rate)
	case *limit.FixedWindow:
		scope, rate = l.Scope, float64(l.Limit)/l.Window.Seconds()
	case *limit.SlidingWindow:
		scope, rate = l.Scope, float64(l.Limit)/l.Window.Seconds()
	case *limit.SlidingCounter:
		scope, rate = l.Scope, float64(l.Limit)/l.Window.Seconds()
	case *limit.Nginx:
		scope, rate = l.Scope, float64(l.Rate)
	case *limit.EnvoyRate:
		scope, rate = l.Scope, float64(l.TokensPerFill)/l.FillInterval.Seconds()
	}
	if scope.Per == limit.PerKey {
		return 0
	}
	return rate
}

// fails returns the chance that an attempt at a component is refused or ends in an error.
func (t *theorist) fails(c *Component) float64 {
	refused := t.refused[c.Name]
	if x, ok := c.Spec.(*External); ok {
		return 1 - float64((1-refused)*(1-float64(x.Errors)))
	}
	return refused
}

// che works out the hits of a cache by the approximation of Che.
func (t *theorist) che(f *flows, name string, k keeper, data string, capacity, size, ttl float64) *contents {
	h := &contents{number: t.spaceNumber(data)}
	sp := t.spaces[h.number]
	get, set, del, filled := k.asked(f, name)
	gets, sets, dels := get.of(h.number, sp), set.of(h.number, sp), del.of(h.number, sp)
	content := make([]theory.Content, len(gets))
	for g := range content {
		n := sp.items[g]
		content[g] = theory.Content{Items: n, Rate: (gets[g] + sets[g]) / n, Size: size, Deleted: dels[g] / n}
	}
	h.chance, h.time = theory.Che(content, capacity, ttl)
	if !filled {
		h.chance = make([]float64, len(gets))
	}
	for g, rate := range gets {
		if get.rate > 0 {
			h.ratio += float64(rate*h.chance[g]) / get.rate
		}
	}
	return h
}

// missing returns the part of the requests that a cache misses.
func (t *theorist) missing(name string, calls stream) stream {
	if given, ok := givenRatio(t.sys.spec(name)); ok {
		return calls.times(1 - given)
	}
	h := t.hits[name]
	if h == nil {
		return calls
	}
	miss := make([]float64, len(h.chance))
	for g, hit := range h.chance {
		miss[g] = 1 - hit
	}
	return calls.among(h.number, t.spaces[h.number], miss)
}

// givenRatio returns the hit ratio that the scenario says, if it does.
func givenRatio(s Spec) (float64, bool) {
	switch s := s.(type) {
	case *Cache:
		return float64(s.HitRatio), s.HitRatio > 0
	case *CDN:
		return float64(s.HitRatio), s.HitRatio > 0
	}
	return 0, false
}

// spaceNumber returns the number of the space of a data set, making it when it is new.
func (t *theorist) spaceNumber(data string) int {
	for i, s := range t.spaces {
		if s.name == data {
			return i
		}
	}
	d, _ := t.sys.Data.Find(data)
	t.spaces = append(t.spaces, newSpace(data, &d, len(t.spaces)))
	return len(t.spaces) - 1
}

func (c *CDN) keeps(t *theorist) (string, float64, float64, float64) {
	if len(c.Caches) == 0 || c.HitRatio > 0 {
		return "", 0, 0, 0
	}
	size := itemSize(t, c.Data)
	if c.Response.Set() {
		size = c.Response.Mean()
	}
	return c.Data, float64(c.Memory), size, c.TTL.Seconds()
}

func (c *CDN) asked(f *flows, name string) (get, set, del stream, filled bool) {
	for _, op := range c.Caches {
		if p := f.byName[name+"."+op]; p != nil {
			get = get.plus(p.in, f.t.spaces)
		}
	}
	return get, stream{}, stream{}, true
}

func (c *Cache) keeps(t *theorist) (string, float64, float64, float64) {
	if c.HitRatio > 0 {
		return "", 0, 0, 0
	}
	size := itemSize(t, c.Data)
	if c.Item.Set() {
		size = c.Item.Mean()
	}
	return c.Data, float64(c.Memory) * float64(c.Shards), size, c.TTL.Seconds()
}

// asked takes the sets that follow a miss for the rest of that request. A cache that starts
// warm and forgets nothing needs no sets.
func (c *Cache) asked(f *flows, name string) (get, set, del stream, filled bool) {
	of := func(op string) stream {
		if p := f.byName[name+"."+op]; p != nil {
			return p.in
		}
		return stream{}
	}
	get, set, del = of("get"), of("set"), of("delete")
	if missed := f.t.missing(name, get).rate; set.rate > missed && set.rate > 0 {
		return get, set.times(1 - missed/set.rate), del, true
	}
	return get, stream{}, del, set.rate > 0 || c.Warm && c.TTL == 0
}

func itemSize(t *theorist, data string) float64 {
	if d, ok := t.sys.Data.Find(data); ok && d.Size.Set() {
		return d.Size.Mean()
	}
	return 0
}
