package stats

import (
	"fmt"
	"strings"
)

// Regress compares what the objectives of a result are about with an earlier result. Both
// need their samples. With the same seed and engine, replication k of one is compared with
// replication k of the other, as far as both go (see [Paired]); else the means of all are
// (see [Unpaired]). A change is significant when p, adjusted over the metrics compared
// (see [Holm]), is below [Significance]. A change for the worse of at most the tolerance, a
// share of the earlier value, is marked as tolerated. A metric that the earlier result did
// not measure is missing.
func Regress(source string, before, now *Result, tolerance float64) *Baseline {
	b := &Baseline{
		Source: source, Hash: before.Scenario.Hash, Replications: before.Scenario.Replications,
		Compared: min(before.Scenario.Replications, now.Scenario.Replications), Regressions: []Regression{},
	}
	x, y := before.Scenario, now.Scenario
	x.Replications, y.Replications = b.Compared, b.Compared
	b.Unpaired = unpaired(&Result{Scenario: x}, &Result{Scenario: y})
	if before.Engine != now.Engine {
		b.Unpaired = fmt.Sprintf("the engines are %s and %s", before.Engine, now.Engine)
	}
	b.Paired = b.Unpaired == ""

	var names []string // of the metrics compared, each once
	var p []float64
	metric := map[string]int{}
	var of []int // by regression
	for i := range now.Objectives {
		o := &now.Objectives[i]
		subject, name := o.Sample()
		c, ok := b.compare(before.Samples.Find(subject, name), now.Samples.Find(subject, name))
		if !ok {
			b.Missing = append(b.Missing, o.Name)
			continue
		}
		key := subject + " " + name
		if _, known := metric[key]; !known {
			metric[key] = len(names)
			names, p = append(names, key), append(p, c.P)
		}
		of = append(of, metric[key])
		g := Regression{Name: o.Name, Metric: o.Metric, Unit: o.Unit, Severity: o.Severity, Before: c.A, Now: c.B, Change: c.Relative}
		wanted := Lower
		if strings.HasPrefix(o.Op, ">") {
			wanted = Higher
		}
		if c.B > c.A {
			g.Effect = Higher.meaning(wanted)
		} else if c.B < c.A {
			g.Effect = Lower.meaning(wanted)
		}
		b.Regressions = append(b.Regressions, g)
	}
	for i, adjusted := 0, Holm(p); i < len(of); i++ {
		g := &b.Regressions[i]
		g.P = known(adjusted[of[i]])
		if g.P == nil || *g.P >= Significance {
			g.Effect = ""
		}
		g.Tolerated = g.Effect == Worse && tolerance > 0 && g.Change != nil && max(g.Change.Value, -g.Change.Value) <= tolerance
	}
	return b
}

// compare compares the values of one metric; ok is false when a side has none.
func (b *Baseline) compare(x, y *Sample) (c Comparison, ok bool) {
	if x == nil || y == nil || x.Unit != y.Unit {
		return c, false
	}
	if b.Paired {
		c = Paired(x.Values[:b.Compared], y.Values[:b.Compared])
	} else {
		c = Unpaired(x.Values, y.Values)
	}
	return c, c.Difference != nil
}

// Worse tells whether the metric of an objective of severity error became worse by more
// than what is tolerated.
func (b *Baseline) Worse() bool {
	if b == nil {
		return false
	}
	for _, g := range b.Regressions {
		if g.Effect == Worse && !g.Tolerated && g.Severity == "error" {
			return true
		}
	}
	return false
}
