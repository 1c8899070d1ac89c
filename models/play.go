package models

import (
	"context"
	"errors"

	"headroom/sim"
	"headroom/sim/stats"
	"headroom/sim/study"
)

// Options say how a system is played.
type Options struct {
	// Jobs is the number of replications that are played at the same time. 0 means as
	// many as there are processors. It does not change the result.
	Jobs int
	// Progress is called now and then from the goroutine of a replication, with its
	// number, the simulated time it has reached and the events it has handled. May be nil.
	Progress func(replication int, now sim.Time, events uint64)
}

// Play plays all replications of a checked system and sums them up. When the context
// ends early, the result holds the replications that were finished, and says so; without
// any finished replication Play returns the error of the context. A panic of a replication
// is an error, too.
//
// Play panics when the system has problems: call [System.Validate] first.
func (s *System) Play(ctx context.Context, o Options) (*stats.Result, error) {
	done, err := study.Replicate(ctx, s.Run.Repeat, o.Jobs, func(ctx context.Context, replication int) (*measures, error) {
		e := newEngine(s, s.Run.Seed, replication)
		err := e.play(ctx, func(now sim.Time, events uint64) {
			if o.Progress != nil {
				o.Progress(replication, now, events)
			}
		})
		if err != nil {
			return nil, err
		}
		return e.measures(), nil
	})
	var fault *study.Panic
	if len(done) == 0 || errors.As(err, &fault) {
		return nil, err
	}
	r := s.summary(done)
	r.Scenario.Interrupted = err != nil
	return r, nil
}
