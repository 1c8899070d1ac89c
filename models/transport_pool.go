package models

import (
	"time"

	"headroom/sim"
)

// Hot path: see ARCHITECTURE.md, "Speed".

// pool holds the connections of one instance of a caller to one instance of a callee. It
// schedules nothing: the link does, and tells it.
//
//	g := p.acquire(now, rtt, s)
//	connGranted      send after g.wait, over transfer(g.conn, toCallee), and the answer
//	                 over transfer(g.conn, toCaller); when it is there, or nobody waits for
//	                 it, release(g.conn)
//	connUnreachable  the connection cannot be made, which shows after g.wait; then fail
//	                 the attempt and release(g.conn)
//	connQueued       p.wait(ref); p.next will return it, or p.leave(ref) takes it out, for
//	                 example when the pending timeout of the transport has passed
//	connRefused      too many wait; reject the attempt
//
// After each release, and after hangUp, the link calls next until nothing is returned.
// Every grant with a connection is released exactly once. Instants must not run backwards.
// The zero value of a pool is not ready: make one with newPool.
type pool struct {
	*transport
	conns []connection
	spare int32 // closed connections, linked by next

	// The connections that can take a request, the most recently used first.
	first, last int32

	open    int32 // connections, those in set-up too
	idle    int32 // of those, without a request
	active  int32 // requests
	waiting refRing

	poolCounts
}

// poolCounts is what a pool has counted since it was made.
type poolCounts struct {
	opened, closed uint64 // connections
	unreachable    uint64 // of those opened, could not be made
	reused         uint64 // grants of a connection that was there already
	refused        uint64 // requests, because too many wait
}

// connection is a place for one in a pool.
type connection struct {
	ways       [2]way
	ready      sim.Time // when its set-up is over
	used       sim.Time // when its last request ended
	streams    int32    // requests under way
	requests   int32    // requests so far
	prev, next int32
	listed     bool // in the list of those that can take a request
	retired    bool // takes no more requests
	failed     bool // cannot be made
}

// Ways of a connection.
const (
	toCallee = iota
	toCaller
)

const noConnection = -1

// grant is the answer to a request for a connection.
type grant struct {
	state poolState
	conn  int32         // to be released; noConnection when queued or refused
	wait  time.Duration // until the request can be sent, or until it shows that it cannot
}

type poolState uint8

const (
	connGranted poolState = iota
	connUnreachable
	connQueued
	connRefused
)

// newPool returns a pool without connections.
func newPool(t *transport) *pool {
	return &pool{transport: t, spare: noConnection, first: noConnection, last: noConnection}
}

// acquire asks for a connection for one request. Rtt is what a round trip to the callee
// takes at present. Draws are made only for a new connection.
func (p *pool) acquire(now sim.Time, rtt time.Duration, s *sim.Stream) grant {
	p.expire(now)
	switch {
	case p.first != noConnection:
		p.reused++
		return p.take(p.first, now)
	case p.maxConnections == 0 || p.open < p.maxConnections:
		return p.take(p.dialOne(now, rtt, s), now)
	case p.maxPending == 0 || p.waiting.n < int(p.maxPending):
		return grant{state: connQueued, conn: noConnection}
	}
	p.refused++
	return grant{state: connRefused, conn: noConnection}
}

// take puts one more request on a connection.
func (p *pool) take(i int32, now sim.Time) grant {
	c := &p.conns[i]
	if c.streams == 0 {
		p.idle--
	}
	c.streams++
	c.requests++
	p.active++
	if c.requests == p.maxRequests {
		c.retired = true
	}
	if c.listed && (c.retired || c.streams == p.streams) {
		p.unlist(i)
	}
	g := grant{conn: i, wait: max(0, c.ready.Sub(now))}
	if c.failed {
		g.state = connUnreachable
	}
	return g
}

