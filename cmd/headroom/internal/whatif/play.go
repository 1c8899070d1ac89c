package whatif

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"headroom/models"
	"headroom/sim"
	"headroom/sim/study"
)

// Watcher is told how the playing of runs goes, from several goroutines.
type Watcher interface {
	// Reached says which share of a run is played, 0 to 1, and how many events were handled.
	Reached(key string, share float64, events uint64)
	// Finished says that a run is in the store.
	Finished(key string, events uint64)
}

// Play plays those runs of a round that belong to a shard and are not in the store, up
// to jobs at a time (0: as many as there are processors). It returns how many runs it has
// played. Each run is in the store as soon as it is finished, so that an interruption
// loses only what is under way.
func (s *Study) Play(ctx context.Context, store *study.Store, round Round, shard study.Shard, jobs int, w Watcher) (int, error) {
	runs := make(map[string]Run, len(round.Keys))
	for i, key := range round.Keys {
		runs[key] = round.Runs[i]
	}
	return study.Play(ctx, store, s.version, round.Keys, shard, jobs, func(ctx context.Context, key string) ([]byte, error) {
		data, err := s.play(ctx, runs[key], key, w)
		if err != nil && !errors.Is(err, context.Canceled) {
			return nil, fmt.Errorf("at %s, replication %d: %w", s.Words(runs[key].Point), runs[key].Replication, err)
		}
		return data, err
	})
}

// play plays a run, and returns its trial as it is stored.
func (s *Study) play(ctx context.Context, r Run, key string, w Watcher) ([]byte, error) {
	sys := s.points.known[r.Point.name()].sys
	if sys == nil {
		var err error
		if sys, _, err = s.points.system(r.Point); err != nil {
			return nil, err
		}
	}
	duration := sys.Run.Duration.Seconds()
	result, err := sys.Replication(ctx, r.Replication, models.Options{Warm: &s.warm, Progress: func(_ int, now sim.Time, events uint64) {
		w.Reached(key, min(now.Seconds()/duration, 1), events)
	}})
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(newTrial(sys, result))
	if err != nil {
		return nil, err
	}
	data = append(data, '\n')
	if err := s.finish(key, data); err != nil {
		return nil, err
	}
	w.Finished(key, result.Events)
	return data, nil
}

// Try plays the first run of a round until it is over or the context ends. It returns the
// share of it that was played, and the events. Nothing is kept.
func (s *Study) Try(ctx context.Context, round Round) (share float64, events uint64, err error) {
	at, _, err := s.points.system(round.Runs[0].Point)
	if err != nil {
		return 0, 0, err
	}
	duration := at.Run.Duration.Seconds()
	_, err = at.Replication(ctx, round.Runs[0].Replication, models.Options{Warm: &s.warm, Progress: func(_ int, now sim.Time, n uint64) {
		share, events = min(now.Seconds()/duration, 1), n
	}})
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	return share, events, err
}
