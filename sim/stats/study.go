package stats

// StudySchema names the shape of study.json. Names may be added under the same version,
// none is renamed or removed.
const StudySchema = "headroom/study/v1"

// Study is the result of a what-if study: plain data, complete in itself, the same bytes
// however many machines played its runs. Units are those of a [Result].
type Study struct {
	Schema   string   `json:"schema"`
	Engine   string   `json:"engine"`
	Name     string   `json:"name"`
	Form     string   `json:"form"`     // sweep, find, minimise, sensitivity or cliff
	Question string   `json:"question"` // in words: max traffic.users.rate while slos
	Scenario Scenario `json:"scenario"` // as it is without the study's settings
	Knobs    []Knob   `json:"knobs"`
	// Points are in the order in which they were asked for.
	Points []Point `json:"points"`
	Runs   int     `json:"runs"` // replications, all points together
	// Answer says in a sentence or two, with numbers and their confidence, what came out.
	Answer string `json:"answer"`

	Found       *Found        `json:"found,omitempty"`       // find
	Optimum     *Optimum      `json:"optimum,omitempty"`     // minimise
	Sensitivity []Sensitivity `json:"sensitivity,omitempty"` // sensitivity, the knob that matters most first
	Cliff       *Cliff        `json:"cliff,omitempty"`       // cliff
	// Notes are sentences on what to know about the numbers: few replications, runs that
	// were unstable, a warm-up that was too short.
	Notes []string `json:"notes,omitempty"`
}

// Knob is a setting that a study varies.
type Knob struct {
	Set  string `json:"set"`  // its path: services.checkout.replicas
	Unit string `json:"unit"` // of the numbers of its values: s, per_s, bytes, usd, ratio, count; empty for categories
	// Logarithmic says that equal steps of the knob are equal ratios.
	Logarithmic bool `json:"logarithmic,omitempty"`
}

// KnobValue is the value of a knob at a point.
type KnobValue struct {
	Text   string   `json:"text"`   // as in the file: 400rps
	Number *float64 `json:"number"` // in the unit of the knob; null for categories
}

// Point is a place of a study, and what its replications have shown.
type Point struct {
	Values       []KnobValue `json:"values"`            // in the order of the knobs
	Without      []string    `json:"without,omitempty"` // parts of the scenario left out here alone
	Replications int         `json:"replications"`
	// Metrics are means over the replications of what each measured, with Student's interval.
	Metrics    []PointMetric `json:"metrics"`
	Objectives []Objective   `json:"objectives"`
	Verdict    Verdict       `json:"verdict"`            // the worst of severity error
	Unstable   []string      `json:"unstable,omitempty"` // of the first replication that was
	// Failed is the number of replications that did not keep the objectives of severity
	// error, each judged alone.
	Failed int `json:"failed"`
}

// PointMetric is a metric at a point.
type PointMetric struct {
	Subject  string    `json:"subject"`
	Metric   string    `json:"metric"`
	Unit     string    `json:"unit"`
	Estimate *Estimate `json:"estimate"` // null when no replication measured anything
	// Against is the difference to the first point of the study, replication by
	// replication, with the same random numbers; null at the first point itself.
	Against *Estimate `json:"against_first,omitempty"`
}

// Metric returns a metric of the point, nil when there is none.
func (p *Point) Metric(subject, metric string) *Estimate {
	for i := range p.Metrics {
		if m := &p.Metrics[i]; m.Subject == subject && m.Metric == metric {
			return m.Estimate
		}
	}
	return nil
}

// Found is the answer of a search for an extreme.
type Found struct {
	// Holds is the last place where the objectives are kept, Fails the first place where
	// they are not; null when there is none within the bounds of the search.
	Holds *KnobValue `json:"holds"`
	Fails *KnobValue `json:"fails"`
	// Undecided are the places between them which all replications did not decide.
	Undecided []KnobValue `json:"undecided,omitempty"`
	// Confidence says in a sentence how sure the bracket is.
	Confidence string `json:"confidence"`
	// Limits are the objectives that break first beyond what holds, by name.
	Limits []string `json:"limits,omitempty"`
}

// Optimum is the answer of a search for the least of a metric under constraints. Numbers
// are indices into the points.
type Optimum struct {
	Subject   string `json:"subject"`
	Metric    string `json:"metric"`
	Best      *int   `json:"best"`             // null when no point keeps the objectives
	Rivals    []int  `json:"rivals,omitempty"` // not significantly larger
	Undecided []int  `json:"undecided,omitempty"`
	// Front are the points of which none is better in both, the metric and Against, the
	// least metric first.
	Front    []int  `json:"front"`
	Against  string `json:"against"` // subject and metric: operation/checkout p99
	RuledOut int    `json:"ruled_out"`
	Complete bool   `json:"complete"` // all points were tried or ruled out
}

// Sensitivity tells how much a knob matters to the metric of the study.
type Sensitivity struct {
	Knob    int    `json:"knob"` // index into the knobs
	Subject string `json:"subject"`
	Metric  string `json:"metric"`
	// Mean and Spread are those of the elementary effects, MeanAbs that of their sizes, in
	// the unit of the metric over the whole range of the knob (Morris 1991, Campolongo and
	// others 2007); null for the method of Sobol.
	Mean    *float64  `json:"mean,omitempty"`
	MeanAbs *Estimate `json:"mean_abs,omitempty"`
	Spread  *float64  `json:"spread,omitempty"`
	// First and Total are the indices of Sobol, shares of the variance; null for Morris.
	First *Estimate `json:"first,omitempty"`
	Total *Estimate `json:"total,omitempty"`
	// Low and High are the metric at both ends of the knob, all others as in the scenario;
	// null where they were not played.
	Low  *Estimate `json:"low,omitempty"`
	High *Estimate `json:"high,omitempty"`
}

// Cliff is a map of load against the size of a trigger.
type Cliff struct {
	Load    int    `json:"load"`    // index into the knobs
	Trigger int    `json:"trigger"` // index into the knobs
	Cells   []Cell `json:"cells"`   // by load, then by trigger
	// Hidden is the hidden capacity: the largest load of the map up to which every run
	// recovers from every trigger; null when there is none.
	Hidden *KnobValue `json:"hidden_capacity"`
}

// Cell is a place of a cliff map.
type Cell struct {
	Load    KnobValue `json:"load"`
	Trigger KnobValue `json:"trigger"`
	Region  string    `json:"region"` // stable, vulnerable, metastable or collapsed
	Runs    int       `json:"runs"`
	Lost    int       `json:"lost"`
	// Collapse is the probability that a run is lost, with its 95 % interval (Wilson).
	Collapse Estimate  `json:"collapse"`
	Recovery *Estimate `json:"recovery_s"` // of the runs that recovered; null where none was measured
}
