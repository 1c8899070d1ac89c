package stats

import "strings"

// Samples holds what each replication measured of the metrics that people decide by, so
// that two results can be compared replication by replication. It is stored in
// samples.csv, not in result.json.
type Samples struct {
	Metrics []Sample
}

// Sample is one metric of one subject, a value per replication in the order of their
// numbers; NaN where a replication had nothing to measure.
//
// Subjects and metrics: operation/<name>: success ok_rate mean p50 p95 p99;
// component/<name>: utilization.mean queue.mean wait.p99 hit_ratio.mean; cost: per_month
// per_1k_ok; and beside these whatever an objective names, as it is written there:
// operation/checkout "success over 30s after 4m". Units are those of [Objective].
type Sample struct {
	Subject string
	Metric  string
	Unit    string
	Values  []float64
}

// Find returns a metric of a subject, nil when there is none.
func (s *Samples) Find(subject, metric string) *Sample {
	if s == nil {
		return nil
	}
	for i := range s.Metrics {
		if m := &s.Metrics[i]; m.Subject == subject && m.Metric == metric {
			return m
		}
	}
	return nil
}

// Sample returns the subject and the metric under which the samples hold what an
// objective is about. The text, the metric and the unit of the objective tell it.
func (o *Objective) Sample() (subject, metric string) {
	path := strings.SplitN(o.Metric, ".", 2)
	switch {
	case path[0] == "cost":
		return "cost", strings.TrimPrefix(o.Unit, "usd_")
	case len(path) < 2:
		return "", ""
	case strings.Contains(path[1], "."):
		return "component/" + path[0], path[1]
	}
	metric = path[1]
	if words := strings.Fields(o.Objective); len(words) > 3 { // over 30s after 4m
		metric += " " + strings.Join(words[3:], " ")
	}
	return "operation/" + path[0], metric
}
