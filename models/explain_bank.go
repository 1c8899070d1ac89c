package models

import (
	"fmt"
	"slices"

	"headroom/models/policy/balance"
	"headroom/models/theory"
	"headroom/sim/dist"
)

// bank is alike instances with servers and a queue each, and the work that they get.
type bank struct {
	servers   string // what a server is: cores, workers, connections
	instances int
	each      int     // servers of an instance; 0: as many as needed
	most      int     // instances that an autoscaler may start; 0: those there are
	skew      float64 // load of the busiest instance over the mean; 0: even
	among     int     // how many of the instances a caller chooses between; the key decides the rest
	work      theory.Mixture
	told      bool // whether all times tell their moments
	lines     []line
	bound     Bound
	lifo      bool
	guarded   bool    // something refuses calls under load
	visits    float64 // jobs of a call
	atOnce    bool    // whether calls come to the servers before anything else
}

// queueing is a kind whose queues theory knows.
type queueing interface {
	// banks returns the servers of the component with the work on them.
	banks(f *flows, name string) []bank
}

// newBank returns a bank of a component without work.
func newBank(servers string, instances, each int) bank {
	return bank{servers: servers, instances: instances, each: each, among: instances, told: true, atOnce: true}
}

// job adds work: so many a second, each taking a time.
func (s *bank) job(rate float64, times ...dist.Duration) {
	var sum theory.Moments
	for _, d := range times {
		m, ok := theory.MomentsOf(d)
		s.told = s.told && ok
		sum = sum.Plus(m)
	}
	if rate > 0 {
		s.work.Add(rate, sum)
	}
}

// calls adds the callers of an operation.
func (s *bank) calls(f *flows, name string) float64 {
	p := f.byName[name]
	if p == nil {
		return 0
	}
	s.lines = append(s.lines, p.lines...)
	return p.in.rate
}

// load returns the busy servers that the work needs.
func (s *bank) load() float64 { return s.work.Weight() * s.work.Moments().Mean }

// uneven returns the load of the busiest instance over the mean.
func (s *bank) uneven() float64 { return max(1, s.skew) }

func (c *CDN) banks(f *flows, name string) []bank {
	s := newBank("workers", 1, c.Workers)
	for _, p := range f.at(name) {
		s.job(s.calls(f, p.name), c.Overhead)
	}
	return []bank{s}
}

func (b *Balancer) banks(f *flows, name string) []bank {
	s := newBank("workers", b.Replicas, b.Workers)
	s.bound = b.Queue
	for _, p := range f.at(name) {
		s.job(s.calls(f, p.name), b.Overhead)
	}
	return []bank{s}
}

func (g *Gateway) banks(f *flows, name string) []bank {
	s := newBank("workers", g.Replicas, g.Workers)
	s.bound = g.Queue
	parts := g.parts()
	for _, p := range f.at(name) {
		s.job(s.calls(f, p.name)*(1-f.t.refused[name]), parts...)
	}
	return []bank{s}
}

// parts are what is work on a request, one after the other.
func (g *Gateway) parts() []dist.Duration {
	parts := []dist.Duration{g.Overhead}
	if g.Firewall.enabled() {
		parts = append(parts, g.Firewall.Inspect)
	}
	if a := g.Authentication.Rule; a != nil {
		parts = append(parts, a.work())
	}
	return append(parts, g.Log.Work)
}

func (c *Cache) banks(f *flows, name string) []bank {
	s := newBank("workers", c.Shards, c.workers())
	s.among = 1
	set := c.Get
	if c.Set.Set() {
		set = c.Set
	}
	var all stream
	for op, time := range []dist.Duration{cacheGet: c.Get, cacheSet: set, cacheDelete: set} {
		if p := f.byName[name+"."+c.offered()[op]]; p != nil {
			all = all.plus(p.in, f.t.spaces)
			s.job(s.calls(f, p.name), time)
		}
	}
	if c.Data != "" {
		number := f.t.spaceNumber(c.Data)
		s.skew = f.t.spaces[number].skew(all, number, c.Shards)
	}
	return []bank{s}
}

func (d *Database) banks(f *flows, name string) []bank {
	at := func(op string) stream {
		if p := f.byName[name+"."+op]; p != nil {
			return p.in
		}
		return stream{}
	}
	skew := 1.0
	if d.Data != "" && d.Shards > 1 {
		number := f.t.spaceNumber(d.Data)
		skew = f.t.spaces[number].skew(at("read").plus(at("write"), f.t.spaces), number, d.Shards)
	}
	group := func(copies int) bank {
		s := newBank("connections", d.Shards*copies, d.Connections)
		s.bound, s.skew, s.among = d.Queue, skew, copies
		return s
	}
	read, write := at("read").rate, at("write").rate
	primaries, others := group(1), group(d.Replicas-1)
	share := 0.0 // of the reads, on copies that are not primary
	switch {
	case d.Replicas == 1 || d.ReadFrom == "primary":
	case d.ReadFrom == "replicas":
		share = 1
	default:
		share = float64(d.Replicas-1) / float64(d.Replicas)
	}
	primaries.calls(f, name+".write")
	primaries.job(write, d.Write)
	if share < 1 {
		primaries.calls(f, name+".read")
		primaries.job(read*(1-share), d.Read)
	}
	if d.Replicas == 1 {
		return []bank{primaries}
	}
	others.calls(f, name+".read")
	others.job(read*share, d.Read)
	return []bank{primaries, others}
}

