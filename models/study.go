package models

import (
	"strings"

	"headroom/sim/unit"
)

// Study is a what-if plan over a scenario. It is one of: a sweep (vary), a search for an
// extreme (find), a search for the least (minimise), a ranking of what matters
// (sensitivity), or a map of where the system falls over (cliff).
type Study struct {
	// Description in one sentence.
	Description string `yaml:"description"`
	// Vary lists the settings to vary. A sweep plays all their combinations; minimise and
	// sensitivity search among them.
	Vary []Vary `yaml:"vary"`
	// Design says which points of Vary a sweep plays: product (all combinations), paired (the
	// first value of each, the second of each, ...), or as many as Points says, spread over
	// the ranges: random, latin-hypercube, sobol.
	Design string `yaml:"design" enum:"product,paired,random,latin-hypercube,sobol" default:"product"`
	// Points is the number of points of a random, latin-hypercube or sobol design, the number
	// of trajectories of a morris sensitivity, and the number of rows of a sobol sensitivity.
	// 0 means 32, 10 and 64.
	Points int `yaml:"points" min:"0" max:"1000000"`
	// Repeat is the number of replications of each point. 0 means that of the run. Searches
	// begin with as many, and play more where these do not decide.
	Repeat int `yaml:"repeat" min:"0" max:"10000"`
	// MaxRepeat is the largest number of replications of a point of a search. 0 means 8 times
	// Repeat.
	MaxRepeat int `yaml:"max_repeat" min:"0" max:"10000"`
	// Budget is the largest number of replications of a search, all points together. 0 means
	// 1000.
	Budget int `yaml:"budget" min:"0"`
	// Find searches for an extreme: "max traffic.users.rate" or "min services.api.replicas".
	Find string `yaml:"find"`
	// From and To bound the search of Find, from the lower end to the higher. Max begins at
	// From, Min at To. Steps are equal ratios where To is 10 times From or more.
	From string `yaml:"from"`
	To   string `yaml:"to"`
	// Among lists the values of Find in place of From and To, the least first: for a setting
	// that is not a number, [db.r7g.large, db.r7g.xlarge].
	Among []string `yaml:"among"`
	// Tolerance ends a Find when its two ends are that share of the larger one apart.
	// Integers, and the values of Among, end at neighbours.
	Tolerance unit.Ratio `yaml:"tolerance" default:"1%" min:"0.000001" max:"0.5"`
	// Minimise searches, among the values of Vary, for the least of a metric: cost,
	// cost.per_1k_ok, checkout.p99. All points are tried where the budget suffices, else it is
	// a local search.
	Minimise string `yaml:"minimise"`
	// While is what must hold for Find and Minimise: slos, all objectives of severity error.
	While string `yaml:"while" enum:"slos"`
	// Against is the second axis of the front that Minimise draws: a metric. Not set: the p99
	// of the first operation.
	Against string `yaml:"against"`
	// Sensitivity ranks the settings of Vary by how much they move a metric: checkout.p99.
	Sensitivity string `yaml:"sensitivity"`
	// Method of a sensitivity: morris (elementary effects, few runs) or sobol (shares of the
	// variance, many runs).
	Method string `yaml:"method" enum:"morris,sobol" default:"morris"`
	// Cliff maps where the system falls over and does not come back.
	Cliff Cliff `yaml:"cliff" optional:"true"`
	// Without leaves parts of the scenario out, by path: faults, traffic.flash-sale.
	Without []string `yaml:"without"`
}

// Vary is one setting and its values: a list, or a range.
type Vary struct {
	// Set is the path of the setting: databases.orders-db.shards. Required.
	Set string `yaml:"set" required:"true"`
	// To lists the values, as they would be written at the path.
	To []string `yaml:"to"`
	// Range spreads values between two ends, in place of To.
	Range Range `yaml:"range" optional:"true"`
	// Dearer promises that a higher value never lowers what is minimised, Safer that it never
	// breaks an objective which a lower one keeps. They save runs; a promise that does not
	// hold can hide the optimum.
	Dearer bool `yaml:"dearer"`
	Safer  bool `yaml:"safer"`
}

// Range is a range of values of a setting that is a number.
type Range struct {
	// From and To are the ends, in the unit of the setting. Required.
	From string `yaml:"from" required:"true"`
	To   string `yaml:"to" required:"true"`
	// Points is the number of values, both ends included. 0 means 5, and for a setting of
	// whole numbers all of them.
	Points int `yaml:"points" min:"0" max:"10000"`
	// Scale is linear, or log for equal ratios.
	Scale string `yaml:"scale" enum:"linear,log" default:"linear"`
}

// Cliff says what a map of the cliff looks at: the load across, and the size of a trigger
// up. A trigger is something bad that ends: a fault of some duration, a burst of load. A
// run is lost when it does not keep the objectives of severity error; these should look
// at what comes after the trigger: main.success >= 99% over 30s after 4m.
type Cliff struct {
	// Load is the setting that is the load, with its values.
	Load Vary `yaml:"load"`
	// Trigger is the setting that is the size of the trigger, with its values.
	Trigger Vary `yaml:"trigger"`
	// Without lists what is left out of the control runs, those without a trigger. Not set:
	// the fault or the traffic source that the path of the trigger lies in.
	Without []string `yaml:"without"`
	// Sharpen is the number of rounds in which points are added halfway between neighbours on
	// both sides of the cliff.
	Sharpen int `yaml:"sharpen" min:"0" max:"20" default:"2"`
}

// Controls returns what is left out of the control runs; nil when it is not said and the
// path of the trigger does not tell.
func (c *Cliff) Controls() []string {
	if c.Without != nil {
		return c.Without
	}
	part := ""
	switch path := c.Trigger.Set; {
	case strings.HasPrefix(path, "faults["):
		item, _, _ := strings.Cut(path, "]")
		part = item + "]"
	case strings.HasPrefix(path, "traffic."):
		name, _, _ := strings.Cut(strings.TrimPrefix(path, "traffic."), ".")
		part = "traffic." + name
	default:
		return nil
	}
	return []string{part}
}
