package models

import (
	"time"

	"headroom/sim"
)

// store is the content of a cache: keys with sizes and expiry in a bounded number of
// bytes. Entries expire lazily, when they are looked up; until then they take memory.
type store struct {
	capacity int64
	ttl      time.Duration // 0 means for ever
	rule     string        // lru, allkeys-lru or noeviction
	sample   *keySample    // of the keys; nil: all are followed

	used    int64
	index   keyMap
	entries []entry // dense: the last entry fills the hole of a deleted one
	first   int32   // least recently used; -1 when empty
	last    int32   // most recently used
	draws   sim.Stream
	pool    [evictionPool]candidate // of allkeys-lru, the longest idle last
	pooled  int
}

type entry struct {
	key        uint64
	expires    sim.Time
	touched    uint64 // tick of the last use
	size       int64
	prev, next int32 // in order of use
}

// candidate is a key that sampling has found old.
type candidate struct{ key, touched uint64 }

// Redis samples 5 keys for each eviction and keeps the best 16 candidates between
// evictions (redis.conf, maxmemory-samples; evict.c, EVPOOL_SIZE).
const (
	evictionSamples = 5
	evictionPool    = 16
)

func newStore(capacity int64, ttl time.Duration, rule string, draws sim.Stream) *store {
	return &store{capacity: capacity, ttl: ttl, rule: rule, first: -1, last: -1, draws: draws}
}

// get tells whether the key is there and fresh, and counts as a use.
func (s *store) get(key uint64, now sim.Time) bool {
	i, ok := s.index.get(key)
	if !ok {
		return false
	}
	if s.entries[i].expires <= now {
		s.remove(i)
		return false
	}
	s.touch(i)
	return true
}

// set stores the key, evicting others if need be. It returns false when there is no
// room: an entry larger than the store, or a store that does not evict.
func (s *store) set(key uint64, size int64, now sim.Time) bool {
	expires := sim.Never
	if s.ttl > 0 {
		expires = now.Add(s.ttl)
	}
	return s.put(key, size, expires)
}

func (s *store) put(key uint64, size int64, expires sim.Time) bool {
	if i, ok := s.index.get(key); ok {
		s.remove(i)
	}
	if size > s.capacity {
		return false
	}
	for s.used+size > s.capacity {
		if s.rule == "noeviction" {
			return false
		}
		s.remove(s.victim())
	}
	i := int32(len(s.entries))
	s.entries = append(s.entries, entry{key: key, expires: expires, size: size, prev: -1, next: -1})
	s.index.put(key, i)
	s.used += size
	s.link(i)
	return true
}

// delete forgets the key.
func (s *store) delete(key uint64) {
	if i, ok := s.index.get(key); ok {
		s.remove(i)
	}
}

// takes tells whether an entry of a size can be stored.
func (s *store) takes(size int64) bool {
	return size <= s.capacity && (s.rule != "noeviction" || s.used+size <= s.capacity)
}

// flush forgets everything.
func (s *store) flush() {
	s.sample.forget()
	s.entries = s.entries[:0]
	s.index.clear()
	s.used, s.first, s.last, s.pooled = 0, -1, -1, 0
}

// victim returns the entry to evict.
func (s *store) victim() int32 {
	if s.rule != "allkeys-lru" {
		return s.first
	}
	for range evictionSamples {
		e := &s.entries[s.any()]
		s.offer(candidate{e.key, e.touched})
	}
	for s.pooled > 0 {
		s.pooled--
		c := s.pool[s.pooled]
		if i, ok := s.index.get(c.key); ok && s.entries[i].touched == c.touched {
			return i
		}
	}
	return s.any()
}

// any draws an entry: each as often as the entries that it stands for would be.
func (s *store) any() int32 {
	i := int32(s.draws.IntN(len(s.entries)))
	for s.sample != nil && s.sample.follows(s.entries[i].key) == 1 && s.draws.Float64()*float64(s.sample.weight) >= 1 {
		i = int32(s.draws.IntN(len(s.entries)))
	}
	return i
}

// offer puts a candidate into the pool in order of age, the oldest last; a full pool
// loses its youngest.
func (s *store) offer(c candidate) {
	at := 0
	for at < s.pooled && s.pool[at].touched > c.touched {
		at++
	}
	if at < s.pooled && s.pool[at] == c {
		return
	}
	if s.pooled == evictionPool {
		if at == 0 {
			return
		}
		copy(s.pool[:at-1], s.pool[1:at])
		s.pool[at-1] = c
		return
	}
	copy(s.pool[at+1:s.pooled+1], s.pool[at:s.pooled])
	s.pool[at] = c
	s.pooled++
}

// touch makes an entry the most recently used.
func (s *store) touch(i int32) {
	if s.last == i {
		s.entries[i].touched++
		return
	}
	s.unlink(i)
	s.link(i)
}

func (s *store) link(i int32) {
	e := &s.entries[i]
	e.prev, e.next = s.last, -1
	e.touched = 1
	if s.last >= 0 {
		e.touched = s.entries[s.last].touched + 1
		s.entries[s.last].next = i
	} else {
		s.first = i
	}
	s.last = i
}

func (s *store) unlink(i int32) {
	e := &s.entries[i]
	if e.prev >= 0 {
		s.entries[e.prev].next = e.next
	} else {
		s.first = e.next
	}
	if e.next >= 0 {
		s.entries[e.next].prev = e.prev
	} else {
		s.last = e.prev
	}
}

// remove deletes an entry and moves the last one into its place.
func (s *store) remove(i int32) {
	s.unlink(i)
	s.used -= s.entries[i].size
	s.index.delete(s.entries[i].key)
	end := int32(len(s.entries) - 1)
	if i != end {
		m := &s.entries[end]
		if m.prev >= 0 {
			s.entries[m.prev].next = i
		} else {
			s.first = i
		}
		if m.next >= 0 {
			s.entries[m.next].prev = i
		} else {
			s.last = i
		}
		s.entries[i] = *m
		s.index.put(m.key, i)
	}
	s.entries = s.entries[:end]
}
