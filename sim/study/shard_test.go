package study_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"headroom/sim/study"
)

func TestReadingAShard(t *testing.T) {
	slurm := func(id, low, high, count string) map[string]string {
		return map[string]string{"SLURM_ARRAY_TASK_ID": id, "SLURM_ARRAY_TASK_MIN": low, "SLURM_ARRAY_TASK_MAX": high, "SLURM_ARRAY_TASK_COUNT": count}
	}
	for _, c := range []struct {
		name, text string
		env        map[string]string
		count      int
		want       string // "" for an error
	}{
		{"the third of eight", "3/8", nil, 0, "3/8"},
		{"all", "1/1", nil, 0, "1/1"},
		{"numbers start at 1", "0/8", nil, 0, ""},
		{"no more than there are", "9/8", nil, 0, ""},
		{"no number", "a/8", nil, 0, ""},
		{"no count", "3", nil, 0, ""},
		{"nothing", "", nil, 0, ""},
		{"auto outside of a batch", "auto", nil, 0, ""},
		{"Slurm from 1", "auto", slurm("1", "1", "8", "8"), 0, "1/8"},
		{"Slurm from 0", "auto", slurm("7", "0", "7", "8"), 0, "8/8"},
		{"Slurm in steps of 4", "auto", slurm("9", "1", "13", "4"), 0, "3/4"},
		{"Slurm with one task", "auto", slurm("5", "5", "5", "1"), 0, "1/1"},
		{"Slurm with uneven steps", "auto", slurm("3", "1", "7", "3"), 0, ""},
		{"Slurm and a task from elsewhere", "auto", slurm("9", "1", "8", "8"), 0, ""},
		{"Slurm without a count", "auto", slurm("1", "1", "8", ""), 0, ""},
		{"Slurm without sense", "auto", slurm("1", "1", "1", "8"), 0, ""},
		{"Kubernetes", "auto", map[string]string{"JOB_COMPLETION_INDEX": "0"}, 5, "1/5"},
		{"Kubernetes, last", "auto", map[string]string{"JOB_COMPLETION_INDEX": "4"}, 5, "5/5"},
		{"Kubernetes, one more", "auto", map[string]string{"JOB_COMPLETION_INDEX": "5"}, 5, ""},
		{"Kubernetes does not tell the count", "auto", map[string]string{"JOB_COMPLETION_INDEX": "0"}, 0, ""},
		{"AWS Batch", "auto", map[string]string{"AWS_BATCH_JOB_ARRAY_INDEX": "2", "AWS_BATCH_JOB_ARRAY_SIZE": "10"}, 0, "3/10"},
		{"AWS Batch without a size", "auto", map[string]string{"AWS_BATCH_JOB_ARRAY_INDEX": "2"}, 0, ""},
		{"two at once", "auto", map[string]string{"JOB_COMPLETION_INDEX": "0", "AWS_BATCH_JOB_ARRAY_INDEX": "0", "AWS_BATCH_JOB_ARRAY_SIZE": "2"}, 2, ""},
		{"what is written counts", "2/2", slurm("1", "1", "8", "8"), 0, "2/2"},
	} {
		got, err := study.ParseShard(c.text, c.env, c.count)
		if (err == nil) != (c.want != "") || err == nil && got.String() != c.want {
			t.Errorf("%s: got %v, %v, want %q", c.name, got, err, c.want)
		}
	}
}

func TestShardsShareAllRuns(t *testing.T) {
	runs := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for n := 1; n <= 13; n++ {
		var all []int
		for i := range n {
			own := study.Select(study.Shard{Index: i, Count: n}, runs)
			if len(own) > len(runs)/n+1 {
				t.Errorf("shard %d of %d has %d runs, want an equal part", i, n, len(own))
			}
			all = append(all, own...)
		}
		slices.Sort(all)
		if !slices.Equal(all, runs) {
			t.Errorf("%d shards: got %v, want all", n, all)
		}
	}
}

var errBroken = errors.New("broken")

func TestABatchGoesOnWhereItStopped(t *testing.T) {
	s := opened(t, t.TempDir())
	plan := strings.Fields("a b c d e f g h")
	played := map[string]int{}
	play := func(stopAt string) func(context.Context, string) ([]byte, error) {
		return func(_ context.Context, key string) ([]byte, error) {
			if key == stopAt {
				return nil, errBroken
			}
			played[key]++
			return []byte("result of " + key), nil
		}
	}
	n, err := study.Play(context.Background(), s, "v1", plan, study.Shard{Index: 0, Count: 2}, 1, play("e"))
	if n != 2 || !errors.Is(err, errBroken) {
		t.Errorf("first: got %d, %v, want 2 runs and the failure", n, err)
	}
	n, err = study.Play(context.Background(), s, "v1", plan, study.WholeStudy(), 1, play(""))
	if n != 6 || err != nil {
		t.Errorf("second: got %d, %v, want the 6 others", n, err)
	}
	if want := map[string]int{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1}; !reflect.DeepEqual(played, want) {
		t.Errorf("got %v, want each once", played)
	}
}
