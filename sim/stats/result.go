package stats

// Schema names the shape of result.json. Names may be added under the same version,
// none is renamed or removed.
const Schema = "headroom/result/v1"

// Engine changes whenever the same scenario and seed give other numbers.
const Engine = "3"

// Result is the product of playing a scenario: plain data, complete in itself. Times
// are seconds, sizes bytes, rates per second, money US dollars. A nil [*Estimate] means
// that there was nothing to measure, and is null in JSON.
type Result struct {
	Schema     string              `json:"schema"`
	Engine     string              `json:"engine"`
	Scenario   Scenario            `json:"scenario"`
	Events     uint64              `json:"events"` // handled by the kernel, all replications
	Operations Ordered[*Operation] `json:"operations"`
	Sessions   Ordered[*Sessions]  `json:"sessions,omitempty"` // by traffic source
	// Connections is by traffic source, of those with model: connections.
	Connections Ordered[*Connections] `json:"connections,omitempty"`
	Components  Ordered[*Component]   `json:"components"`
	Links       Ordered[*Link]        `json:"links"`
	Cost        Cost                  `json:"cost"`
	Objectives  []Objective           `json:"objectives"`
	Verdict     Verdict               `json:"verdict"` // the worst of the objectives; Pass without any
	// Check tells how the objectives were decided, where replications were added until they
	// were; nil where their number was given.
	Check *Check `json:"check,omitempty"`
	// Baseline is the comparison with an earlier result; nil where there is none.
	Baseline *Baseline `json:"baseline,omitempty"`
	Unstable []string  `json:"unstable,omitempty"`
	// Analysis tells how the numbers were made; nil in results of an earlier engine.
	Analysis  *Analysis   `json:"analysis,omitempty"`
	Diagnosis []Finding   `json:"diagnosis"`
	Timeline  []Happening `json:"timeline"`
	// Theory sets closed forms next to what was measured, and says where there is none.
	Theory []Beside `json:"theory,omitempty"`
	// NotModelled lists, in sentences, what the run left out or simplified.
	NotModelled []string `json:"not_modelled"`

	// Series is what happened window by window. It is stored in series.csv, not here.
	Series *Series `json:"-"`
	// Samples is what each replication measured. It is stored in samples.csv, not here.
	Samples *Samples `json:"-"`
}

// Scenario tells what was played.
type Scenario struct {
	Name         string  `json:"name"`
	Description  string  `json:"description,omitempty"`
	Hash         string  `json:"hash"` // sha256:... of the merged scenario
	Seed         uint64  `json:"seed"`
	Replications int     `json:"replications"`
	Duration     float64 `json:"duration_s"` // includes the warm-up
	Warmup       float64 `json:"warmup_s"`
	// Interrupted tells that fewer replications were finished than asked for.
	Interrupted bool `json:"interrupted,omitempty"`
}

// Estimate is a number with its 95 % confidence interval: over the replications, or of a
// single steady one over its batches ([Analysis]). It is nil where there is none.
type Estimate struct {
	Value float64     `json:"value"`
	CI95  *[2]float64 `json:"ci95,omitempty"`
}

// Latency summarises a distribution of times, in seconds. Percentile values come from
// the merged histogram, their intervals from the replications ([ReplicatedQuantile]).
type Latency struct {
	Mean *Estimate `json:"mean"`
	SD   *Estimate `json:"sd"`
	P50  *Estimate `json:"p50"`
	P90  *Estimate `json:"p90"`
	P95  *Estimate `json:"p95"`
	P99  *Estimate `json:"p99"`
	P999 *Estimate `json:"p999"`
	Max  *Estimate `json:"max"` // over all replications, without interval
}

// Level summarises a quantity that is held over time. Mean is the time average; Max,
// Min are the extremes reached (for utilisation: of the windows of the series) and P99
// is the 99th percentile of the window means.
type Level struct {
	Mean *Estimate `json:"mean"`
	P99  *Estimate `json:"p99,omitempty"`
	Max  float64   `json:"max"`
	Min  float64   `json:"min"`
}

// Operation is what the clients saw of one operation, over all traffic sources. Counts
// are sums over the measured parts of all replications, by intended send time.
type Operation struct {
	Offered  uint64    `json:"offered"`
	OK       uint64    `json:"ok"`
	Failed   uint64    `json:"failed"`
	InFlight uint64    `json:"in_flight"` // neither answered nor failed when the run ended
	Success  *Estimate `json:"success"`   // ok / (ok + failed)
	Failures Failures  `json:"failures"`
	Rate     float64   `json:"rate_per_s"` // offered, per second of measured time
	OKRate   float64   `json:"ok_per_s"`
	Reloads  uint64    `json:"reloads,omitempty"` // requests sent anew by people who waited
	Latency  Latency   `json:"latency_s"`         // of ok requests, from the intended send time: what people see
	Service  Latency   `json:"service_s"`         // of ok requests, the last attempt alone: what the server side sees
	// Attribution says where the mean latency, and that of the slowest hundredth, was
	// spent. Largest share of the mean first.
	Attribution []Share `json:"attribution"`
}

