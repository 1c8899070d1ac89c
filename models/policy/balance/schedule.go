package balance

import "headroom/sim"

// schedule picks by earliest deadline, as Envoy's EdfScheduler does: a replica that is
// picked comes again 1/weight later, by the weight that it has at that moment; of equal
// deadlines the one that was set first comes first. When the candidates change, all is made anew, from
// a random place in the round. A pick takes the logarithm of the number of candidates.
type schedule struct {
	stream sim.Stream // for random places
	roster roster
	heap   []entry
}

// newSchedule returns a schedule with a stream of its own, drawn from s.
func newSchedule(s *sim.Stream) schedule { return schedule{stream: own(s)} }

// entry is a replica with its next deadline.
type entry struct {
	deadline float64
	since    float64 // when the deadline was set
	place    int32   // among the candidates
	replica  int32
}

// weigher knows the weight of a replica.
type weigher interface {
	weight(v *View, replica int32) float64
}

// pick returns the replica whose deadline is next.
func (q *schedule) pick(v *View, w weigher) int32 {
	if q.roster.changed(v) {
		q.restart(v, w)
	}
	return q.take(v, w)
}

func (q *schedule) take(v *View, w weigher) int32 {
	first := &q.heap[0]
	r := first.replica
	first.since = first.deadline
	first.deadline += 1 / w.weight(v, r)
	q.down(0)
	return r
}

// restart puts all candidates where they are after a random number of picks: each has had
// its share, rounded down, and the picks that are missing then are made.
func (q *schedule) restart(v *View, w weigher) {
	picks := q.stream.IntN(1 << 20)
	sum := 0.0
	for _, r := range v.Candidates {
		sum += w.weight(v, r)
	}
	now := float64(picks) / sum
	q.heap = q.heap[:0]
	missing := picks
	for i, r := range v.Candidates {
		weight := w.weight(v, r)
		had := int(now * weight)
		if had > 0 && float64(had)/weight >= now {
			had-- // this one is just due
		}
		missing -= had
		q.heap = append(q.heap, entry{float64(had+1) / weight, float64(had) / weight, int32(i), r})
	}
	for i := len(q.heap)/2 - 1; i >= 0; i-- {
		q.down(i)
	}
	for range missing {
		q.take(v, w)
	}
}

func (e *entry) before(f *entry) bool {
	switch {
	case e.deadline != f.deadline:
		return e.deadline < f.deadline
	case e.since != f.since:
		return e.since < f.since
	}
	return e.place < f.place
}

// down moves an entry of the heap to its place.
func (q *schedule) down(i int) {
	h := q.heap
	e := h[i]
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && h[child+1].before(&h[child]) {
			child++
		}
		if !h[child].before(&e) {
			break
		}
		h[i] = h[child]
		i = child
	}
	h[i] = e
}
