package sim

import (
	"math/bits"
	"slices"
	"sort"
)

// radix is the future event list: a monotone radix queue (Ahuja, Mehlhorn, Orlin, Tarjan
// 1990, "Faster algorithms for the shortest path problem") with a sorted front. Time never
// runs backwards, so bucket i can hold the events whose time first differs from the base
// in bit i-1; the lowest bucket that is not empty holds the soonest events. A small bucket
// is sorted into the front, a large one is spread over the buckets below it.
//
// Events of the same time are always in the same place and keep their order, so ties are
// first in, first out without a sequence number. An event moves at most once per bit of
// the clock that it is ahead, and mostly twice; there is no cliff at any size.
//
// An event that has lapsed, as a timeout whose call has been answered, moves nobody and may
// go before its time. Whenever the buckets have doubled they are swept, so that at most
// about half of what waits is for nobody.
//
// The zero value is empty and ready to use.
type radix struct {
	front   []Event // sorted; from head on they are the events before limit
	head    int
	limit   Time // events from here on are in the buckets
	base    Time // what the buckets differ from; not after any event in them
	used    uint64
	buckets [64]list // bucket i holds times that first differ from base in bit i
	pool    blocks
	waiting int // events in the buckets

	lapsed  func(Event) bool // tells which events are for nobody any more; nil: none is
	sweepAt int              // so many events in the buckets are looked through
}

const (
	frontSize  = 128 // beyond it, the later half of the front goes to the buckets
	sortAtMost = 24  // events of a bucket that are sorted rather than spread
	short      = 12  // up to so many events in all, they are in the front
	sweepFrom  = 4096
)

func (q *radix) len() int { return len(q.front) - q.head + q.waiting }

// push adds an event that is not before the last one popped.
func (q *radix) push(ev Event) {
	if ev.At >= q.limit {
		if q.waiting > 0 || len(q.front)-q.head >= short || ev.At == Never {
			q.put(ev)
			if q.waiting >= q.sweepAt && q.lapsed != nil {
				q.sweep()
			}
			return
		}
		q.limit = ev.At + 1
	}
	if len(q.front) >= frontSize {
		q.makeRoom()
		if ev.At >= q.limit {
			q.put(ev)
			return
		}
	}
	if len(q.front) == cap(q.front) {
		q.front = slices.Grow(q.front, 1)
	}
	q.front = q.front[:len(q.front)+1]
	insert(q.front[q.head:], ev)
}

// insert puts an event among sorted ones, behind those of its own time. The place of the
// last is free.
func insert(events []Event, ev Event) {
	i := len(events) - 2
	for ; i >= 0 && events[i].At > ev.At; i-- {
		events[i+1] = events[i]
	}
	events[i+1] = ev
}

// put adds an event to its bucket.
func (q *radix) put(ev Event) {
	i := bits.Len64(uint64(ev.At^q.base)|1) - 1
	q.pool.add(&q.buckets[i], ev)
	q.used |= 1 << i
	q.waiting++
}

// sweep takes the lapsed events out of the buckets. It is worth its time when as many
// events have been put there as it left the last time.
func (q *radix) sweep() {
	for i := range q.buckets {
		id, n := q.buckets[i].detach()
		for left := n; left > 0; left -= blockSize {
			for _, ev := range q.pool.at(id, left) {
				if !q.lapsed(ev) {
					q.pool.add(&q.buckets[i], ev)
				}
			}
			id = q.pool.drop(id)
		}
		q.waiting -= n - q.buckets[i].n
		if q.buckets[i].n == 0 {
			q.used &^= 1 << i
		}
	}
	q.sweepAt = max(sweepFrom, 2*q.waiting)
}

// makeRoom shortens the front: what has been popped leaves it, and when there is little of
// that its later half goes to the buckets, the events of one time together. A front of a
// single time is left to grow.
func (q *radix) makeRoom() {
	if q.head >= len(q.front)/4 {
		q.front = q.front[:copy(q.front, q.front[q.head:])]
		q.head = 0
		return
	}
	last := q.front[len(q.front)-1].At
	if q.front[q.head].At == last {
		return
	}
	cut := q.firstAfter(q.front[(q.head+len(q.front))/2].At)
	if cut == len(q.front) {
		cut = q.firstAfter(last - 1)
	}
	q.limit = q.front[cut].At
	for _, late := range q.front[cut:] {
		q.put(late)
	}
	q.front = q.front[:cut]
}

// firstAfter returns where the events after t begin in the front. However many events of one
// time there are, it does not go through them.
func (q *radix) firstAfter(t Time) int {
	return q.head + sort.Search(len(q.front)-q.head, func(i int) bool { return q.front[q.head+i].At > t })
}

// first returns the soonest event, nil when there is none. It is good until the next push.
func (q *radix) first() *Event {
	if q.head == len(q.front) && !q.refill() {
		return nil
	}
	return &q.front[q.head]
}

// drop takes the first event away.
func (q *radix) drop() { q.head++ }

// refill sorts the soonest events into the front.
func (q *radix) refill() bool {
	if q.waiting == 0 {
		return false
	}
	i := bits.TrailingZeros64(q.used)
	b := &q.buckets[i]
	q.waiting -= b.n
	q.used &^= 1 << i
	switch {
	case b.n <= sortAtMost:
		q.sort(b.take(), i)
	case b.n <= blockSize:
		q.spread(b.take())
	default:
		q.spreadLong(b)
	}
	return true
}

// sort makes the front of the events of bucket i.
func (q *radix) sort(b []Event, i int) {
	q.front, q.head = append(q.front[:0], b...), 0
	for k := 2; k <= len(q.front); k++ {
		insert(q.front[:k], q.front[k-1])
	}
	// What is left differs from the base in a higher bit than i: the bucket ended where
	// the bits up to i are all ones.
	mask := Time(1)<<(i+1) - 1
	q.base = max(q.base, (b[0].At>>i)<<i)
	q.limit = b[0].At | mask
	if q.limit < Never {
		q.limit++
	}
}

// spread moves the events of a bucket to lower buckets, by making the soonest of them
// the base. Those of the base's own time go to the front.
func (q *radix) spread(events []Event) {
	first := Never
	for _, ev := range events {
		first = min(first, ev.At)
	}
	q.rebase(first)
	q.deal(events)
}

// spreadLong is spread for a bucket of many blocks.
func (q *radix) spreadLong(b *list) {
	head, n := b.detach()
	first := Never
	for id, left := head, n; left > 0; id, left = q.pool.next[id], left-blockSize {
		for _, ev := range q.pool.at(id, left) {
			first = min(first, ev.At)
		}
	}
	q.rebase(first)
	for id, left := head, n; left > 0; left -= blockSize {
		q.deal(q.pool.at(id, left))
		id = q.pool.drop(id)
	}
}

// rebase makes the time of the soonest event the base.
func (q *radix) rebase(first Time) {
	q.base = first
	q.front, q.head, q.limit = q.front[:0], 0, first+1
}

// deal puts events where they belong by the present base.
func (q *radix) deal(events []Event) {
	for _, ev := range events {
		if ev.At == q.base {
			q.front = append(q.front, ev)
		} else {
			q.put(ev)
		}
	}
}
