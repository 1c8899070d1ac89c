package models

import (
	"testing"
	"time"

	"headroom/sim"
)

// poolOf makes a pool whose connections take a round trip of 10 ms to make.
func poolOf(rule TransportRule) *pool { return newPool(rule.compile()) }

const dialTime = 10 * time.Millisecond

func (p *pool) ask(now time.Duration) grant {
	var s sim.Stream
	return p.acquire(sim.Time(now), dialTime, &s)
}

func (p *pool) done(now time.Duration, conn int32) { p.release(sim.Time(now), conn, true) }

func TestHTTP1HasARequestPerConnection(t *testing.T) {
	h := Defaults(&HTTP1{})
	h.MaxConnections, h.MaxPending = 2, 1
	p := poolOf(h)
	same(t, "first", p.ask(0), grant{connGranted, 0, dialTime})
	same(t, "second", p.ask(0), grant{connGranted, 1, dialTime})
	same(t, "third waits", p.ask(0), grant{connQueued, noConnection, 0})
	p.wait(33)
	same(t, "fourth is one too many", p.ask(0), grant{connRefused, noConnection, 0})
	p.done(20e6, 1)
	ref, g, ok := p.next(sim.Time(20e6), dialTime, nil)
	same(t, "who is next", ref, 33)
	same(t, "there is a connection", ok, true)
	same(t, "which is there already", g, grant{connGranted, 1, 0})
	_, _, ok = p.next(sim.Time(20e6), dialTime, nil)
	same(t, "another waits", ok, false)
	p.done(30e6, 0)
	p.done(31e6, 1)
	same(t, "the last one used is used again", p.ask(40e6), grant{connGranted, 1, 0})
	same(t, "counts", p.poolCounts, poolCounts{opened: 2, reused: 2, refused: 1})
	same(t, "open", p.open, 2)
	same(t, "idle", p.idle, 1)
	same(t, "active", p.active, 1)
}

func TestHTTP2SharesAConnection(t *testing.T) {
	h := Defaults(&HTTP2{})
	h.Streams, h.MaxConnections = 2, 2
	p := poolOf(h)
	same(t, "first", p.ask(0), grant{connGranted, 0, dialTime})
	same(t, "second joins the set-up", p.ask(4e6), grant{connGranted, 0, 6 * time.Millisecond})
	same(t, "third needs another connection", p.ask(20e6), grant{connGranted, 1, dialTime})
	same(t, "fourth", p.ask(20e6), grant{connGranted, 1, dialTime})
	same(t, "fifth waits", p.ask(20e6).state, connQueued)
	p.done(30e6, 0)
	same(t, "a stream is free", p.ask(30e6), grant{connGranted, 0, 0})
}

func TestWebSocketHasNoBoundOfStreams(t *testing.T) {
	p := poolOf(Defaults(&WebSocket{}))
	for range 1000 {
		same(t, "connection", p.ask(0).conn, 0)
	}
	same(t, "active", p.active, 1000)
}

func TestIdleConnectionsAreClosed(t *testing.T) {
	h := Defaults(&HTTP1{})
	h.IdleTimeout = seconds(1)
	p := poolOf(h)
	for range 3 {
		p.ask(0)
	}
	for i := range int32(3) {
		p.done(time.Duration(i)*300e6, i)
	}
	same(t, "a second after the second one's end", p.ask(1300e6), grant{connGranted, 2, 0})
	same(t, "closed", p.closed, 2)
	same(t, "open", p.open, 1)
	p.done(1300e6, 2)
	same(t, "all are too old", p.ask(2300e6).wait, dialTime)
	same(t, "opened", p.opened, 4)
	if len(p.conns) != 3 {
		t.Errorf("%d places for connections, want 3", len(p.conns))
	}
}

func TestIdleConnectionsOfManyStreamsAreClosed(t *testing.T) {
	h := Defaults(&HTTP2{})
	h.Streams, h.MaxConnections, h.IdleTimeout = 2, 0, seconds(1)
	p := poolOf(h)
	for range 4 { // two connections
		p.ask(0)
	}
	p.done(0, 0)
	p.done(0, 0)
	p.done(0, 1) // one of two
	p.expire(sim.Time(time.Minute))
	same(t, "closed", p.closed, 1)
	same(t, "the busy one is used", p.ask(time.Minute), grant{connGranted, 1, 0})
}

func TestMaxIdleClosesMore(t *testing.T) {
	h := Defaults(&HTTP1{})
	h.MaxIdle = 2
	p := poolOf(h)
	for range 5 {
		p.ask(0)
	}
	for i := range int32(5) {
		p.done(1, i)
	}
	same(t, "idle", p.idle, 2)
	same(t, "closed", p.closed, 3)
}

func TestMaxRequestsRetiresAConnection(t *testing.T) {
	h := Defaults(&HTTP2{})
	h.MaxRequests = 2
	p := poolOf(h)
	p.ask(0)
	p.ask(0)
	same(t, "no more requests on it, and only one connection", p.ask(0).state, connQueued)
	p.done(1, 0)
	same(t, "it is still in use", p.ask(1).state, connQueued)
	p.done(2, 0)
	same(t, "a new one", p.ask(2), grant{connGranted, 0, dialTime})
	same(t, "counts", p.poolCounts, poolCounts{opened: 2, closed: 1, reused: 1})
}

