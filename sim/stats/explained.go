package stats

// ExplainedSchema names the shape of what headroom explain writes as JSON.
const ExplainedSchema = "headroom/explained/v1"

// Explained is what theory tells of a scenario without playing it, at one instant: plain
// data, complete in itself, in the units of [Result]. A nil pointer means that theory has
// no number there; why not is said beside it.
type Explained struct {
	Schema      string  `json:"schema"`
	Name        string  `json:"name"`
	Description string  `json:"description,omitempty"`
	Hash        string  `json:"hash"`
	At          float64 `json:"at_s"`    // the instant
	Busiest     bool    `json:"busiest"` // that it is the busiest instant of the run
	Rate        float64 `json:"rate_per_s"`
	MeanRate    float64 `json:"mean_rate_per_s"` // over the measured part, as all means here

	Traffic    Ordered[[]Derivation]        `json:"traffic"`
	Operations Ordered[*ExplainedOperation] `json:"operations"`
	Components Ordered[*ExplainedComponent] `json:"components"`
	Bottleneck *Bottleneck                  `json:"bottleneck"` // nil when nothing has a limit
	Cost       CostFloor                    `json:"cost"`
	Warnings   []string                     `json:"warnings"`
	// Assumptions hold for all numbers; those of a formula stand at its component.
	Assumptions []string `json:"assumptions"`
}

// Derivation is one step of how a load comes about.
type Derivation struct {
	Label   string  `json:"label"`
	Formula string  `json:"formula,omitempty"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit,omitempty"`
	Amount  string  `json:"amount"` // value and unit, rounded
}

// ExplainedOperation is what clients can expect of an operation.
type ExplainedOperation struct {
	Rate     float64          `json:"rate_per_s"`
	MeanRate float64          `json:"mean_rate_per_s"`
	Visits   Ordered[float64] `json:"visits"` // of components, for one request
	// ZeroLoad is the mean latency of a request that meets nobody; Loaded that among all the
	// others, nil where a component on the way has no closed form or no steady state.
	ZeroLoad float64  `json:"zero_load_s"`
	Loaded   *float64 `json:"loaded_s"`
	// Parts of the latency at the load (or without it, where that is not known), along the
	// longest branch of what runs at the same time. Largest first.
	Parts []LatencyPart `json:"parts"`
}

// LatencyPart is the mean time that a request spends in a component for a cause: service,
// wait, network, or parallel, which is how much longer the longest branch takes than it
// would alone.
type LatencyPart struct {
	Component string  `json:"component"`
	Cause     string  `json:"cause"`
	Mean      float64 `json:"mean_s"`
}

// ExplainedComponent is the load of a component and what its queues make of it.
type ExplainedComponent struct {
	Kind      string  `json:"kind"`
	Rate      float64 `json:"rate_per_s"` // arrivals, attempts counted each
	MeanRate  float64 `json:"mean_rate_per_s"`
	Demand    float64 `json:"demand_s"`  // mean service time of a visit
	Variation float64 `json:"variation"` // coefficient of variation of a service time, 0 for a constant
	Instances int     `json:"instances"` // at the instant; of an autoscaled service those that hold the target
	Servers   int     `json:"servers"`   // of an instance; 0: as many as needed
	// Utilization is busy over existing servers; Busiest that of the busiest instance.
	Utilization *float64 `json:"utilization"`
	Busiest     *float64 `json:"busiest"`
	Wait        *float64 `json:"wait_s"` // mean of a visit, all its waits
	WaitP99     *float64 `json:"wait_p99_s"`
	Blocked     float64  `json:"blocked"`           // share that finds the queue full
	Formula     string   `json:"formula,omitempty"` // where Wait comes from
	Exact       bool     `json:"exact"`             // that the formula is, under its assumptions
	WhyNot      string   `json:"why_not,omitempty"` // why there is no Wait, or no WaitP99
	HitRatio    *float64 `json:"hit_ratio"`
	HitFrom     string   `json:"hit_from,omitempty"` // given, or the formula
	// Headroom is how many times the load of the instant it can bear, with all the replicas
	// that its autoscaler may start. nil where nothing limits it.
	Headroom *float64 `json:"headroom"`
	Limit    string   `json:"limit,omitempty"` // what limits it: servers, or a limit of the rate
	// Attempts is how many attempts reach it for each one of now when all of them fail;
	// Hidden is the headroom that is left then, below which it does not recover by itself.
	Attempts    float64  `json:"attempts"`
	Hidden      *float64 `json:"hidden_headroom"`
	CostMonth   *float64 `json:"cost_per_month"` // nil without a price
	Assumptions []string `json:"assumptions"`
}

// Bottleneck is what limits the system first when all its load grows alike.
type Bottleneck struct {
	Component string  `json:"component"`
	Limit     string  `json:"limit"`
	Factor    float64 `json:"factor"`     // of the load of the instant
	Rate      float64 `json:"rate_per_s"` // of all requests, then
}

// CostFloor is what a month costs at least: the instances that the mean load needs, or
// that stand there anyway, its requests and its bytes.
type CostFloor struct {
	PerMonth float64          `json:"per_month"`
	ByMeter  Ordered[float64] `json:"by_meter"`
	Unpriced []string         `json:"unpriced"`
}

// Beside is a number of theory and what a run measured for it.
type Beside struct {
	Component string    `json:"component"` // or the operation
	Metric    string    `json:"metric"`
	Unit      string    `json:"unit"`   // s, ratio, per_s
	Theory    *float64  `json:"theory"` // nil where no closed form applies
	Simulated *Estimate `json:"simulated"`
	// Verdict is inside, when theory lies in the interval of the run; outside; or "" where
	// one of the two is missing.
	Verdict     string   `json:"verdict"`
	Off         *float64 `json:"off"` // simulated over theory, less 1
	Formula     string   `json:"formula,omitempty"`
	Exact       bool     `json:"exact"`
	Assumptions []string `json:"assumptions,omitempty"`
	WhyNot      string   `json:"why_not,omitempty"`
}

// The verdicts of [Beside].
const (
	Inside  = "inside"
	Outside = "outside"
)
