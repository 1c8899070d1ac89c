package stats

// Trial is what one replication of one point of a study leaves behind: all that the
// results of studies are made of. It is stored as JSON, a file for each.
type Trial struct {
	Metrics []TrialMetric `json:"metrics"` // those of [Samples]
	// Objectives are judged by this replication alone, without interval.
	Objectives []Objective `json:"objectives"`
	Unstable   []string    `json:"unstable,omitempty"`
	Events     uint64      `json:"events"`
	// Recovery is the time from the end of the last fault or spike until the objectives
	// were kept again, in seconds; null where there was no such thing, or no end to it.
	Recovery *float64 `json:"recovery_s,omitempty"`
}

// TrialMetric is one metric of one subject, named as in [Sample].
type TrialMetric struct {
	Subject string   `json:"subject"`
	Metric  string   `json:"metric"`
	Unit    string   `json:"unit"`
	Value   *float64 `json:"value"` // null when there was nothing to measure
}
