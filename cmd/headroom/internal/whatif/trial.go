package whatif

import (
	"math"

	"headroom/models"
	"headroom/sim/stats"
)

// newTrial keeps of a replication what studies are made of.
func newTrial(sys *models.System, r *stats.Result) *stats.Trial {
	t := &stats.Trial{Objectives: []stats.Objective{}, Unstable: r.Unstable, Events: r.Events, Recovery: recovery(sys, r)}
	for _, m := range r.Samples.Metrics {
		t.Metrics = append(t.Metrics, stats.TrialMetric{Subject: m.Subject, Metric: m.Metric, Unit: m.Unit, Value: number(m.Values[0])})
	}
	for _, o := range r.Objectives {
		o.At = "" // the scenario of a study lies in no file of the user
		o.CI95 = nil
		if o.Value != nil {
			o.Value = number(*o.Value)
		}
		t.Objectives = append(t.Objectives, o)
	}
	return t
}

// number returns what JSON can hold of a number; nil where nothing was measured.
func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
