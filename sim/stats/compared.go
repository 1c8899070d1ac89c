package stats

import (
	"fmt"
	"strings"
)

// ComparisonSchema names the shape of a comparison in JSON. Names may be added under the
// same version, none is renamed or removed.
const ComparisonSchema = "headroom/comparison/v1"

// Significance is the adjusted p-value below which a change counts as significant.
const Significance = 0.05

// Compared tells in what a result B differs from a result A: plain data, complete in
// itself. Units are those of a [Result].
type Compared struct {
	Schema string `json:"schema"`
	A      Side   `json:"a"`
	B      Side   `json:"b"`
	// Paired tells that replication k of A and of B met the same random numbers, so that
	// their difference shows the change and not the luck. Unpaired says why it is not so.
	Paired   bool   `json:"paired"`
	Unpaired string `json:"unpaired,omitempty"`
	// Settings are those in which the scenarios differ. SettingsNote is a sentence when
	// there is more, or less, to know.
	Settings     []Setting           `json:"settings"`
	SettingsNote string              `json:"settings_note,omitempty"`
	Objectives   []ObjectiveCompared `json:"objectives"` // of A, then those of B alone
	Metrics      []MetricCompared    `json:"metrics"`    // that both sides measured, in the order of A
	OnlyA        []string            `json:"only_a"`     // "component/old-db wait.p99": measured by A alone
	OnlyB        []string            `json:"only_b"`
}

// Side is one side of a comparison.
type Side struct {
	Source   string   `json:"source"` // as the user named it
	Engine   string   `json:"engine"`
	Scenario Scenario `json:"scenario"`
	Verdict  Verdict  `json:"verdict"`
	Unstable []string `json:"unstable,omitempty"`
}

// Effect is what a significant change means.
type Effect string

// The effects. Metrics which are neither good nor bad in themselves, such as
// utilisation, are higher or lower unless an objective says what is wanted.
const (
	Better Effect = "better"
	Worse  Effect = "worse"
	Higher Effect = "higher"
	Lower  Effect = "lower"
)

// MetricCompared is a metric on both sides. A and B are means over the replications, of
// paired ones over those in which both sides measured something.
type MetricCompared struct {
	Subject    string    `json:"subject"`
	Metric     string    `json:"metric"`
	Unit       string    `json:"unit"`
	A          float64   `json:"a"`
	B          float64   `json:"b"`
	Difference *Estimate `json:"difference"` // B - A
	Relative   *Estimate `json:"relative"`   // B/A - 1; null when A is not above 0
	P          *float64  `json:"p"`          // that of this metric alone, two-sided; null with fewer than two replications
	Adjusted   *float64  `json:"p_adjusted"` // over all metrics that have one, see [Holm]
	// VarianceReduction is how many times more replications it would take without pairs;
	// null where the difference does not vary, and without pairs.
	VarianceReduction *float64 `json:"variance_reduction"`
	// Effect is empty when the change is not significant.
	Effect Effect `json:"effect,omitempty"`
}

// Same tells that the metric is exactly the same in every replication.
func (m *MetricCompared) Same() bool {
	return m.Difference.Value == 0 && m.Difference.CI95 != nil && *m.Difference.CI95 == [2]float64{}
}

// ObjectiveCompared is an objective on both sides; nil where a side does not have it.
type ObjectiveCompared struct {
	Name string     `json:"name"`
	A    *Objective `json:"a"`
	B    *Objective `json:"b"`
	// Effect is what the change of its metric means to the objective: better, worse, or
	// empty when the change is not significant or there is nothing to compare.
	Effect Effect `json:"effect,omitempty"`
}

// Changed tells that both sides have the objective, with different verdicts.
func (o *ObjectiveCompared) Changed() bool {
	return o.A != nil && o.B != nil && o.A.Verdict != o.B.Verdict
}

// Compare compares what the replications of two results measured. Both need their
// samples; without them there are no metrics. Source and settings are left to the caller.
//
// With the same seed and number of replications the differences are taken replication by
// replication (see [Paired]), else between the means (see [Unpaired]).
func Compare(a, b *Result) *Compared {
	c := &Compared{
		Schema: ComparisonSchema, A: sideOf(a), B: sideOf(b), Unpaired: unpaired(a, b),
		Settings: []Setting{}, Objectives: []ObjectiveCompared{}, Metrics: []MetricCompared{}, OnlyA: []string{}, OnlyB: []string{},
	}
	c.Paired = c.Unpaired == ""
	c.metrics(a.Samples, b.Samples)
	c.objectives(a.Objectives, b.Objectives)
	c.adjust()
	return c
}

func sideOf(r *Result) Side {
	return Side{Engine: r.Engine, Scenario: r.Scenario, Verdict: r.Verdict, Unstable: r.Unstable}
}

// unpaired says why replications cannot be paired, "" when they can.
func unpaired(a, b *Result) string {
	x, y := a.Scenario, b.Scenario
	switch {
	case x.Seed != y.Seed:
		return fmt.Sprintf("the seeds are %d and %d", x.Seed, y.Seed)
	case x.Interrupted || y.Interrupted:
		return "a run was interrupted, and which replications it finished is not known"
	case x.Replications != y.Replications:
		return fmt.Sprintf("there are %d and %d replications", x.Replications, y.Replications)
	}
	return ""
}

