package models

import (
	"headroom/models/policy"
	"headroom/sim/dist"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// System is a whole scenario: plain data, checked by [System.Validate]. Package configs
// makes it from files; it can be built in Go as well, with [Defaults] for what is left out.
type System struct {
	// Version of the scenario language. Must be 1.
	Version int `yaml:"version" min:"1" max:"1" default:"1"`
	// Name of the scenario, a DNS label. It heads the reports.
	Name string `yaml:"name" default:"scenario"`
	// Description in one sentence.
	Description string `yaml:"description"`
	// Run says how long, how often and from which seed the scenario is played.
	Run Run `yaml:"run"`
	// Fallbacks apply where a link or a call says nothing itself.
	Fallbacks Fallbacks `yaml:"defaults"`
	// Data declares key spaces that requests draw their keys from.
	Data stats.Ordered[Data] `yaml:"data"`
	// Components of all kinds in file order; each kind has its own section in the file.
	Components []Component `yaml:"-"`
	// Faults is the time line of what goes wrong.
	Faults []Fault `yaml:"faults"`
	// Objectives that the system should keep, by name.
	Objectives stats.Ordered[Objective] `yaml:"slos"`
	// Prices is the price book.
	Prices PriceBook `yaml:"prices"`
	// Studies are what-if plans over this scenario. They are checked with it, and not
	// part of a run.
	Studies stats.Ordered[Study] `yaml:"studies"`

	// Hash identifies the merged scenario, "sha256:...". Empty for systems built in Go.
	Hash string `yaml:"-"`
	// Where returns the position (file:line:col) of a path of the scenario, or "".
	Where func(path string) string `yaml:"-"`
}

// Component is a named spec.
type Component struct {
	Name string
	Kind Kind
	Spec Spec
}

// Spec is what the scenario file says of one component: plain data.
type Spec interface {
	// Validate reports every bad field to the check.
	Validate(c *Check)
	// build makes the component's part of an engine.
	build(b *builder, name string) node
}

// Run says how a scenario is played.
type Run struct {
	// Duration is simulated time, the warm-up included. Must be positive.
	Duration unit.Duration `yaml:"duration" default:"10m"`
	// Warmup is the part at the start that is played and not measured. auto is a tenth of the
	// duration, and more where nothing in the scenario changes with time and the system is
	// found to settle later.
	Warmup WarmUp `yaml:"warmup" default:"auto"`
	// Seed of the random streams. The same seed gives the same numbers.
	Seed uint64 `yaml:"seed" default:"1"`
	// Repeat is the number of independent replications.
	Repeat int `yaml:"repeat" default:"5" min:"1" max:"10000"`
	// Window is the width of the windows of the time series. The default divides the
	// duration into 200 to 500 windows of a round width.
	Window unit.Duration `yaml:"window"`
	// Month is the factor from the measured part to a month. 0 means that the measured
	// part counts as an average hour and a month as 730 of them.
	Month unit.Factor `yaml:"month"`
}

// Fallbacks holds what links and calls use when they say nothing themselves.
type Fallbacks struct {
	// Link is for every link that names no latency of its own.
	Link Link `yaml:"link"`
	// Call is for every call step, those in on_miss, parallel and each too.
	Call policy.Call `yaml:"call"`
}

// Link is the network between a caller and a callee.
type Link struct {
	// Latency is one way, drawn once for the call and once for the reply.
	Latency dist.Duration `yaml:"latency" default:"0.25ms"`
	// BetweenZones takes the place of Latency when the two instances lie in different zones.
	// 0.5 ms to 1.5 ms are usual between zones of a region. Not set: zones make no difference.
	BetweenZones dist.Duration `yaml:"between_zones"`
	// Protocol makes connections part of the link: their set-up, sharing and limits, and
	// the time that bytes take. Not set: a message takes the latency, whatever its size.
	Protocol Transport `yaml:"protocol" optional:"true"`
	// Request is the size of a request on the wire, for a Protocol.
	Request dist.Size `yaml:"request" default:"1KiB"`
	// Response is the size of an answer on the wire, for a Protocol.
	Response dist.Size `yaml:"response" default:"1KiB"`
}

// Data is a key space.
type Data struct {
	// Items is the number of keys. Must be at least 1.
	Items unit.Count `yaml:"items" min:"1" max:"1000000000"`
	// Popularity is the law by which requests choose their key.
	Popularity dist.Popularity `yaml:"popularity" default:"uniform"`
	// Size of an item in bytes, a function of its key. Not set: caches need item sizes.
	Size dist.Size `yaml:"size"`
}