// Sessions is what became of the visitors of one traffic source.
type Sessions struct {
	Begun    uint64    `json:"begun"`
	Ended    uint64    `json:"ended"`
	Left     uint64    `json:"left"`     // ended, early: after a failure, or out of patience
	Present  *Estimate `json:"present"`  // under way, mean over time
	Length   Latency   `json:"length_s"` // of ended ones that began in the measured part
	Requests *Estimate `json:"requests"` // mean number of those that ended
}

// Connections is what became of the people of one traffic source who hold connections.
// Everybody is online, connecting or waiting.
type Connections struct {
	Online      *Level  `json:"online"`     // connected
	Connecting  *Level  `json:"connecting"` // asking for a connection
	Waiting     *Level  `json:"waiting"`    // before the first attempt at one, and between attempts
	Opened      uint64  `json:"opened"`
	Refused     uint64  `json:"refused"`     // attempts that were rejected: the instance was full, a limit
	Failed      uint64  `json:"failed"`      // attempts that failed for other reasons
	Lost        uint64  `json:"lost"`        // because the instance went
	Reconnected uint64  `json:"reconnected"` // lost, and replaced by another
	Left        uint64  `json:"left"`        // people whose time was over
	Reconnect   Latency `json:"reconnect_s"` // from the loss of a connection to the next one
}

// Failures counts failed requests by the reason of their last attempt.
type Failures struct {
	Timeout   uint64 `json:"timeout"`
	Rejected  uint64 `json:"rejected"`
	Error     uint64 `json:"error"`
	Abandoned uint64 `json:"abandoned"` // by the person who waited
}

// Share is a part of the latency of an operation: the time that its requests spent in
// a component for a cause (service, wait, network, backoff, timeout).
type Share struct {
	Component string  `json:"component"`
	Cause     string  `json:"cause"`
	Mean      float64 `json:"share_of_mean"` // 0 to 1
	P99       float64 `json:"share_of_p99"`  // 0 to 1, over requests slower than the p99
}

// Component is what happened at one component, all instances together.
// arrivals = completions + rejected + failed + abandoned + inside, counted from the end
// of the warm-up with those inside at that moment as arrivals.
type Component struct {
	Kind        string `json:"kind"`
	Arrivals    uint64 `json:"arrivals"`
	Completions uint64 `json:"completions"`
	Rejected    uint64 `json:"rejected"`
	// RejectedBy sums to Rejected: queue_full, too_old (when its turn came), rate_limit,
	// concurrency_limit, shed, firewall, credentials, connections, passed_on (by somebody that it asked).
	RejectedBy Ordered[uint64] `json:"rejected_by,omitempty"`
	Failed     uint64          `json:"failed"`
	Abandoned  uint64          `json:"abandoned"` // cancelled by the caller, or past their deadline
	Inside     uint64          `json:"inside"`
	Throughput float64         `json:"throughput_per_s"` // completions per second of measured time

	Utilization  *Level    `json:"utilization"` // busy over existing servers, 0 to 1; null without servers
	Places       *Estimate `json:"places"`      // share of the places in use of a service with bounded concurrency, 0 to 1; else null
	InSystem     *Level    `json:"in_system"`
	Queue        *Level    `json:"queue"`  // waiting, all instances together
	Wait         *Latency  `json:"wait_s"` // of all served, those that did not wait included
	DelayedShare *Estimate `json:"delayed_share"`
	Service      *Latency  `json:"service_s"`
	Residence    *Latency  `json:"residence_s"`           // arrival to reply
	Replicas     *Level    `json:"replicas"`              // ready instances
	Connections  *Level    `json:"connections,omitempty"` // held by clients with model: connections, those being opened too
	HitRatio     *Estimate `json:"hit_ratio"`             // 0 to 1; caches and CDNs
	Lag          *Latency  `json:"lag_s"`                 // queues: publication to start of consumption
	// Wasted is the service time, in seconds, spent on calls whose caller had given up.
	Wasted float64 `json:"wasted_s"`
	// Imbalance is the highest utilisation (or load) of an instance over the mean of all.
	Imbalance *float64   `json:"imbalance"`
	Instances []Instance `json:"instances,omitempty"` // up to 64; left out beyond
	Notes     []string   `json:"notes,omitempty"`     // e.g. "starts warm", "hit ratio was given, not simulated"
}

// Instance is one replica, shard or copy.
type Instance struct {
	Name        string  `json:"name"` // e.g. orders-db/1
	Arrivals    uint64  `json:"arrivals"`
	Utilization float64 `json:"utilization"`
}

