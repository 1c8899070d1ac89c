package models

import (
	"headroom/sim"
	"headroom/sim/flow"
)

// append adds a delivery at the end of its partition and starts it if it is the only one.
func (g *consumers) append(r flow.Ref, part int32) {
	_, d := g.queue.engine.flow.At(flow.Slot(r))
	d.Next = 0
	p := &g.parts[part]
	if p.head == 0 {
		p.head = flow.Slot(r)
	} else {
		_, last := g.queue.engine.flow.At(p.tail)
		last.Next = flow.Slot(r)
	}
	p.tail = flow.Slot(r)
	g.queue.queue.Inc(g.queue.engine.now())
	g.work(part)
}

// push puts a delivery back to the front of its partition, to be tried again.
func (g *consumers) push(r flow.Ref, d *flow.Frame) {
	p := &g.parts[d.Slot]
	p.busy = false
	d.Next = p.head
	p.head = flow.Slot(r)
	if d.Next == 0 {
		p.tail = p.head
	}
	g.queue.queue.Inc(g.queue.engine.now())
}

// work starts the next message of a partition, or notes that it waits for its owner.
func (g *consumers) work(part int32) {
	p := &g.parts[part]
	if p.busy || p.listed || p.head == 0 || p.owner < 0 {
		return
	}
	if !g.free(p.owner) {
		m := &g.members[p.owner]
		p.listed, p.next = true, -1
		if m.head < 0 {
			m.head = part
		} else {
			g.parts[m.tail].next = part
		}
		m.tail = part
		return
	}
	g.deliver(part)
}

// free tells whether an instance can work on one more partition now.
func (g *consumers) free(owner int32) bool {
	in := g.service.insts[owner]
	if in.life != running && in.life != draining || g.queue.insts[0].life == down {
		return false
	}
	limit := int32(g.service.spec.Concurrency)
	return limit == 0 || g.members[owner].working < limit
}

// serve gives a freed instance the partitions that wait for it.
func (g *consumers) serve(owner int32) {
	m := &g.members[owner]
	for m.head >= 0 && g.free(owner) {
		part := m.head
		p := &g.parts[part]
		m.head = p.next
		p.listed = false
		g.work(part)
		m = &g.members[owner]
	}
}

// deliver sends the first message of a partition to its owner.
func (g *consumers) deliver(part int32) {
	q := g.queue
	e := q.engine
	now := e.now()
	p := &g.parts[part]
	r, d := e.flow.At(p.head)
	p.head = d.Next
	p.busy = true
	q.queue.Dec(now)
	q.insts[0].used.Inc(now)
	q.working.Inc(now)
	g.members[p.owner].working++
	if d.PC == 0 {
		q.lag.Record(int64(now - d.At))
	}
	d.PC++
	g.link.deliver(r, d, sim.Mix(d.Key, uint64(d.PC)), p.owner)
}

// deliver makes an unguarded call for the frame parent, to a given instance.
func (l *link) deliver(parent flow.Ref, p *flow.Frame, key uint64, place int32) {
	l.called++
	l.attempts++
	r, f := l.engine.flow.New()
	f.Key, f.Data, f.Parent, f.Link = key, p.Data, parent, l.number
	inherit(f, p)
	f.Node, f.Op, f.Place = l.callee.id, int16(l.op), place
	l.engine.flow.Call(r, f, l.delay(f, forLatency))
}

// assign shares the partitions among the members: those that run, and those that went
// down within the session timeout. Kafka's range assignor would give each member a
// contiguous range; with one topic both are equally even.
func (g *consumers) assign() {
	q := g.queue
	now := q.engine.now()
	for len(g.members) < len(g.service.insts) {
		g.members = append(g.members, member{head: -1, tail: -1})
	}
	var members []int32
	for _, in := range g.service.insts {
		if in.life == running || in.life == down && now.Sub(in.since) < q.spec.SessionTimeout.Std() {
			members = append(members, in.number)
		}
	}
	for i := range g.members {
		g.members[i].head, g.members[i].tail = -1, -1
	}
	for i := range g.parts {
		p := &g.parts[i]
		p.owner, p.listed = -1, false
		if len(members) > 0 {
			p.owner = members[i%len(members)]
		}
	}
	for i := range g.parts {
		g.work(int32(i))
	}
}

// memberDown looks again when the session of a member that went down has ended.
func (g *consumers) memberDown() {
	q := g.queue
	for i, other := range q.groups {
		if other == g {
			q.engine.kernel.Schedule(q.spec.SessionTimeout.Std(), q.hid, sessionEnd, uint64(i))
		}
	}
}
