package models

import (
	"fmt"

	"headroom/sim/stats"
)

// judge holds an objective against what was measured, with the 95 % interval of all
// replications.
func (s *System) judge(name string, o *Objective, done []*measures, r *stats.Result) stats.Objective {
	j, g := s.judged(name, o)
	if s.beyond(&j, &g, done, r.Unstable) {
		return j
	}
	e := s.value(&g, done, r)
	if e == nil {
		j.Verdict = stats.Fail
		j.Reason = "there was nothing to measure"
		return j
	}
	j.Value, j.CI95 = &e.Value, e.CI95
	if g.certain() {
		j.CI95 = nil
	}
	if j.CI95 == nil && len(done) > 1 && !g.certain() {
		j.Verdict, j.Reason = stats.Undecided, "undecided after "+replicationsText(len(done))+": too little was measured for an interval"
		return j
	}
	j.Verdict = stats.Judge(g.op, g.bound, e.Value, j.CI95)
	if j.Verdict == stats.Undecided {
		j.Reason = undecided(&j, len(done))
	}
	return j
}

// judged returns an objective that is not judged yet, and what it is about.
func (s *System) judged(name string, o *Objective) (stats.Objective, goal) {
	g, err := parseGoal(o.Objective)
	if err != nil {
		panic("models: objective " + name + ": " + err.Error())
	}
	j := stats.Objective{Name: name, Objective: o.Objective, Metric: g.name(), Op: g.op, Bound: g.bound, Unit: g.unit, Severity: o.Severity}
	if s.Where != nil {
		j.At = s.Where("slos." + name)
	}
	return j, g
}

// fewRequests is the number of requests of a replication below which it may be bad luck
// that none was answered.
const fewRequests = 20

// beyond judges what no interval can: a system that is dead, or asked for nothing, or
// unstable. It tells whether it did.
func (s *System) beyond(j *stats.Objective, g *goal, done []*measures, unstable []string) bool {
	switch {
	case g.subject == "cost" && g.metric == "per_1k_ok":
		if s.summarizeCost(done).Per1kOK == nil {
			j.Verdict, j.Reason = stats.Fail, "there was nothing to measure: no request was answered"
			return true
		}
		return false
	case g.subject == "cost" || g.part != "" || g.metric == reconnectMetric || g.metric == "rate":
		return false
	}
	i := operationNumber(done, g.subject)
	var offered, ok uint64
	dead := 0
	for _, m := range done {
		o := m.ops[i]
		offered, ok = offered+o.offered, ok+o.ok
		if o.ok == 0 && o.offered >= fewRequests {
			dead++
		}
	}
	switch {
	case offered == 0:
		j.Verdict = stats.Undecided
		j.Reason = fmt.Sprintf("no %s request was offered in the measured part, so there was nothing to measure", g.subject)
	case g.metric == "success" && ok == 0 && g.op[0] == '>':
		j.Verdict, j.Reason = stats.Fail, "no request was answered"
	case !g.latency():
		return false
	case ok == 0:
		j.Verdict, j.Reason = stats.Fail, "there was nothing to measure: no request was answered"
	case dead > 0:
		j.Verdict, j.Reason = stats.Fail, fmt.Sprintf("in %d of %d replications no request was answered", dead, len(done))
	case g.over > 0 && deadWindow(g, done) != "":
		j.Verdict, j.Reason = stats.Fail, deadWindow(g, done)
	case len(unstable) > 0:
		j.Verdict, j.Reason = stats.Fail, stats.NoLatency+unstable[0]
		return true
	default:
		return false
	}
	if e := s.value(g, done, s.summaryFor(g, done)); e != nil {
		j.Value, j.CI95 = &e.Value, e.CI95
	}
	return true
}

// deadWindow says where a window of a goal is in which requests only failed, "" when there
// is none. Such a window has no latency, and it is not kept.
func deadWindow(g *goal, done []*measures) string {
	i := operationNumber(done, g.subject)
	for k, m := range done {
		w := m.ops[i].judgedBy(g)
		for n := range w.Len() {
			if c := w.At(n); c.OK == 0 && c.Failed >= fewRequests {
				return fmt.Sprintf("no request was answered in the %v from %s on, in replication %d of %d", g.over, span(w.Start(n).Seconds()), k+1, len(done))
			}
		}
	}
	return ""
}