// metrics compares what both sides measured.
func (c *Compared) metrics(a, b *Samples) {
	type name struct{ subject, metric string }
	inB := map[name]*Sample{}
	if b != nil {
		for i := range b.Metrics {
			inB[name{b.Metrics[i].Subject, b.Metrics[i].Metric}] = &b.Metrics[i]
		}
	}
	both := map[name]bool{}
	if a != nil {
		for i := range a.Metrics {
			x := &a.Metrics[i]
			n := name{x.Subject, x.Metric}
			m, ok := c.metric(x, inB[n])
			if !ok {
				c.OnlyA = append(c.OnlyA, n.subject+" "+n.metric)
				continue
			}
			both[n] = true
			c.Metrics = append(c.Metrics, m)
		}
	}
	if b != nil {
		for i := range b.Metrics {
			if n := (name{b.Metrics[i].Subject, b.Metrics[i].Metric}); !both[n] {
				c.OnlyB = append(c.OnlyB, n.subject+" "+n.metric)
			}
		}
	}
}

// metric compares one metric; y may be nil. Ok is false when there is nothing to compare.
func (c *Compared) metric(x, y *Sample) (m MetricCompared, ok bool) {
	if y == nil || x.Unit != y.Unit {
		return m, false
	}
	test := Unpaired
	if c.Paired {
		test = Paired
	}
	d := test(x.Values, y.Values)
	if d.Difference == nil {
		return m, false
	}
	return MetricCompared{
		Subject: x.Subject, Metric: x.Metric, Unit: x.Unit, A: d.A, B: d.B, Difference: d.Difference, Relative: d.Relative,
		P: known(d.P), VarianceReduction: known(d.VarianceReduction),
	}, true
}

// known returns a number, nil when it is not finite.
func known(v float64) *float64 {
	if !finite(v) {
		return nil
	}
	return &v
}

// adjust finds the significant changes among all, and what they mean.
func (c *Compared) adjust() {
	var p []float64
	for _, m := range c.Metrics {
		if m.P != nil {
			p = append(p, *m.P)
		}
	}
	adjusted := Holm(p)
	for i := range c.Metrics {
		m := &c.Metrics[i]
		if m.P == nil {
			continue
		}
		m.Adjusted = &adjusted[0]
		adjusted = adjusted[1:]
		if *m.Adjusted >= Significance || m.Difference.Value == 0 {
			continue
		}
		m.Effect = Lower
		if m.Difference.Value > 0 {
			m.Effect = Higher
		}
		if wanted := wanted(m.Metric); wanted != "" {
			m.Effect = m.Effect.meaning(wanted)
		}
	}
	c.meet()
}

// meet tells what the changes mean to the objectives, and the other way round.
func (c *Compared) meet() {
	for i := range c.Objectives {
		o := &c.Objectives[i]
		of := o.B
		if of == nil {
			of = o.A
		}
		m := c.find(of.Sample())
		if m == nil || m.Effect == "" {
			continue
		}
		wanted := Lower
		if strings.HasPrefix(of.Op, ">") {
			wanted = Higher
		}
		o.Effect = Lower
		if m.Difference.Value > 0 {
			o.Effect = Higher
		}
		o.Effect = o.Effect.meaning(wanted)
		if m.Effect == Higher || m.Effect == Lower {
			m.Effect = o.Effect
		}
	}
}

func (c *Compared) find(subject, metric string) *MetricCompared {
	for i := range c.Metrics {
		if m := &c.Metrics[i]; m.Subject == subject && m.Metric == metric {
			return m
		}
	}
	return nil
}

// meaning turns higher or lower into better or worse.
func (e Effect) meaning(wanted Effect) Effect {
	if e == wanted {
		return Better
	}
	return Worse
}

// wanted tells whether a metric is better when it is higher or lower, "" when neither.
func wanted(metric string) Effect {
	name, _, _ := strings.Cut(metric, " ")
	name, _, _ = strings.Cut(name, ".")
	switch name {
	case "success", "ok_rate", "hit_ratio":
		return Higher
	case "mean", "max", "p50", "p90", "p95", "p99", "p999", "queue", "wait", "lag", "reconnect", "per_month", "per_hour", "per_1k_ok":
		return Lower
	}
	return ""
}

// objectives puts the objectives of both sides together.
func (c *Compared) objectives(a, b []Objective) {
	for i := range a {
		c.Objectives = append(c.Objectives, ObjectiveCompared{Name: a[i].Name, A: &a[i]})
	}
	for i := range b {
		if o := c.objective(b[i].Name); o != nil {
			o.B = &b[i]
		} else {
			c.Objectives = append(c.Objectives, ObjectiveCompared{Name: b[i].Name, B: &b[i]})
		}
	}
}

func (c *Compared) objective(name string) *ObjectiveCompared {
	for i := range c.Objectives {
		if c.Objectives[i].Name == name {
			return &c.Objectives[i]
		}
	}
	return nil
}