// dialOne begins to make a connection. Requests can be put on it at once: they wait until
// it is there, or share its failure.
func (p *pool) dialOne(now sim.Time, rtt time.Duration, s *sim.Stream) int32 {
	i := p.spare
	if i == noConnection {
		i = int32(len(p.conns))
		p.conns = append(p.conns, connection{})
	} else {
		p.spare = p.conns[i].next
	}
	took, ok := p.dial(rtt, p.loss, s)
	p.conns[i] = connection{ready: now.Add(took), used: now, failed: !ok}
	p.open++
	p.idle++
	p.opened++
	if !ok {
		p.unreachable++
	}
	p.list(i)
	return i
}

// transfer returns by how much a message on a connection is late, beyond the latency of
// the link; see transport.transfer.
func (p *pool) transfer(conn int32, direction int, now sim.Time, bytes float64, rtt time.Duration, s *sim.Stream) time.Duration {
	return p.transport.transfer(&p.conns[conn].ways[direction], now, bytes, rtt, s)
}

// release takes a request off its connection. Answered is false when it has been given
// up while the callee may still be at work, which costs some protocols the connection.
func (p *pool) release(now sim.Time, conn int32, answered bool) {
	c := &p.conns[conn]
	c.streams--
	c.used = now
	p.active--
	if c.failed || !answered && p.closes {
		c.retired = true
	}
	if c.streams == 0 {
		p.idle++
	}
	switch {
	case c.retired:
		p.retire(conn)
	case c.streams == 0 && p.maxIdle > 0 && p.idle > p.maxIdle && p.waiting.n == 0:
		p.retire(conn)
	case !c.listed:
		p.list(conn)
	}
}

// wait puts a request into the queue for a connection.
func (p *pool) wait(ref uint64) { p.waiting.push(ref) }

// leave takes a request out of the queue, and tells whether it was in it.
func (p *pool) leave(ref uint64) bool { return p.waiting.remove(ref) }

// next returns the request that has waited longest, with its connection, when there is
// one for it.
func (p *pool) next(now sim.Time, rtt time.Duration, s *sim.Stream) (ref uint64, g grant, ok bool) {
	if p.waiting.n == 0 {
		return 0, g, false
	}
	p.expire(now)
	if p.first == noConnection && p.maxConnections > 0 && p.open >= p.maxConnections {
		return 0, g, false
	}
	return p.waiting.pop(), p.acquire(now, rtt, s), true
}

// hangUp closes all connections, because the callee has gone. Their requests are released
// by the link one by one, as always.
func (p *pool) hangUp() {
	for i := range p.conns {
		if c := &p.conns[i]; c.streams > 0 || c.listed {
			c.retired = true
			p.retire(int32(i))
		}
	}
}

// expire closes the connections that have been idle for too long.
func (p *pool) expire(now sim.Time) {
	if p.idleTimeout == 0 {
		return
	}
	for i := p.last; i != noConnection; {
		c := &p.conns[i]
		before := c.prev
		switch {
		case c.streams > 0:
		case now.Sub(c.used) >= p.idleTimeout:
			p.retire(i)
		case p.streams == 1: // all of them are idle, in the order of their use
			return
		}
		i = before
	}
}

// retire takes a connection out of the list, and closes it if it has no request.
func (p *pool) retire(i int32) {
	c := &p.conns[i]
	c.retired = true
	if c.listed {
		p.unlist(i)
	}
	if c.streams > 0 {
		return
	}
	p.open--
	p.idle--
	p.closed++
	c.next = p.spare
	p.spare = i
}

// list puts a connection in front of those that can take a request.
func (p *pool) list(i int32) {
	c := &p.conns[i]
	c.listed, c.prev, c.next = true, noConnection, p.first
	if p.first == noConnection {
		p.last = i
	} else {
		p.conns[p.first].prev = i
	}
	p.first = i
}

// unlist takes a connection out of the list.
func (p *pool) unlist(i int32) {
	c := &p.conns[i]
	c.listed = false
	if c.prev == noConnection {
		p.first = c.next
	} else {
		p.conns[c.prev].next = c.next
	}
	if c.next == noConnection {
		p.last = c.prev
	} else {
		p.conns[c.next].prev = c.prev
	}
}
