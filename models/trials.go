package models

import (
	"context"

	"headroom/sim/stats"
	"headroom/sim/study"
)

// Trials are the replications of a system, played a few at a time, by those who decide
// after each few whether they want more. However they are divided, the same number of
// them gives the same result. Make one with [System.Trials].
type Trials struct {
	sys  *System
	done []*measures
}

// Trials returns the trials of a checked system, none of them played. Its Run.Repeat is
// not looked at.
func (s *System) Trials() *Trials { return &Trials{sys: s} }

// Play plays until there are n replications in all. When the context ends early or a
// replication fails, it returns the error; replications that were finished are kept, and
// no more may be played.
func (t *Trials) Play(ctx context.Context, n int, o Options) error {
	from := len(t.done)
	done, err := study.Replicate(ctx, n-from, o.Jobs, func(ctx context.Context, i int) (*measures, error) {
		return t.sys.replicate(ctx, from+i, o.Progress)
	})
	t.done = append(t.done, done...)
	return err
}

// Played returns the number of finished replications.
func (t *Trials) Played() int { return len(t.done) }

// Result sums up what was played. It panics when nothing was.
func (t *Trials) Result() *stats.Result { return t.sys.summary(t.done) }
