package study

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Shard is the part of a study that one machine plays: every Count-th run, from number
// Index on. Runs are dealt out like cards, so that slow points, which are neighbours, go to
// different machines. The zero value is no shard; see [WholeStudy].
type Shard struct {
	Index int // 0 to Count - 1
	Count int // 1 or more
}

// WholeStudy returns the only shard of one: all runs.
func WholeStudy() Shard { return Shard{0, 1} }

// String returns the shard as it is written: 3/8 is the third of eight.
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index+1, s.Count) }

// Takes tells whether run number k, from 0, belongs to the shard.
func (s Shard) Takes(k int) bool { return k%s.Count == s.Index }

// Select returns those of the runs that belong to the shard, in their order.
func Select[T any](s Shard, runs []T) []T {
	var own []T
	for k, r := range runs {
		if s.Takes(k) {
			own = append(own, r)
		}
	}
	return own
}

// ParseShard reads "i/n", the i-th of n shards, from 1 to n; or "auto", which asks the
// batch scheduler that started the process. What it has said is in env, the environment
// variables by name:
//
//   - Slurm job arrays: SLURM_ARRAY_TASK_ID, _MIN, _MAX, _COUNT (Slurm 25.05, sbatch(1)).
//     The numbers need not start at 0, but must have equal steps.
//   - Kubernetes indexed jobs: JOB_COMPLETION_INDEX, from 0 (Kubernetes 1.33). Kubernetes
//     does not tell how many there are: count does, 0 for not known.
//   - AWS Batch array jobs: AWS_BATCH_JOB_ARRAY_INDEX, from 0, and _SIZE.
//
// It is an error if none of them has set its variables, or more than one.
func ParseShard(text string, env map[string]string, count int) (Shard, error) {
	if text == "auto" {
		return autoShard(env, count)
	}
	before, after, found := strings.Cut(text, "/")
	i, err1 := strconv.Atoi(before)
	n, err2 := strconv.Atoi(after)
	if !found || err1 != nil || err2 != nil || i < 1 || i > n {
		return Shard{}, fmt.Errorf("%q is no shard; write 3/8 for the third of eight, or auto", text)
	}
	return Shard{i - 1, n}, nil
}

func autoShard(env map[string]string, count int) (Shard, error) {
	var found []string
	var read func() (Shard, error)
	for _, s := range []struct {
		variable string
		read     func() (Shard, error)
	}{
		{"SLURM_ARRAY_TASK_ID", func() (Shard, error) { return slurmShard(env) }},
		{"JOB_COMPLETION_INDEX", func() (Shard, error) { return kubernetesShard(env, count) }},
		{"AWS_BATCH_JOB_ARRAY_INDEX", func() (Shard, error) { return awsShard(env) }},
	} {
		if env[s.variable] != "" {
			found, read = append(found, s.variable), s.read
		}
	}
	switch len(found) {
	case 0:
		return Shard{}, errors.New("no batch scheduler has set SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX or AWS_BATCH_JOB_ARRAY_INDEX; write the shard as 3/8")
	case 1:
		return read()
	}
	return Shard{}, fmt.Errorf("%s are all set; write the shard as 3/8", strings.Join(found, " and "))
}

func slurmShard(env map[string]string) (Shard, error) {
	v, err := integers(env, "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_COUNT")
	if err != nil {
		return Shard{}, err
	}
	id, low, high, count := v[0], v[1], v[2], v[3]
	if count == 1 && id == low && low == high {
		return Shard{0, 1}, nil
	}
	if count < 2 || high <= low || (high-low)%(count-1) != 0 || id < low || id > high || (id-low)%((high-low)/(count-1)) != 0 {
		return Shard{}, fmt.Errorf("task %d of %d in a job array from %d to %d: not in equal steps; start it with --array=1-%d, or write the shard as 3/8", id, count, low, high, max(count, 2))
	}
	return Shard{(id - low) / ((high - low) / (count - 1)), count}, nil
}

func kubernetesShard(env map[string]string, count int) (Shard, error) {
	v, err := integers(env, "JOB_COMPLETION_INDEX")
	if err != nil {
		return Shard{}, err
	}
	if count < 1 {
		return Shard{}, errors.New("JOB_COMPLETION_INDEX is set, but not how many there are; say how many, the completions of the job")
	}
	return numbered("JOB_COMPLETION_INDEX", v[0], count)
}

func awsShard(env map[string]string) (Shard, error) {
	v, err := integers(env, "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE")
	if err != nil {
		return Shard{}, err
	}
	return numbered("AWS_BATCH_JOB_ARRAY_INDEX", v[0], v[1])
}

func numbered(variable string, i, count int) (Shard, error) {
	if i < 0 || i >= count {
		return Shard{}, fmt.Errorf("%s is %d, but there are %d shards, from 0", variable, i, count)
	}
	return Shard{i, count}, nil
}

// integers reads variables that must be there, and reports all that are not.
func integers(env map[string]string, names ...string) ([]int, error) {
	values := make([]int, len(names))
	var errs []error
	for i, name := range names {
		v, err := strconv.Atoi(env[name])
		if err != nil {
			errs = append(errs, fmt.Errorf("%s is %q, not an integer; write the shard as 3/8", name, env[name]))
		}
		values[i] = v
	}
	return values, errors.Join(errs...)
}
