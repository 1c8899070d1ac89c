package sim

// Radix is the future event list, for tests.
type Radix struct{ radix }

func (q *Radix) Push(ev Event) { q.push(ev) }
func (q *Radix) Len() int      { return q.len() }

func (q *Radix) Pop(until Time) (Event, bool) {
	next := q.first()
	if next == nil || next.At >= until {
		return Event{}, false
	}
	ev := *next
	q.drop()
	return ev, true
}
