package models

import (
	"testing"

	"headroom/models/policy"
)

// over gives clients a link with a protocol and a latency of 10 ms each way.
func over(rule TransportRule, edit func(*Link)) func(*Traffic) {
	return func(t *Traffic) {
		t.Link = *made(func(l *Link) {
			l.Latency, l.Protocol.Rule = duration("10ms"), rule
			if edit != nil {
				edit(l)
			}
		})
	}
}

// viaLink is evenly, with the link of the edits.
func viaLink(to string, rate float64, edits ...func(*Traffic)) Component {
	c := evenly(to, rate)
	for _, edit := range edits {
		edit(c.Spec.(*Traffic))
	}
	return c
}

// TestASetUpTakesRoundTrips: the first request of a connection waits for it.
func TestASetUpTakesRoundTrips(t *testing.T) {
	for _, c := range []struct {
		what          string
		rule          TransportRule
		first, second float64 // arrivals at the callee, after the requests at 1 s and 2 s
	}{
		{"TCP", made(func(*HTTP1) {}), 0.03, 0.01},
		{"TCP and TLS 1.2", made(func(h *HTTP1) { h.TLS = "1.2" }), 0.07, 0.01},
		{"TCP and TLS 1.3", made(func(h *HTTP2) { h.TLS = "1.3" }), 0.05, 0.01},
		{"QUIC", made(func(*HTTP3) {}), 0.03, 0.01},
		{"a WebSocket over TLS 1.3", made(func(w *WebSocket) { w.TLS = "1.3" }), 0.07, 0.01},
		{"a connection that is not kept", made(func(h *HTTP1) { h.IdleTimeout = seconds(0.5) }), 0.03, 0.03},
	} {
		p := taking(0)
		ended(t, scene(2.9, viaLink("p", 1, over(c.rule, nil)), probing("p", p)))
		sameTimes(t, c.what, p.times(), []float64{1 + c.first, 2 + c.second})
	}
}

// TestOneRequestAtATimeOnAConnection: answers take 0.55 s. HTTP/1.1 with two connections
// has two requests under way, HTTP/2 on one connection all.
func TestOneRequestAtATimeOnAConnection(t *testing.T) {
	for _, c := range []struct {
		what string
		rule TransportRule
		want []float64
	}{
		{"HTTP/1.1 with two", made(func(h *HTTP1) { h.MaxConnections = 2 }), []float64{0.13, 0.23, 0.7, 0.8, 1.27}},
		{"HTTP/2 with one", made(func(*HTTP2) {}), []float64{0.13, 0.21, 0.31, 0.41, 0.51}},
		{"HTTP/2 with two streams on one", made(func(h *HTTP2) { h.Streams = 2 }), []float64{0.13, 0.21, 0.7, 0.78, 1.27}},
	} {
		p := taking(0.55)
		burst := burst(func(*policy.Call) {})
		over(c.rule, nil)(burst.Spec.(*Traffic))
		ended(t, scene(4, burst, probing("p", p)))
		sameTimes(t, c.what, p.times()[:5], c.want)
	}
}

// TestWhoFindsNoConnectionIsRejected: two connections, three may wait, for 0.4 s.
func TestWhoFindsNoConnectionIsRejected(t *testing.T) {
	p := taking(0.55)
	burst := burst(func(c *policy.Call) { c.Retries = 3 })
	over(made(func(h *HTTP1) { h.MaxConnections, h.MaxPending, h.PendingTimeout = 2, 3, seconds(0.4) }), nil)(burst.Spec.(*Traffic))
	r := result(t, scene(4, burst, probing("p", p)))
	l := found(t, r.Links, "users->p")
	n := uint64(len(p.times()))
	same(t, "rejected for want of a connection", found(t, l.Refused, "connections"), 10-n)
	same(t, "retries", l.Retries, 0)
	if n < 4 || n > 7 {
		t.Errorf("%d requests came through, want about 6", n)
	}
}

// TestAConnectionEndsWithItsInstance: p/0 goes down with requests under way and others in
// the queue for its one connection; all of them end, and new ones find new connections.
func TestAConnectionEndsWithItsInstance(t *testing.T) {
	p := taking(0.35)
	s := scene(20, viaLink("p", 5, over(made(func(h *HTTP1) { h.MaxConnections = 1 }), nil), func(t *Traffic) {
		t.Policy.Timeout = seconds(3)
	}), probing("p", p))
	s.Faults = []Fault{{At: seconds(5), For: seconds(5), Down: "p"}}
	e := ended(t, s)
	o := e.ops[0]
	same(t, "requests", o.offered, o.ok+o.failed()+uint64(e.sources[0].inSystem.Value()))
	same(t, "arrivals", e.byName["p"].base().arrivals, e.links[0].attempts)
	if o.errors < 10 {
		t.Errorf("%d errors, want those of five seconds", o.errors)
	}
	pool := e.links[0].callers[0].pools[0]
	if busy := e.links[0].callers[0].view.Outstanding[0]; pool.active+int32(pool.waiting.n) != busy {
		t.Errorf("%d requests on connections and %d waiting, of %d", pool.active, pool.waiting.n, busy)
	}
}

// TestABodyTakesItsTime: 1 MB over 10 Mbit/s takes 0.8 s, and slow start in front of it.
func TestABodyTakesItsTime(t *testing.T) {
	rule := made(func(h *HTTP1) { h.Bandwidth = 10_000_000 })
	r := result(t, scene(10.5, viaLink("p", 0.5, over(rule, func(l *Link) { l.Response = size("1MB") })), probing("p", taking(0))))
	mean := found(t, r.Operations, "main").Latency.Mean.Value
	if mean < 0.82 || mean > 0.95 {
		t.Errorf("latency %v, want 0.8 s for the bytes, a round trip and some slow start", mean)
	}
}

// TestALossStallsAllStreamsOfHTTP2: with 2 % loss the tail of requests that share one TCP
// connection is worse than that of six HTTP/1.1 connections, and than that of QUIC.
func TestALossStallsAllStreamsOfHTTP2(t *testing.T) {
	p95 := func(rule TransportRule) float64 {
		r := result(t, scene(200, viaLink("p", 30, over(rule, func(l *Link) { l.Response = size("4KiB") })), probing("p", taking(0.02))))
		return found(t, r.Operations, "main").Latency.P95.Value
	}
	one := p95(made(func(h *HTTP1) { h.MaxConnections, h.Loss = 6, 0.02 }))
	two := p95(made(func(h *HTTP2) { h.Loss = 0.02 }))
	three := p95(made(func(h *HTTP3) { h.Loss = 0.02 }))
	if !(two > one && two > three) {
		t.Errorf("p95 of HTTP/1.1, 2, 3 = %.3f, %.3f, %.3f; want that of HTTP/2 to be the worst", one, two, three)
	}
}
