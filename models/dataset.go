package models

import (
	"headroom/sim"
	"headroom/sim/dist"
)

// dataset is a key space in an engine. Which key a call uses is a function of the
// call's seed for data, so that a CDN, a cache and a database see the same key; the size
// of an item is a function of its key.
type dataset struct {
	name   string
	number int
	items  int64
	ranks  dist.Ranker
	size   dist.Sampler
	sized  bool
	salt   uint64
	drawn  [keptKeys]drawnKey // by the last bits of the seed
}

// A call's key is asked for at every component that it touches, and is kept meanwhile.
const keptKeys = 512

// drawnKey is a key + 1, which was drawn with a seed; 0 is none.
type drawnKey struct{ seed, key uint64 }

func newDataset(name string, d *Data, number int) *dataset {
	s := &dataset{name: name, number: number, items: int64(d.Items), salt: sim.Hash("data/" + name)}
	s.ranks = d.Popularity.Over(s.items)
	if d.Size.Set() {
		s.size, s.sized = dist.Compile(d.Size.Dist), true
	}
	return s
}

// key returns the key that a call with the given seed uses.
func (d *dataset) key(seed uint64) uint64 {
	k := &d.drawn[seed%keptKeys]
	if k.seed != seed || k.key == 0 {
		s := sim.NewStream(sim.Mix(seed, d.salt))
		k.seed, k.key = seed, uint64(d.ranks.Rank(&s))+1
	}
	return k.key - 1
}

// sizeOf draws the size of a key's item in bytes, at least 1, from the given law.
func (d *dataset) sizeOf(key uint64, law *dist.Sampler) int64 {
	s := sim.NewStream(sim.Mix(key, d.salt+1))
	return max(1, int64(law.Sample(&s)+0.5))
}

// shard returns the shard of a key, by hash.
func (d *dataset) shard(key uint64, shards int) int32 {
	return int32((sim.Mix(key, d.salt+2) >> 32) * uint64(shards) >> 32)
}

// dataset finds a data set by name; nil for "".
func (e *engine) dataset(name string) *dataset {
	for _, d := range e.data {
		if d.name == name {
			return d
		}
	}
	return nil
}
