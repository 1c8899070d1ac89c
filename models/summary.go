package models

import (
	"headroom/sim/stats"
)

// summary makes the result of the finished replications. A single steady one gets intervals
// from batches if wanted.
func (s *System) summary(done []*measures, batches bool) *stats.Result {
	r := s.Topology()
	r.Scenario.Replications = len(done)
	for _, m := range done {
		r.Events += m.events
	}
	r.Operations = nil
	for i, o := range done[0].ops {
		r.Operations.Add(o.name, summarizeOperation(done, i))
	}
	r.Sessions = summarizeSessions(done)
	r.Connections = summarizeConnections(done)
	r.Components = nil
	for i, p := range done[0].parts {
		if p.component.kind.Name != "traffic" {
			r.Components.Add(p.component.name, s.summarizeComponent(done, i))
		}
	}
	r.Links = nil
	for i, l := range done[0].links {
		r.Links.Add(l.name, summarizeLink(done, i))
	}
	r.Cost = s.summarizeCost(done)
	r.Series = summarizeSeries(done)
	r.Samples = s.summarizeSamples(done)
	r.Timeline = s.happenings(done[0])
	r.Unstable = unstable(done)
	r.Analysis = s.analyse(done, r, batches)
	for _, o := range s.Objectives {
		r.Objectives = append(r.Objectives, s.judge(o.Name, &o.Value, done, r))
	}
	r.Verdict = stats.Pass
	for _, o := range r.Objectives {
		if o.Severity == "error" {
			r.Verdict = stats.Worst(r.Verdict, o.Verdict)
		}
	}
	r.Diagnosis = diagnose(s, r)
	return r
}

// each takes one number from every replication.
func each[T any](done []T, take func(T) float64) []float64 {
	values := make([]float64, len(done))
	for i, m := range done {
		values[i] = take(m)
	}
	return values
}

// mean estimates the mean of a number over the replications.
func mean[T any](done []T, take func(T) float64) *stats.Estimate {
	return stats.Interval(each(done, take))
}

// latency summarises one histogram of every replication.
func latency(histograms []*stats.Histogram) stats.Latency {
	var all stats.Histogram
	for _, h := range histograms {
		all.Merge(h)
	}
	if all.Count() == 0 {
		return stats.Latency{}
	}
	of := func(merged float64, take func(h *stats.Histogram) float64) *stats.Estimate {
		return stats.EstimateOf(merged, each(histograms, func(h *stats.Histogram) float64 {
			if h.Count() == 0 {
				return nothing
			}
			return take(h)
		}))
	}
	quantile := func(p float64) *stats.Estimate {
		if len(histograms) == 1 {
			return &stats.Estimate{Value: all.Quantile(p)}
		}
		return stats.ReplicatedQuantile(&all, histograms, p)
	}
	return stats.Latency{
		Mean: of(all.Mean(), (*stats.Histogram).Mean), SD: of(all.SD(), (*stats.Histogram).SD),
		P50: quantile(0.5), P90: quantile(0.9), P95: quantile(0.95), P99: quantile(0.99), P999: quantile(0.999),
		Max: &stats.Estimate{Value: all.Max()},
	}
}

func summarizeOperation(done []*measures, i int) *stats.Operation {
	ok, ended := make([]uint64, len(done)), make([]uint64, len(done))
	histograms := make([]*stats.Histogram, len(done))
	services := make([]*stats.Histogram, len(done))
	r := &stats.Operation{}
	seconds := 0.0
	for k, m := range done {
		o := m.ops[i]
		ok[k], ended[k] = o.ok, o.ok+o.failed()
		histograms[k], services[k] = &o.latency, &o.latency
		if o.apart {
			services[k] = &o.service
		}
		seconds += m.seconds
		r.Offered += o.offered
		r.OK += o.ok
		r.Failures.Timeout += o.timeout
		r.Failures.Rejected += o.rejected
		r.Failures.Error += o.errors
		r.Failures.Abandoned += o.left
		r.Reloads += o.reloads
	}
	r.Failed = r.Failures.Timeout + r.Failures.Rejected + r.Failures.Error + r.Failures.Abandoned
	r.InFlight = r.Offered - r.OK - r.Failed
	r.Success = stats.Proportion(ok, ended)
	r.Rate, r.OKRate = float64(r.Offered)/seconds, float64(r.OK)/seconds
	r.Latency = latency(histograms)
	r.Service = latency(services)
	r.Attribution = attribute(done, i)
	return r
}

