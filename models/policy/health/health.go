// Package health holds what a caller, or a load balancer, knows of the health of its
// callee's replicas, and what it makes of it: replicas that are ejected because of how
// calls to them ended ([Eject]), or because they failed the probes of a health check
// ([Check]); what happens when too few are left ([Panic]); how a replica that has come
// back gets its share ([SlowStart]), and how one that is to go gives it up ([Drain]).
package health

import (
	"headroom/models/variant"
	"headroom/sim"
)

// Eject is the rule by which a caller takes replicas out of its rotation because of how
// its calls to them ended: passive health checking. The zero value is none.
type Eject struct{ Rule EjectRule }

// EjectRule is one form of ejection.
type EjectRule interface {
	// Validate returns what is wrong with the fields.
	Validate() []error
	// Panic returns what the product does when too few replicas are left, unless told
	// otherwise.
	Panic() Panic
	// New returns an ejector that knows no replica yet. What it draws comes from a stream
	// of its own, which is drawn from s.
	New(s *sim.Stream) Ejector
}

// Ejector is a rule of ejection at work: that of one caller, which knows how its own
// calls ended and nothing else. Instants must not run backwards. It needs no timers:
// what time alone brings is made up for, with the right instants, in the next call of any
// method that is told the time.
type Ejector interface {
	// Replicas tells the numbers of all replicas that there are, each once, healthy or
	// not. One that was not there before has no history, and one that is no longer there
	// is forgotten. The list is copied.
	Replicas(now sim.Time, numbers []int32)
	// Advance makes what time alone brings, and returns a number that is another one
	// whenever the answers of Usable have changed.
	Advance(now sim.Time) (generation uint64)
	// Usable tells whether calls may go to a replica, as of the latest method that was
	// told the time. One that does not exist is not usable.
	Usable(replica int32) bool
	// Sent tells that a call goes to a replica.
	Sent(now sim.Time, replica int32)
	// Record tells how a call to a replica ended. Calls to replicas that are no longer
	// there do not count.
	Record(now sim.Time, replica int32, how Result)
	// Ignore tells that a call to a replica ended in a way that says nothing of it: its
	// caller wanted the answer no more.
	Ignore(now sim.Time, replica int32)
	// Passed tells that an active health check, which takes a replica for healthy, has just
	// found it well again.
	Passed(now sim.Time, replica int32)
	// Ejected returns how many replicas are ejected, as of the latest method that was told
	// the time. One that is tried out counts until the trial has succeeded.
	Ejected() int
	// Changes returns the ejections and returns since it was called last, oldest first. The
	// slice is good until the next call of any method.
	Changes() []Change
}

// ejections is the only list of rules of ejection. The first is what a map without a kind
// means.
var ejections = []variant.Form{
	{Name: "envoy", Summary: "outlier detection: failures in a row, and rates far below those of the others", New: func() any { return &Envoy{} }},
	{Name: "finagle", Summary: "failure accrual: failures in a row or a low success rate, then a trial", New: func() any { return &Finagle{} }},
	{Name: "nginx", Summary: "max_fails: failures within a time, then a trial", New: func() any { return &Nginx{} }},
	variant.Off(),
}

// Variants lists the forms.
func (*Eject) Variants() (key string, table []variant.Form) { return "kind", ejections }

// SetVariant takes a form.
func (e *Eject) SetVariant(v any) { e.Rule, _ = v.(EjectRule) }

// Variant returns the form, nil when there is none.
func (e *Eject) Variant() any {
	if e.Rule == nil {
		return nil
	}
	return e.Rule
}

// Enabled tells whether replicas are ejected.
func (e Eject) Enabled() bool { return e.Rule != nil }

// Validate returns what is wrong with the fields of the form.
func (e Eject) Validate() []error {
	if e.Rule == nil {
		return nil
	}
	return e.Rule.Validate()
}

// Result is how a call to a replica ended, as products tell results apart. Of the outcomes
// of a call in a scenario, OK and Miss are a [Success], Error is a [Failure], or
// [Unreached] from a replica that is down, Rejected is a [Rejection], and Timeout a
// [Timeout]. A call that was cancelled has none: see [Ejector].Ignore.
type Result uint8

// The results of calls, with the HTTP status that they stand for.
const (
	Success   Result = iota // a good answer: 200
	Failure                 // the answer was an error: 500
	Rejection               // the answer was that there can be none now: 502 or 503
	Unreached               // no connection to the replica: the caller's own 503
	Timeout                 // no answer in time: the caller's own 504
)

// Change is an ejection, or the return of an ejected replica.
type Change struct {
	At      sim.Time
	Replica int32
	Ejected bool // false: it is back
	Why     Reason
}

// Reason is why a replica was ejected or is back.
type Reason uint8

// The reasons. From [TimeOver] on they are those of returns.
const (
	Consecutive5xx Reason = iota
	ConsecutiveGatewayFailure
	ConsecutiveLocalFailure
	SuccessRate
	FailurePercentage
	LocalSuccessRate
	LocalFailurePercentage
	Failures // in a row, or too many of them
	TimeOver
	TrialSucceeded
	ProbePassed // of an active health check
	Left        // the replica is no longer there
)

var reasons = [...]string{
	"consecutive 5xx", "consecutive gateway failures", "consecutive local failures",
	"success rate", "failure percentage", "local success rate", "local failure percentage", "failures",
	"time over", "trial succeeded", "health check passed", "gone",
}

// String returns the reason in words: "success rate".
func (r Reason) String() string { return reasons[r] }

// own returns a stream drawn from s.
func own(s *sim.Stream) sim.Stream { return sim.NewStream(s.Uint64()) }
