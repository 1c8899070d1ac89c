package whatif

import (
	"math"
	"slices"
	"strings"

	"headroom/sim/stats"
	"headroom/sim/study"
)

// judged is what the replications of a place say to the question whether the objectives
// of severity error are kept.
type judged struct {
	study.Answer
	// Broken are the names of the objectives that are not kept.
	Broken []string
	// Excess says how far the broken ones are from being kept: the sum of their distances
	// from the bounds, as shares of these.
	Excess float64
}

// judge holds the objectives against finished replications. A place passes when every
// objective does, and the least sure of them says how sure that is: for a wrong yes that
// very one must be wrong (Berger 1982, intersection-union tests). It fails when one does,
// and as each of them could be the unlucky one, the doubt counts for all (Bonferroni).
//
// Where a replication was unstable or dead no statistics are needed: the place fails, even
// if no objective shows it. The same holds for objectives about what the runs themselves
// did: see [certain].
func judge(trials []*stats.Trial) judged {
	j := judged{Answer: study.Answer{Verdict: stats.Pass, Confidence: 1}}
	doubt, surest := 0, 0.0
	for i := range trials[0].Objectives {
		o := &trials[0].Objectives[i]
		if o.Severity != "error" {
			continue
		}
		a, mean := answerTo(trials, i)
		if a.Confidence < 1 {
			doubt++
		}
		j.Verdict = stats.Worst(j.Verdict, a.Verdict)
		switch a.Verdict {
		case stats.Pass:
			j.Confidence = min(j.Confidence, a.Confidence)
		case stats.Fail:
			surest = max(surest, a.Confidence)
			j.Broken = append(j.Broken, o.Name)
			j.Excess += excess(o, mean)
		}
	}
	switch {
	case hopeless(trials):
		j.Verdict, j.Confidence = stats.Fail, 1
	case j.Verdict == stats.Fail:
		j.Confidence = max(0, 1-float64(float64(doubt)*(1-surest)))
	case j.Verdict == stats.Undecided:
		j.Confidence = 0
	}
	return j
}

// hopeless tells whether a replication was unstable, or an operation was never answered.
func hopeless(trials []*stats.Trial) bool {
	return dead(trials) || slices.ContainsFunc(trials, func(t *stats.Trial) bool { return len(t.Unstable) > 0 })
}

// explained tells whether an objective failed for another reason than its value.
func explained(o *stats.Objective) bool { return o.Verdict == stats.Fail && o.Reason != "" }

// doomed tells whether a single replication was unstable or dead.
func doomed(t *stats.Trial) bool {
	return len(t.Unstable) > 0 || slices.ContainsFunc(t.Objectives, func(o stats.Objective) bool { return o.Severity == "error" && explained(&o) })
}

// answerTo judges one objective, and returns the mean of what the replications measured.
func answerTo(trials []*stats.Trial, i int) (a study.Answer, mean float64) {
	values := make([]float64, len(trials))
	beyond, broken := false, false
	for k, t := range trials {
		o := &t.Objectives[i]
		values[k] = math.NaN()
		if o.Value != nil {
			values[k] = *o.Value
		}
		beyond = beyond || explained(o)
		broken = broken || o.Verdict == stats.Fail
	}
	mean, _ = stats.Confidence(0.95, values)
	o := &trials[0].Objectives[i]
	switch {
	case beyond, broken && certain(o):
		return study.Answer{Verdict: stats.Fail, Confidence: 1}, mean
	case certain(o) && !math.IsNaN(mean):
		return study.Answer{Verdict: stats.Pass, Confidence: 1}, mean
	}
	return study.AnswerOf(o.Op, o.Bound, values), mean
}

// certain tells whether an objective is about what the replications themselves did, and
// not about what chance would do in others: a maximum, and that nothing at all fails. It
// is kept when it is kept in each of them.
func certain(o *stats.Objective) bool {
	words := strings.Fields(o.Objective)
	if len(words) > 3 { // over 30s
		return false
	}
	nothingFails := strings.HasSuffix(o.Metric, ".success") && o.Bound >= 1 && o.Op[0] == '>'
	return nothingFails || strings.HasSuffix(o.Metric, ".max")
}

// excess is the distance of a value from the bound that it breaks, as a share of the
// bound; 1 where nothing was measured.
func excess(o *stats.Objective, value float64) float64 {
	switch {
	case math.IsNaN(value):
		return 1
	case o.Bound == 0:
		return math.Abs(value)
	}
	return math.Abs(value-o.Bound) / math.Abs(o.Bound)
}

// lost tells whether a single replication did not keep an objective of severity error.
func lost(t *stats.Trial) bool {
	for i := range t.Objectives {
		if o := &t.Objectives[i]; o.Severity == "error" && o.Verdict == stats.Fail {
			return true
		}
	}
	return false
}

// finished returns what the first replications of a point have shown, and whether all of
// them are finished.
func finished(trials Trials, p Point, replications int) (all []*stats.Trial, done bool) {
	for _, r := range runsOf(p, replications) {
		if t := trials(r); t != nil {
			all = append(all, t)
		}
	}
	return all, len(all) == replications
}

// runsOf returns the first replications of a point.
func runsOf(p Point, replications int) []Run {
	runs := make([]Run, replications)
	for k := range runs {
		runs[k] = Run{Point: p, Replication: k}
	}
	return runs
}

// measured returns a metric of some replications, NaN where one had nothing to measure.
func measured(trials []*stats.Trial, subject, metric string) []float64 {
	values := make([]float64, len(trials))
	for k, t := range trials {
		values[k] = math.NaN()
		for i := range t.Metrics {
			if m := &t.Metrics[i]; m.Subject == subject && m.Metric == metric && m.Value != nil {
				values[k] = *m.Value
			}
		}
	}
	return values
}
