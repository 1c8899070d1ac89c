package models

import (
	"slices"

	"headroom/sim/stats"
)

// summarizeSamples keeps what each replication measured, for comparisons. What no
// replication measured is left out.
func (s *System) summarizeSamples(done []*measures) *stats.Samples {
	all := &sampler{done: done}
	for i, o := range done[0].ops {
		all.operation("operation/"+o.name, i)
	}
	for i, p := range done[0].parts {
		if p.component.kind.Name != "traffic" {
			all.component("component/"+p.component.name, i)
		}
	}
	month := s.month(done[0].seconds)
	all.add("cost", "per_month", "usd_per_month", func(m *measures) float64 { return m.cost() * month })
	all.add("cost", "per_1k_ok", "usd_per_1k_ok", (*measures).costPer1kOK)
	for _, o := range s.Objectives {
		s.sampleObjective(all, o.Value.Objective)
	}
	return &all.samples
}

// sampler collects metrics of the replications.
type sampler struct {
	done    []*measures
	samples stats.Samples
}

// add takes a metric from every replication.
func (a *sampler) add(subject, metric, unit string, take func(*measures) float64) {
	values := each(a.done, take)
	if slices.ContainsFunc(values, func(v float64) bool { return v == v }) {
		a.samples.Metrics = append(a.samples.Metrics, stats.Sample{Subject: subject, Metric: metric, Unit: unit, Values: values})
	}
}

func (a *sampler) operation(subject string, i int) {
	a.add(subject, "success", "ratio", func(m *measures) float64 { return m.ops[i].success() })
	a.add(subject, "ok_rate", "per_s", func(m *measures) float64 { return float64(m.ops[i].ok) / m.seconds })
	ofOK := func(metric string, take func(*stats.Histogram) float64) {
		a.add(subject, metric, "s", func(m *measures) float64 { return measuredBy(&m.ops[i].latency, take) })
	}
	ofOK("mean", (*stats.Histogram).Mean)
	for _, metric := range []string{"p50", "p95", "p99"} {
		ofOK(metric, func(h *stats.Histogram) float64 { return h.Quantile(quantiles[metric]) })
	}
}

func (a *sampler) component(subject string, i int) {
	a.add(subject, "utilization.mean", "ratio", func(m *measures) float64 { return m.parts[i].utilization })
	a.add(subject, "queue.mean", "count", func(m *measures) float64 { return m.parts[i].queue })
	a.add(subject, "wait.p99", "s", func(m *measures) float64 {
		return measuredBy(&m.parts[i].meter.wait, func(h *stats.Histogram) float64 { return h.Quantile(0.99) })
	})
	a.add(subject, "hit_ratio.mean", "ratio", func(m *measures) float64 { return m.parts[i].meter.hitRatio() })
}

// hitRatio is hits / (hits + misses), or nothing without either.
func (m *meter) hitRatio() float64 { return ratio(float64(m.hits), float64(m.hits+m.misses)) }

// measuredBy takes a number from a histogram, or nothing when it is empty.
func measuredBy(h *stats.Histogram, take func(*stats.Histogram) float64) float64 {
	if h.Count() == 0 {
		return nothing
	}
	return take(h)
}

// sampleObjective keeps the metric of an objective, unless it is there already. Each
// replication is measured as if it were the only one.
func (s *System) sampleObjective(a *sampler, objective string) {
	g, err := parseGoal(objective)
	if err != nil {
		panic("models: objective " + objective + ": " + err.Error())
	}
	named := stats.Objective{Objective: objective, Metric: g.name(), Unit: g.unit}
	subject, metric := named.Sample()
	if a.samples.Find(subject, metric) != nil {
		return
	}
	a.add(subject, metric, g.unit, func(m *measures) float64 {
		if e := s.value(&g, []*measures{m}, s.summaryFor(&g, []*measures{m})); e != nil {
			return e.Value
		}
		return nothing
	})
}

// summaryFor sums up as much of some replications as a goal needs.
func (s *System) summaryFor(g *goal, some []*measures) *stats.Result {
	r := &stats.Result{}
	switch {
	case g.subject == "cost":
		r.Cost = s.summarizeCost(some)
	case g.part != "":
		for i, p := range some[0].parts {
			if p.component.name == g.subject && p.component.kind.Name != "traffic" {
				r.Components.Add(g.subject, s.summarizeComponent(some, i))
			}
		}
	case g.over == 0:
		r.Operations.Add(g.subject, summarizeOperation(some, operationNumber(some, g.subject)))
	}
	return r
}
