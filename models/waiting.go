package models

import (
	"time"

	"headroom/models/policy/limit"
	"headroom/sim"
	"headroom/sim/flow"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// waiting is a queue of frames before servers or places: a list linked both ways by Next
// and, while a frame waits, Left.
type waiting struct{ head, tail, waiting int32 }

// line puts f into a queue: at its end, or with lifo at its front.
func (c *component) line(r flow.Ref, f *flow.Frame, q *waiting) {
	now := c.engine.now()
	slot := flow.Slot(r)
	f.Since, f.Next, f.Left = now, 0, 0
	switch {
	case q.head == 0:
		q.head, q.tail = slot, slot
	case c.lifo:
		f.Next = q.head
		_, first := c.engine.flow.At(q.head)
		first.Left = slot
		q.head = slot
	default:
		_, last := c.engine.flow.At(q.tail)
		last.Next, f.Left = slot, q.tail
		q.tail = slot
	}
	q.waiting++
	c.queue.Inc(now)
}

// unline takes f out of a queue, and ends its wait.
func (c *component) unline(f *flow.Frame, q *waiting, now sim.Time) {
	e := c.engine
	if f.Left == 0 {
		q.head = f.Next
	} else {
		_, before := e.flow.At(f.Left)
		before.Next = f.Next
	}
	if f.Next == 0 {
		q.tail = f.Left
	} else {
		_, after := e.flow.At(f.Next)
		after.Left = f.Left
	}
	f.Next, f.Left = 0, 0
	q.waiting--
	c.queue.Dec(now)
	c.waited(f, now)
}

// next takes the first of a queue that is still worth serving; those that have waited too
// long are discarded on the way. It returns nil when nobody is left.
func (c *component) next(q *waiting, shed limit.Shedder) (flow.Ref, *flow.Frame) {
	now := c.engine.now()
	for q.head != 0 {
		slot := q.head
		if shed != nil && shed.Youngest(now) {
			slot = q.tail
		}
		r, f := c.engine.flow.At(slot)
		c.unline(f, q, now)
		waited := now.Sub(f.Since)
		switch {
		case c.worthless(f):
			c.discard(r, f, verdictOn(f))
		case c.patient > 0 && waited > c.patient:
			c.drop(r, f, tooOld)
		case shed != nil && untouched(f) && shed.Drop(now, asked(now, f), waited, int(q.waiting)):
			c.drop(r, f, shedded)
		default:
			return r, f
		}
	}
	return 0, nil
}

// drop rejects a frame out of a queue.
func (c *component) drop(r flow.Ref, f *flow.Frame, why refusal) {
	if f.Link != noLink {
		c.refused[why]++
	}
	c.discard(r, f, flow.Rejected)
}

// untouched tells whether a frame is a request that nobody has worked on yet.
func untouched(f *flow.Frame) bool { return f.Link != noLink && f.Spent == 0 }

// asked is what a queue knows of a request.
func asked(now sim.Time, f *flow.Frame) limit.Request {
	left := limit.NoDeadline
	if f.Deadline != 0 {
		left = time.Duration(f.Deadline - now)
	}
	user := f.Data
	if f.Tenant != 0 {
		user = uint64(f.Tenant)
	}
	return limit.Request{Class: limit.Class(f.Class()), User: user, Left: left}
}

// makeRoom lets somebody go from a full queue for a request that has come, by a rule of
// overflow, and tells whether there is room now.
func (c *component) makeRoom(f *flow.Frame, q *waiting, rule limit.Overflow) bool {
	e := c.engine
	var victim int32
	switch rule {
	case limit.DropOldest:
		victim = q.head
		if c.lifo {
			victim = q.tail
		}
	case limit.DropLowestPriority:
		class := f.Class()
		for slot := q.tail; slot != 0; {
			_, g := e.flow.At(slot)
			if g.Class() < class && g.Link != noLink {
				class, victim = g.Class(), slot
			}
			slot = g.Left
		}
	}
	if victim == 0 {
		return false
	}
	r, g := e.flow.At(victim)
	if g.Link == noLink || g.Spent > 0 {
		return false // it is in the middle of its work
	}
	c.unline(g, q, e.now())
	c.drop(r, g, queueFull)
	return true
}
