package models

// Kind is an entry of the list of component kinds.
type Kind struct {
	Name    string      // "service"
	Section string      // its section of the scenario file: "services"
	Summary string      // one sentence for lists and the manual
	New     func() Spec // a spec without defaults; see [Defaults]
}

// kinds is the only list of component kinds, in the order of the manual.
var kinds = []Kind{
	{"traffic", "traffic", "clients that send requests: open arrivals, sessions, a closed population, or people with connections", func() Spec { return &Traffic{} }},
	{"cdn", "cdns", "a content delivery network in front of an origin", func() Spec { return &CDN{} }},
	{"gateway", "gateways", "an API gateway: routes, authentication, rate limit", func() Spec { return &Gateway{} }},
	{"balancer", "balancers", "a load balancer of layer 4 or 7 in front of a component", func() Spec { return &Balancer{} }},
	{"service", "services", "replicas that run programs of steps", func() Spec { return &Service{} }},
	{"cache", "caches", "a key-value cache with real keys, capacity and expiry", func() Spec { return &Cache{} }},
	{"database", "databases", "a sharded, replicated database with a connection limit", func() Spec { return &Database{} }},
	{"queue", "queues", "a partitioned log that services consume", func() Spec { return &Queue{} }},
	{"external", "external", "a dependency run by somebody else", func() Spec { return &External{} }},
}

// Kinds returns the component kinds in the order of the manual.
func Kinds() []Kind { return kinds }

// KindOf returns the kind of a section of the scenario file.
func KindOf(section string) (Kind, bool) {
	for _, k := range kinds {
		if k.Section == section {
			return k, true
		}
	}
	return Kind{}, false
}
