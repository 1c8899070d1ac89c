package limit

import (
	"fmt"
	"time"

	"headroom/sim"
	"headroom/sim/unit"
)

// Hot path: no allocation.

// Bulkhead lets a fixed number of calls be under way: a semaphore, the Bulkhead of
// resilience4j 2.x with its defaults (BulkheadConfig).
type Bulkhead struct {
	// MaxConcurrent is the number of calls under way, at least 1.
	MaxConcurrent int `yaml:"max_concurrent" default:"25" min:"1"`
	// MaxWait is how long a call may wait for a place, first come, first served. With 0s it
	// is rejected at once. There is no bound on the number of those that wait.
	MaxWait unit.Duration `yaml:"max_wait" default:"0s"`
}

// ShortForm says that a scalar sets the number: "concurrency_limit: 25".
func (Bulkhead) ShortForm() string { return "max_concurrent" }

// Validate returns what is wrong with the fields.
func (r *Bulkhead) Validate() []error {
	var errs []error
	if r.MaxConcurrent < 1 {
		errs = append(errs, fmt.Errorf("max_concurrent: %d is less than 1; write the number of calls under way", r.MaxConcurrent))
	}
	if r.MaxWait < 0 {
		errs = append(errs, fmt.Errorf("max_wait: %v is negative; write 0s to reject at once", r.MaxWait))
	}
	return errs
}

// New returns an empty semaphore.
func (r *Bulkhead) New(*sim.Stream) Gate { return &semaphore{limit: r.MaxConcurrent} }

// Waiting returns how many calls may wait, and how long.
func (r *Bulkhead) Waiting() (calls int, longest time.Duration) {
	if r.MaxWait == 0 {
		return 0, 0
	}
	return Unlimited, r.MaxWait.Std()
}

// semaphore is a gate whose limit does not move.
type semaphore struct {
	occupancy
	limit int
}

// Enter lets a call in while there is a place.
func (s *semaphore) Enter(sim.Time) bool { return s.enter(s.limit) }

// Leave gives a place back.
func (s *semaphore) Leave(sim.Time, time.Duration, Ending) { s.leave() }

// Limit returns the number of places.
func (s *semaphore) Limit(sim.Time) int { return s.limit }
