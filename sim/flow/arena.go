package flow

const chunk = 1 << 10 // frames that are allocated together

// arena holds the frames in chunks, so that a *Frame stays good while the arena grows.
type arena struct {
	chunks []*[chunk]Frame
	free   []int32
	live   int
}

// take returns a cleared frame and its reference.
func (a *arena) take() (Ref, *Frame) {
	n := len(a.free)
	if n == 0 {
		a.grow()
		n = len(a.free)
	}
	slot := a.free[n-1]
	a.free = a.free[:n-1]
	a.live++
	f := a.at(slot)
	*f = Frame{gen: f.gen}
	return Ref(f.gen)<<32 | Ref(uint32(slot)), f
}

// give frees a frame: every reference to it is stale from now on.
func (a *arena) give(slot int32) {
	f := a.at(slot)
	f.gen++
	f.Phase = Free
	a.free = append(a.free, slot)
	a.live--
}

func (a *arena) grow() {
	first := int32(len(a.chunks)) * chunk
	c := new([chunk]Frame)
	for i := range c {
		c[i].gen = 1
	}
	a.chunks = append(a.chunks, c)
	for i := int32(chunk) - 1; i >= 0; i-- {
		if first+i != 0 { // slot 0 means none
			a.free = append(a.free, first+i)
		}
	}
}

func (a *arena) at(slot int32) *Frame { return &a.chunks[slot/chunk][slot%chunk] }
