package reports

import (
	"math"
	"slices"
	"strings"

	"headroom/sim/stats"
)

// shownMetric is a metric that the reports of a study show.
type shownMetric struct {
	subject, metric string
	unit            unit
	name            string // as objectives write it: checkout.p99
	bounds          []bound
}

// mostBusiest is how many components have their utilisation shown that no objective names.
const mostBusiest = 3

// studyMetrics are the metrics that are worth a place, the most important first, of the
// hundreds that a study can have: those that the question is about (what is minimised, the
// other axis of its front, what settings are ranked by, what ends a search); those of the objectives; p99 and
// success of every operation; the cost per month, where something has a price; and the mean utilisation of the three
// components that are the busiest anywhere. Metrics that no point measured are left out.
// The table for programs has them all.
func studyMetrics(s *stats.Study) []shownMetric {
	var list []shownMetric
	add := func(subject, metric string) {
		if slices.ContainsFunc(list, func(m shownMetric) bool { return m.subject == subject && m.metric == metric }) {
			return
		}
		if u, some := unitAmong(s.Points, subject, metric); some {
			list = append(list, shownMetric{subject: subject, metric: metric, unit: u, name: metricName(subject, metric), bounds: boundsAmong(s.Points, subject, metric)})
		}
	}
	if o := s.Optimum; o != nil {
		add(o.Subject, o.Metric)
		if subject, metric, ok := strings.Cut(o.Against, " "); ok {
			add(subject, metric)
		}
	}
	for _, r := range s.Sensitivity {
		add(r.Subject, r.Metric)
	}
	objectives := studyObjectives(s.Points)
	for _, o := range objectives {
		if s.Found != nil && slices.Contains(s.Found.Limits, o.Name) {
			add(o.Sample())
		}
	}
	for _, o := range objectives {
		add(o.Sample())
	}
	for _, metric := range []string{"p99", "success"} {
		for _, subject := range subjectsWith(s.Points, "operation/", metric) {
			add(subject, metric)
		}
	}
	if costs(s.Points) {
		add("cost", "per_month")
	}
	for _, subject := range busiestAmong(s.Points) {
		add(subject, "utilization.mean")
	}
	return list
}

// costs tells that something has a price.
func costs(points []stats.Point) bool {
	return slices.ContainsFunc(points, func(p stats.Point) bool {
		e := p.Metric("cost", "per_month")
		return known(e) && e.Value != 0
	})
}

// movers are the metrics that differ between the points in three digits; all of them when
// none does. A map of the others has one colour.
func movers(s *stats.Study, metrics []shownMetric) []shownMetric {
	var list []shownMetric
	for _, m := range metrics {
		var values []float64
		for _, i := range playedPoints(s) {
			values = append(values, valueOf(&s.Points[i], m))
		}
		if low, high := ends(values); amount(low, m.unit) != amount(high, m.unit) {
			list = append(list, m)
		}
	}
	if len(list) == 0 {
		return metrics
	}
	return list
}

// studyObjectives are the objectives of the points, each once.
func studyObjectives(points []stats.Point) []*stats.Objective {
	var list []*stats.Objective
	seen := map[string]bool{}
	for i := range points {
		for j := range points[i].Objectives {
			o := &points[i].Objectives[j]
			if !seen[o.Name] {
				seen[o.Name] = true
				list = append(list, o)
			}
		}
	}
	return list
}

// unitAmong returns the unit of a metric, and whether some point measured it.
func unitAmong(points []stats.Point, subject, metric string) (unit, bool) {
	for i := range points {
		for _, m := range points[i].Metrics {
			if m.Subject == subject && m.Metric == metric && known(m.Estimate) {
				return unit(m.Unit), true
			}
		}
	}
	return "", false
}

// known tells that there is a number.
func known(e *stats.Estimate) bool {
	return e != nil && !math.IsNaN(e.Value) && !math.IsInf(e.Value, 0)
}

// within returns the ends of an interval; false where there is none.
func within(e *stats.Estimate) (low, high float64, ok bool) {
	if !known(e) || e.CI95 == nil {
		return 0, 0, false
	}
	low, high = e.CI95[0], e.CI95[1]
	return low, high, !math.IsNaN(low+high) && !math.IsInf(low, 0) && !math.IsInf(high, 0)
}

