package stats

// Analysis tells how the numbers of a result were made from what was played, and how far
// they can be trusted.
type Analysis struct {
	// Steady tells that nothing in the scenario changes with time: the load, faults,
	// autoscaling. Where it is false, Changing says what does.
	Steady   bool   `json:"steady"`
	Changing string `json:"changing,omitempty"`
	// Warmup is what was played and not measured.
	Warmup WarmupFound `json:"warmup"`
	// Method says what the 95 % intervals rest on.
	Method Method `json:"intervals"`
	// Batches is the number of independent batches that the intervals of single operations
	// rest on, the least of all; 0 unless Method is [ByBatches].
	Batches int `json:"batches,omitempty"`
	// Effective tells by operation how many independent requests would tell the mean
	// latency as well; those of one run depend on each other. Operations without an
	// interval are left out.
	Effective Ordered[EffectiveSamples] `json:"effective_samples"`
	// Precision tells how a wanted precision was reached; nil where none was wanted.
	Precision *Precise `json:"precision,omitempty"`
	// Warnings are about single numbers that rest on too little.
	Warnings []Warning `json:"warnings"`
	// Text says it all in one or two sentences.
	Text string `json:"text"`
}

// Method is what intervals rest on.
type Method string

// The methods. Intervals of non-stationary runs never come from batches.
const (
	// ByReplications takes the spread of independent replications.
	ByReplications Method = "replications"
	// ByBatches takes the spread of long parts of a single replication, which is steady.
	ByBatches Method = "batch means"
	// ByNothing says that there are no intervals.
	ByNothing Method = "none"
)

// WarmupFound is how the warm-up was found.
type WarmupFound struct {
	Seconds float64 `json:"seconds"`
	// By is given (in the scenario), tenth (of the duration), or detected.
	By WarmupBy `json:"by"`
	// Tested tells that the series were looked at, whether they had settled by then.
	Tested bool `json:"tested"`
	// Series is the one that settled last, where By is detected: "component/cache hit_ratio".
	Series string `json:"series,omitempty"`
	// Unsettled are series which never came to rest: no warm-up helps.
	Unsettled []string `json:"unsettled,omitempty"`
}

// WarmupBy says who chose a warm-up.
type WarmupBy string

// The ways to choose.
const (
	WarmupGiven    WarmupBy = "given"
	WarmupTenth    WarmupBy = "tenth"
	WarmupDetected WarmupBy = "detected"
)

// EffectiveSamples is how much the requests of an operation tell about its mean latency.
type EffectiveSamples struct {
	Requests  uint64  `json:"requests"`  // with a latency
	Effective float64 `json:"effective"` // independent ones that would tell as much; at most Requests
}

// Warning is about a number that rests on too little.
type Warning struct {
	// Subject and Metric as in a [Series]: "operation/checkout", "p99".
	Subject string `json:"subject"`
	Metric  string `json:"metric"`
	Text    string `json:"text"`
}

// Precise tells how a wanted precision was reached.
type Precise struct {
	Wanted  float64 `json:"wanted"`  // relative half width: 0.02 for 2 %
	Reached bool    `json:"reached"` // by all metrics
	Most    int     `json:"most"`    // replications allowed
	// Metrics are those that were held against it: mean and p99 of every operation that has
	// any. HalfWidth is relative to the value; null without an interval.
	Metrics []PreciseMetric `json:"metrics"`
	// Ended says why it ended before it was reached.
	Ended string `json:"ended,omitempty"`
}

// PreciseMetric is one metric of a wanted precision.
type PreciseMetric struct {
	Subject   string   `json:"subject"`
	Metric    string   `json:"metric"`
	HalfWidth *float64 `json:"half_width"`
	Reached   bool     `json:"reached"`
	// Needed is the estimated number of replications that would reach it; 0 when it is
	// reached or not known.
	Needed int `json:"needed,omitempty"`
}
