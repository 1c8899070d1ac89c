package study_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"headroom/sim/study"
)

func TestResultsComeInOrderWhateverTheNumberOfWorkers(t *testing.T) {
	want := []int{0, 1, 4, 9, 16, 25, 36, 49}
	for _, jobs := range []int{0, 1, 2, 3, 100} {
		got, err := study.Replicate(context.Background(), 8, jobs, func(_ context.Context, i int) (int, error) { return i * i, nil })
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("with %d jobs: %v, %v, want %v", jobs, got, err, want)
		}
	}
}

func TestNoMoreRunsThanJobsAtATime(t *testing.T) {
	var now, most atomic.Int32
	_, err := study.Replicate(context.Background(), 50, 3, func(context.Context, int) (int, error) {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		now.Add(-1)
		return 0, nil
	})
	if err != nil || most.Load() > 3 {
		t.Errorf("%d at a time, error %v", most.Load(), err)
	}
}

func TestAFailureStopsTheRestAndKeepsWhatIsFinished(t *testing.T) {
	broken := errors.New("broken")
	got, err := study.Replicate(context.Background(), 100, 1, func(_ context.Context, i int) (int, error) {
		if i == 3 {
			return 0, broken
		}
		return i, nil
	})
	if !errors.Is(err, broken) || !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("%v, %v, want the first three and the failure", got, err)
	}
}

func TestCancellingKeepsWhatIsFinished(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	got, err := study.Replicate(ctx, 100, 1, func(ctx context.Context, i int) (int, error) {
		if i == 2 {
			cancel()
			return 0, ctx.Err()
		}
		return i, nil
	})
	if !errors.Is(err, context.Canceled) || !slices.Equal(got, []int{0, 1}) {
		t.Errorf("%v, %v, want two results and the cancellation", got, err)
	}
}

func TestNothingToDo(t *testing.T) {
	got, err := study.Replicate(context.Background(), 0, 2, func(context.Context, int) (int, error) { return 0, nil })
	if err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestAPanicIsAnError(t *testing.T) {
	done, err := study.Replicate(context.Background(), 4, 1, func(_ context.Context, i int) (int, error) {
		if i == 2 {
			panic("queue of negative length")
		}
		return i, nil
	})
	var p *study.Panic
	if !errors.As(err, &p) || p.Replication != 2 || p.Value != "queue of negative length" || !strings.Contains(err.Error(), "replicate_test.go") {
		t.Errorf("error %v, want the panic of replication 2 with its stack", err)
	}
	if len(done) < 2 {
		t.Errorf("%d runs are kept, want those before the panic", len(done))
	}
}
