package models

import (
	"fmt"
	"math"
	"slices"

	"headroom/models/theory"
	"headroom/sim"
	"headroom/sim/stats"
)

// theorist works out a system without playing it. It is for one instant.
type theorist struct {
	sys      *System
	index    *index
	sources  []Component // traffic
	rates    []float64   // of it; that of closed traffic is found by mean value analysis
	spaces   []*space
	hits     map[string]*contents
	refused  map[string]float64   // share of the calls that a limit of the rate refuses
	replicas map[string]int       // of autoscaled services
	closed   map[string][]float64 // mean wait of a job at each bank, in a closed network
	queues   map[string][]queued
	flows    *flows
	zero     *latencies
	loaded   *latencies
}

// Busiest stands for the instant of the run at which most requests come.
const Busiest sim.Time = -1

// Explain tells what theory knows of the system at an instant of its run, or at the
// busiest one: rates, visits, demands and utilisation, waits by closed forms, hit ratios by
// the approximation of Che, the bottleneck, and what a month costs at least. Nothing is
// played: it takes milliseconds. The system must be free of problems.
func (s *System) Explain(at sim.Time) *stats.Explained {
	busiest := at == Busiest
	if busiest {
		at = s.busiest()
	}
	t := s.theorist(s.ratesAt(at))
	mean := s.theorist(s.meanRates())
	r := &stats.Explained{
		Schema: stats.ExplainedSchema, Name: s.Name, Description: s.Description, Hash: s.Hash,
		At: at.Seconds(), Busiest: busiest, Warnings: []string{}, Assumptions: s.explainAssumptions(),
	}
	for i, c := range t.sources {
		r.Rate += float64(t.rates[i] * requestsOf(c.Spec.(*Traffic)))
		r.MeanRate += float64(mean.rates[i] * requestsOf(c.Spec.(*Traffic)))
		r.Traffic.Add(c.Name, t.derivation(i))
	}
	for _, name := range t.index.operations {
		r.Operations.Add(name, t.operation(name, mean))
	}
	for i := range s.Components {
		if c := &s.Components[i]; c.Kind.Name != "traffic" {
			r.Components.Add(c.Name, t.component(c, mean))
		}
	}
	r.Bottleneck = bottleneck(r)
	r.Cost = mean.costFloor(r)
	t.warn(r)
	return r
}

// theorist works the system out for given rates of its traffic.
func (s *System) theorist(rates []float64) *theorist {
	t := &theorist{
		sys: s, index: s.newIndex(), rates: rates,
		hits: map[string]*contents{}, refused: map[string]float64{}, replicas: map[string]int{}, closed: map[string][]float64{},
	}
	for _, c := range s.Components {
		if c.Kind.Name == "traffic" {
			t.sources = append(t.sources, c)
		}
	}
	t.settle()
	t.analyse()
	t.zero, t.loaded = newLatencies(t.flows, false), newLatencies(t.flows, true)
	for _, c := range s.Components {
		if q, ok := c.Spec.(*Queue); ok {
			t.queues[c.Name] = q.consumers(t.loaded, c.Name)
		}
	}
	return t
}

// settle finds the rates, the replicas that they need, and the queues.
func (t *theorist) settle() {
	t.flows = t.flow(t.rates, "", false)
	for i := range t.sys.Components {
		c := &t.sys.Components[i]
		if v, ok := c.Spec.(*Service); ok && v.Autoscale.Enabled() {
			t.replicas[c.Name] = v.settled(v.banks(t.flows, c.Name)[0].load())
		}
	}
	t.queues = map[string][]queued{}
	for i := range t.sys.Components {
		c := &t.sys.Components[i]
		q, ok := c.Spec.(queueing)
		if !ok {
			continue
		}
		for k, b := range q.banks(t.flows, c.Name) {
			closed := -1.0
			if waits := t.closed[c.Name]; k < len(waits) {
				closed = waits[k]
			}
			t.queues[c.Name] = append(t.queues[c.Name], b.queued(closed))
		}
	}
}

// ratesAt returns the rate of each traffic at an instant.
func (s *System) ratesAt(at sim.Time) []float64 {
	var list []float64
	for i := range s.Components {
		if t, ok := s.Components[i].Spec.(*Traffic); ok {
			list = append(list, t.law().Rate(at))
		}
	}
	return list
}

// meanRates returns the rate of each traffic on average over the measured part.
func (s *System) meanRates() []float64 {
	end := sim.Time(s.Run.Duration)
	begin := sim.Time(s.Run.Warmup.Of(s.Run.Duration.Std()))
	var list []float64
	for i := range s.Components {
		if t, ok := s.Components[i].Spec.(*Traffic); ok {
			c := compile(t.law(), end)
			list = append(list, (c.Cumulative(end)-c.Cumulative(begin))/(end-begin).Seconds())
		}
	}
	return list
}

