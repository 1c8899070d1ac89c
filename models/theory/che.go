package theory

import "headroom/sim/dist"

// Content is a group of items of a cache that are alike.
type Content struct {
	Items float64 // how many there are
	Rate  float64 // requests for each of them, per second
	Size  float64 // of each, in the unit of the capacity
	// Deleted is how often each of them is deleted, per second.
	Deleted float64
}

// Che returns the chances of a hit, by group, of a cache that evicts the least recently
// used, and its characteristic time in seconds: how long an item stays that nobody asks
// for (Che, Tung, Wang 2002; Fricker, Robert, Roberts 2012 on why it is so good). The time
// T solves
//
//	sum over items of size (1 - exp(-rate T)) = capacity
//
// and is +Inf, as a hit is sure, where everything fits. Requests must be independent of
// each other. An approximation, within some tenths of a per cent except for a handful of
// items.
//
// With a ttl above 0, in seconds, an item also leaves that long after it was stored; hits
// do not renew it, and it takes its room until it is asked for or evicted. Below T this
// is exact, rate ttl / (1 + rate ttl); above, it goes over from there into that without a
// ttl (our own interpolation).
func Che(content []Content, capacity, ttl float64) (hits []float64, time float64) {
	time = characteristic(content, capacity)
	hits = make([]float64, len(content))
	for i, c := range content {
		n := stays(c.Rate, time, ttl)
		if c.Deleted > 0 && n > 0 {
			n = 1 / (1/n + c.Deleted/c.Rate)
		}
		hits[i] = 1
		if n < endlessHits {
			hits[i] = n / (1 + n)
		}
	}
	return hits, time
}

// endlessHits is a number of hits between two misses that stands for no end.
const endlessHits = 1e15

// characteristic solves for the characteristic time: the bracket is doubled, then halved.
func characteristic(content []Content, capacity float64) float64 {
	whole, slow := 0.0, 0.0
	for _, c := range content {
		if c.Rate > 0 {
			whole += float64(c.Items * c.Size * c.Rate / (c.Rate + c.Deleted))
			slow = max(slow, float64(c.Items*c.Size*c.Rate))
		}
	}
	if whole <= capacity {
		return unbounded
	}
	used := func(time float64) float64 {
		sum := 0.0
		for _, c := range content {
			if c.Rate > 0 {
				sum += float64(c.Items * c.Size * rises(float64(c.Rate*time)) * c.Rate / (c.Rate + c.Deleted))
			}
		}
		return sum
	}
	low, high := 0.0, capacity/slow
	for used(high) < capacity {
		low, high = high, 2*high
	}
	for range 50 {
		mid := low + float64((high-low)/2)
		if used(mid) < capacity {
			low = mid
		} else {
			high = mid
		}
		if high-low < 1e-12*high {
			break
		}
	}
	return high
}

// unbounded is the characteristic time of a cache that holds everything, in seconds.
const unbounded = 1e300

// rises returns 1 - exp(-x).
func rises(x float64) float64 {
	if x < 1e-5 {
		return x - float64(x*x/2)
	}
	return 1 - dist.FastExp(-x)
}

// stays returns the mean number of hits on an item from when it is stored to the next miss,
// at most endlessHits.
func stays(rate, time, ttl float64) float64 {
	x := float64(rate * time)
	whole := endlessHits // without a ttl
	if x < 34 {
		whole = dist.FastExp(x) - 1
	}
	switch {
	case rate == 0:
		return 0
	case ttl == 0:
		return whole
	case ttl <= time || whole == endlessHits:
		return min(endlessHits, rate*ttl)
	}
	// The first hits come at the rate; at the age T they are x, and grow on with the share
	// of the items that are still there, towards the whole.
	rest := whole - x
	if rest <= 0 {
		return x
	}
	return x + float64(rest*rises(rate*rises(x)*(ttl-time)/rest))
}
