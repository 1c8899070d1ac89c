package limit

import (
	"fmt"
	"time"

	"headroom/sim"
)

// Hot path: no allocation for a key that is known.

// What a limit counts together.
const (
	PerAll = "all"
	PerKey = "key"
)

// Scope says which calls share a limit. The zero value is one limit for all.
type Scope struct {
	// Per says what has a limit of its own: all calls together, or each key. Which key that
	// is, the component says that has the limit: a tenant, a caller.
	Per string `yaml:"per" default:"all" enum:"all,key"`
}

// Validate returns what is wrong with the fields.
func (s Scope) Validate() []error {
	switch s.Per {
	case "", PerAll, PerKey:
		return nil
	}
	return []error{fmt.Errorf("per: %q is neither all nor key", s.Per)}
}

// meter is a limiter for one key, as a value that can be copied while it is new.
type meter[S any] interface {
	*S
	Limiter
	// rested tells whether the meter would treat all calls from now on as a new one does.
	rested(now sim.Time) bool
}

// limiterOf returns a limiter of a scope from a meter that has seen no call.
func limiterOf[S any, P meter[S]](s Scope, fresh S) Limiter {
	if s.Per == PerKey {
		return newKeyed[S, P](fresh)
	}
	return P(&fresh)
}

// keyed has a meter for each key. It forgets a key when its meter is as new, which
// changes nothing, and looks for such keys when its slots are used up. It doubles them
// only when more than half of them stay in use, so that it never has more than
//
//	max(64, 4 * the largest number of meters that were not as new at one time)
//
// slots. A slot takes 64 bytes at most, and the index about 30 for each;
// a sliding_window takes 8 bytes more for each call in the window.
type keyed[S any, P meter[S]] struct {
	fresh S
	index map[uint64]int32
	slots []slot[S]
	free  []int32 // slots without a key
}

type slot[S any] struct {
	key   uint64
	meter S
}

const firstSlots = 64

func newKeyed[S any, P meter[S]](fresh S) *keyed[S, P] {
	k := &keyed[S, P]{fresh: fresh, index: make(map[uint64]int32, firstSlots)}
	k.grow(firstSlots)
	return k
}

// Take asks the meter of the key.
func (k *keyed[S, P]) Take(now sim.Time, key uint64) (wait time.Duration, ok bool) {
	i, known := k.index[key]
	if !known {
		i = k.enter(now, key)
	}
	return P(&k.slots[i].meter).Take(now, key)
}

// enter gives a slot to a key.
func (k *keyed[S, P]) enter(now sim.Time, key uint64) int32 {
	if len(k.free) == 0 {
		k.forget(now)
	}
	last := len(k.free) - 1
	i := k.free[last]
	k.free = k.free[:last]
	k.slots[i] = slot[S]{key, k.fresh}
	k.index[key] = i
	return i
}

// forget frees the slots whose meters are as new, all slots being in use, and adds slots
// when these are less than half.
func (k *keyed[S, P]) forget(now sim.Time) {
	for i := range k.slots {
		s := &k.slots[i]
		if P(&s.meter).rested(now) {
			delete(k.index, s.key)
			*s = slot[S]{}
			k.free = append(k.free, int32(i))
		}
	}
	if n := len(k.slots); len(k.free) < n/2 {
		k.grow(2 * n)
	}
}

// grow makes it n slots.
func (k *keyed[S, P]) grow(n int) {
	old := len(k.slots)
	k.slots = append(make([]slot[S], 0, n), k.slots...)[:n]
	for i := old; i < n; i++ {
		k.free = append(k.free, int32(i))
	}
}
