package models

import "headroom/sim/flow"

// refs is a queue of references in a ring. The zero value is empty.
type refs struct {
	ring []flow.Ref
	head int
	n    int
}

// Len returns the number of references.
func (q *refs) Len() int { return q.n }

// Push adds a reference at the end.
func (q *refs) Push(r flow.Ref) {
	if q.n == len(q.ring) {
		ring := make([]flow.Ref, max(8, 2*q.n))
		for i := range q.n {
			ring[i] = q.ring[(q.head+i)%len(q.ring)]
		}
		q.ring, q.head = ring, 0
	}
	q.ring[(q.head+q.n)%len(q.ring)] = r
	q.n++
}

// Front returns the first reference.
func (q *refs) Front() flow.Ref { return q.ring[q.head] }

// Pop takes the first reference out.
func (q *refs) Pop() {
	q.head = (q.head + 1) % len(q.ring)
	q.n--
}
