package models

import (
	"headroom/models/policy"
	"headroom/models/policy/health"
	"headroom/models/policy/retry"
	"headroom/sim"
	"headroom/sim/dist"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// Activity is something that a connected person does again and again: it sends requests
// over the connection, to the instance that holds it.
type Activity struct {
	// Every is the time from one request to the next, whether it has been answered or not,
	// and from the begin of a connection to the first. Required.
	Every dist.Duration `yaml:"every" required:"true"`
	// To names an operation of the service that holds the connections ("edge.send"), or the
	// service, for its operation with the name of the activity. Required.
	To string `yaml:"to" required:"true"`
}

// OnLost is what people do who have lost their connection or get none. AWS, "Exponential
// backoff and jitter" (2015), is about why times should be random: without, all who lost
// their connection at the same instant come back at the same instant.
type OnLost struct {
	// Reconnect is the time from the loss of a connection to the first attempt at another.
	// With C connections lost and uniform(0s J), C / J of them come back per second.
	Reconnect dist.Duration `yaml:"reconnect" default:"uniform(0s 5s)"`
	// Backoff bounds the pause after the first attempt that failed; the bound doubles with
	// each, and the pause is drawn evenly between 0 and the bound. At least 1 ms passes. 1 s
	// to 5 s are usual.
	Backoff unit.Duration `yaml:"backoff" default:"1s"`
	// Limit of the bound. 60 s to 120 s are usual.
	Limit unit.Duration `yaml:"limit" default:"60s"`
}

// connectOperation is the name of the operation of clients that opens a connection.
const connectOperation = "connect"

// mostOnline is the largest number of people of a source.
const mostOnline = 10_000_000

// lost returns what people do who have lost their connection.
func (t *Traffic) lost() OnLost {
	if t.OnLost.Reconnect.Set() {
		return t.OnLost
	}
	return *Defaults(&OnLost{})
}

// pursuits returns the operations of connected people with the mean number of requests of
// one person per second: connect first, then what they do.
func (t *Traffic) pursuits() stats.Ordered[unit.Ratio] {
	frequency := func(d dist.Duration) unit.Ratio {
		if !d.Set() || d.Mean() <= 0 {
			return 0
		}
		return unit.Ratio(1 / d.Mean())
	}
	list := stats.Ordered[unit.Ratio]{{Name: connectOperation, Value: frequency(t.Session.Length)}}
	for _, a := range t.Each {
		list.Add(a.Name, frequency(a.Value.Every))
	}
	return list
}

// asks returns the target of an operation of the clients, "" when connecting asks nothing
// of the service but to hold the connection.
func (t *Traffic) asks(operation string) string {
	switch {
	case t.Model != "connections":
		return resolve(t.To, operation)
	case operation != connectOperation:
		a, _ := t.Each.Find(operation)
		return resolve(a.To, operation)
	case t.OnConnect != "":
		return resolve(t.OnConnect, operation)
	}
	return ""
}

// notOnline reports what only people with connections have.
func (t *Traffic) notOnline(c *Check) {
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"online", t.Online.Law != nil}, {"on_connect", t.OnConnect != ""}, {"each", len(t.Each) > 0},
		{"on_lost", t.OnLost.Reconnect.Set()}, {"session.length", t.Session.Length.Set()},
	} {
		if f.set {
			c.Errorf(f.name, "only model: connections has this; write that, or leave it out")
		}
	}
}

