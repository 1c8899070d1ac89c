package limit

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// DeadlineShed refuses calls that cannot be ready by their deadline: when they arrive,
// and when their turn comes. Calls without a deadline are all taken.
type DeadlineShed struct {
	// Expected is the time that the service of a call takes: a call with less left is
	// refused. With 0s only those whose deadline has passed are.
	Expected unit.Duration `yaml:"expected" default:"0s"`
}

// ShortForm says that a scalar sets the expected time.
func (DeadlineShed) ShortForm() string { return "expected" }

// Validate returns what is wrong with the fields.
func (r *DeadlineShed) Validate() []error {
	if r.Expected < 0 {
		return []error{fmt.Errorf("expected: %v is negative; write the time that the service of a call takes", r.Expected)}
	}
	return nil
}

// New returns what guards a queue. It has no state.
func (r *DeadlineShed) New() Shedder { return &deadlineShed{expected: r.Expected.Std()} }

// deadlineShed is a [DeadlineShed] at work.
type deadlineShed struct {
	inOrder
	expected time.Duration
}

// Admit tells whether the call can be ready in time.
func (d *deadlineShed) Admit(_ sim.Time, r Request, _ Queue) bool { return !d.hopeless(r) }

// Drop tells whether the call cannot be ready in time any more.
func (d *deadlineShed) Drop(_ sim.Time, r Request, _ time.Duration, _ int) bool {
	return d.hopeless(r)
}

func (d *deadlineShed) hopeless(r Request) bool { return r.Left <= 0 || r.Left < d.expected }
