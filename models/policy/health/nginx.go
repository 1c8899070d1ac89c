package health

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Nginx takes a replica out as nginx does (max_fails and fail_timeout of an upstream's
// servers, ngx_http_upstream_round_robin.c of 1.2x): after MaxFails failures, for
// FailTimeout. Then one call is let through; it is back when that call succeeds, and out
// again when it fails. When all are out, calls fail. A single replica is never taken out.
//
// Failures are timeouts and failed connections, and what HTTP500 and HTTP503 say. Failures
// go on counting until, FailTimeout after the last one, a call has succeeded. nginx counts
// in whole seconds, this does not; and that nginx lowers the weight of a replica that has
// failed is left out.
type Nginx struct {
	// MaxFails is the number of failures after which a replica is taken out. 0 takes none
	// out.
	MaxFails int `yaml:"max_fails" default:"1" min:"0"`
	// FailTimeout is how long failures count, and how long a replica is out. At least 1ms.
	FailTimeout unit.Duration `yaml:"fail_timeout" default:"10s"`
	// HTTP500 makes errors of the replica failures: http_500 in proxy_next_upstream.
	HTTP500 bool `yaml:"http_500" default:"false"`
	// HTTP503 makes rejections of the replica failures: http_502 and http_503 in
	// proxy_next_upstream.
	HTTP503 bool `yaml:"http_503" default:"false"`
}

// ShortForm says that a scalar sets the number of failures.
func (Nginx) ShortForm() string { return "max_fails" }

// Validate returns what is wrong with the fields.
func (x *Nginx) Validate() []error {
	if x.FailTimeout.Std() < time.Millisecond {
		return []error{fmt.Errorf("fail_timeout: %v is less than 1ms; write how long a replica is out, such as 10s", x.FailTimeout)}
	}
	return nil
}

// Panic returns what nginx does when all are out: it answers 502.
func (*Nginx) Panic() Panic { return Panic{&FailClosed{}} }

// Hot path: no allocation once warm, no map, no string.

// nginx is an [Nginx] at work.
type nginx struct {
	Nginx
	roster
	peers []nginxPeer // by replica
	trial sim.Time    // the first instant at which one that is out may be tried
}

// nginxPeer is what an ejector keeps of a replica.
type nginxPeer struct {
	fails   int
	failed  sim.Time // the last failure
	checked sim.Time // the last failure, or the last call after FailTimeout
}

// New returns an ejector that knows no replica yet.
func (x *Nginx) New(*sim.Stream) Ejector { return &nginx{Nginx: *x, trial: sim.Never} }

// Replicas takes the list of replicas.
func (x *nginx) Replicas(now sim.Time, numbers []int32) {
	x.Advance(now)
	for _, n := range x.assemble(now, numbers) {
		for len(x.peers) <= int(n) {
			x.peers = append(x.peers, nginxPeer{})
		}
		x.peers[n] = nginxPeer{checked: now}
	}
}

// Usable tells whether calls may go to a replica. The only one may always be called.
func (x *nginx) Usable(replica int32) bool {
	return x.roster.Usable(replica) || len(x.members) == 1 && x.there(replica)
}

// Advance opens the replicas whose time is over to a trial.
func (x *nginx) Advance(now sim.Time) (generation uint64) {
	if now < x.trial {
		return x.generation
	}
	x.trial = sim.Never
	for _, n := range x.members {
		p := &x.peers[n]
		switch {
		case !x.standing[n].waits:
		case now > p.checked.Add(x.FailTimeout.Std()):
			x.try(n, true)
		default:
			x.trial = min(x.trial, p.checked.Add(x.FailTimeout.Std()+1))
		}
	}
	return x.generation
}

// Sent marks that a replica is looked at again, and closes one that is tried out to
// further calls.
func (x *nginx) Sent(now sim.Time, replica int32) {
	x.Advance(now)
	if !x.there(replica) {
		return
	}
	if p := &x.peers[replica]; now > p.checked.Add(x.FailTimeout.Std()) {
		p.checked = now
		x.wait(replica)
	}
}

// wait closes a replica that is out until FailTimeout after the last look.
func (x *nginx) wait(replica int32) {
	if x.out(replica) {
		x.try(replica, false)
		x.trial = min(x.trial, x.peers[replica].checked.Add(x.FailTimeout.Std()+1))
	}
}

// Record counts a result.
func (x *nginx) Record(now sim.Time, replica int32, how Result) {
	x.Advance(now)
	if !x.there(replica) {
		return
	}
	if !x.fails(how) {
		x.ended(now, replica)
		return
	}
	if len(x.members) == 1 {
		return
	}
	p := &x.peers[replica]
	p.fails++
	p.failed, p.checked = now, now
	if x.MaxFails > 0 && p.fails >= x.MaxFails && !x.out(replica) {
		x.eject(now, replica, Failures)
	}
	x.wait(replica)
}

// fails tells whether a result is a failure.
func (x *nginx) fails(how Result) bool {
	switch how {
	case Failure:
		return x.HTTP500
	case Rejection:
		return x.HTTP503
	}
	return how != Success
}

// ended forgets the failures of a replica when there were none since the last look.
func (x *nginx) ended(now sim.Time, replica int32) {
	p := &x.peers[replica]
	if p.failed >= p.checked {
		return
	}
	p.fails = 0
	if x.out(replica) {
		x.restore(now, replica, TrialSucceeded)
	}
}

// Ignore is as a success: nginx knows of no third way for a call to end.
func (x *nginx) Ignore(now sim.Time, replica int32) { x.Record(now, replica, Success) }

// Passed has no say: active health checks are not part of the open-source nginx.
func (x *nginx) Passed(now sim.Time, _ int32) { x.Advance(now) }
