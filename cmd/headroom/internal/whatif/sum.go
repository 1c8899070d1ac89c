package whatif

import (
	"math"

	"headroom/sim/stats"
)

// sum sums up the points of some runs, in the order in which they come, from the trials
// that are finished.
func (s *Study) sum(runs []Run) []stats.Point {
	var order []Point
	trials := map[string][]*stats.Trial{} // by replication, nil where there is none yet
	for _, r := range runs {
		name := r.Point.name()
		if _, known := trials[name]; !known {
			order = append(order, r.Point)
		}
		all := trials[name]
		for len(all) <= r.Replication {
			all = append(all, nil)
		}
		all[r.Replication] = s.trial(r)
		trials[name] = all
	}
	points := []stats.Point{}
	for _, p := range order {
		sum := stats.Point{Without: p.Without, Values: []stats.KnobValue{}}
		for i, k := range s.knobs {
			sum.Values = append(sum.Values, k.valueOf(p.Values[i]))
		}
		sumPoint(&sum, trials[p.name()], trials[order[0].name()], len(points) == 0)
		points = append(points, sum)
	}
	return points
}

// sumPoint sums up the replications of a point. First are those of the first point of the
// study, which a point that is not the first one is compared with.
func sumPoint(p *stats.Point, replications, first []*stats.Trial, isFirst bool) {
	done := there(replications)
	p.Replications = len(done)
	p.Metrics, p.Objectives, p.Verdict = []stats.PointMetric{}, []stats.Objective{}, stats.Undecided
	if len(done) == 0 {
		return
	}
	before := index(first)
	now := index(replications)
	for _, m := range metricsOf(done) {
		values := now[m]
		sum := stats.PointMetric{Subject: m.subject, Metric: m.metric, Unit: m.unit, Estimate: stats.Interval(values)}
		if base := before[m]; !isFirst && base != nil {
			sum.Against = stats.Interval(differences(values, base))
		}
		p.Metrics = append(p.Metrics, sum)
	}
	p.Verdict = stats.Pass
	for i := range done[0].Objectives {
		o := sumObjective(done, i)
		p.Objectives = append(p.Objectives, o)
		if o.Severity == "error" {
			p.Verdict = stats.Worst(p.Verdict, o.Verdict)
		}
	}
	for _, t := range done {
		if lost(t) {
			p.Failed++
		}
		if len(p.Unstable) == 0 {
			p.Unstable = t.Unstable
		}
	}
	if hopeless(done) {
		p.Verdict = stats.Fail
	}
}

// there returns the trials that are finished.
func there(replications []*stats.Trial) []*stats.Trial {
	var done []*stats.Trial
	for _, t := range replications {
		if t != nil {
			done = append(done, t)
		}
	}
	return done
}

// metricName tells metrics apart.
type metricName struct{ subject, metric, unit string }

// metricsOf lists the metrics of trials, in the order of the first one that has them.
func metricsOf(done []*stats.Trial) []metricName {
	var names []metricName
	seen := map[metricName]bool{}
	for _, t := range done {
		for i := range t.Metrics {
			if n := nameOf(&t.Metrics[i]); !seen[n] {
				seen[n] = true
				names = append(names, n)
			}
		}
	}
	return names
}

func nameOf(m *stats.TrialMetric) metricName { return metricName{m.Subject, m.Metric, m.Unit} }

// index returns the values of each metric by replication, NaN where there is none.
func index(replications []*stats.Trial) map[metricName][]float64 {
	values := map[metricName][]float64{}
	for k, t := range replications {
		if t == nil {
			continue
		}
		for i := range t.Metrics {
			m := &t.Metrics[i]
			if m.Value == nil {
				continue
			}
			name := nameOf(m)
			if values[name] == nil {
				values[name] = make([]float64, len(replications))
				for j := range values[name] {
					values[name][j] = math.NaN()
				}
			}
			values[name][k] = *m.Value
		}
	}
	return values
}

// differences subtracts replication by replication. Those that only one side has are left
// out.
func differences(values, base []float64) []float64 {
	var d []float64
	for k := range min(len(values), len(base)) {
		d = append(d, values[k]-base[k])
	}
	return d
}

// sumObjective judges an objective with the interval of the mean over replications. One
// replication alone is judged by its number.
func sumObjective(done []*stats.Trial, i int) stats.Objective {
	o := done[0].Objectives[i]
	values := make([]float64, len(done))
	for k, t := range done {
		values[k] = math.NaN()
		if v := t.Objectives[i].Value; v != nil {
			values[k] = *v
		}
		if o.Reason == "" {
			o.Reason = t.Objectives[i].Reason
		}
	}
	mean, ci := stats.Confidence(0.95, values)
	o.Value, o.CI95 = number(mean), ci
	if len(done) == 1 {
		return o
	}
	if certain(&o) {
		o.CI95 = nil
	}
	a, _ := answerTo(done, i)
	if o.Verdict = a.Verdict; o.Verdict == stats.Pass {
		o.Reason = ""
	}
	return o
}

// dead tells whether there is an operation of which no request was answered in any of the
// replications.
func dead(done []*stats.Trial) bool {
	answered := map[string]float64{}
	for _, t := range done {
		for i := range t.Metrics {
			if m := &t.Metrics[i]; m.Metric == "success" && m.Value != nil {
				answered[m.Subject] += *m.Value
			}
		}
	}
	for _, share := range answered {
		if share == 0 {
			return true
		}
	}
	return false
}
