package models

import (
	"context"
	"errors"
	"time"

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
	// Warm keeps how caches start, for others that are played with it. nil keeps nothing. It
	// does not change the result.
	Warm *Warmth
	// Again is called when a longer warm-up was found to be needed, before everything is
	// played again with it. May be nil.
	Again func(warmup time.Duration)
}

// Play plays all replications of a checked system and sums them up. When the context
// ends early, the result holds the replications that were finished, and says so; without
// any finished replication Play returns the error of the context. A panic of a replication
// is an error, too.
//
// Play panics when the system has problems: call [System.Validate] first.
func (s *System) Play(ctx context.Context, o Options) (*stats.Result, error) {
	t := s.Trials()
	err := t.Play(ctx, s.Run.Repeat, o)
	var fault *study.Panic
	if t.Played() == 0 || errors.As(err, &fault) {
		return nil, err
	}
	r := t.Result()
	r.Scenario.Interrupted = err != nil
	return r, nil
}

// Replication plays one replication alone and sums it up: its samples hold one value of
// each metric. One replication alone shows no warm-up, so with a warm-up of auto it takes a
// tenth of the duration; where [System.Play] takes as much, the samples are the same as at
// its place among those of it. Of the options, Jobs and Again mean nothing. Replication
// panics when the system has problems.
func (s *System) Replication(ctx context.Context, number int, o Options) (*stats.Result, error) {
	done, err := study.Replicate(ctx, 1, 1, func(ctx context.Context, _ int) (*measures, error) {
		return s.replicate(ctx, number, o)
	})
	if err != nil {
		return nil, err
	}
	return s.summary(done, false), nil
}

// replicate plays one replication.
func (s *System) replicate(ctx context.Context, number int, o Options) (*measures, error) {
	e := newEngine(s, s.Run.Seed, number)
	err := e.play(ctx, o.Warm, func(now sim.Time, events uint64) {
		if o.Progress != nil {
			o.Progress(number, now, events)
		}
	})
	if err != nil {
		return nil, err
	}
	return e.measures(), nil
}
