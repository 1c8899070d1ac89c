package models

import (
	"math"
	"slices"

	"headroom/models/theory"
	"headroom/sim/dist"
	"headroom/sim/stats"
)

// elapsed is a time with its mean, its variance and where it is spent.
type elapsed struct {
	mean, variance float64
	parts          []stats.LatencyPart
}

// takes is the a time that a component needs for a cause.
func takes(component, cause string, mean, variance float64) elapsed {
	if mean == 0 {
		return elapsed{}
	}
	return elapsed{mean, variance, []stats.LatencyPart{{Component: component, Cause: cause, Mean: mean}}}
}

// then returns one time after another.
func (s elapsed) then(o elapsed) elapsed {
	r := elapsed{s.mean + o.mean, s.variance + o.variance, slices.Clone(s.parts)}
	for _, p := range o.parts {
		r.add(p)
	}
	return r
}

func (s *elapsed) add(p stats.LatencyPart) {
	for i := range s.parts {
		if s.parts[i].Component == p.Component && s.parts[i].Cause == p.Cause {
			s.parts[i].Mean += p.Mean
			return
		}
	}
	s.parts = append(s.parts, p)
}

// by returns a time that is met with a chance, and otherwise takes no time.
func (s elapsed) by(chance float64) elapsed {
	r := elapsed{mean: chance * s.mean}
	r.variance = max(0, float64(chance*(s.variance+float64(s.mean*s.mean)))-float64(r.mean*r.mean))
	for _, p := range s.parts {
		p.Mean *= chance
		r.parts = append(r.parts, p)
	}
	return r
}

// or returns one of two times of which exactly one is met; both have been taken by their
// chance.
func (s elapsed) or(o elapsed) elapsed {
	r := s.then(o)
	r.variance = max(0, s.variance+o.variance-float64(2*s.mean*o.mean))
	return r
}

// beside returns the longer of two times that run at the same time. Its parts are those of
// the one that is longer on average.
func (s elapsed) beside(o elapsed) elapsed {
	if o.mean > s.mean {
		s, o = o, s
	}
	if o.mean == 0 {
		return s
	}
	mean, variance := theory.Longest(s.mean, s.variance, o.mean, o.variance)
	return s.stretched(mean, variance)
}

// stretched returns a time that takes longer because others must end as well.
func (s elapsed) stretched(mean, variance float64) elapsed {
	r := elapsed{mean, variance, slices.Clone(s.parts)}
	if extra := mean - s.mean; extra > 0 && len(s.parts) > 0 {
		r.add(stats.LatencyPart{Component: s.parts[0].Component, Cause: "parallel", Mean: extra})
	}
	return r
}

// latencies works out how long operations take, without load or with it.
type latencies struct {
	t      *theorist
	f      *flows
	loaded bool
	known  map[string]elapsed
	places map[string]elapsed // waits for places, by service
}

// timed is a kind whose operations take time, besides waiting for its own servers.
type timed interface {
	// takes returns the time from the arrival of a call to its answer.
	takes(l *latencies, name, operation string) elapsed
}

func newLatencies(f *flows, loaded bool) *latencies {
	return &latencies{f.t, f, loaded, map[string]elapsed{}, map[string]elapsed{}}
}

// of returns the time of an operation from arrival to answer.
func (l *latencies) of(operation string) elapsed {
	if s, ok := l.known[operation]; ok {
		return s
	}
	comp := l.t.index.components[first(operation)]
	var s elapsed
	if spec, ok := comp.Spec.(timed); ok {
		s = spec.takes(l, comp.Name, operation[len(comp.Name)+1:])
	}
	l.known[operation] = s
	return s
}

// across returns the time of a call over a link, there and back.
func (l *latencies) across(from, to string, net *Link) elapsed {
	target := l.t.index.components[first(to)]
	return takes(target.Name, "network", 0, 0).then(l.network(from, target, net)).then(l.of(to))
}

