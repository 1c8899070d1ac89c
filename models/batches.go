package models

import (
	"math"

	"headroom/sim/stats"
)

// batches gives the numbers of a single steady replication intervals from its batch
// means, where these are independent, and returns their least number, 0 when no operation
// has any. Batches are made of the windows of the series in the measured part; what is not
// kept window by window, such as the waits of components, stays without.
func (s *System) batches(m *measures, r *stats.Result) int {
	least := 0
	for i := range m.ops {
		b := m.ops[i].batched(r.Operations[i].Value, m.skip())
		if b > 0 && (least == 0 || b < least) {
			least = b
		}
	}
	for _, p := range m.parts {
		if c, ok := r.Components.Find(p.component.name); ok {
			p.batched(c)
		}
	}
	s.batchedCost(m, r)
	return least
}

// skip is the number of windows before the measured part.
func (m *measures) skip() int { return m.parts[0].skip }

// batched gives the numbers of an operation their intervals, and returns the number of
// batches of the mean latency.
func (o *operation) batched(r *stats.Operation, skip int) int {
	sums := o.sumsFrom(skip)
	r.Success = spanning(r.Success, stats.BatchRatio(sums.ok, sums.ended).Interval())
	if r.Success != nil && r.Success.CI95 != nil {
		w := stats.Wilson(r.OK, r.OK+r.Failed)
		ci := r.Success.CI95
		ci[0], ci[1] = max(0, min(ci[0], w[0])), min(1, max(ci[1], w[1]))
	}
	mean := stats.BatchRatio(sums.latency, sums.ok)
	latencies := []*stats.Latency{&r.Latency}
	if !o.apart {
		latencies = append(latencies, &r.Service)
	}
	for _, l := range latencies {
		l.Mean = spanning(l.Mean, mean.Interval())
		for _, q := range []struct {
			of *(*stats.Estimate)
			p  float64
		}{{&l.P50, 0.5}, {&l.P90, 0.9}, {&l.P95, 0.95}, {&l.P99, 0.99}, {&l.P999, 0.999}} {
			if *q.of != nil {
				above := o.above((*q.of).Value, skip)
				*q.of = o.latency.QuantileInterval(q.p, stats.BatchRatio(above, sums.ok).EffectiveTrials(o.latency.Count()))
			}
		}
	}
	return mean.Batches
}

// windowSums are sums over the windows of an operation.
type windowSums struct {
	ok, ended, latency []float64
}

// sumsFrom adds up what ended in each window from number skip on.
func (o *operation) sumsFrom(skip int) windowSums {
	var s windowSums
	for k := skip; k < o.windows.Len(); k++ {
		w := o.windows.At(k)
		took := 0.0
		if w.OK > 0 {
			took = w.Latency.Sum()
		}
		s.ok = append(s.ok, float64(w.OK))
		s.ended = append(s.ended, float64(w.OK+w.Failed))
		s.latency = append(s.latency, took)
	}
	return s
}

// above returns how many requests of each window took longer than so many seconds.
func (o *operation) above(seconds float64, skip int) []float64 {
	var list []float64
	v := int64(math.Round(float64(seconds * 1e9)))
	for k := skip; k < o.windows.Len(); k++ {
		n := 0.0
		if w := o.windows.At(k); w.OK > 0 {
			n = float64(float64(w.OK) * w.Latency.FractionAbove(v))
		}
		list = append(list, n)
	}
	return list
}

// batched gives the time averages of a component their intervals.
func (p *partMeasures) batched(c *stats.Component) {
	for _, l := range []struct {
		level *stats.Level
		line  int
	}{{c.Utilization, lineUtilization}, {c.InSystem, lineInSystem}, {c.Queue, lineQueue}, {c.Connections, lineConnections}} {
		if l.level != nil {
			l.level.Mean = spanning(l.level.Mean, stats.BatchMeans(p.measuredLine(l.line)).Interval())
		}
	}
	arrivals, ratios := p.measuredLine(lineArrivals), p.measuredLine(lineHitRatio)
	hits := make([]float64, len(ratios))
	for k := range hits {
		hits[k] = float64(ratios[k] * arrivals[k])
	}
	c.HitRatio = spanning(c.HitRatio, stats.BatchRatio(hits, arrivals).Interval())
}

// batchedCost gives the bill its intervals.
func (s *System) batchedCost(m *measures, r *stats.Result) {
	perHour := r.Series.Column("total", "cost")
	skip := m.skip()
	if len(perHour) <= skip {
		return
	}
	month := float64(s.month(m.seconds) * m.seconds / 3600) // from an hour to a month
	monthly := make([]float64, len(perHour)-skip)
	for k := range monthly {
		monthly[k] = float64(perHour[skip+k] * month)
	}
	r.Cost.PerMonth = spanning(r.Cost.PerMonth, stats.BatchMeans(monthly).Interval())
	ok := make([]float64, len(monthly))
	for _, o := range m.ops {
		for k, n := range o.sumsFrom(skip).ok {
			if k < len(ok) {
				ok[k] += n
			}
		}
	}
	spent := make([]float64, len(monthly))
	for k := range spent {
		spent[k] = float64(perHour[skip+k] * (m.width * 1000 / 3600))
	}
	r.Cost.Per1kOK = spanning(r.Cost.Per1kOK, stats.BatchRatio(spent, ok).Interval())
}

// spanning gives a value the interval of a batched one, extended to the value: batches
// are made of whole windows and may leave out the first part of the run.
func spanning(value, batched *stats.Estimate) *stats.Estimate {
	if value == nil || batched == nil || batched.CI95 == nil {
		return value
	}
	ci := *batched.CI95
	return &stats.Estimate{Value: value.Value, CI95: &[2]float64{min(ci[0], value.Value), max(ci[1], value.Value)}}
}
