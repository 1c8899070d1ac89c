// Package study plays many runs and decides which: replications of one system, the points
// of designs, searches for the largest load or the lowest cost, sensitivity, and maps of
// where a system falls over. It keeps finished runs so that a study survives being killed,
// and can be shared by many machines. A point is a list of numbers and a run is a function
// that is handed in; this package has never heard of a request.
package study

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
)

// Replicate calls run for the replications 0 to n-1, up to jobs at a time (0: as many
// as there are processors), and returns the results in the order of their numbers. When
// the context ends or a run fails, no further run is started; the results are then those
// of the runs that were finished, and the error is the first one by number.
func Replicate[T any](ctx context.Context, n, jobs int, run func(ctx context.Context, replication int) (T, error)) ([]T, error) {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	results := make([]T, n)
	errs := make([]error, n)
	ran := make([]bool, n)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(jobs, n) {
		workers.Go(func() {
			for i := range next {
				if ctx.Err() != nil {
					continue
				}
				results[i], errs[i] = sheltered(ctx, i, run)
				ran[i] = true
				if errs[i] != nil {
					stop()
				}
			}
		})
	}
	for i := range n {
		select {
		case next <- i:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	workers.Wait()
	var finished []T
	var first error
	for i := range n {
		switch {
		case ran[i] && errs[i] == nil:
			finished = append(finished, results[i])
		case ran[i] && (first == nil || errors.Is(first, context.Canceled)):
			first = errs[i]
		}
	}
	if first == nil && len(finished) < n {
		first = ctx.Err()
	}
	return finished, first
}

// Panic is the error of a run that panicked: a fault of the program, not of what it was
// given.
type Panic struct {
	Replication int
	Value       any
	Stack       []byte
}

func (p *Panic) Error() string {
	return fmt.Sprintf("replication %d: internal error: %v\n%s", p.Replication, p.Value, p.Stack)
}

// sheltered turns a panic of a run into an error, so that the other runs are kept.
func sheltered[T any](ctx context.Context, i int, run func(context.Context, int) (T, error)) (result T, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Panic{i, v, debug.Stack()}
		}
	}()
	return run(ctx, i)
}
