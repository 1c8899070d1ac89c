package stats

// Check tells how the objectives of a result were decided by a [Sequential] check.
type Check struct {
	// Error is the probability that any verdict of severity error is false.
	Error float64 `json:"error"`
	// Schedule are the numbers of replications at which the objectives may be looked at.
	Schedule []int `json:"schedule"`
	// Looks is how many of them were taken.
	Looks int `json:"looks"`
	// Ended says why an undecided check ended: its last look was taken, the time was over, or
	// the system is unstable. Empty when every objective is decided.
	Ended string `json:"ended,omitempty"`
}

// NoLatency begins the reason of a latency objective of an unstable system, which has no
// value: the latency would be the length of the run.
const NoLatency = "the system is unstable, so a latency means nothing: "

// Baseline is what a result is compared with, and what became worse.
type Baseline struct {
	Source       string `json:"source"` // as the user named it
	Hash         string `json:"hash"`   // of its scenario
	Replications int    `json:"replications"`
	Compared     int    `json:"compared"` // replications of both that were compared
	Paired       bool   `json:"paired"`
	Unpaired     string `json:"unpaired,omitempty"` // why not
	// Missing are the objectives whose metric the earlier result did not measure.
	Missing []string `json:"missing,omitempty"`
	// Regressions are the metrics of objectives, in the order of these.
	Regressions []Regression `json:"regressions"`
}

// Regression tells how the metric of an objective changed.
type Regression struct {
	Name     string    `json:"name"` // of the objective
	Metric   string    `json:"metric"`
	Unit     string    `json:"unit"`
	Severity string    `json:"severity"`
	Before   float64   `json:"before"`
	Now      float64   `json:"now"`
	Change   *Estimate `json:"change"`     // Now/Before - 1 with its interval; null when Before is not above 0
	P        *float64  `json:"p_adjusted"` // over the objectives, see [Holm]; null when there are too few replications
	// Effect is worse or better when the change is significant, else empty.
	Effect Effect `json:"effect,omitempty"`
	// Tolerated tells that the change for the worse is not more than what was allowed.
	Tolerated bool `json:"tolerated,omitempty"`
}
