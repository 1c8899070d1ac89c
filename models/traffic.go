package models

import (
	"headroom/models/policy"
	"headroom/models/policy/limit"
	"headroom/sim/dist"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// Traffic is a source of requests. Open traffic comes whatever becomes of it; closed
// traffic is a fixed population, each of whom thinks, asks and waits for the answer; in
// between are visitors, who come by themselves and then make one request after the other.
// People with connections hold one each, to an instance of a service, for as long as they
// stay.
type Traffic struct {
	// Model of the clients: open, with a rate of requests; sessions, with a rate of
	// visitors; closed, with a population that thinks; or connections, with a number of
	// people who are connected. Closed clients slow down with the system, and so hide an
	// overload.
	Model string `yaml:"model" enum:"open,sessions,closed,connections" default:"open"`
	// Online is the number of people who want to be connected, over time. Whoever leaves is
	// replaced, so that the number is kept. A model of connections needs it.
	Online Level `yaml:"online"`
	// Join is the time over which people come, or go, when Online jumps, each at an instant
	// of their own.
	Join unit.Duration `yaml:"join" default:"10s"`
	// OnConnect names the operation that a new connection asks for, such as a check of who
	// it is ("edge.connect"). If that fails there is no connection. Not set: a connection
	// costs the service nothing.
	OnConnect string `yaml:"on_connect"`
	// OnLost is what people do whose connection is lost. Not set, the defaults hold.
	OnLost OnLost `yaml:"on_lost" optional:"true"`
	// Each is what one connected person does, by name: {send: {every: 40s, to: edge.send}}.
	Each stats.Ordered[Activity] `yaml:"each"`
	// Session is what a visitor does, or how long somebody stays who is connected.
	Session Session `yaml:"session" optional:"true"`
	// Patience of the people behind the clients. Not set, they wait for ever.
	Patience Patience `yaml:"patience" optional:"true"`
	// Population of a closed model.
	Population unit.Count `yaml:"population" max:"10000000"`
	// Think is the time between an answer and the next request of a closed model; the
	// first request comes after a time to think, too.
	Think dist.Duration `yaml:"think"`
	// To names the component that the requests go to, or one of its operations
	// ("api.main"). Required.
	To string `yaml:"to" required:"true"`
	// Rate of arrivals over time, of requests or of visitors. An open model and sessions
	// need either Rate or Users.
	Rate Shape `yaml:"rate"`
	// Users derives a daily curve from people instead of a rate.
	Users Users `yaml:"users" optional:"true"`
	// Arrivals is the process by which requests come along the rate.
	Arrivals Arrivals `yaml:"arrivals" default:"poisson"`
	// Priority is how important the requests are to whoever sheds load, in the classes of
	// Google. They pass it on to all that is called for them.
	Priority limit.Class `yaml:"priority" default:"critical"`
	// Mix is the share of each operation. None means one operation, main.
	Mix stats.Ordered[unit.Ratio] `yaml:"mix"`
	// Region is where the clients are, a name. By itself it changes nothing: the network from
	// there to the component is the Link.
	Region string `yaml:"region"`
	// Tenant is the customer for whom all requests are sent, a name. It goes along with all
	// calls that a request makes.
	Tenant string `yaml:"tenant"`
	// Tenants are many customers, instead of one Tenant.
	Tenants Tenants `yaml:"tenants" optional:"true"`
	// Policies of the client. A client without timeout waits for ever.
	Policy policy.Call `yaml:",inline"`
	// Link between the clients and the component.
	Link Link `yaml:"link"`
}

// law returns the rate over time. That of closed clients is what they would ask for if
// answers took no time, and that of connections is the number of people.
func (t *Traffic) law() RateLaw {
	switch {
	case t.Model == "connections" && t.Online.Law == nil:
		return &Constant{}
	case t.Model == "connections":
		return t.Online.Law.Rate()
	case t.Model == "closed" && t.Think.Mean() > 0:
		return &Constant{Value: unit.Rate(float64(t.Population) / t.Think.Mean())}
	case t.Model == "closed":
		return &Constant{}
	case t.Arrivals.pace() != nil:
		return t.Arrivals.pace()
	case t.Rate.Law != nil:
		return t.Rate.Law
	default:
		return t.Users.Derive()
	}
}

// operations returns the operations with the mean number of requests of each for one
// arrival, or per second for one connected person.
func (t *Traffic) operations() stats.Ordered[unit.Ratio] {
	if t.Model == "connections" {
		return t.pursuits()
	}
	if t.Model == "sessions" {
		return t.Session.expected(t.mix())
	}
	return t.mix()
}

// mix returns the mix, or that of recorded requests; without one, everything is main.
func (t *Traffic) mix() stats.Ordered[unit.Ratio] {
	if recorded := t.Arrivals.operations(); recorded != nil {
		return recorded
	}
	if len(t.Mix) > 0 {
		return t.Mix
	}
	return stats.Ordered[unit.Ratio]{{Name: "main", Value: 1}}
}

// Validate checks the target, the rate and the mix.
func (t *Traffic) Validate(c *Check) {
	switch t.Model {
	case "connections":
		t.validateTenants(c)
		c.policies(t.To, &t.Policy, &t.Link)
		t.validateOnline(c)
		return
	case "closed":
		t.validateClosed(c)
	default:
		t.validateOpen(c)
	}
	t.notOnline(c)
	sum := 0.0
	for _, m := range t.Mix {
		sum += float64(m.Value)
	}
	if len(t.Mix) > 0 && (sum < 0.999999 || sum > 1.000001) {
		c.Errorf("mix", "the shares sum to %.4g%%; write shares that sum to 100%%", sum*100)
	}
	t.validateTenants(c)
	c.policies(t.To, &t.Policy, &t.Link)
	if t.Patience != (Patience{}) {
		t.Patience.validate(c.At("patience"))
	}
	switch {
	case t.Model == "sessions" && !t.Session.set():
		c.Errorf("session", "visitors do something; write for example session: {requests: 8}, or model: open")
		return
	case t.Model == "sessions":
		before := len(*c.problems)
		t.Session.validate(c.At("session"), t.Mix)
		if len(*c.problems) > before {
			return // its operations are not known
		}
	case t.Session.set():
		c.Errorf("session", "only model: sessions has visitors; write that, or leave out session")
	}
	if t.To == "" {
		return
	}
	for _, m := range t.operations() {
		c.target("to", t.To, m.Name)
	}
}

func (t *Traffic) validateClosed(c *Check) {
	if t.Population < 1 {
		c.Errorf("population", "%d clients make no traffic; write for example population: 50", t.Population)
	}
	if !t.Think.Set() {
		c.Errorf("think", "closed clients think between an answer and the next request; write for example think: exponential(mean=2s)")
	}
	if t.Rate.Law != nil || t.Users != (Users{}) {
		c.Errorf("model", "closed traffic has no rate; leave out rate and users, or write model: open")
	}
	if _, ok := t.Arrivals.process().(*Poisson); !ok {
		c.Errorf("arrivals", "closed clients come when they have thought; leave out arrivals, or write model: open")
	}
}

func (t *Traffic) validateOpen(c *Check) {
	if t.Population > 0 || t.Think.Set() {
		c.Errorf("model", "open traffic has no population that thinks; leave out population and think, or write model: closed")
	}
	t.Arrivals.process().validate(c.At("arrivals"))
	if recorded := t.Arrivals.operations(); recorded != nil && len(t.Mix) > 0 {
		c.Errorf("mix", "the file of the arrivals says what each request asks for; leave out the mix, or the operations there")
	} else if recorded != nil && t.Model == "sessions" {
		c.Errorf("arrivals", "visitors ask for what their session says; leave out the operations of the file, or write model: open")
	}
	switch own := t.Arrivals.pace() != nil; {
	case own && t.Rate.Law != nil:
		c.Errorf("rate", "the arrivals have a rate of their own; leave this one out")
	case own && t.Users != (Users{}):
		c.Errorf("users", "the arrivals have a rate of their own; leave the users out")
	case own:
	case t.Rate.Law == nil && t.Users == (Users{}):
		c.Errorf("rate", "there is no rate; write for example rate: 100/s, or users: {daily: 1M, requests_each: 20}")
	case t.Rate.Law != nil && t.Users != (Users{}):
		c.Errorf("users", "there is a rate as well; write one of the two")
	case t.Rate.Law != nil:
		t.Rate.Law.Validate(c.At("rate"))
	default:
		t.Users.validate(c.At("users"))
	}
}