// network returns the time on the way to a component and back.
func (l *latencies) network(from string, to *Component, net *Link) elapsed {
	near, _ := theory.MomentsOf(net.Latency)
	way := near
	if net.BetweenZones.Set() {
		var x theory.Mixture
		far, _ := theory.MomentsOf(net.BetweenZones)
		apart := l.t.apart(from, to)
		x.Add(1-apart, near)
		x.Add(apart, far)
		way = x.Moments()
	}
	return takes(to.Name, "network", 2*way.Mean, 2*way.Variance())
}

// apart returns the share of the pairs of instances that lie in different zones.
func (t *theorist) apart(from string, to *Component) float64 {
	a, b := zonesOf(t.sys.spec(from)), zonesOf(to.Spec)
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	same := 0.0
	for _, z := range a {
		if slices.Contains(b, z) {
			same += 1 / float64(len(a)*len(b))
		}
	}
	return 1 - same
}

func zonesOf(s Spec) Zones {
	switch s := s.(type) {
	case *Service:
		return s.Zones
	case *Gateway:
		return s.Zones
	case *Balancer:
		return s.Zones
	}
	return nil
}

// works returns service times and the wait for the servers of a bank of a component.
func (l *latencies) works(name string, bank int, times ...dist.Duration) elapsed {
	var sum theory.Moments
	for _, d := range times {
		m, _ := theory.MomentsOf(d)
		sum = sum.Plus(m)
	}
	return l.waits(name, bank).then(takes(name, "service", sum.Mean, sum.Variance()))
}

// waits returns the wait of a job at a bank.
func (l *latencies) waits(name string, bank int) elapsed {
	if !l.loaded || bank >= len(l.t.queues[name]) {
		return elapsed{}
	}
	q := &l.t.queues[name][bank]
	law := q.waits.Law()
	law.Mean = q.mean
	variance := law.Variance()
	if math.IsNaN(variance) || math.IsInf(variance, 1) {
		variance = 0
	}
	return takes(name, "wait", q.mean, variance)
}

func (c *CDN) takes(l *latencies, name, operation string) elapsed {
	own := l.works(name, 0, c.Overhead)
	miss := 1.0
	if p := l.f.byName[name+"."+operation]; p != nil && p.in.rate > 0 && slices.Contains(c.Caches, operation) {
		miss = l.t.missing(name, p.in).rate / p.in.rate
	}
	return own.then(l.across(name, resolve(c.Origin, operation), &c.Link).by(miss))
}

func (b *Balancer) takes(l *latencies, name, operation string) elapsed {
	return l.works(name, 0, b.Overhead).then(l.across(name, resolve(b.To, operation), &b.Link))
}

func (g *Gateway) takes(l *latencies, name, operation string) elapsed {
	s := l.works(name, 0, g.parts()...)
	if a := g.Authentication.Rule; a != nil && a.asks() != nil {
		asks := 1.0
		if p := l.f.byName[name+"."+operation]; p != nil {
			asks = g.unknown(l.f, p.in)
		}
		s = s.then(l.across(name, resolve(a.asks().To, "check"), &a.asks().Link).by(asks))
	}
	for i := range g.Routes {
		if r := &g.Routes[i]; r.Name == operation {
			s = s.then(l.across(name, resolve(r.Value.To, operation), &r.Value.Link))
		}
	}
	return s
}

func (c *Cache) takes(l *latencies, name, operation string) elapsed {
	if operation != "get" && c.Set.Set() {
		return l.works(name, 0, c.Set)
	}
	return l.works(name, 0, c.Get)
}

func (d *Database) takes(l *latencies, name, operation string) elapsed {
	switch {
	case operation == "write":
		return l.works(name, 0, d.Write)
	case d.Replicas == 1 || d.ReadFrom == "primary":
		return l.works(name, 0, d.Read)
	case d.ReadFrom == "replicas":
		return l.works(name, 1, d.Read)
	}
	primary := 1 / float64(d.Replicas)
	return l.works(name, 0, d.Read).by(primary).or(l.works(name, 1, d.Read).by(1 - primary))
}

func (q *Queue) takes(l *latencies, name, _ string) elapsed {
	m, _ := theory.MomentsOf(q.Produce)
	return takes(name, "service", m.Mean, m.Variance())
}

func (x *External) takes(l *latencies, name, operation string) elapsed {
	time, _ := x.Operations.Find(operation)
	return l.works(name, 0, time)
}
