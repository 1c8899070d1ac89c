// Package policy combines what a caller does around its calls along one link: see [Call].
// The packages below it hold the policies, as plain descriptions and pure state machines.
//
// Nothing here schedules an event, keeps a clock or knows what a request is: instants
// come in as arguments, decisions go out as results. A machine allocates when it is
// made, and not when it runs. Each is for one goroutine.
//
// Every struct that a scenario file fills has a method Validate, which returns all that
// is wrong with its own fields. The structs inside it are validated on their own.
package policy

import (
	"fmt"

	"headroom/models/policy/balance"
	"headroom/models/policy/breaker"
	"headroom/models/policy/health"
	"headroom/models/policy/limit"
	"headroom/models/policy/retry"
	"headroom/sim/unit"
)

// Call is what a caller does around its calls along one link. Its policies act in this
// order, from the outside to the inside:
//
//  1. The Deadline of the whole call begins.
//  2. Retries, with Backoff, and Hedge make attempts, as far as the RetryBudget goes. Each
//     attempt, the first one too, then passes what follows.
//  3. Breaker: refused while it is open.
//  4. Throttle: refused with some chance.
//  5. RateLimit: refused, or it waits for its turn.
//  6. Its Timeout begins.
//  7. ConcurrencyLimit: refused, or it waits for a place.
//  8. The replicas that can be called are those in rotation: HealthCheck and Eject take
//     them out, SlowStart brings them back gently, Panic says what to do with too few.
//  9. Balance chooses one of them.
//  10. A connection to it is found or made, where the link has a protocol.
//  11. The attempt is sent.
//
// So every attempt passes the breaker and counts as an outcome of its own, the timeout is
// that of one attempt and runs while it waits in 7 and 10, and every attempt picks its
// replica anew. What the caller itself refuses (3, 4, 5, 7, 10) is not retried, and says
// nothing about the callee: the breaker and the ejection do not hear of it.
//
// The zero value waits for ever, tries once, without a breaker, round robin.
type Call struct {
	// Timeout is the longest wait for the reply of one attempt, at least 0s. 0s waits for
	// ever, as gRPC, Go's http.Client and Java's HttpClient do unless told otherwise. The
	// callee is not stopped: it works on, for nothing.
	Timeout unit.Duration `yaml:"timeout"`
	// Deadline is the longest wait for the answer to the whole call, with all its attempts
	// and the waits between them. Unlike a timeout it travels with the call, as in gRPC:
	// whatever the callee asks of others has the same deadline or an earlier one of its
	// own, and what comes too late is refused when it arrives, when its turn comes, and
	// before each step of a program. 0s means none.
	Deadline unit.Duration `yaml:"deadline"`
	// Cancel tells the callee when the caller has given up on an attempt. Not set, it works
	// on, for nothing.
	Cancel Cancel `yaml:"cancel" optional:"true"`
	// Retries is the number of further attempts after a timeout, an error or a rejection.
	// A call refused by an open breaker is not retried. 0 tries once.
	Retries int `yaml:"retries" default:"0" min:"0" max:"100"`
	// RetryOn lists the results that are retried: timeout, error, rejected, connection. Not
	// set: all of them. What a policy of the caller itself refuses is never retried.
	RetryOn retry.On `yaml:"retry_on"`
	// Backoff is the wait before each further attempt.
	Backoff retry.Backoff `yaml:"backoff" default:"constant"`
	// Hedge makes a further attempt before the last has ended; the first answer counts. Not
	// set, there is none.
	Hedge retry.Hedge `yaml:"hedge" optional:"true"`
	// RetryBudget limits the retries of a caller to a share of its calls. Not set, there is
	// no limit but Retries.
	RetryBudget retry.Budget `yaml:"retry_budget" optional:"true"`
	// Throttle holds attempts back when the callee refuses many. Not set, there is none.
	Throttle limit.Throttle `yaml:"throttle" optional:"true"`
	// RateLimit is a limit of the caller's own, for each of its instances. Attempts over it
	// wait, or are refused, as the kind of limit says. Not set, there is none.
	RateLimit limit.Rate `yaml:"rate_limit" optional:"true"`
	// ConcurrencyLimit bounds the attempts under way of each instance of the caller (a
	// bulkhead). Not set, there is none.
	ConcurrencyLimit limit.Concurrency `yaml:"concurrency_limit" optional:"true"`
	// Breaker stops calling a callee that fails. Not set, there is none.
	Breaker breaker.Spec `yaml:"breaker" optional:"true"`
	// Eject takes replicas out of the rotation because of how calls to them ended: each
	// instance of the caller for itself. Not set, none are.
	Eject health.Eject `yaml:"eject" optional:"true"`
	// HealthCheck probes the replicas: each instance of the caller for itself. Not set,
	// calls go to replicas that are down, too, until somebody takes them away.
	HealthCheck health.Check `yaml:"health_check" optional:"true"`
	// Panic is what happens when too few replicas are healthy. Not set: what the product of
	// HealthCheck, or else that of Eject, does.
	Panic health.Panic `yaml:"panic" optional:"true"`
	// SlowStart gives a replica that joins or comes back a share of the calls that grows.
	// Not set, it gets its share at once.
	SlowStart health.SlowStart `yaml:"slow_start" optional:"true"`
	// Balance chooses the replica of each attempt.
	Balance balance.Spec `yaml:"balance"`
	// HashOn names the data set whose key a Balance that hashes goes by. Not set: each
	// request has a key of its own.
	HashOn string `yaml:"hash_on"`
}

// Validate returns what is wrong with the fields of the call itself. Backoff and Breaker
// are validated on their own.
func (c Call) Validate() []error {
	var errs []error
	if c.Timeout < 0 {
		errs = append(errs, fmt.Errorf("timeout: %v is negative; write 0s to wait for ever", c.Timeout))
	}
	if c.Deadline < 0 {
		errs = append(errs, fmt.Errorf("deadline: %v is negative; write 0s for none", c.Deadline))
	}
	return append(append(errs, c.Cancel.Validate()...), c.RetryOn.Validate()...)
}

// Attempts returns the largest number of attempts, the first one included: at least 1.
func (c Call) Attempts() int {
	if c.Hedge.Enabled() {
		return max(1+c.Retries, c.Hedge.Rule.Attempts())
	}
	return 1 + c.Retries
}