func (o *operation) failed() uint64 { return o.timeout + o.rejected + o.errors + o.left }

// success is ok / (ok + failed), or nothing when none has ended.
func (o *operation) success() float64 { return ratio(float64(o.ok), float64(o.ok+o.failed())) }

// attribute adds up where the requests of an operation spent their time.
func attribute(done []*measures, i int) []stats.Share {
	var sum blame
	for _, m := range done {
		b := &m.ops[i].blame
		if b.all == nil {
			continue
		}
		if sum.all == nil {
			sum.all, sum.slow = make([]int64, len(b.all)), make([]int64, len(b.all))
		}
		for k := range b.all {
			sum.all[k] += b.all[k]
			sum.slow[k] += b.slow[k]
		}
		sum.total += b.total
		sum.beyond += b.beyond
	}
	shares := []stats.Share{}
	for _, p := range sum.parts() {
		share := stats.Share{Component: done[0].names[p.component], Cause: causeNames[p.cause], Mean: float64(p.all) / float64(sum.total)}
		if sum.beyond > 0 {
			share.P99 = float64(p.slow) / float64(sum.beyond)
		}
		shares = append(shares, share)
	}
	return shares
}

func (s *System) summarizeComponent(done []*measures, i int) *stats.Component {
	parts := make([]*partMeasures, len(done))
	seconds := 0.0
	r := &stats.Component{Kind: done[0].parts[i].component.kind.Name}
	var wasted int64
	var refused [refusals]uint64
	for k, m := range done {
		p := m.parts[i]
		parts[k] = p
		seconds += m.seconds
		r.Arrivals += p.meter.arrivals
		r.Completions += p.meter.completions
		r.Rejected += p.meter.rejected
		r.Failed += p.meter.failed
		r.Abandoned += p.meter.abandoned
		for why, n := range p.meter.reasons() {
			refused[why] += n
		}
		r.Inside += uint64(p.meter.inSystem.Value())
		wasted += p.meter.wasted
	}
	for why, n := range refused {
		if n > 0 {
			r.RejectedBy.Add(refusalNames[why], n)
		}
	}
	r.Throughput = float64(r.Completions) / seconds
	r.Wasted = float64(wasted) / 1e9
	histograms := func(of func(*meter) *stats.Histogram) *stats.Latency {
		list := make([]*stats.Histogram, len(parts))
		for k, p := range parts {
			list[k] = of(&p.meter)
		}
		l := latency(list)
		if l.Mean == nil {
			return nil
		}
		return &l
	}
	r.Wait = histograms(func(m *meter) *stats.Histogram { return &m.wait })
	r.Service = histograms(func(m *meter) *stats.Histogram { return &m.service })
	r.Residence = histograms(func(m *meter) *stats.Histogram { return &m.residence })
	r.Lag = histograms(func(m *meter) *stats.Histogram { return &m.lag })
	r.DelayedShare = stats.Ratio(
		each(parts, func(p *partMeasures) float64 { return float64(p.meter.delayed) }),
		each(parts, func(p *partMeasures) float64 { return float64(p.meter.completions) }),
	)
	hits, reads := make([]uint64, len(parts)), make([]uint64, len(parts))
	for k, p := range parts {
		hits[k], reads[k] = p.meter.hits, p.meter.hits+p.meter.misses
	}
	r.HitRatio = stats.Proportion(hits, reads)
	r.Utilization = windowLevel(parts, lineUtilization, func(p *partMeasures) float64 { return p.utilization })
	r.Places = mean(parts, func(p *partMeasures) float64 { return p.places })
	r.InSystem = stateLevel(parts, lineInSystem, func(m *meter) *stats.Gauge { return &m.inSystem }, func(p *partMeasures) float64 { return p.inSystem })
	r.Queue = stateLevel(parts, lineQueue, func(m *meter) *stats.Gauge { return &m.queue }, func(p *partMeasures) float64 { return p.queue })
	r.Replicas = stateLevel(parts, lineReplicas, func(m *meter) *stats.Gauge { return &m.replicas }, func(p *partMeasures) float64 { return p.replicas })
	if parts[0].component.holds {
		r.Connections = stateLevel(parts, lineConnections, func(m *meter) *stats.Gauge { return &m.sockets }, func(p *partMeasures) float64 { return p.sockets })
	}
	if e := mean(parts, func(p *partMeasures) float64 { return p.imbalance }); e != nil {
		r.Imbalance = &e.Value
	}
	r.Instances = sumInstances(parts)
	if n, ok := s.spec(parts[0].component.name).(noted); ok {
		r.Notes = n.notes()
	}
	return r
}

