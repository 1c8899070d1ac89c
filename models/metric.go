package models

import (
	"fmt"
	"slices"
	"strings"

	"headroom/sim/stats"
)

// Metric is something that every replication measures, and that studies minimise or rank
// settings by. Its names are those of [stats.Sample].
type Metric struct {
	Subject string
	Name    string
	Unit    string // s, ratio, per_s, count, usd_per_month, usd_per_1k_ok
}

// metricForm says how a metric is written.
const metricForm = "write for example cost, cost.per_1k_ok, checkout.p99, orders-db.utilization"

// Metric finds what a text names, in the words of objectives: cost, cost.per_1k_ok,
// checkout.p99, orders-db.utilization, main.success over 30s after 4m. It is an error if
// the system has no such thing, or if not every replication measures it: beside what is
// always sampled these are the metrics of objectives.
func (s *System) Metric(text string) (Metric, error) {
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > 1 && slices.Contains([]string{"<", "<=", ">", ">="}, words[1]) {
		return Metric{}, fmt.Errorf("%q is not a metric; %s", text, metricForm)
	}
	var g goal
	if err := g.about(words[0], words[1:]); err != nil {
		return Metric{}, err
	}
	var problems []Problem
	g.validate(&Check{System: s, problems: &problems, index: s.newIndex()})
	if len(problems) > 0 {
		return Metric{}, fmt.Errorf("%s", problems[0].Text)
	}
	m := g.sampled(strings.Join(append([]string{g.name(), ">", "0"}, words[1:]...), " "))
	if slices.Contains(alwaysSampled[kindOf(m.Subject)], m.Name) {
		return m, nil
	}
	for _, o := range s.Objectives {
		if other, err := parseGoal(o.Value.Objective); err == nil && other.sampled(o.Value.Objective) == m {
			return m, nil
		}
	}
	return Metric{}, fmt.Errorf("%s is measured only where an objective names it; write one, such as slos: {limit: %s}", text, exampleBound(&g, words))
}

// sampled returns the metric of a goal, which an objective of this text is about.
func (g *goal) sampled(objective string) Metric {
	o := stats.Objective{Objective: objective, Metric: g.name(), Unit: g.unit}
	m := Metric{Unit: g.unit}
	m.Subject, m.Name = o.Sample()
	return m
}

// alwaysSampled lists what summarizeSamples keeps of all subjects of a kind.
var alwaysSampled = map[string][]string{
	"operation": {"success", "mean", "p50", "p95", "p99"},
	"component": {"utilization.mean", "queue.mean", "wait.p99", "hit_ratio.mean"},
	"cost":      {"per_month", "per_1k_ok"},
}

func kindOf(subject string) string {
	kind, _, _ := strings.Cut(subject, "/")
	return kind
}

// exampleBound writes an objective about a metric.
func exampleBound(g *goal, words []string) string {
	bound := map[string]string{"s": "< 1s", "ratio": "< 80%", "per_s": "> 1/s"}[g.unit]
	if bound == "" {
		bound = "< 100"
	}
	return strings.Join(append([]string{words[0], bound}, words[1:]...), " ")
}