func (x *External) banks(f *flows, name string) []bank {
	s := newBank("", 1, 0)
	for _, o := range x.Operations {
		s.job(s.calls(f, name+"."+o.Name)*(1-f.t.refused[name]), o.Value)
	}
	return []bank{s}
}

// at returns the operations of a component that are called.
func (f *flows) at(name string) []*callee {
	var list []*callee
	for _, p := range f.places {
		if p.comp.Name == name && p.in.rate > 0 {
			list = append(list, p)
		}
	}
	return list
}

// rate returns the calls of a component, per second.
func (f *flows) rate(name string) float64 {
	sum := 0.0
	for _, p := range f.at(name) {
		sum += p.in.rate
	}
	return sum
}

// pattern is how calls come to the instances of a bank.
type pattern struct {
	scv     float64 // of the gaps between the calls of a caller; 1 is Poisson
	callers float64 // that send in turn: their effective number; 0: nobody does
	turns   int     // instances that they go round
	assumed []string
	why     string // there is no process of which the formulas know
}

// poisson tells whether every instance gets Poisson arrivals.
func (p *pattern) poisson() bool { return p.scv == 1 && p.callers == 0 }

// wait returns the wait at an instance that gets a rate.
func (p *pattern) wait(rate float64, service theory.Moments, servers int) theory.Wait {
	if p.callers > 0 {
		return theory.InTurn(rate, p.scv, p.callers, p.turns, service, servers)
	}
	return theory.GGc(rate, p.scv, service, servers)
}

// pattern finds out how calls come to the instances.
func (s *bank) pattern() pattern {
	p := pattern{scv: 1}
	total := 0.0
	for _, l := range s.lines {
		total += l.rate
	}
	if total == 0 || s.visits > 1.000001 || !s.atOnce {
		p.assumed = []string{"arrivals are taken for Poisson: they come at times that others have mixed"}
		return p
	}
	sum, squares, turns, loads, inner := 0.0, 0.0, false, false, false
	for _, l := range s.lines {
		share, own := l.rate/total, 1.0
		squares += float64(share * share / float64(l.callers))
		if l.traffic != nil {
			if own, p.why = l.traffic.gaps(); p.why != "" {
				return p
			}
			if l.traffic.Model == "sessions" || l.traffic.Model == "connections" {
				p.assumed = append(p.assumed, "the requests of many people are Poisson together")
			}
		} else {
			inner = true
		}
		sum += float64(share * own)
		switch l.rule.(type) {
		case nil, *balance.RoundRobin, *balance.WeightedRoundRobin, *balance.WeightedEDF:
			turns = true
		case *balance.Random, *balance.WeightedRandom, *balance.RingHash, *balance.Maglev, *balance.Rendezvous, *balance.PerConnection:
		default:
			loads = true
		}
	}
	if inner {
		p.assumed = append(p.assumed, "arrivals are taken for Poisson, though they come out of other queues")
	}
	if s.among < s.instances {
		part := float64(s.among) / float64(s.instances)
		sum = float64(part*sum) + 1 - part // a random part of a stream
		p.assumed = append(p.assumed, "keys spread the calls at random")
	}
	callers := max(1, 1/squares)
	switch {
	case s.among < 2:
		p.scv = theory.Superposed(sum, callers, 0.5)
	case loads:
		p.assumed = append(p.assumed, "as if the balancer chose at random: it looks at the load, so that the wait is shorter")
	case turns:
		p.scv, p.callers, p.turns = sum, callers, s.among
		p.assumed = append(p.assumed, fmt.Sprintf("calls go round %d instances, as from %.2g callers with turns of their own", s.among, callers))
	default:
		part := 1 / float64(s.among)
		p.scv = float64(part*sum) + 1 - part
	}
	slices.Sort(p.assumed)
	p.assumed = slices.Compact(p.assumed)
	return p
}

// gaps returns the SCV of the gaps between the requests of a traffic, and why there is none.
func (t *Traffic) gaps() (scv float64, why string) {
	if t.Model == "closed" {
		return 1, ""
	}
	switch t.Arrivals.process().(type) {
	case *Poisson:
		return 1, ""
	case *Deterministic:
		return 0, ""
	}
	_, table := t.Arrivals.Variants()
	for _, form := range table {
		if fmt.Sprintf("%T", form.New()) == fmt.Sprintf("%T", t.Arrivals.process()) {
			return 0, "the arrivals are " + form.Name + " (" + form.Summary + "), for which there is no formula here"
		}
	}
	return 0, "the arrivals are of a kind for which there is no formula here"
}