func TestARequestThatIsGivenUpClosesItsConnection(t *testing.T) {
	for _, tt := range []struct {
		name   string
		rule   TransportRule
		closed uint64
	}{
		{"HTTP/1.1 has no other way", Defaults(&HTTP1{}), 1},
		{"HTTP/2 resets the stream", Defaults(&HTTP2{}), 0},
		{"HTTP/3 too", Defaults(&HTTP3{}), 0},
	} {
		p := poolOf(tt.rule)
		g := p.ask(0)
		p.release(1, g.conn, false)
		same(t, tt.name, p.closed, tt.closed)
		same(t, tt.name+", then open", p.open, int32(1-tt.closed))
	}
}

// TestAConnectionThatCannotBeMade fails all that wait for it, and then another is tried.
func TestAConnectionThatCannotBeMade(t *testing.T) {
	h := Defaults(&HTTP2{})
	h.ConnectTimeout = seconds(0.005) // less than a round trip
	p := poolOf(h)
	same(t, "first", p.ask(0), grant{connUnreachable, 0, 5 * time.Millisecond})
	same(t, "second", p.ask(2e6), grant{connUnreachable, 0, 3 * time.Millisecond})
	p.done(5e6, 0)
	p.done(5e6, 0)
	same(t, "third", p.ask(5e6), grant{connUnreachable, 0, 5 * time.Millisecond})
	same(t, "counts", p.poolCounts, poolCounts{opened: 2, closed: 1, unreachable: 2, reused: 1})
}

func TestHangUpClosesAll(t *testing.T) {
	p := poolOf(Defaults(&HTTP1{}))
	a, b := p.ask(0), p.ask(0)
	p.done(0, a.conn)
	p.hangUp()
	same(t, "open", p.open, 1)
	p.done(1, b.conn)
	same(t, "open when the last request is over", p.open, 0)
	same(t, "closed", p.closed, 2)
	p.hangUp()
	same(t, "closed by another hang-up", p.closed, 2)
	same(t, "a new connection", p.ask(2).wait, dialTime)
}

func TestWaitingRequestsCanLeave(t *testing.T) {
	h := Defaults(&HTTP1{})
	h.MaxConnections = 1
	p := poolOf(h)
	g := p.ask(0)
	for ref := range uint64(20) {
		same(t, "state", p.ask(0).state, connQueued)
		p.wait(ref)
	}
	for _, ref := range []uint64{0, 7, 19} {
		same(t, "was there", p.leave(ref), true)
		same(t, "is there still", p.leave(ref), false)
	}
	now := time.Duration(0)
	for want := range uint64(19) {
		if want == 0 || want == 7 {
			continue
		}
		now++
		p.done(now, g.conn)
		ref, _, ok := p.next(sim.Time(now), dialTime, nil)
		if !ok || ref != want {
			t.Errorf("next is %d, %v, want %d", ref, ok, want)
		}
	}
	same(t, "waiting", p.waiting.n, 0)
}

// TestPoolsKeepTheirBooks plays random requests against pools of all kinds: what is open
// is what was opened less what was closed, and nobody waits while there is room.
func TestPoolsKeepTheirBooks(t *testing.T) {
	bound := Defaults(&HTTP2{})
	bound.Streams, bound.MaxConnections, bound.MaxRequests, bound.Loss, bound.MaxPending = 3, 4, 7, 0.2, 5
	one := Defaults(&HTTP1{})
	one.MaxConnections, one.MaxIdle, one.IdleTimeout, one.Loss = 5, 2, seconds(0.05), 0.1
	for _, rule := range []TransportRule{bound, one, Defaults(&HTTP3{}), Defaults(&WebSocket{})} {
		p := poolOf(rule)
		s := sim.NewStream(6)
		var busy []int32
		var refs uint64
		for step := range 20_000 {
			now := sim.Time(step) * sim.Time(time.Millisecond)
			switch {
			case s.Float64() < 0.5:
				switch g := p.acquire(now, dialTime, &s); g.state {
				case connQueued:
					refs++
					p.wait(refs)
				case connGranted, connUnreachable:
					busy = append(busy, g.conn)
				}
			case s.Float64() < 0.01:
				p.hangUp()
			case len(busy) > 0:
				i := s.IntN(len(busy))
				p.release(now, busy[i], s.Float64() < 0.8)
				busy[i] = busy[len(busy)-1]
				busy = busy[:len(busy)-1]
			}
			for {
				_, g, ok := p.next(now, dialTime, &s)
				if !ok {
					break
				}
				busy = append(busy, g.conn)
			}
			var open, idle, active, listed int32
			for _, c := range p.conns {
				if c.streams > 0 || c.listed {
					open++
				}
				if c.listed && c.streams == 0 {
					idle++
				}
				if c.listed {
					listed++
				}
				active += c.streams
			}
			if open != p.open || idle != p.idle || active != p.active || int(active) != len(busy) || p.opened-p.closed != uint64(open) {
				t.Fatalf("%T, step %d: %d open, %d idle, %d active, but %+v", rule, step, open, idle, active, p)
			}
			if p.maxConnections > 0 && open > p.maxConnections || p.waiting.n > 0 && listed > 0 {
				t.Fatalf("%T, step %d: %d open, %d with room, %d wait", rule, step, open, listed, p.waiting.n)
			}
		}
		for _, conn := range busy {
			p.release(sim.Time(time.Hour), conn, true)
		}
		same(t, "allocations", testing.AllocsPerRun(100, func() {
			g := p.acquire(sim.Time(time.Hour), dialTime, &s)
			p.transfer(g.conn, toCallee, sim.Time(time.Hour), 3000, dialTime, &s)
			p.release(sim.Time(time.Hour), g.conn, true)
		}), 0)
	}
}