// reached returns the values of estimates that are known, and the ends of their intervals.
func reached(estimates ...*stats.Estimate) []float64 {
	var all []float64
	for _, e := range estimates {
		if known(e) {
			all = append(all, e.Value)
		}
		if low, high, ok := within(e); ok {
			all = append(all, low, high)
		}
	}
	return all
}

// valueOf is the number of a metric at a point, NaN without one.
func valueOf(p *stats.Point, m shownMetric) float64 {
	if e := p.Metric(m.subject, m.metric); known(e) {
		return e.Value
	}
	return math.NaN()
}

// boundsAmong are the bounds that objectives set to a metric.
func boundsAmong(points []stats.Point, subject, metric string) []bound {
	var list []bound
	for _, o := range studyObjectives(points) {
		if s, m := o.Sample(); s == subject && m == metric {
			list = append(list, bound{value: o.Bound, text: o.Objective})
		}
	}
	return list
}

// subjectsWith are the subjects of a kind that have a metric, in the order of the points.
func subjectsWith(points []stats.Point, prefix, metric string) []string {
	var list []string
	seen := map[string]bool{}
	for i := range points {
		for _, m := range points[i].Metrics {
			if m.Metric == metric && strings.HasPrefix(m.Subject, prefix) && !seen[m.Subject] {
				seen[m.Subject] = true
				list = append(list, m.Subject)
			}
		}
	}
	return list
}

// busiestAmong are the components with the highest mean utilisation at some point, the
// busiest first.
func busiestAmong(points []stats.Point) []string {
	const metric = "utilization.mean"
	list := subjectsWith(points, "component/", metric)
	most := map[string]float64{}
	for i := range points {
		for _, m := range points[i].Metrics {
			if m.Metric == metric && known(m.Estimate) {
				most[m.Subject] = math.Max(most[m.Subject], m.Estimate.Value)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b string) int {
		switch {
		case most[a] > most[b]:
			return -1
		case most[a] < most[b]:
			return 1
		}
		return 0
	})
	return list[:min(len(list), mostBusiest)]
}

// metricName writes a metric as objectives do.
func metricName(subject, metric string) string {
	switch {
	case subject == "cost" && metric == "per_month":
		return "cost"
	case subject == "cost":
		return "cost." + metric
	}
	_, name, found := strings.Cut(subject, "/")
	if !found {
		name = subject
	}
	return name + "." + strings.TrimSuffix(metric, ".mean")
}

// metricTitle says in words what a metric is.
func metricTitle(metric string) string {
	switch metric {
	case "mean":
		return "mean latency"
	case "p50", "p90", "p95", "p99", "p999":
		return "latency (" + metric + ")"
	case "success":
		return "share of requests that succeed"
	case "ok_rate":
		return "good answers"
	case "utilization.mean":
		return "utilisation"
	case "per_month":
		return "cost per month"
	case "per_1k_ok":
		return "cost per 1,000 good answers"
	}
	return strings.NewReplacer(".", " ", "_", " ").Replace(metric)
}

// knobNames shortens the paths of the settings to their last two parts, or to more where
// it takes more to tell them apart: checkout.replicas.
func knobNames(knobs []stats.Knob) []string {
	for keep := 2; ; keep++ {
		var names []string
		seen := map[string]bool{}
		same, whole := false, true
		for _, k := range knobs {
			parts := strings.Split(k.Set, ".")
			whole = whole && len(parts) <= keep
			name := strings.Join(parts[max(0, len(parts)-keep):], ".")
			same = same || seen[name]
			seen[name] = true
			names = append(names, name)
		}
		if !same || whole {
			return names
		}
	}
}

// settingsText lists the values of a point with the names of their settings.
func settingsText(s *stats.Study, p *stats.Point) string {
	var texts []string
	for i, name := range knobNames(s.Knobs) {
		if i < len(p.Values) {
			texts = append(texts, name+" "+p.Values[i].Text)
		}
	}
	return strings.Join(texts, ", ")
}

// valuesText lists the values of a point.
func valuesText(p *stats.Point) string {
	var texts []string
	for _, v := range p.Values {
		texts = append(texts, v.Text)
	}
	if len(p.Without) > 0 {
		texts = append(texts, "without "+strings.Join(p.Without, ", "))
	}
	return strings.Join(texts, ", ")
}
