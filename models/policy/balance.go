package policy

import (
	"fmt"
	"strings"

	"headroom/sim"
)

// Balance names the rule by which a caller chooses one of the replicas of its callee.
// The zero value is [RoundRobin].
type Balance string

// The rules of balancing; each has a file of its own.
const (
	RoundRobin       Balance = "round_robin"
	Random           Balance = "random"
	LeastOutstanding Balance = "least_outstanding"
	PowerOfTwo       Balance = "power_of_two"
)

// balances is the only list of the rules, in the order of the manual.
var balances = [...]struct {
	name    Balance
	summary string
}{
	{RoundRobin, "each replica in turn, from a random start"},
	{Random, "any replica, with equal chances"},
	{LeastOutstanding, "the replica with the fewest unanswered calls of this caller"},
	{PowerOfTwo, "two replicas at random, the one with fewer unanswered calls of the two"},
}

// Balances returns the names of all rules, in the order of the manual.
func Balances() []string {
	names := make([]string, len(balances))
	for i, b := range balances {
		names[i] = string(b.name)
	}
	return names
}

// UnmarshalText reads the name of a rule.
func (b *Balance) UnmarshalText(text []byte) error {
	for _, known := range balances {
		if string(known.name) == string(text) {
			*b = known.name
			return nil
		}
	}
	return fmt.Errorf("no balancing %q; write one of %s", text, strings.Join(Balances(), ", "))
}

// MarshalText writes the name of the rule.
func (b Balance) MarshalText() ([]byte, error) {
	if b == "" {
		b = RoundRobin
	}
	return []byte(b), nil
}

// SchemaText describes the rules for the manual and the schema.
func (Balance) SchemaText() (description string, examples []string) {
	parts := make([]string, len(balances))
	for i, b := range balances {
		parts[i] = string(b.name) + " (" + b.summary + ")"
	}
	return "Rule for choosing a replica: " + strings.Join(parts, ", ") + ".", Balances()
}

// Picker chooses replicas for one caller: one process, with its own counters and its own
// place in the round. Two pickers know nothing of each other, so that the replicas of a
// callee with many callers are never served in perfect turn. Make one with [NewPicker].
type Picker struct {
	rule Balance
	next uint32 // start of the next round, modulo the number of candidates
}

// NewPicker returns the picker of a rule; the rules that go round start at a place drawn
// from s. It panics when there is no such rule.
func NewPicker(rule Balance, s *sim.Stream) Picker {
	switch rule {
	case "":
		rule = RoundRobin
	case RoundRobin, Random, LeastOutstanding, PowerOfTwo:
	default:
		panic("policy: unknown balancing " + string(rule))
	}
	return Picker{rule, uint32(s.Uint64() >> 33)}
}

// Pick returns the place in candidates of the replica to call, or -1 when there is none.
// Candidates are the numbers of the replicas that may be called; outstanding is indexed by
// those numbers and holds the calls of this caller that are not answered yet. Rules that
// draw do so from s, a fixed number of times; the others leave it alone.
func (p *Picker) Pick(candidates, outstanding []int32, s *sim.Stream) int {
	// Hot path: a switch keeps s on the caller's stack, a table of functions would not.
	switch {
	case len(candidates) == 0:
		return -1
	case p.rule == Random:
		return random(candidates, s)
	case p.rule == LeastOutstanding:
		return p.leastOutstanding(candidates, outstanding)
	case p.rule == PowerOfTwo:
		return powerOfTwo(candidates, outstanding, s)
	}
	return p.roundRobin(candidates)
}

// turn returns where the round stands among n candidates.
func (p *Picker) turn(n int) int { return int(p.next % uint32(n)) }