// certain tells whether an objective is about what the replications themselves did, and not
// about what chance would do in others: a maximum, and that nothing at all fails.
func (g *goal) certain() bool {
	return g.over == 0 && (g.metric == "max" || g.part == "max") ||
		g.metric == "success" && g.bound >= 1 && g.op[0] == '>'
}

// value measures what a goal is about, nil when there was nothing.
func (s *System) value(g *goal, done []*measures, r *stats.Result) *stats.Estimate {
	switch {
	case g.subject == "cost" && g.metric == "per_1k_ok":
		return r.Cost.Per1kOK
	case g.subject == "cost" && g.unit == "usd_per_hour":
		return mean(done, func(m *measures) float64 { return m.cost() * 3600 / m.seconds })
	case g.subject == "cost":
		return r.Cost.PerMonth
	case g.metric == reconnectMetric:
		return reconnectValue(g, done)
	case g.part != "":
		c, _ := r.Components.Find(g.subject)
		return componentValue(g, c)
	case g.over > 0:
		return worstWindow(g, done)
	}
	op, _ := r.Operations.Find(g.subject)
	switch g.metric {
	case "success":
		return op.Success
	case "rate":
		i := operationNumber(done, g.subject)
		return mean(done, func(m *measures) float64 { return float64(m.ops[i].offered) / m.seconds })
	}
	return latencyValue(g.metric, &op.Latency)
}

func latencyValue(metric string, l *stats.Latency) *stats.Estimate {
	switch metric {
	case "p50":
		return l.P50
	case "p90":
		return l.P90
	case "p95":
		return l.P95
	case "p99":
		return l.P99
	case "p999":
		return l.P999
	case "mean":
		return l.Mean
	case "max":
		return l.Max
	}
	panic("models: no latency " + metric)
}

func componentValue(g *goal, c *stats.Component) *stats.Estimate {
	var level *stats.Level
	var times *stats.Latency
	switch g.metric {
	case "utilization":
		level = c.Utilization
	case "queue":
		level = c.Queue
	case "replicas":
		level = c.Replicas
	case "hit_ratio":
		return c.HitRatio
	case "wait":
		times = c.Wait
	case "lag":
		times = c.Lag
	}
	switch {
	case times != nil:
		return latencyValue(g.part, times)
	case level == nil:
		return nil
	case g.part == "max":
		return &stats.Estimate{Value: level.Max}
	case g.part == "p99":
		return level.P99
	}
	return level.Mean
}

func operationNumber(done []*measures, name string) int {
	for i, o := range done[0].ops {
		if o.name == name {
			return i
		}
	}
	panic("models: no operation " + name)
}

// worstWindow estimates the worst of the windows of a goal: of each replication the one
// that is farthest on the wrong side.
func worstWindow(g *goal, done []*measures) *stats.Estimate {
	i := operationNumber(done, g.subject)
	return mean(done, func(m *measures) float64 {
		w := m.ops[i].judgedBy(g)
		worst := nothing
		for k := range w.Len() {
			v := windowValue(g, w.At(k), g.over.Seconds())
			if v != v {
				continue
			}
			if worst != worst || (v > worst) == (g.op[0] == '<') {
				worst = v
			}
		}
		return worst
	})
}

// windowValue measures one window. Where nothing was answered there is no latency; a
// window in which requests only failed has no success.
func windowValue(g *goal, w *stats.Window, seconds float64) float64 {
	switch g.metric {
	case "success":
		return ratio(float64(w.OK), float64(w.OK+w.Failed))
	case "rate":
		return float64(w.Offered) / seconds
	}
	if w.OK == 0 {
		return nothing
	}
	switch g.metric {
	case "mean":
		return w.Latency.Mean()
	case "max":
		return w.Latency.Max()
	}
	return w.Latency.Quantile(quantiles[g.metric])
}

var quantiles = map[string]float64{"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999}

// judgedBy finds the windows that were kept for a goal.
func (o *operation) judgedBy(g *goal) *stats.Windows {
	for i, k := range o.goals {
		if k == *g {
			return o.judged[i]
		}
	}
	panic(fmt.Sprintf("models: no windows for %s", g.name()))
}
