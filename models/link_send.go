package models

import (
	"slices"
	"time"

	"headroom/models/policy/balance"
	"headroom/sim"
	"headroom/sim/flow"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// send chooses an instance and sends an attempt to it.
func (l *link) send(r flow.Ref, f *flow.Frame) {
	e := l.engine
	f.Node, f.Op = l.callee.id, int16(l.op)
	f.At = e.now()
	set := l.callee.ready
	switch {
	case l.bound:
		l.one[0] = f.Place
		set = l.one[:]
	case l.divided != nil:
		set = l.divided.candidates(l.op, f)
	}
	if len(set) == 1 && !l.guarded {
		f.Place = set[0]
		l.attempts++
		if l.outage.call == 0 {
			e.flow.Call(r, f, l.delay(f, forLatency))
			return
		}
		l.ship(r, f, 0)
		return
	}
	c := l.caller(f.From)
	if c.rotation != nil {
		set = c.rotation.choose(set, l.shards != nil, f)
	}
	if len(set) == 0 {
		f.Place = nowhere
		l.attempts++
		e.flow.Reply(r, f, flow.Unreachable, 0)
		return
	}
	f.Place = set[0]
	l.choose(c, set, f)
	if l.transport != nil && f.Parent != 0 {
		l.connect(r, f)
		return
	}
	l.attempts++
	l.ship(r, f, 0)
}

// divided is a component that does not let a call of an operation go to any instance.
type divided interface {
	// candidates returns the instances that it may go to. A balancer chooses among them.
	candidates(op int32, f *flow.Frame) []int32
}

// choose chooses the instance of an attempt, and counts it as outstanding there. Over a
// plain link to one instance there is neither a choice nor anybody who would ask.
func (l *link) choose(c *caller, set []int32, f *flow.Frame) {
	for len(c.view.Outstanding) < len(l.callee.insts) {
		c.view.Outstanding = append(c.view.Outstanding, 0)
	}
	if len(set) > 1 || c.rotation != nil && len(c.rotation.members) > 1 && l.shards == nil {
		f.Place = l.pick(c, set, f)
	}
	if f.Parent == 0 {
		return // nobody waits for the answer
	}
	f.Flags |= flow.Counted
	c.view.Outstanding[f.Place]++
	if c.rotation != nil {
		c.rotation.sent(f.Place)
	}
	if l.learns {
		l.picker(c, f.Place).(balance.Observer).Sent(f.At, f.Place)
	}
}

// ship sends an attempt on its way, with a delay on top of the latency.
func (l *link) ship(r flow.Ref, f *flow.Frame, d time.Duration) {
	e := l.engine
	if l.outage.call > e.now() {
		lost, dead := late(e.now(), l.outage.call)
		if dead {
			e.flow.Reply(r, f, flow.Unreachable, lost)
			return
		}
		d += lost
		if f.Trace != 0 {
			e.traces.add(f.Trace, l.callee.id, causeNetwork, int64(lost))
		}
	}
	e.flow.Call(r, f, d+l.delay(f, forLatency))
}

// picker returns the picker for the set of candidates that an instance belongs to.
func (l *link) picker(c *caller, place int32) balance.Picker {
	set := int32(0)
	if l.shards != nil {
		set = l.shards.shardOf(place)
	}
	for len(c.pickers) <= int(set) {
		c.pickers = append(c.pickers, l.spec.Balance.New(&c.stream))
	}
	return c.pickers[set]
}

// sharded is a component whose instances are not alike: a call goes to one of the
// instances of its key's shard.
type sharded interface{ shardOf(place int32) int32 }

// pick chooses among several candidates.
func (l *link) pick(c *caller, set []int32, f *flow.Frame) int32 {
	e := l.engine
	v := &c.view
	v.Candidates, v.Now, v.Key = set, f.At, f.Data
	if len(l.engine.zones) > 0 {
		l.zonesFor(c, f.From)
	}
	if l.hashOn != nil {
		v.Key = l.hashOn.key(f.Data)
	}
	switch {
	case l.shards != nil:
		v.Generation = 0
	case c.rotation == nil:
		v.Generation = l.callee.generation
	default:
		v.Members, v.Generation = c.rotation.members, c.rotation.version<<1
		if len(set) != len(c.rotation.candidates) {
			v.Generation |= 1 // in panic
		}
		if v.Weight = c.rotation.weigh(f.At); v.Weight != nil {
			v.Generation = 0
		}
	}
	e.draw = sim.NewStream(sim.Mix(f.Key, forBalance))
	place := l.picker(c, set[0]).Pick(v, &e.draw)
	if f.Slot > 1 && l.spec.Hedge.Enabled() {
		return l.elsewhere(c, set, f, place)
	}
	return place
}

// elsewhere returns the place that was picked for a hedge, or any other candidate when an
// attempt of the same call is under way there, and not everywhere.
func (l *link) elsewhere(c *caller, set []int32, f *flow.Frame, place int32) int32 {
	e := l.engine
	c.others = append(c.others[:0], set...)
	for slot := e.flow.Get(e.flow.Get(f.Parent).Parent).Next; slot != 0; {
		_, try := e.flow.At(slot)
		slot = try.Next
		if a := e.flow.Get(flow.Ref(try.Spent)); a != nil && a != f {
			if i := slices.Index(c.others, a.Place); i >= 0 {
				c.others = slices.Delete(c.others, i, i+1)
			}
		}
	}
	if len(c.others) == 0 || slices.Contains(c.others, place) {
		return place
	}
	return c.others[e.draw.IntN(len(c.others))]
}

// nowhere is the Place of an attempt that no instance could take.
const nowhere = -1

// delay draws the time that a message takes.
func (l *link) delay(f *flow.Frame, purpose uint64) time.Duration {
	if l.instant {
		return 0
	}
	return l.drawDelay(f, purpose)
}

func (l *link) drawDelay(f *flow.Frame, purpose uint64) time.Duration {
	s := sim.NewStream(sim.Mix(f.Key, purpose))
	latency := &l.latency
	if l.zoned && f.Node != l.probes.id && l.apart(f.From, f.Place) {
		latency = &l.between
	}
	d := latency.Duration(&s)
	if f.Trace != 0 {
		l.engine.traces.add(f.Trace, l.callee.id, causeNetwork, int64(d))
	}
	return d
}
