package models

import (
	"fmt"
	"math"
	"strings"
	"time"

	"headroom/sim/stats"
)

// analyse tells how the numbers of a result were made, and gives those of a single steady
// replication their intervals, if wanted. The warm-up is told as far as the system knows it.
func (s *System) analyse(done []*measures, r *stats.Result, batches bool) *stats.Analysis {
	a := &stats.Analysis{Changing: s.varying(), Method: stats.ByReplications, Warnings: []stats.Warning{}}
	a.Steady = a.Changing == ""
	a.Warmup = stats.WarmupFound{Seconds: s.warmUp().Seconds(), By: stats.WarmupGiven}
	if s.Run.Warmup.Auto {
		a.Warmup.By = stats.WarmupTenth
	}
	if len(done) == 1 {
		a.Method = stats.ByNothing
		if batches && a.Steady && len(r.Unstable) == 0 {
			if a.Batches = s.batches(done[0], r); a.Batches > 0 {
				a.Method = stats.ByBatches
			}
		}
	}
	for i, o := range r.Operations {
		if n := effective(done, i, o.Value, a.Steady); n > 0 {
			a.Effective.Add(o.Name, stats.EffectiveSamples{Requests: o.Value.OK, Effective: n})
		}
		if text, metric := fewSamples(o.Value.OK); text != "" {
			a.Warnings = append(a.Warnings, stats.Warning{Subject: "operation/" + o.Name, Metric: metric, Text: o.Name + ": " + text})
		}
	}
	return a
}

// percentiles are those of a [stats.Latency], in order.
var percentiles = []struct {
	name string
	p    float64
}{{"p50", 0.5}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}, {"p999", 0.999}}

// fewSamples returns the warning for the lowest percentile that rests on too few samples,
// and its name; "" when there are enough for all, or there is none at all.
func fewSamples(n uint64) (text, metric string) {
	if n == 0 {
		return "", ""
	}
	for _, q := range percentiles {
		if text := stats.FewSamples(q.p, n); text != "" {
			return text, q.name
		}
	}
	return "", ""
}

// effective estimates how many independent requests would tell the mean latency of an
// operation as well: variance / error^2. The error is that of the batches of steady
// replications, which is more certain than the spread of a few; where the batches of one
// are not independent, and where the run is not steady, it is that of the interval. It is
// 0 where neither is known, and at most the number of requests.
func effective(done []*measures, i int, o *stats.Operation, steady bool) float64 {
	mean, sd := o.Latency.Mean, o.Latency.SD
	if mean == nil || o.OK < 2 {
		return 0
	}
	total, squares := 0.0, 0.0
	for _, m := range done {
		sums := m.ops[i].sumsFrom(m.skip())
		n := float64(m.ops[i].latency.Count())
		if n > 0 {
			share := float64(n * stats.BatchRatio(sums.latency, sums.ok).Error)
			total, squares = total+n, squares+float64(share*share)
		}
	}
	e := math.Sqrt(squares) / total
	if !steady || e != e {
		if mean.CI95 == nil {
			return 0
		}
		e = (mean.CI95[1] - mean.CI95[0]) / 2 / stats.Student(0.975, max(1, len(done)-1))
	}
	n := float64(sd.Value/e) * float64(sd.Value/e)
	if !(n < float64(o.OK)) {
		return float64(o.OK)
	}
	return math.Round(n)
}

// analysisText says in a sentence or two how the numbers of a result were made.
func analysisText(r *stats.Result) string {
	a := r.Analysis
	text := sentence(warmupText(a, len(r.Unstable) > 0)) + " " + sentence(intervalText(a, r.Scenario.Replications))
	if a.Precision != nil {
		text += " " + sentence(precisionText(a.Precision))
	}
	return text
}

// sentence begins a text with a capital letter and ends it with a period.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }

func warmupText(a *stats.Analysis, unstable bool) string {
	length := time.Duration(math.Round(a.Warmup.Seconds * 1e9)).String()
	switch {
	case a.Warmup.By == stats.WarmupGiven:
		return "the warm-up of " + length + " was given"
	case a.Warmup.By == stats.WarmupDetected && len(a.Warmup.Unsettled) > 0:
		return fmt.Sprintf("the warm-up of %s was found by MSER-5 (%s), but %s never settled", length, a.Warmup.Series, strings.Join(a.Warmup.Unsettled, ", "))
	case a.Warmup.By == stats.WarmupDetected:
		return fmt.Sprintf("the warm-up of %s was found by MSER-5: %s settled last", length, a.Warmup.Series)
	case !a.Steady:
		return a.Changing + " changes with time, so the warm-up is a tenth of the run"
	case unstable:
		return "the warm-up is a tenth of the run, but no warm-up brings an unstable system to rest"
	case !a.Warmup.Tested:
		return "the warm-up is a tenth of the run, which was not tested"
	case len(a.Warmup.Unsettled) > 0:
		return fmt.Sprintf("the warm-up is a tenth of the run, but %s never settled", strings.Join(a.Warmup.Unsettled, ", "))
	}
	return "the warm-up is a tenth of the run, by which all had settled"
}

func intervalText(a *stats.Analysis, replications int) string {
	switch {
	case a.Method == stats.ByReplications && !a.Steady:
		return fmt.Sprintf("95 %% intervals rest on %d replications, not on batches of one, as the run changes with time", replications)
	case a.Method == stats.ByReplications:
		return fmt.Sprintf("95 %% intervals rest on %d replications", replications)
	case a.Method == stats.ByBatches:
		return fmt.Sprintf("95 %% intervals rest on batch means of one replication (%d batches)", a.Batches)
	case !a.Steady:
		return "one replication of what changes with time has no intervals; repeat it"
	}
	return "one replication has no intervals, as it is too short for independent batches; repeat it, or make it longer"
}
