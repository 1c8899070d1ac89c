package limit

import (
	"fmt"
	"time"

	"headroom/sim"
)

// Pool lets a fixed number of calls be under way, on threads of their own, and lets some
// more wait in a queue for as long as it takes: the ThreadPoolBulkhead of resilience4j
// 2.x (ThreadPoolBulkheadConfig), and Hystrix's thread pools (10 threads, no queue).
//
// All threads are there from the start. In resilience4j, those between its core size (one
// less than the maximum, by default) and the maximum start only when the queue is full.
type Pool struct {
	// Threads is the number of calls under way, at least 1. Required: resilience4j takes
	// the number of processors.
	Threads int `yaml:"threads" required:"true" min:"1"`
	// Queue is the number of calls that may wait for a thread, at least 0; more are
	// rejected.
	Queue int `yaml:"queue" default:"100" min:"0"`
}

// ShortForm says that a scalar sets the threads.
func (Pool) ShortForm() string { return "threads" }

// Validate returns what is wrong with the fields.
func (r *Pool) Validate() []error {
	var errs []error
	if r.Threads < 1 {
		errs = append(errs, fmt.Errorf("threads: %d is less than 1; write the number of calls under way", r.Threads))
	}
	if r.Queue < 0 {
		errs = append(errs, fmt.Errorf("queue: %d is negative; write the number of calls that may wait, or 0 for none", r.Queue))
	}
	return errs
}

// New returns a pool whose threads are all idle.
func (r *Pool) New(*sim.Stream) Gate { return &semaphore{limit: r.Threads} }

// Waiting returns the length of the queue, in which there is no limit of time.
func (r *Pool) Waiting() (calls int, longest time.Duration) { return r.Queue, 0 }
