package models

import (
	"fmt"
	"math"
	"math/bits"

	"headroom/sim"
	"headroom/sim/unit"
)

// keySample follows some keys of a cache for all of them: spatial sampling, as in SHARDS
// (Waldspurger, Park, Garthwaite, Ahmad 2015, "Efficient MRC Construction with SHARDS").
// One key in weight is followed, chosen by hash, and its entry takes the room of weight
// entries, so that what is followed is evicted as it would be among all. The most popular
// keys are all followed and count for themselves, as luck with them would decide too much
// (the correction that the same paper calls SHARDS-adj).
//
// A get of another key is a hit as often as one of the keys that are followed and about as
// popular: of the same octave of ranks.
type keySample struct {
	weight  int64
	below   uint64 // keys are followed whose hash is below
	salt    uint64
	octaves [65]gets
}

// gets are the last few gets of followed keys of an octave.
type gets struct{ hits, all float32 }

const (
	allFollowed = 10_000 // ranks that are followed without exception
	getsKept    = 32
	leastSample = 1e-4
	fewEntries  = 1000 // fewer followed entries in a shard are no fair sample
)

// newSample returns a sample of a share of the keys of a data set; nil for all.
func newSample(share float64, d *dataset) *keySample {
	if share == 0 || share == 1 {
		return nil
	}
	w := int64(1/share + 0.5)
	return &keySample{weight: w, below: math.MaxUint64 / uint64(w), salt: d.salt + 3}
}

// follows returns how many entries the one of a key stands for: 0 when it is not followed.
func (s *keySample) follows(key uint64) int64 {
	switch {
	case s == nil || key < allFollowed:
		return 1
	case sim.Mix(key, s.salt) < s.below:
		return s.weight
	}
	return 0
}

// learn notes a get of a followed key.
func (s *keySample) learn(key uint64, hit bool) {
	if s == nil || key < allFollowed {
		return
	}
	t := &s.octaves[bits.Len64(key)]
	if t.all == getsKept {
		t.hits, t.all = t.hits/2, t.all/2
	}
	t.all++
	if hit {
		t.hits++
	}
}

// toss draws whether a get of a key that is not followed is a hit.
func (s *keySample) toss(key uint64, draws *sim.Stream) bool {
	t := &s.octaves[bits.Len64(key)]
	return draws.Float64()*float64(t.all) < float64(t.hits)
}

// forget is told that the store is empty.
func (s *keySample) forget() {
	if s != nil {
		s.octaves = [65]gets{}
	}
}

// followed returns how many followed entries fill the cache, of items of a mean size.
func (c *Cache) followed(items, mean float64) float64 {
	return min(float64(c.Memory)*float64(c.Shards)/mean, items) * float64(c.Sample)
}

// meanItem returns the mean size of an entry.
func (c *Cache) meanItem(d *Data) float64 {
	if c.Item.Set() {
		return c.Item.Mean()
	}
	return d.Size.Mean()
}

// validateSample checks the share of the keys that are followed.
func (c *Cache) validateSample(k *Check, d *Data) {
	switch {
	case c.Sample == 0 || d == nil || c.Memory <= 0 || !(c.meanItem(d) > 0):
	case c.HitRatio > 0:
		k.Errorf("sample", "hit_ratio has no keys to follow; leave one of the two out")
	case c.Sample < leastSample || c.Sample > 1:
		k.Errorf("sample", "%s is not between 0.01%% and 100%%; write for example 1%%", c.Sample)
	case c.followed(float64(d.Items), c.meanItem(d)) < fewEntries*float64(c.Shards):
		k.Errorf("sample", "%s of the keys are fewer than %d entries in a shard, too few to stand for all; write a larger share or leave it out", c.Sample, fewEntries)
	}
}

// approximated says in the report what a sample does to the results.
func (s *System) approximated() []string {
	var list []string
	for i := range s.Components {
		c, ok := s.Components[i].Spec.(*Cache)
		if !ok || c.Sample == 0 || c.Sample == 1 {
			continue
		}
		d, _ := s.Data.Find(c.Data)
		list = append(list, fmt.Sprintf("cache %s: %s of its keys stand for all; its hit ratio is that of all keys within about %s",
			s.Components[i].Name, c.Sample, unit.Ratio(roundUp(1/math.Sqrt(c.followed(float64(d.Items), c.meanItem(&d)))))))
	}
	return list
}

// roundUp rounds a positive number up to one digit.
func roundUp(x float64) float64 {
	step := 1.0
	for step > x {
		step /= 10
	}
	return math.Ceil(x/step) * step
}