// busiest returns the instant at which most requests come.
func (s *System) busiest() sim.Time {
	end := sim.Time(s.Run.Duration)
	var laws []curve
	var each []float64
	for i := range s.Components {
		if t, ok := s.Components[i].Spec.(*Traffic); ok {
			laws, each = append(laws, compile(t.law(), end)), append(each, requestsOf(t))
		}
	}
	best, top := sim.Time(0), -1.0
	for i := range derivationSteps {
		at := sim.Time(float64(end) * (float64(i) / derivationSteps))
		sum := 0.0
		for k, law := range laws {
			sum += float64(each[k] * law.Rate(at))
		}
		if sum > top*(1+1e-12) {
			best, top = at, sum
		}
	}
	return best
}

// requestsOf returns the requests of one arrival: more than 1 for sessions.
func requestsOf(t *Traffic) float64 {
	sum := 0.0
	for _, o := range t.operations() {
		sum += float64(o.Value)
	}
	return sum
}

// derivation tells how the load of a traffic comes about, and its rate now.
func (t *theorist) derivation(i int) []stats.Derivation {
	var list []stats.Derivation
	tr := t.sources[i].Spec.(*Traffic)
	for _, d := range tr.Derivation(t.sys.Run.Duration) {
		list = append(list, stats.Derivation{Label: d.Label, Formula: d.Formula, Value: d.Value, Unit: d.Unit, Amount: d.Amount()})
	}
	now := Derived{Value: t.rates[i] * requestsOf(tr), Unit: "/s"}
	return append(list, stats.Derivation{Label: "rate at this moment", Value: now.Value, Unit: now.Unit, Amount: now.Amount()})
}

// leastTime is half a nanosecond: times are counted in whole ones.
const leastTime = 0.5e-9

// operation explains what clients can expect of an operation.
func (t *theorist) operation(name string, mean *theorist) *stats.ExplainedOperation {
	r := &stats.ExplainedOperation{Rate: t.asked(name), MeanRate: mean.asked(name)}
	if r.Rate > 0 {
		f := t.flow(t.rates, name, true)
		for _, c := range t.sys.Components {
			if v := f.rate(c.Name) / r.Rate; v > 0 {
				r.Visits.Add(c.Name, v)
			}
		}
	}
	zero, parts := t.latency(t.zero, name)
	r.ZeroLoad = zero
	if loaded, all := t.latency(t.loaded, name); !math.IsNaN(loaded) && !math.IsInf(loaded, 1) {
		r.Loaded, parts = &loaded, all
	}
	r.Parts = []stats.LatencyPart{}
	for _, p := range parts {
		if p.Mean > leastTime {
			r.Parts = append(r.Parts, p)
		}
	}
	slices.SortStableFunc(r.Parts, func(a, b stats.LatencyPart) int {
		switch {
		case a.Mean > b.Mean:
			return -1
		case a.Mean < b.Mean:
			return 1
		}
		return 0
	})
	return r
}

// asked returns the rate at which clients ask for an operation.
func (t *theorist) asked(operation string) float64 {
	sum := 0.0
	for i, c := range t.sources {
		for _, m := range c.Spec.(*Traffic).operations() {
			if m.Name == operation {
				sum += float64(t.rates[i] * float64(m.Value))
			}
		}
	}
	return sum
}

// latency returns the mean latency of an operation for its clients, over all of them.
func (t *theorist) latency(l *latencies, operation string) (float64, []stats.LatencyPart) {
	var sum elapsed
	whole := 0.0
	for i, c := range t.sources {
		tr := c.Spec.(*Traffic)
		for _, m := range tr.operations() {
			if m.Name != operation || tr.asks(m.Name) == "" {
				continue
			}
			weight := max(float64(t.rates[i]*float64(m.Value)), 1e-12)
			whole += weight
			sum = sum.or(l.across("", tr.asks(m.Name), &tr.Link).by(weight))
		}
	}
	if whole == 0 {
		return 0, nil
	}
	r := sum.by(1 / whole)
	return r.mean, r.parts
}

// component explains the load of a component.
func (t *theorist) component(c *Component, mean *theorist) *stats.ExplainedComponent {
	r := &stats.ExplainedComponent{
		Kind: c.Kind.Name, Rate: t.flows.rate(c.Name), MeanRate: mean.flows.rate(c.Name),
		Instances: t.instancesOf(c), Attempts: 1, Assumptions: []string{},
	}
	t.hitsOf(c, r)
	storm := 0.0
	for _, p := range t.flows.at(c.Name) {
		storm += p.in.storm
	}
	if r.Rate > 0 && storm > r.Rate {
		r.Attempts = storm / r.Rate
	}
	queues := t.queues[c.Name]
	_, known := c.Spec.(queueing)
	switch {
	case len(queues) > 0:
		t.explainQueues(c, queues, r)
	case c.Kind.Name == "queue":
		r.WhyNot = "nobody consumes it"
	case !known:
		r.WhyNot = "there is no formula here for the queues of a " + c.Kind.Name
	}
	t.limits(c, queues, r)
	if r.Headroom != nil && r.Attempts > 1.000001 {
		hidden := theory.HiddenCapacity(*r.Headroom, r.Attempts)
		r.Hidden = &hidden
	}
	if n := t.instancesOf(c); t.replicas[c.Name] > 0 {
		a := c.Spec.(*Service).Autoscale
		r.Assumptions = append(r.Assumptions, fmt.Sprintf("%d replicas of %d to %d: those that hold %s at %v for long", n, a.Min, a.Max, a.Metric, a.Target))
	}
	return r
}

