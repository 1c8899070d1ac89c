package models

import "slices"

// stream is calls as theory sees them: a rate, and what it is made of.
type stream struct {
	rate  float64     // per second
	storm float64     // per second, when every attempt of every call fails
	from  []float64   // of the rate, by traffic
	keys  [][]float64 // of the rate, by space and group of its items; nil: as popular as they are
}

// times returns a part of a stream, or a multiple.
func (s stream) times(by float64) stream {
	r := stream{rate: s.rate * by, storm: s.storm * by, from: proportion(s.from, by)}
	for _, k := range s.keys {
		r.keys = append(r.keys, proportion(k, by))
	}
	return r
}

func proportion(list []float64, by float64) []float64 {
	if list == nil {
		return nil
	}
	r := make([]float64, len(list))
	for i, v := range list {
		r[i] = v * by
	}
	return r
}

// anew returns a stream whose keys are drawn again.
func (s stream) anew() stream {
	s.keys = nil
	return s
}

// of returns the rate of each group of the items of a space.
func (s stream) of(number int, sp *space) []float64 {
	if number < len(s.keys) && s.keys[number] != nil {
		return s.keys[number]
	}
	return proportion(sp.share, s.rate)
}

// among returns the part of a stream that has keys of a space, each group with a chance.
func (s stream) among(number int, sp *space, chance []float64) stream {
	keys := slices.Clone(s.of(number, sp))
	rate := 0.0
	for g := range keys {
		keys[g] = float64(keys[g] * chance[g])
		rate += keys[g]
	}
	if s.rate == 0 {
		return s
	}
	r := s.times(rate / s.rate)
	for len(r.keys) <= number {
		r.keys = append(r.keys, nil)
	}
	r.keys[number] = keys
	return r
}

// plus returns two streams together.
func (s stream) plus(o stream, spaces []*space) stream {
	r := stream{rate: s.rate + o.rate, storm: s.storm + o.storm, from: make([]float64, max(len(s.from), len(o.from)))}
	for _, from := range [][]float64{s.from, o.from} {
		for i, v := range from {
			r.from[i] += v
		}
	}
	for i, sp := range spaces {
		if i >= len(s.keys) && i >= len(o.keys) {
			break
		}
		sum := slices.Clone(s.of(i, sp))
		for g, v := range o.of(i, sp) {
			sum[g] += v
		}
		r.keys = append(r.keys, sum)
	}
	return r
}

// space is a data set as theory sees it: items in groups of about the same popularity. The
// 64 most popular are groups of their own; further groups grow by a twentieth.
type space struct {
	name  string
	data  *dataset
	share []float64 // of the requests, by group
	items []float64 // in each
	first []int64   // rank of the first of each
}

func newSpace(name string, d *Data, number int) *space {
	s := &space{name: name, data: newDataset(name, d, number)}
	before := 0.0
	for low := int64(0); low < s.data.items; {
		high := min(s.data.items, max(low+1, low+low/20))
		share := s.data.ranks.Share(high)
		s.share = append(s.share, share-before)
		s.items = append(s.items, float64(high-low))
		s.first = append(s.first, low)
		before, low = share, high
	}
	return s
}

// mostRanked is how many keys are looked at one by one to find the busiest shard. The rest
// is spread evenly.
const mostRanked = 4096

// skew returns the load of the busiest of n shards over the mean, for calls of a stream.
func (s *space) skew(calls stream, number, n int) float64 {
	if n < 2 || calls.rate == 0 {
		return 1
	}
	rates := calls.of(number, s)
	loads := make([]float64, n)
	rest := calls.rate
	g := 0
	for rank := range min(s.data.items, mostRanked) {
		for g+1 < len(s.first) && s.first[g+1] <= rank {
			g++
		}
		rate := rates[g] / s.items[g]
		loads[s.data.shard(uint64(rank), n)] += rate
		rest -= rate
	}
	return max(1, (slices.Max(loads)+max(0, rest)/float64(n))*float64(n)/calls.rate)
}
