package models

import (
	"time"

	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/flow"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// connections is the part of a link that gives attempts a connection and lets their bytes
// take time on it. While an attempt waits for a connection its frame has the mode
// connecting, and is nowhere: its callee knows nothing of it.
type connections struct {
	transport *transport // nil: a message takes the latency of the link and nothing else
	request   dist.Sampler
	response  dist.Sampler
}

const connecting = 255

func (l *link) initConnections(net *Link) {
	if !net.Protocol.Enabled() {
		return
	}
	l.transport = net.Protocol.Rule.compile()
	l.request, l.response = dist.Compile(net.Request.Dist), dist.Compile(net.Response.Dist)
}

// pool returns the connections of an instance of the caller to one of the callee.
func (l *link) pool(from, to int32) *pool {
	c := &l.callers[from]
	for len(c.pools) <= int(to) {
		c.pools = append(c.pools, newPool(l.transport))
	}
	return c.pools[to]
}

// travel prepares the draws of a message and returns the round trip that it sees.
func (l *link) travel(f *flow.Frame, purpose uint64) time.Duration {
	e := l.engine
	e.draw = sim.NewStream(sim.Mix(f.Key, purpose))
	return l.latency.Duration(&e.draw) + l.latency.Duration(&e.draw)
}

// connect asks for a connection for an attempt whose instance has been chosen.
func (l *link) connect(r flow.Ref, f *flow.Frame) {
	e := l.engine
	rtt := l.travel(f, forWire)
	p := l.pool(f.From, f.Place)
	l.granted(r, f, p, p.acquire(e.now(), rtt, &e.draw), rtt)
}

// granted goes on with an attempt after the answer of a pool.
func (l *link) granted(r flow.Ref, f *flow.Frame, p *pool, g grant, rtt time.Duration) {
	e := l.engine
	now := e.now()
	f.Conn = g.conn + 1
	switch g.state {
	case connRefused:
		l.crowdedOut(r, f)
	case connQueued:
		f.Mode, f.Since = connecting, now
		p.wait(uint64(r))
		if d := l.transport.pendingTimeout; d > 0 {
			e.kernel.Schedule(d, l.tries.hid, connectionLate, uint64(r))
		}
	case connUnreachable:
		l.attempts++
		e.flow.Reply(r, f, flow.Unreachable, g.wait)
	default:
		l.attempts++
		d := g.wait + p.transfer(g.conn, toCallee, now.Add(g.wait), l.request.Sample(&e.draw), rtt, &e.draw)
		if f.Trace != 0 && d > 0 {
			e.traces.add(f.Trace, l.callee.id, causeNetwork, int64(d))
		}
		l.ship(r, f, d)
	}
}

// shipped returns by how much the bytes of an answer make it late that has a connection.
func (l *link) shipped(f *flow.Frame) time.Duration {
	e := l.engine
	rtt := l.travel(f, forAnswer)
	return l.pool(f.From, f.Place).transfer(f.Conn-1, toCaller, e.now(), l.response.Sample(&e.draw), rtt, &e.draw)
}

// disconnect takes an attempt off its connection, and gives that to the next that waits.
func (l *link) disconnect(f *flow.Frame, answered bool) {
	if f.Conn == 0 {
		return
	}
	p := l.pool(f.From, f.Place)
	p.release(l.engine.now(), f.Conn-1, answered)
	f.Conn = 0
	l.serve(p)
}

// serve gives connections to those that wait for one.
func (l *link) serve(p *pool) {
	e := l.engine
	for p.waiting.n > 0 {
		_, first := e.flow.At(flow.Slot(flow.Ref(*p.waiting.at(0))))
		rtt := l.travel(first, forWire)
		ref, g, ok := p.next(e.now(), rtt, &e.draw)
		if !ok {
			return
		}
		r := flow.Ref(ref)
		_, f := e.flow.At(flow.Slot(r))
		f.Mode = 0
		if f.Trace != 0 {
			e.traces.add(f.Trace, l.callee.id, causeLimit, int64(e.now()-f.Since))
		}
		l.granted(r, f, p, g, rtt)
	}
}

// tooLate rejects an attempt that has waited too long for a connection.
func (l *link) tooLate(r flow.Ref, f *flow.Frame) {
	l.pool(f.From, f.Place).leave(uint64(r))
	l.crowdedOut(r, f)
}

// crowdedOut ends the try of an attempt that gets no connection.
func (l *link) crowdedOut(r flow.Ref, f *flow.Frame) {
	e := l.engine
	l.returned(f, flow.Cancelled, 0)
	parent := f.Parent
	e.traces.drop(f.Trace)
	e.flow.Drop(r, f)
	l.tries.refuse(parent, e.flow.Get(parent), byConnections)
}

// hangUp closes the connections to an instance that went down.
func (l *link) hangUp(place int32) {
	if l.transport == nil {
		return
	}
	for i := range l.callers {
		if pools := l.callers[i].pools; int(place) < len(pools) {
			pools[place].hangUp()
			l.serve(pools[place])
		}
	}
}