// Link is what crossed from a caller to a callee, named "caller->callee".
type Link struct {
	Kind     string `json:"kind"`     // call, route, origin, publish, consume
	Calls    uint64 `json:"calls"`    // logical calls
	Attempts uint64 `json:"attempts"` // calls and retries that were sent
	Retries  uint64 `json:"retries"`
	Hedges   uint64 `json:"hedges"`   // attempts sent before the last had ended
	Timeouts uint64 `json:"timeouts"` // attempts that ran out of time
	Rejected uint64 `json:"rejected"` // attempts refused by the callee
	Errors   uint64 `json:"errors"`
	Failed   uint64 `json:"failed"`  // logical calls that failed in the end
	Denied   uint64 `json:"denied"`  // retries that the retry budget did not grant
	Expired  uint64 `json:"expired"` // logical calls that ended with their deadline
	// Refused are attempts that the caller itself did not send, by policy: breaker,
	// rate_limit, concurrency_limit, throttle.
	Refused Ordered[uint64] `json:"refused,omitempty"`
	Breaker *BreakerStats   `json:"breaker,omitempty"`
}

// BreakerStats sums the circuit breakers of all instances of the caller.
type BreakerStats struct {
	Opened   uint64  `json:"opened"`  // transitions to open
	Refused  uint64  `json:"refused"` // calls that an open breaker did not let through
	OpenTime float64 `json:"open_s"`  // seconds open or half open
}

// Cost is money, integrated over the measured part.
type Cost struct {
	PerHour  float64          `json:"per_hour"`
	PerMonth *Estimate        `json:"per_month"`
	Per1kOK  *Estimate        `json:"per_1k_ok"`     // per thousand ok requests
	By       Ordered[float64] `json:"by_component"`  // per hour; sums to PerHour
	ByMeter  Ordered[float64] `json:"by_meter"`      // per hour; sums to PerHour
	Idle     float64          `json:"idle_per_hour"` // share of instance cost that was not busy
	Unpriced []string         `json:"unpriced"`      // components without a price
	// Assumptions are sentences: how the hour was extrapolated to the month, tiers.
	Assumptions []string `json:"assumptions"`
}

// Verdict is the answer to an objective.
type Verdict string

// The verdicts, from best to worst.
const (
	Pass      Verdict = "pass"
	Undecided Verdict = "undecided" // the confidence interval holds the bound
	Fail      Verdict = "fail"
)

// Objective is a bound and how it was kept.
type Objective struct {
	Name      string      `json:"name"`
	Objective string      `json:"objective"` // as written
	Metric    string      `json:"metric"`    // checkout.p99
	Op        string      `json:"op"`        // < <= > >=
	Bound     float64     `json:"bound"`     // in the unit of Value
	Unit      string      `json:"unit"`      // s, ratio, usd_per_month, usd_per_1k_ok, usd_per_hour, per_s, count
	Value     *float64    `json:"value"`     // null when there was nothing to measure
	CI95      *[2]float64 `json:"ci95,omitempty"`
	Verdict   Verdict     `json:"verdict"`
	// Of a [Check]: the number of replications and of looks that the verdict rests on, and
	// the confidence of the interval of a single look. CI95 holds at all looks and for all
	// objectives together with 95 %.
	Replications int     `json:"replications,omitempty"`
	Looks        int     `json:"looks,omitempty"`
	Confidence   float64 `json:"confidence,omitempty"`

	Severity string `json:"severity"`         // error or warning; a warning does not fail the run
	Reason   string `json:"reason,omitempty"` // a sentence when the value alone does not explain the verdict
	At       string `json:"at,omitempty"`     // file:line:col
}

// Finding is a sentence with numbers about what limits the system.
type Finding struct {
	Component string `json:"component,omitempty"`
	Text      string `json:"text"`
}

// Happening is a discrete change during the run: a fault, a scaling step, a breaker.
type Happening struct {
	At        float64 `json:"at_s"`
	Until     float64 `json:"until_s,omitempty"` // end of a fault; 0 for moments
	Component string  `json:"component"`
	What      string  `json:"what"`             // down, slow, flush, scale, breaker
	Detail    string  `json:"detail,omitempty"` // "4 -> 8 replicas", "by 4x"
}

// Series is what happened window by window: counts and levels averaged over the
// replications, percentiles of the merged histograms. Windows tumble from t = 0.
type Series struct {
	Width   float64   // seconds
	Times   []float64 // start of each window, seconds
	Columns []Column
}

// Column is one metric of one subject, a value per window; NaN where there is none.
//
// Subjects and metrics: operation/<name>: rate ok failed p50 p95 p99 (per second, seconds);
// component/<name>: utilization queue in_system replicas hit_ratio throughput lag;
// and connections, where clients hold some; traffic/<name>, with model: connections: online
// connecting waiting; cost/<name>: per_hour; link/<caller->callee>, of links with policies: attempts retries
// timeouts refused (per second), breaker_open (share of the caller's instances),
// concurrency_limit in_flight ejected (means over them); total: rate ok failed cost.
type Column struct {
	Subject string
	Metric  string
	Values  []float64
}

// Column returns the values of a metric of a subject, nil when there is none.
func (s *Series) Column(subject, metric string) []float64 {
	if s == nil {
		return nil
	}
	for _, c := range s.Columns {
		if c.Subject == subject && c.Metric == metric {
			return c.Values
		}
	}
	return nil
}