// windowLevel summarises a level whose extremes are those of its windows.
func windowLevel(parts []*partMeasures, line int, take func(*partMeasures) float64) *stats.Level {
	e := mean(parts, take)
	if e == nil {
		return nil
	}
	l := &stats.Level{Mean: e, P99: windowP99(parts, line)}
	first := true
	for _, p := range parts {
		for _, v := range p.measuredLine(line) {
			if v != v {
				continue
			}
			if first {
				l.Max, l.Min, first = v, v, false
			}
			l.Max, l.Min = max(l.Max, v), min(l.Min, v)
		}
	}
	return l
}

// stateLevel summarises a level whose extremes are those that it reached.
func stateLevel(parts []*partMeasures, line int, of func(*meter) *stats.Gauge, take func(*partMeasures) float64) *stats.Level {
	l := &stats.Level{Mean: mean(parts, take), P99: windowP99(parts, line)}
	l.Min = float64(of(&parts[0].meter).Min())
	for _, p := range parts {
		v := of(&p.meter)
		l.Max, l.Min = max(l.Max, float64(v.Max())), min(l.Min, float64(v.Min()))
	}
	return l
}

// measuredLine returns the windows of a line that lie in the measured part.
func (p *partMeasures) measuredLine(line int) []float64 {
	return p.lines[line][min(p.skip, len(p.lines[line])):]
}

// windowP99 estimates the 99th percentile of the windows' means.
func windowP99(parts []*partMeasures, line int) *stats.Estimate {
	return mean(parts, func(p *partMeasures) float64 { return percentile(p.measuredLine(line), 0.99) })
}

func sumInstances(parts []*partMeasures) []stats.Instance {
	const most = 64
	longest := parts[0]
	for _, p := range parts {
		if len(p.instances) > len(longest.instances) {
			longest = p
		}
	}
	if len(longest.instances) < 2 || len(longest.instances) > most {
		return nil
	}
	sum := make([]stats.Instance, len(longest.instances))
	for i := range sum {
		sum[i].Name = longest.instances[i].Name
		for _, p := range parts {
			if i < len(p.instances) {
				sum[i].Arrivals += p.instances[i].Arrivals
				sum[i].Utilization += p.instances[i].Utilization / float64(len(parts))
			}
		}
	}
	return sum
}

func summarizeLink(done []*measures, i int) *stats.Link {
	var sum linkMeasures
	for _, m := range done {
		l := m.links[i]
		sum.add(&l.linkCounts)
		sum.breakers = sum.breakers || l.breakers
		sum.opened += l.opened
		sum.openTime += l.openTime
	}
	r := &stats.Link{
		Kind: done[0].links[i].kind, Calls: sum.called, Attempts: sum.attempts, Retries: sum.retries, Hedges: sum.hedges,
		Timeouts: sum.timeouts, Rejected: sum.rejected, Errors: sum.errors, Failed: sum.failed, Denied: sum.denied, Expired: sum.expired,
	}
	for by, n := range sum.refused {
		if n > 0 {
			r.Refused.Add(guardNames[by], n)
		}
	}
	if sum.breakers {
		r.Breaker = &stats.BreakerStats{Opened: sum.opened, Refused: sum.refused[byBreaker], OpenTime: sum.openTime}
	}
	return r
}

// spec returns the spec of a component.
func (s *System) spec(name string) Spec {
	for i := range s.Components {
		if s.Components[i].Name == name {
			return s.Components[i].Spec
		}
	}
	return nil
}
