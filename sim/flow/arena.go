package flow

const (
	chunkBits = 10
	chunk     = 1 << chunkBits // frames that are allocated together
)

// arena holds the frames in chunks, so that a *Frame stays good while the arena grows.
type arena struct {
	chunks []*[chunk]Frame
	first  *[chunk]Frame // of chunks: few systems ever need another
	free   int32         // the first of a list of free frames, linked by Next; 0 when there are none
	live   int
}

// take returns a cleared frame and its reference.
func (a *arena) take() (Ref, *Frame) {
	if a.free == 0 {
		a.grow()
	}
	slot := a.free
	f := a.at(slot)
	gen := f.gen
	a.free = f.Next
	a.live++
	*f = Frame{gen: gen}
	return Ref(gen)<<32 | Ref(uint32(slot)), f
}

// give frees the frame of a slot: every reference to it is stale from now on. A slot whose
// generations are used up, after 2^32 calls, is retired, as the next ones would be those of
// references that may still be about.
func (a *arena) give(slot int32, f *Frame) {
	f.gen++
	f.Phase = Free
	a.live--
	if f.gen == 0 {
		return
	}
	f.Next = a.free
	a.free = slot
}

func (a *arena) grow() {
	first := int32(len(a.chunks)) * chunk
	c := new([chunk]Frame)
	a.chunks = append(a.chunks, c)
	a.first = a.chunks[0]
	for i := int32(chunk) - 1; i >= 0; i-- {
		c[i].gen = 1
		if first+i != 0 { // slot 0 means none
			c[i].Next = a.free
			a.free = first + i
		}
	}
}

func (a *arena) at(slot int32) *Frame {
	if uint32(slot) < chunk {
		return &a.first[slot]
	}
	return &a.chunks[uint32(slot)>>chunkBits][slot&(chunk-1)]
}