func (t *theorist) hitsOf(c *Component, r *stats.ExplainedComponent) {
	if given, ok := givenRatio(c.Spec); ok {
		r.HitRatio, r.HitFrom = &given, "given"
		return
	}
	h := t.hits[c.Name]
	if h == nil {
		return
	}
	r.HitRatio, r.HitFrom = &h.ratio, "Che"
	r.Assumptions = append(r.Assumptions, "requests for keys are independent, items have their mean size, and the content has settled")
	if cache, ok := c.Spec.(*Cache); ok && cache.evict() == "allkeys-lru" {
		r.Assumptions = append(r.Assumptions, "eviction by samples keeps what exact LRU would")
	}
	if cache, ok := c.Spec.(*Cache); ok && cache.evict() == "noeviction" && h.time < 1e200 {
		r.HitFrom = "Che, as if it evicted"
		r.Assumptions = append(r.Assumptions, "the memory fills up and sets fail, for which there is no closed form")
	}
}

// explainQueues fills in what the banks of servers of a component have in common.
func (t *theorist) explainQueues(c *Component, queues []queued, r *stats.ExplainedComponent) {
	var laws theory.Waits
	servers, busy, rate, wait, worst := 0.0, 0.0, 0.0, 0.0, 0.0
	var work theory.Mixture
	exact := true
	hot := &queues[0]
	for i := range queues {
		q := &queues[i]
		servers += float64(q.instances * q.each)
		busy += float64(q.utilization * float64(q.instances*q.each))
		rate += q.work.Weight()
		work.Add(q.work.Weight(), q.service)
		if q.work.Weight() > 0 {
			wait += float64(q.work.Weight() * q.mean)
			exact = exact && q.exact
			laws = append(laws, q.waits...)
		}
		if q.busiest > worst {
			hot, worst = q, q.busiest
		}
		r.Blocked = max(r.Blocked, q.blocked)
	}
	if c.Kind.Name == "queue" {
		r.Instances = hot.instances
	}
	r.Servers, r.Exact = hot.each, exact && rate > 0
	if arrivals := r.Rate; arrivals > 0 {
		r.Demand = work.Moments().Mean * rate / arrivals
		r.Variation = math.Sqrt(work.Moments().SCV())
	}
	if servers > 0 {
		u := busy / servers
		r.Utilization, r.Busiest = &u, &worst
	}
	r.Formula, r.WhyNot = hot.formula, hot.whyNot
	for i := range queues {
		if queues[i].whyNot != "" {
			r.WhyNot = queues[i].whyNot
		}
		for _, a := range queues[i].assumptions {
			if !slices.Contains(r.Assumptions, a) {
				r.Assumptions = append(r.Assumptions, a)
			}
		}
	}
	if r.Rate == 0 || r.WhyNot != "" {
		r.Formula, r.Exact = "", false
		return
	}
	wait /= r.Rate
	p99 := hot.p99()
	if len(queues) > 1 && hot.whyNoP99 == "" {
		p99 = laws.Quantile(0.99)
	}
	if s, ok := c.Spec.(*Service); ok {
		places := s.placed(t.loaded, c.Name)
		switch {
		case math.IsNaN(places.mean):
			r.WhyNot = "a component that it calls has no closed form, so that it is not known how long its requests hold a place"
			r.Formula, r.Exact = "", false
			return
		case math.IsInf(places.mean, 1):
			r.WhyNot = "there is no steady state: its requests hold more places than it has"
			r.Formula, r.Exact = "", false
			return
		case places.mean > 1e-3*wait && places.mean > 1e-9:
			r.Assumptions = append(r.Assumptions, "the wait for a place is that of M/G/c with the time that a request holds one")
			hot.whyNoP99, r.Exact = "a call waits for a place and for a core, and the sum has no closed form", false
		}
		wait += places.mean
	}
	if wait < leastTime {
		wait = 0
	}
	r.Wait = &wait
	if hot.whyNoP99 != "" {
		r.WhyNot = "no p99: " + hot.whyNoP99
	} else if !math.IsNaN(p99) && !math.IsInf(p99, 1) {
		r.WaitP99 = &p99
	}
}