// validateOnline checks traffic of people with connections.
func (t *Traffic) validateOnline(c *Check) {
	if t.Online.Law == nil {
		c.Errorf("online", "nobody is connected; write the number of people, for example online: 50k")
	} else {
		before := len(*c.problems)
		t.Online.Law.Validate(c.At("online"))
		if len(*c.problems) == before {
			t.validateNumber(c)
		}
	}
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"rate", t.Rate.Law != nil}, {"users", t.Users != (Users{})}, {"population", t.Population > 0},
		{"think", t.Think.Set()}, {"mix", len(t.Mix) > 0}, {"patience", t.Patience != (Patience{})},
		{"link.protocol", t.Link.Protocol.Enabled()},
	} {
		if f.set {
			c.Errorf(f.name, "people with connections do not have this: online says how many they are, session how long they stay, each what they do; leave it out")
		}
	}
	if _, ok := t.Arrivals.process().(*Poisson); !ok {
		c.Errorf("arrivals", "people come as their number asks for; leave out arrivals, or write model: open")
	}
	switch s := &t.Session; {
	case s.Requests.Set() || len(s.Operations) > 0 || len(s.Next) > 0:
		c.Errorf("session", "what connected people do stands in each; write how long they stay, for example session: lognormal(mean=25m p90=50m)")
	case s.Length.Set() && s.Length.Mean() <= 0:
		c.Errorf("session", "nobody stays for no time; write for example session: lognormal(mean=25m p90=50m)")
	}
	if t.Join < 0 {
		c.Errorf("join", "%v is negative; write for example 10s", t.Join)
	}
	if lost := t.lost(); lost.Backoff < 0 || lost.Limit < lost.Backoff {
		c.Errorf("on_lost.limit", "%v is less than the first back-off, %v; write for example limit: 60s", lost.Limit, lost.Backoff)
	}
	t.validateHolder(c)
}

// validateNumber checks how many people there are.
func (t *Traffic) validateNumber(c *Check) {
	most, _ := highest(t.law(), c.System.Run.Duration)
	if most < 0.5 {
		c.Errorf("online", "nobody is connected during the run; write the number of people, for example online: 50k")
	} else if most > mostOnline {
		c.Errorf("online", "%s people are more than can be followed; write 10M at most", rounded(most))
	}
}

// validateHolder checks the service that holds the connections and what is asked of it.
func (t *Traffic) validateHolder(c *Check) {
	comp := c.index.components[t.To]
	switch {
	case t.To == "":
		return
	case comp == nil || comp.Kind.Name != "service":
		c.Errorf("to", "%q is no service, and only services hold connections%s; write its name alone, and balance: round_robin for how connections are spread", t.To, didYouMean(t.To, c.index.names))
		return
	}
	check := func(field, to, name string) {
		if first(to) != t.To {
			c.Errorf(field, "%q is not at %s, which holds the connections; let that call it", to, t.To)
			return
		}
		c.target(field, to, name)
	}
	if t.OnConnect != "" {
		check("on_connect", t.OnConnect, connectOperation)
	}
	for _, a := range t.Each {
		at := "each." + a.Name
		if a.Name == connectOperation {
			c.Errorf(at, "connect is the name of what opens a connection; write another one")
		}
		if a.Value.Every.Set() && a.Value.Every.Mean() <= 0 {
			c.Errorf(at+".every", "requests without a time between them never end; write for example every: 30s")
		}
		if a.Value.To != "" {
			check(at+".to", a.Value.To, a.Name)
		}
	}
}

// overConnection returns what of the policies of a client applies to requests over a
// connection that is there: there is no instance to choose.
func overConnection(p policy.Call) policy.Call {
	p.Hedge, p.Eject, p.HealthCheck = retry.Hedge{}, health.Eject{}, health.Check{}
	p.Panic, p.SlowStart, p.HashOn = health.Panic{}, health.SlowStart{}, ""
	return p
}

// highest returns the highest rate of a law in a run, and when it comes, in seconds.
func highest(law RateLaw, run unit.Duration) (peak, at float64) {
	asked := compile(law, sim.Time(run))
	for i := range derivationSteps {
		x := run.Seconds() * float64(i) / derivationSteps
		if rate := asked.Rate(sim.Time(x * 1e9)); rate > peak {
			peak, at = rate, x
		}
	}
	return peak, at
}

// deriveOnline tells how the load of connected people comes about.
func (t *Traffic) deriveOnline(run unit.Duration, add func(label string, value float64, unit, format string, args ...any)) {
	law := t.law()
	peak, at := highest(law, run)
	add("people at the start", law.Rate(0), "", "")
	add("most people", peak, "", "highest of the run, at %v", unit.Duration(at*1e9))
	for _, o := range t.pursuits() {
		every := t.Session.Length
		if o.Name != connectOperation {
			a, _ := t.Each.Find(o.Name)
			every = a.Every
		} else if !every.Set() {
			continue
		}
		add("peak rate of "+o.Name, float64(peak*float64(o.Value)), "/s", "%s people / %s s, the mean of %v", rounded(peak), rounded(every.Mean()), every)
	}
}
