package models

import (
	"math"

	"headroom/sim"
	"headroom/sim/stats"
)

// The same models as M1 and M2, each written out by hand as one loop: what a person
// would write who needs nothing but this one number. Times are float64 seconds, events
// wait in a 4-ary heap, draws use math.Exp and math.Log.

// handEvent is an event of a hand-written loop.
type handEvent struct {
	at   float64
	kind int32
	who  int32 // request
}

// heap4 is a 4-ary heap of events.
type heap4 []handEvent

func (h *heap4) push(e handEvent) {
	*h = append(*h, e)
	a := *h
	i := len(a) - 1
	for i > 0 {
		p := (i - 1) / 4
		if a[p].at <= e.at {
			break
		}
		a[i] = a[p]
		i = p
	}
	a[i] = e
}

func (h *heap4) pop() handEvent {
	a := *h
	top, last := a[0], a[len(a)-1]
	a = a[:len(a)-1]
	*h = a
	if len(a) == 0 {
		return top
	}
	i := 0
	for {
		child := 4*i + 1
		if child >= len(a) {
			break
		}
		best := child
		for c := child + 1; c < min(child+4, len(a)); c++ {
			if a[c].at < a[best].at {
				best = c
			}
		}
		if a[best].at >= last.at {
			break
		}
		a[i] = a[best]
		i = best
	}
	a[i] = last
	return top
}

// station is a number of servers with a queue of requests.
type station struct {
	busy, servers int
	queue         []int32
	head          int
}

func (s *station) enter(who int32) bool {
	if s.busy < s.servers {
		s.busy++
		return true
	}
	s.queue = append(s.queue, who)
	return false
}

func (s *station) leave() (int32, bool) {
	if s.head == len(s.queue) {
		s.queue, s.head = s.queue[:0], 0
		s.busy--
		return 0, false
	}
	s.head++
	return s.queue[s.head-1], true
}

type handDraws struct{ s sim.Stream }

func (d *handDraws) exponential(mean float64) float64 { return -mean * math.Log(1-d.s.Float64()) }

// lognormal by Box and Muller, one of the pair.
func (d *handDraws) lognormal(mu, sigma float64) float64 {
	r := math.Sqrt(-2 * math.Log(1-d.s.Float64()))
	return math.Exp(mu + sigma*r*math.Cos(2*math.Pi*d.s.Float64()))
}

// handM1 plays n customers of an M/M/1 queue at rho 0.8.
func handM1(n int, seed uint64) *stats.Histogram {
	d := handDraws{sim.NewStream(seed)}
	var h heap4
	var latency stats.Histogram
	server := station{servers: 1}
	sent := make([]float64, 0, 1024)
	var free []int32
	const arrive, done = 0, 1
	h.push(handEvent{d.exponential(1.0 / 80), arrive, 0})
	for finished := 0; finished < n; {
		e := h.pop()
		if e.kind == arrive {
			who := int32(len(sent))
			if k := len(free); k > 0 {
				who, free = free[k-1], free[:k-1]
				sent[who] = e.at
			} else {
				sent = append(sent, e.at)
			}
			if server.enter(who) {
				h.push(handEvent{e.at + d.exponential(0.01), done, who})
			}
			h.push(handEvent{e.at + d.exponential(1.0/80), arrive, 0})
			continue
		}
		latency.Record(int64((e.at - sent[e.who]) * 1e9))
		free = append(free, e.who)
		finished++
		if next, ok := server.leave(); ok {
			h.push(handEvent{e.at + d.exponential(0.01), done, next})
		}
	}
	return &latency
}

// handM2 plays n requests of the speed reference: gateway, service, and for a fifth of
// the requests a database.
func handM2(n int, seed uint64) *stats.Histogram {
	sigma := func(mean, sd float64) float64 { return math.Sqrt(math.Log(1 + sd*sd/(mean*mean))) }
	s1, s2, s3 := sigma(1, 0.533), sigma(10, 7.95), sigma(20, 26.2)
	mu1, mu2, mu3 := math.Log(0.001)-s1*s1/2, math.Log(0.010)-s2*s2/2, math.Log(0.020)-s3*s3/2
	d := handDraws{sim.NewStream(seed)}
	var h heap4
	var latency stats.Histogram
	gateway, web, db := station{servers: 4}, station{servers: 32}, station{servers: 16}
	sent := make([]float64, 0, 1024)
	var free []int32
	const arrive, atGateway, atWeb, atDB = 0, 1, 2, 3
	h.push(handEvent{d.exponential(1.0 / 2400), arrive, 0})
	finish := func(now float64, who int32) {
		latency.Record(int64((now - sent[who]) * 1e9))
		free = append(free, who)
	}
	for finished := 0; finished < n; {
		e := h.pop()
		switch e.kind {
		case arrive:
			who := int32(len(sent))
			if k := len(free); k > 0 {
				who, free = free[k-1], free[:k-1]
				sent[who] = e.at
			} else {
				sent = append(sent, e.at)
			}
			if gateway.enter(who) {
				h.push(handEvent{e.at + d.lognormal(mu1, s1), atGateway, who})
			}
			h.push(handEvent{e.at + d.exponential(1.0/2400), arrive, 0})
		case atGateway:
			if next, ok := gateway.leave(); ok {
				h.push(handEvent{e.at + d.lognormal(mu1, s1), atGateway, next})
			}
			if web.enter(e.who) {
				h.push(handEvent{e.at + d.lognormal(mu2, s2), atWeb, e.who})
			}
		case atWeb:
			if next, ok := web.leave(); ok {
				h.push(handEvent{e.at + d.lognormal(mu2, s2), atWeb, next})
			}
			if d.s.Float64() >= 0.2 {
				finish(e.at, e.who)
				finished++
			} else if db.enter(e.who) {
				h.push(handEvent{e.at + d.lognormal(mu3, s3), atDB, e.who})
			}
		case atDB:
			if next, ok := db.leave(); ok {
				h.push(handEvent{e.at + d.lognormal(mu3, s3), atDB, next})
			}
			finish(e.at, e.who)
			finished++
		}
	}
	return &latency
}
