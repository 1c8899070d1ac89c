package models

import (
	"time"

	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
	"headroom/sim/stats"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// online is the people of a source with connections, at work. Each of them is there for a
// visit, and has at most one connection, to an instance of the service that holds it.
type online struct {
	source  *source
	opens   *link // over which people connect
	service *service
	target  curve
	steady  bool // the number of people never changes
	list    []person
	free    []int32 // of the list
	length  dist.Sampler
	leaves  bool // visits have a length
	loss    dist.Sampler
	every   []dist.Sampler // by activity
	backoff time.Duration
	limit   time.Duration
	join    time.Duration
	staying int64 // people who have not been asked to leave

	onlineCounts
	level     [presences]stats.Gauge // people by where they are
	reconnect stats.Histogram        // from the loss of a connection to the next one, ns
}

type onlineCounts struct{ opened, refused, failed, lost, reconnected, left uint64 }

// person is one of many: 32 bytes.
type person struct {
	lost    sim.Time // when the connection was lost; never before
	turn    uint32   // changes with the connection: timers of another turn are void
	visit   uint32   // number of the person in this place of the list
	asked   uint32   // requests so far
	place   int32    // instance that holds the connection
	fails   uint16   // attempts to connect that failed, in a row
	where   presence
	leaving bool // and is not replaced
}

// presence is where a person is.
type presence uint8

const (
	waitingToConnect presence = iota
	connectingNow
	connected
	presences
	absent = presences
)

const never = sim.Time(-1)

// Events of a source with connections. Arg is the number of a person and the turn, to
// visitEnds the visit; see online.arg. To personActs the number of the activity is added.
const (
	peopleBegin sim.Kind = iota
	peopleFollow
	visitEnds
	personConnects
	personDropped
	personActs
)

// What a draw about people is for; see forLatency.
const (
	forVisit uint64 = iota + 2<<32
	forJoin
	forStart
	forActivities
	forReconnect
	forLeaver
)

// connectFirst is the position of the operation that connects.
const connectFirst = 0

// leastPause is the least time between two attempts to connect.
const leastPause = time.Millisecond

// dial makes the links of a source with connections, and lets its people come.
func (s *source) dial() {
	e := s.engine
	t := s.spec
	lost := t.lost()
	o := &online{
		source: s, service: e.byName[t.To].(*service), target: compile(t.law(), e.end), join: t.Join.Std(),
		backoff: lost.Backoff.Std(), limit: lost.Limit.Std(), loss: dist.Compile(lost.Reconnect.Dist),
	}
	_, o.steady = t.law().(*Constant)
	if t.Session.Length.Set() {
		o.length, o.leaves = dist.Compile(t.Session.Length.Dist), true
	}
	for _, a := range t.Each {
		o.every = append(o.every, dist.Compile(a.Value.Every.Dist))
	}
	for i, p := range t.pursuits() {
		policies, op := t.Policy, int32(handshake)
		if i != connectFirst {
			policies = overConnection(policies)
		}
		if to := t.asks(p.Name); to != "" {
			_, op = e.target(to, p.Name)
		}
		l := e.newLink("call", s.name+"->"+t.To, nil, o.service, op, policies, t.Link)
		l.opens, l.bound = i == connectFirst, i != connectFirst
		s.links = append(s.links, l)
		if l.again {
			s.ops[i].apart = true
		}
	}
	o.opens = s.links[connectFirst]
	s.online = o
	o.service.guests = append(o.service.guests, o)
	o.service.holds = true
	e.kernel.ScheduleAt(0, s.hid, peopleBegin, 0)
}

// key returns the key of who is in a place of the list.
func (o *online) key(i int32) uint64 {
	return sim.Mix(sim.Mix(o.source.key, uint64(i)), uint64(o.list[i].visit))
}

// draw returns the stream of a purpose for the present turn of a person.
func (o *online) draw(i int32, purpose uint64) sim.Stream {
	return sim.NewStream(sim.Mix(sim.Mix(o.key(i), uint64(o.list[i].turn)), purpose))
}

// arg is what an event says about a person: who, and a count that tells whether it still
// holds.
func arg(i int32, count uint32) uint64 { return uint64(count)<<32 | uint64(uint32(i)) }

// move notes where a person is from now on.
func (o *online) move(p *person, to presence) {
	now := o.source.engine.now()
	if p.where != absent {
		o.level[p.where].Add(now, -1)
	}
	if to != absent {
		o.level[to].Add(now, 1)
	}
	p.where = to
}

// handle takes the events of people.
func (o *online) handle(ev sim.Event) {
	switch ev.Kind {
	case peopleBegin:
		o.begin()
		return
	case peopleFollow:
		o.follow()
		return
	}
	i := int32(uint32(ev.Arg))
	p := &o.list[i]
	count := uint32(ev.Arg >> 32)
	switch {
	case ev.Kind == visitEnds:
		if p.visit == count {
			o.leave(i, p)
		}
	case p.turn != count:
	case ev.Kind == personConnects:
		o.connect(i, p)
	case ev.Kind == personDropped:
		place := p.place
		o.lose(i, p)
		o.service.closeOne(place)
	default:
		o.act(i, p, int32(ev.Kind-personActs), ev)
	}
}

// ask sends a request of a person.
func (o *online) ask(i int32, p *person, which int32) {
	p.asked++
	o.source.request(sim.Mix(o.key(i), uint64(p.asked)), which, 0, i)
}

// seat prepares the frame of a request: over a connection, it goes where that leads.
func (o *online) seat(f *flow.Frame) {
	p := &o.list[f.Slot]
	f.Work = int64(p.turn)
	if f.Op != connectFirst {
		f.Place = p.place
	}
}

// act lets a connected person do something, and plans the next time.
func (o *online) act(i int32, p *person, activity int32, ev sim.Event) {
	s := sim.NewStream(sim.Mix(sim.Mix(o.key(i), uint64(p.asked)), forActivities))
	o.source.engine.kernel.Schedule(o.every[activity].Duration(&s), o.source.hid, ev.Kind, ev.Arg)
	o.ask(i, p, activity+1)
}

// connect lets a person try to get a connection.
func (o *online) connect(i int32, p *person) {
	o.move(p, connectingNow)
	o.ask(i, p, connectFirst)
}

// over takes the end of a request. That of an attempt to connect may be for somebody who
// has left meanwhile.
func (o *online) over(f *flow.Frame, how flow.Outcome) {
	if f.Op != connectFirst {
		return
	}
	i := f.Slot
	p := &o.list[i]
	waits := uint32(f.Work) == p.turn
	switch {
	case how == flow.Rejected:
		o.refused++
	case how.Failed():
		o.failed++
	case !waits:
		o.service.closeOne(f.Place)
		return
	default:
		o.opened++
		o.bind(i, p, f.Place)
		return
	}
	if waits {
		o.again(i, p)
	}
}

// bind gives a person a connection that the service holds already.
func (o *online) bind(i int32, p *person, place int32) {
	e := o.source.engine
	o.move(p, connected)
	p.place, p.fails = place, 0
	o.opens.hold(place, 1)
	if p.lost != never {
		o.reconnected++
		o.reconnect.Record(int64(e.now() - p.lost))
		p.lost = never
	}
	if in := o.service.insts[place]; in.life == draining && !in.listed {
		o.lose(i, p)
		o.service.closeOne(place)
		return
	}
	s := o.draw(i, forActivities)
	for k := range o.every {
		e.kernel.Schedule(o.every[k].Duration(&s), o.source.hid, personActs+sim.Kind(k), arg(i, p.turn))
	}
}

// again lets a person wait after an attempt that failed: full jitter, as in AWS,
// "Exponential backoff and jitter".
func (o *online) again(i int32, p *person) {
	p.fails = min(p.fails+1, 1000)
	p.turn++
	o.move(p, waitingToConnect)
	bound := o.backoff
	for k := uint16(1); k < p.fails && bound < o.limit && bound > 0; k++ {
		bound = min(2*bound, o.limit)
	}
	s := o.draw(i, forBackoff)
	pause := max(leastPause, time.Duration(s.Float64()*float64(bound)))
	o.source.engine.kernel.Schedule(pause, o.source.hid, personConnects, arg(i, p.turn))
}

// lose takes the connection of a person away, who then tries to get another.
func (o *online) lose(i int32, p *person) {
	e := o.source.engine
	o.lost++
	o.opens.hold(p.place, -1)
	p.place, p.lost = nowhere, e.now()
	p.turn++
	o.move(p, waitingToConnect)
	s := o.draw(i, forReconnect)
	e.kernel.Schedule(o.loss.Duration(&s), o.source.hid, personConnects, arg(i, p.turn))
}

// cut takes the connections to an instance away, which holds them no longer.
func (o *online) cut(in *instance) {
	before := o.lost
	for i := range o.list {
		if p := &o.list[i]; p.where == connected && p.place == in.number {
			o.lose(int32(i), p)
		}
	}
	o.tell(in, o.lost-before)
}

// drop lets an instance that is to go close the connections to it, evenly over a time.
func (o *online) drop(in *instance, span time.Duration) {
	n := uint64(0)
	for i := range o.list {
		p := &o.list[i]
		if p.where != connected || p.place != in.number {
			continue
		}
		n++
		if span == 0 {
			o.lose(int32(i), p)
			o.service.closeOne(in.number)
			continue
		}
		s := o.draw(int32(i), forLeaver)
		o.source.engine.kernel.Schedule(time.Duration(s.Float64()*float64(span)), o.source.hid, personDropped, arg(int32(i), p.turn))
	}
	o.tell(in, n)
}
