package models

// Study is a what-if plan: points to vary, or something to find.
type Study struct {
	// Vary lists the settings to combine; all combinations are points of the study.
	Vary []Vary `yaml:"vary"`
	// Repeat is the number of replications of each point. 0 means that of the run.
	Repeat int `yaml:"repeat" min:"0"`
	// Find searches for an extreme: "max traffic.users.rate" or "min services.api.replicas".
	Find string `yaml:"find"`
	// While is what must hold for Find: slos.
	While string `yaml:"while" enum:"slos"`
	// Without leaves parts of the scenario out, by path: faults, traffic.flash-sale.
	Without []string `yaml:"without"`
	// From and To bound the search, in the unit of the setting.
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

// Vary is one setting and its values.
type Vary struct {
	// Set is the path of the setting: databases.orders-db.shards. Required.
	Set string `yaml:"set" required:"true"`
	// To lists the values, as they would be written at the path. Required.
	To []string `yaml:"to" required:"true"`
}
