package models

import (
	"fmt"
	"sort"
	"time"

	"headroom/sim"
	"headroom/sim/dist"
)

// followEvery is how often people look at how many there should be.
const followEvery = time.Second

// equilibriumDraws is how many draws stand for the law of a time that is under way.
const equilibriumDraws = 1 << 16

// equilibrium is the law of what is left of a time that began long ago, seen at any
// instant: a time is met in proportion to its length, at an instant that is even in it
// (Cox, Renewal Theory, 1962). The length is one of 65,536 that were drawn.
type equilibrium struct {
	times []time.Duration
	sums  []float64 // ns, cumulative
}

func newEquilibrium(of *dist.Sampler, s sim.Stream) *equilibrium {
	q := &equilibrium{}
	sum := 0.0
	for range equilibriumDraws {
		d := of.Duration(&s)
		sum += float64(d)
		q.times, q.sums = append(q.times, d), append(q.sums, sum)
	}
	return q
}

// left draws a time that is left.
func (q *equilibrium) left(s *sim.Stream) time.Duration {
	at := s.Float64() * q.sums[len(q.sums)-1]
	i := sort.Search(len(q.sums)-1, func(i int) bool { return q.sums[i] > at })
	return time.Duration(s.Float64() * float64(q.times[i]))
}

// begin brings the people who are there at the start. They have been for long: their
// connections are spread evenly over the instances, and their times are under way. Those
// for whom there is no room come as others do later.
func (o *online) begin() {
	e := o.source.engine
	streams := func(purpose string) sim.Stream { return e.kernel.Stream(o.source.name + "/online/" + purpose) }
	o.staying = o.wanted()
	var stay *equilibrium
	if o.leaves {
		stay = newEquilibrium(&o.length, streams("session"))
	}
	var until []*equilibrium
	for k := range o.every {
		until = append(until, newEquilibrium(&o.every[k], streams(o.source.spec.Each[k].Name)))
	}
	next := 0
	o.list = make([]person, 0, o.staying)
	for i := range int32(o.staying) {
		o.list = append(o.list, person{lost: never, place: nowhere, where: absent})
		p := &o.list[i]
		s := o.draw(i, forStart)
		if o.leaves {
			e.kernel.Schedule(stay.left(&s), o.source.hid, visitEnds, arg(i, p.visit))
		}
		place, ok := o.service.room(&next)
		if !ok {
			o.move(p, waitingToConnect)
			e.kernel.Schedule(o.within(&s), o.source.hid, personConnects, arg(i, p.turn))
			continue
		}
		o.service.occupy(o.service.insts[place])
		o.opens.hold(place, 1)
		p.place = place
		o.move(p, connected)
		for k := range until {
			e.kernel.Schedule(until[k].left(&s), o.source.hid, personActs+sim.Kind(k), arg(i, p.turn))
		}
	}
	if !o.steady {
		e.kernel.Schedule(followEvery, o.source.hid, peopleFollow, 0)
	}
}

// wanted returns how many people there should be now.
func (o *online) wanted() int64 { return int64(o.target.Rate(o.source.engine.now()) + 0.5) }

// within draws an instant of the time that people take to come or to go.
func (o *online) within(s *sim.Stream) time.Duration {
	return time.Duration(s.Float64() * float64(o.join))
}

// follow lets people come or go when there should be more or fewer.
func (o *online) follow() {
	e := o.source.engine
	e.kernel.Schedule(followEvery, o.source.hid, peopleFollow, 0)
	want := o.wanted()
	for ; o.staying < want; o.staying++ {
		o.come()
	}
	if o.staying == want {
		return
	}
	draw := sim.NewStream(sim.Mix(sim.Mix(o.source.key, uint64(e.now())), forLeaver))
	for ; o.staying > want; o.staying-- {
		o.dismiss(&draw)
	}
}

// come brings one more person.
func (o *online) come() {
	e := o.source.engine
	var i int32
	if n := len(o.free); n > 0 {
		i, o.free = o.free[n-1], o.free[:n-1]
	} else {
		i = int32(len(o.list))
		o.list = append(o.list, person{where: absent})
	}
	p := &o.list[i]
	p.lost, p.place, p.fails, p.leaving = never, nowhere, 0, false
	o.move(p, waitingToConnect)
	s := o.draw(i, forJoin)
	wait := o.within(&s)
	e.kernel.Schedule(wait, o.source.hid, personConnects, arg(i, p.turn))
	o.visit(i, p, wait)
}

// visit plans the end of a visit that begins after a time.
func (o *online) visit(i int32, p *person, after time.Duration) {
	if !o.leaves {
		return
	}
	s := o.draw(i, forVisit)
	o.source.engine.kernel.Schedule(after+o.length.Duration(&s), o.source.hid, visitEnds, arg(i, p.visit))
}

// dismiss asks one person to leave: whoever comes first in the list from a place at random.
func (o *online) dismiss(draw *sim.Stream) {
	i := draw.IntN(len(o.list))
	for o.list[i].where == absent || o.list[i].leaving {
		if i++; i == len(o.list) {
			i = 0
		}
	}
	p := &o.list[i]
	p.leaving = true
	o.source.engine.kernel.Schedule(o.within(draw), o.source.hid, visitEnds, arg(int32(i), p.visit))
}

// leave ends a visit. Whoever was not asked to leave is replaced by somebody else, so that
// the number of people stays as it is.
func (o *online) leave(i int32, p *person) {
	o.left++
	place := p.place
	if p.where == connected {
		o.opens.hold(place, -1)
	}
	was := p.where
	p.visit++
	p.turn++
	p.lost, p.place, p.fails = never, nowhere, 0
	if p.leaving {
		o.move(p, absent)
		o.free = append(o.free, i)
	} else {
		o.move(p, waitingToConnect)
	}
	if was == connected {
		o.service.closeOne(place)
	}
	if !p.leaving {
		o.visit(i, p, 0)
		o.connect(i, p)
	}
}

// tell notes for the time line that connections to an instance are lost.
func (o *online) tell(in *instance, n uint64) {
	if n > 0 {
		o.source.engine.happened(o.source.name, "lost", fmt.Sprintf("%d connections to %s", n, o.service.instanceName(in)))
	}
}

// reset forgets what the warm-up measured.
func (o *online) reset(now sim.Time) {
	o.onlineCounts = onlineCounts{}
	for i := range o.level {
		o.level[i].Reset(now)
	}
	o.reconnect.Reset()
}
