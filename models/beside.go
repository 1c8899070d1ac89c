package models

import (
	"math"

	"headroom/sim"
	"headroom/sim/stats"
)

// Beside sets theory next to the result of a run of the system: rates, utilisation, service,
// waits and hit ratios of the components, latencies of the operations. Theory is that of the
// mean rates of the measured part. Where no closed form applies the row says why: the load
// changes during the run, something goes wrong in it, replicas come and go, or the component
// is of a kind without one. The result must be of this system.
func (s *System) Beside(r *stats.Result) []stats.Beside {
	b := &besides{result: r, changing: s.changing(), troubled: s.troubled(), list: []stats.Beside{}}
	t := s.theorist(s.meanRates())
	e := s.explainMean(t)
	for _, c := range e.Components {
		if measured, ok := r.Components.Find(c.Name); ok && c.Value.Rate > 0 {
			b.component(t, c.Name, c.Value, measured)
		}
	}
	for _, o := range e.Operations {
		measured, ok := r.Operations.Find(o.Name)
		if !ok || o.Value.Rate == 0 {
			continue
		}
		b.add(stats.Beside{Component: o.Name, Metric: "rate", Unit: "per_s", Theory: &o.Value.Rate, Exact: true}, &stats.Estimate{Value: measured.Rate}, "")
		why := b.steady()
		if o.Value.Loaded == nil && why == "" {
			why = "a component on its way has no closed form, or no steady state"
		}
		row := stats.Beside{Component: o.Name, Metric: "mean latency", Unit: "s", Theory: o.Value.Loaded, Formula: "sum along the critical path"}
		b.add(row, measured.Latency.Mean, why)
	}
	return b.list
}

// explainMean explains operations and components at the rates of a theorist.
func (s *System) explainMean(t *theorist) *stats.Explained {
	e := &stats.Explained{}
	for _, name := range t.index.operations {
		e.Operations.Add(name, t.operation(name, t))
	}
	for i := range s.Components {
		if c := &s.Components[i]; c.Kind.Name != "traffic" {
			e.Components.Add(c.Name, t.component(c, t))
		}
	}
	return e
}

// besides collects the rows.
type besides struct {
	result             *stats.Result
	changing, troubled string // why there is no steady state; empty when there is one
	list               []stats.Beside
}

// steady returns why formulas of a steady state do not apply, "" when they do.
func (b *besides) steady() string {
	if b.troubled != "" {
		return b.troubled
	}
	return b.changing
}

// component adds the rows of a component.
func (b *besides) component(t *theorist, name string, c *stats.ExplainedComponent, measured *stats.Component) {
	row := func(metric, unit string, theory *float64) stats.Beside {
		return stats.Beside{Component: name, Metric: metric, Unit: unit, Theory: theory, Exact: true}
	}
	b.add(row("rate", "per_s", &c.Rate), &stats.Estimate{Value: measured.Throughput}, b.troubled)
	moving := b.troubled
	if t.replicas[name] > 0 {
		moving = "its autoscaler changes the number of replicas"
	}
	if measured.Utilization != nil {
		b.add(row("utilization", "ratio", c.Utilization), measured.Utilization.Mean, moving)
	}
	if measured.HitRatio != nil {
		r := row("hit ratio", "ratio", c.HitRatio)
		r.Formula, r.Exact, r.Assumptions = c.HitFrom, c.HitFrom == "given", hitAssumptions(c)
		b.add(r, measured.HitRatio, b.troubled)
	}
	if c.Kind == "queue" {
		b.wait("mean lag", name, c, c.Wait, measured.Lag, moving, func(l *stats.Latency) *stats.Estimate { return l.Mean })
		return
	}
	if measured.Service != nil && c.Demand > 0 {
		b.add(row("mean service", "s", &c.Demand), measured.Service.Mean, b.troubled)
	}
	b.wait("mean wait", name, c, c.Wait, measured.Wait, moving, func(l *stats.Latency) *stats.Estimate { return l.Mean })
	b.wait("p99 wait", name, c, c.WaitP99, measured.Wait, moving, func(l *stats.Latency) *stats.Estimate { return l.P99 })
}

// hitAssumptions are those of an explained component that are about its content.
func hitAssumptions(c *stats.ExplainedComponent) []string {
	if c.HitFrom == "given" || len(c.Assumptions) == 0 {
		return nil
	}
	return c.Assumptions[:1]
}

// wait adds a row about waiting, for which the load must be steady.
func (b *besides) wait(metric, name string, c *stats.ExplainedComponent, value *float64, l *stats.Latency, moving string, take func(*stats.Latency) *stats.Estimate) {
	if l == nil || c.Servers == 0 && c.Kind != "queue" {
		return
	}
	why := moving
	switch {
	case why == "" && b.changing != "":
		why = b.changing
	case why == "" && value == nil && c.WhyNot != "":
		why = c.WhyNot
	case why == "" && value == nil:
		why = "nothing is known of its queues"
	}
	b.add(stats.Beside{
		Component: name, Metric: metric, Unit: "s", Theory: value, Formula: c.Formula,
		Exact: c.Exact && (metric == "mean wait" || c.Variation == 1), Assumptions: c.Assumptions,
	}, take(l), why)
}

// add adds a row with its verdict; why says that theory has nothing to say.
func (b *besides) add(r stats.Beside, measured *stats.Estimate, why string) {
	r.Simulated = measured
	if why != "" || r.Theory == nil {
		r.Theory, r.WhyNot, r.Formula, r.Exact, r.Assumptions = nil, why, "", false, nil
		b.list = append(b.list, r)
		return
	}
	if measured != nil {
		if *r.Theory > 0 {
			off := measured.Value / *r.Theory - 1
			r.Off = &off
		}
		if ci := measured.CI95; ci != nil {
			r.Verdict = stats.Outside
			if slack := float64(1e-9 * math.Abs(*r.Theory)); *r.Theory >= ci[0]-slack && *r.Theory <= ci[1]+slack {
				r.Verdict = stats.Inside
			}
		}
	}
	b.list = append(b.list, r)
}

// changing says that the load changes during the measured part, "" when it does not.
func (s *System) changing() string {
	end := sim.Time(s.Run.Duration)
	begin := sim.Time(s.Run.Warmup.Of(s.Run.Duration.Std()))
	for i := range s.Components {
		t, ok := s.Components[i].Spec.(*Traffic)
		if !ok {
			continue
		}
		law := compile(t.law(), end)
		low, high := math.Inf(1), 0.0
		for k := range 500 {
			rate := law.Rate(begin + (end-begin)/500*sim.Time(k))
			low, high = min(low, rate), max(high, rate)
		}
		if high > low*1.001 {
			return "the load of " + s.Components[i].Name + " changes during the run, and the formulas are those of a steady state"
		}
	}
	return ""
}

// troubled says that faults are part of the run, "" when none are.
func (s *System) troubled() string {
	for _, f := range s.Faults {
		if f.At < s.Run.Duration {
			what, name := f.target()
			return "something goes wrong during the run: " + what + " " + name
		}
	}
	return ""
}
