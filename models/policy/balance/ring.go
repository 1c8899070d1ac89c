package balance

import (
	"math"
	"math/bits"

	"headroom/sim"
)

// ring is a circle of points, each of a replica. The points lie in about as many slots of
// equal width, so that making and searching it take a few steps per point: the hashes are
// uniform.
type ring struct {
	points []point // ascending
	first  []int32 // place in points of the first point of each slot, and the end
	shift  uint    // from a hash to its slot
	drawn  []point // as drawn, when the ring is made
}

type point struct {
	hash    uint64
	replica int32
}

// maximumRing is Envoy's default maximum_ring_size.
const maximumRing = 8 << 20

// place gives every candidate its points, as RingHashLoadBalancer::Ring of Envoy does: a
// running sum decides on the last point of each, so that the total is right.
func (p *ringHash) place(v *View) {
	var sum, least float64
	for i, r := range v.Candidates {
		w := p.spec.Weights.of(r)
		sum += w
		if i == 0 || w < least {
			least = w
		}
	}
	scale := float64(p.spec.Vnodes) // points per weight
	if p.spec.Vnodes == 0 {
		least /= sum
		size := math.Ceil(float64(least*float64(p.spec.MinimumRingSize))) / least
		scale = min(size, maximumRing) / sum
	}
	p.ring.drawn = p.ring.drawn[:0]
	target := 0.0
	for _, r := range v.Candidates {
		target += float64(scale * p.spec.Weights.of(r))
		address := v.address(r)
		for i := uint64(0); float64(len(p.ring.drawn)) < target-1e-6; i++ { // 1e-6 for the rounding of the scale
			p.ring.drawn = append(p.ring.drawn, point{sim.Mix(address, i), r})
		}
	}
	p.ring.sort()
}

// sort orders the points that were drawn: by slot, and within a slot by insertion.
func (g *ring) sort() {
	n := len(g.drawn)
	width := bits.Len(uint(n)) // between one and two slots per point
	g.shift = uint(64 - width)
	g.first = append(g.first[:0], make([]int32, 1<<width+1)...)
	if cap(g.points) < n {
		g.points = make([]point, n)
	}
	g.points = g.points[:n]
	for _, d := range g.drawn {
		g.first[d.hash>>g.shift+1]++
	}
	for i := 1; i < len(g.first); i++ {
		g.first[i] += g.first[i-1]
	}
	for _, d := range g.drawn { // first[slot] becomes the end of the slot
		at := &g.first[d.hash>>g.shift]
		g.points[*at] = d
		*at++
	}
	copy(g.first[1:], g.first) // the end of a slot is the start of the next
	g.first[0] = 0
	for i := 1; i < n; i++ {
		d, j := g.points[i], i
		for ; j > 0 && d.hash < g.points[j-1].hash; j-- {
			g.points[j] = g.points[j-1]
		}
		g.points[j] = d
	}
}

// at returns the replica of the first point at or after a hash.
func (g *ring) at(hash uint64) int32 {
	i := int(g.first[hash>>g.shift])
	for i < len(g.points) && g.points[i].hash < hash {
		i++
	}
	if i == len(g.points) {
		i = 0
	}
	return g.points[i].replica
}
