package study

import "context"

// Play plays those runs of a plan that belong to the shard and are not in the store yet,
// up to jobs at a time (0: as many as there are processors), and puts each into the store
// as soon as it is finished. So a process that was killed loses the runs that it was at,
// and nothing else: called again, Play goes on with what is missing. It returns the number
// of runs that it has played. An error of play or of the store stops the batch; what was
// finished before is kept.
//
// The run with a given key must give the same data whenever it is played.
func Play(ctx context.Context, s *Store, version string, plan []string, shard Shard, jobs int, play func(ctx context.Context, key string) ([]byte, error)) (int, error) {
	missing, err := s.Missing(Select(shard, plan))
	if err != nil {
		return 0, err
	}
	done, err := Replicate(ctx, len(missing), jobs, func(ctx context.Context, i int) (struct{}, error) {
		data, err := play(ctx, missing[i])
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, s.Put(Run{missing[i], version, data})
	})
	return len(done), err
}
