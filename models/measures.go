package models

import (
	"math"

	"headroom/sim"
	"headroom/sim/stats"
)

// measures is what one replication leaves behind.
type measures struct {
	events  uint64
	seconds float64 // measured time
	ops     []*operation
	visits  []visitMeasures
	online  []onlineMeasures
	parts   []*partMeasures
	links   []*linkMeasures
	width   float64 // of the windows of the series, seconds
	windows int
	tracks  []*linkTrack
	happen  []stats.Happening
	names   []string // of components by node of the flow, for blame
}

// partMeasures is what one component did in the measured part of a replication.
type partMeasures struct {
	component *component
	meter     meter
	bounded   bool

	utilization float64 // NaN without servers
	inSystem    float64
	queue       float64
	replicas    float64
	sockets     float64 // mean number of connections
	paid        float64 // mean number of instances that cost
	places      float64 // share of the places in use; NaN without bounded places
	instances   []stats.Instance
	imbalance   float64 // NaN with fewer than two instances
	lines       [lines][]float64
	skip        int // windows before the measured part
	bill        bill
}

// linkMeasures sums the links of one name.
type linkMeasures struct {
	name, kind string
	linkCounts
	breakers bool
	opened   uint64
	openTime float64
}

// unlimited is the number of servers of a component that has as many as it needs.
const unlimited = 1 << 30

// nothing stands for a value that could not be measured.
var nothing = math.NaN()

// ratio is part / whole, or nothing when the whole is 0.
func ratio(part, whole float64) float64 {
	if whole == 0 {
		return nothing
	}
	return part / whole
}

// bounded tells whether the component has a number of servers that can be used up.
func (c *component) bounded() bool {
	return len(c.insts) > 0 && c.insts[0].servers > 0 && c.insts[0].servers < unlimited
}

// measures takes what the engine has measured. The engine must not be used afterwards.
func (e *engine) measures() *measures {
	now := e.now()
	m := &measures{
		events: e.kernel.Events(), seconds: now.Sub(e.measured).Seconds(), ops: e.ops,
		width: e.series.width.Seconds(), tracks: e.series.links, happen: e.timeline,
	}
	skip := int((e.measured + sim.Time(e.series.width) - 1) / sim.Time(e.series.width))
	for i, n := range e.nodes {
		c := n.base()
		t := e.series.parts[i]
		m.windows = len(t.lines[0])
		for len(m.names) <= int(c.id) {
			m.names = append(m.names, "")
		}
		m.names[c.id] = c.name
		p := &partMeasures{component: c, meter: c.meter, bounded: c.bounded(), lines: t.lines, skip: skip}
		p.utilization = nothing
		if p.bounded {
			p.utilization = ratio(c.busy(now), c.capacity.Integral(now))
		}
		p.places = ratio(c.held.Integral(now), c.places.Integral(now))
		p.inSystem = c.inSystem.Mean(now)
		p.queue = c.queue.Mean(now)
		p.replicas = c.replicas.Mean(now)
		p.paid = c.paid.Mean(now)
		p.sockets = c.sockets.Mean(now)
		p.imbalance = nothing
		if c.kind.Name != "traffic" {
			p.byInstance(e)
		}
		m.parts = append(m.parts, p)
	}
	for _, s := range e.sources {
		if s.visits != nil {
			m.visits = append(m.visits, visitMeasures{s.name, s.visits, s.visits.present.Mean(now)})
		}
	}
	for _, t := range e.series.online {
		m.online = append(m.online, t.measure(now))
	}
	m.sumLinks(e)
	for _, p := range m.parts {
		p.bill = e.sys.price(p, m.seconds)
	}
	return m
}

// byInstance measures the instances, and how unevenly they are loaded.
func (p *partMeasures) byInstance(e *engine) {
	c, now := p.component, e.now()
	top, sum, count := 0.0, 0.0, 0
	for _, in := range c.insts {
		load := float64(in.arrivals)
		u := 0.0
		if p.bounded {
			u = in.used.Integral(now) / (float64(in.servers) * p.seconds(e))
			load = u
		}
		p.instances = append(p.instances, stats.Instance{Name: c.instanceName(in), Arrivals: in.arrivals, Utilization: u})
		if in.life != gone {
			top, sum, count = max(top, load), sum+load, count+1
		}
	}
	if count > 1 && sum > 0 {
		p.imbalance = top * float64(count) / sum
	}
}

func (p *partMeasures) seconds(e *engine) float64 { return e.now().Sub(e.measured).Seconds() }

// sumLinks adds up the links by name, in the order of first appearance.
func (m *measures) sumLinks(e *engine) {
	now := e.now()
	byName := map[string]*linkMeasures{}
	for _, l := range e.links {
		s := byName[l.name]
		if s == nil {
			s = &linkMeasures{name: l.name, kind: l.kind}
			byName[l.name] = s
			m.links = append(m.links, s)
		}
		s.add(&l.linkCounts)
		for i := range l.callers {
			if b := l.callers[i].breaker; b != nil {
				s.breakers = true
				s.opened += uint64(b.Opened())
				s.openTime += b.OpenTime(now).Seconds()
			}
		}
	}
}

func (c *linkCounts) add(d *linkCounts) {
	c.called += d.called
	c.attempts += d.attempts
	c.retries += d.retries
	c.hedges += d.hedges
	c.timeouts += d.timeouts
	c.rejected += d.rejected
	c.errors += d.errors
	c.failed += d.failed
	for by, n := range d.refused {
		c.refused[by] += n
	}
	c.denied += d.denied
	c.expired += d.expired
}
