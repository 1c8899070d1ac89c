package models

import (
	"headroom/sim"
	"headroom/sim/dist"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// crowd is the population of a closed source. Each client has requests of its own, so
// that what one of them asks for does not depend on how fast the others are answered.
type crowd struct {
	think dist.Sampler
	asked []uint32 // requests so far, by client
}

// key returns the key of a client's next request.
func (c *crowd) key(source, client uint64) uint64 {
	c.asked[client]++
	return sim.Mix(sim.Mix(source, client), uint64(c.asked[client]))
}

// admit lets the clients of a closed source begin to think.
func (s *source) admit() {
	s.crowd = &crowd{think: dist.Compile(s.spec.Think.Dist), asked: make([]uint32, s.spec.Population)}
	for client := range s.crowd.asked {
		s.think(sim.Mix(s.key, uint64(client)), int32(client))
	}
}

// think plans a client's next request, after the thought that belongs to a key.
func (s *source) think(key uint64, client int32) {
	draw := sim.NewStream(sim.Mix(key, forThought))
	s.engine.kernel.Schedule(s.crowd.think.Duration(&draw), s.hid, arrival, uint64(client))
}
