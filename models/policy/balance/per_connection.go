package balance

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// PerConnection decides once per connection, as a balancer of layer 4 does (AWS NLB, IPVS,
// kube-proxy, ECMP) and as an HTTP/2 or gRPC client without balancing of its own does: a
// connection stays with its replica until the replica leaves the rotation or the
// connection has lived long enough. Replicas that are added get calls only as connections
// end.
//
// The rule within decides for new connections. It sees the number of open connections of
// this caller in place of unanswered calls, and a hash of the connection in place of the
// key of a request: the flow hash of NLB and Maglev.
type PerConnection struct {
	// Connections is the number of connections that each caller keeps; its calls take them
	// in turn. An HTTP/2 client has 1; all clients of a traffic source together are one
	// caller.
	Connections int `yaml:"connections" default:"1" min:"1" max:"1000000"`
	// Lifetime is how long a connection lives, spread by 10% up and down, as gRPC's
	// MAX_CONNECTION_AGE does. 0s: as long as its replica is in rotation.
	Lifetime unit.Duration `yaml:"lifetime" default:"0s"`
	// Of is the rule by which a new connection gets its replica. kube-proxy with iptables:
	// random; NLB and Maglev: maglev.
	Of Spec `yaml:"of" default:"random"`
}

// Validate returns what is wrong with the fields.
func (r *PerConnection) Validate() []error {
	errs := under("of", r.Of.Validate())
	if r.Connections < 1 {
		errs = append(errs, fmt.Errorf("connections: %d is below 1; write for example 1", r.Connections))
	}
	if r.Lifetime < 0 {
		errs = append(errs, fmt.Errorf("lifetime: %v is negative; write 0s for no end", r.Lifetime))
	}
	return errs
}

// New returns the picker of one caller. It is an [Observer] when that of Of is.
func (r *PerConnection) New(s *sim.Stream) Picker {
	p := &perConnection{lifetime: float64(r.Lifetime), connections: make([]connection, r.Connections), part: newPart(r.Of, s)}
	for i := range p.connections {
		p.connections[i].replica = nobody
	}
	return learning(p, p.part)
}

type perConnection struct {
	lifetime    float64 // nanoseconds, 0 without an end
	connections []connection
	next        int
	opened      uint64
	open        []int32 // by replica
	watch       watch
	roster      roster
	rotation    rotation
	part        *part
}

type connection struct {
	replica int32
	ends    sim.Time
}

// nobody is the replica of a connection that is not open.
const nobody = -1

func (p *perConnection) Pick(v *View, s *sim.Stream) int32 {
	if p.watch.stale(v) {
		if p.roster.changed(v) {
			p.rotation.note(v)
			p.closeLeft()
		}
		p.part.empty()
		p.part.candidates = append(p.part.candidates, v.Candidates...)
		p.part.members = append(p.part.members, v.members()...)
	}
	c := &p.connections[p.next]
	if p.next++; p.next == len(p.connections) {
		p.next = 0
	}
	if c.replica != nobody && v.Now >= c.ends {
		p.close(c)
	}
	if c.replica == nobody {
		p.connect(c, v, s)
	}
	return c.replica
}

// closeLeft closes the connections to replicas that are not in rotation any more.
func (p *perConnection) closeLeft() {
	for i := range p.connections {
		if c := &p.connections[i]; c.replica != nobody && !p.rotation.has(c.replica) {
			p.close(c)
		}
	}
}

func (p *perConnection) close(c *connection) {
	p.open[c.replica]--
	c.replica = nobody
}

// connect opens a connection to a replica of the rule's choice.
func (p *perConnection) connect(c *connection, v *View, s *sim.Stream) {
	if n := len(v.Outstanding); n > len(p.open) {
		p.open = grown(p.open, int32(n-1))
	}
	w := *v
	w.Outstanding = p.open
	w.Key = sim.Mix(sim.Mix(v.Callee, uint64(v.Caller)), p.opened)
	c.replica = p.part.pick(&w, s)
	p.opened++
	p.open[c.replica]++
	c.ends = sim.Never
	if p.lifetime > 0 {
		c.ends = v.Now.Add(time.Duration(p.lifetime * (0.9 + float64(0.2*s.Float64()))))
	}
}

// Sent tells the rule within.
func (p *perConnection) Sent(now sim.Time, replica int32) { p.part.sent(now, replica) }

// Answered tells the rule within.
func (p *perConnection) Answered(now sim.Time, replica int32, took time.Duration, ok bool) {
	p.part.answered(now, replica, took, ok)
}
