package stats_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"headroom/sim"
	"headroom/sim/stats"
)

const second = sim.Time(time.Second)

func TestWindowsIndex(t *testing.T) {
	t.Parallel()
	// 10 to 13, 13 to 16, 16 to 19 s; the part from 19 to 20 s is dropped.
	w := stats.NewWindows(10*second, 3*time.Second, 20*second)
	for _, c := range []struct {
		name string
		t    sim.Time
		want int
	}{
		{"long before the start", 0, -1},
		{"just before the start", 10*second - 1, -1},
		{"the start", 10 * second, 0},
		{"the last instant of the first", 13*second - 1, 0},
		{"the first instant of the second", 13 * second, 1},
		{"the last instant of the last", 19*second - 1, 2},
		{"in the part window", 19 * second, -1},
		{"after the end", 25 * second, -1},
		{"never", sim.Never, -1},
	} {
		if got := w.Index(c.t); got != c.want {
			t.Errorf("%s: Index(%v) = %v, want %v", c.name, c.t, got, c.want)
		}
	}
	if w.Len() != 3 || w.Width() != 3*time.Second || w.Start(2) != 16*second {
		t.Errorf("Len, Width, Start(2) = %v, %v, %v, want 3, 3s, 16s", w.Len(), w.Width(), w.Start(2))
	}
}

func TestWindowsCount(t *testing.T) {
	t.Parallel()
	w := stats.NewWindows(0, time.Second, 2*second)
	w.Offered(1)
	w.Offered(2)
	w.Offered(3 * second)
	w.OK(1, 5e6)
	w.OK(2*second, 5e6)
	w.Failed(2)
	w.Failed(second)
	w.Failed(3 * second)
	first, next := w.At(0), w.At(1)
	if first.Offered != 2 || first.OK != 1 || first.Failed != 1 || first.Latency.Mean() != 0.005 {
		t.Errorf("first window = %+v, want 2 offered, 1 ok, 1 failed, 5 ms", *first)
	}
	if want := (stats.Window{Failed: 1}); *next != want {
		t.Errorf("second window = %+v, want %+v", *next, want)
	}
}

func TestWindowsMergedAreCountedTogether(t *testing.T) {
	t.Parallel()
	shape := func() *stats.Windows { return stats.NewWindows(second, time.Second, 11*second) }
	one, other, both := shape(), shape(), shape()
	r := rand.New(rand.NewPCG(13, 14))
	for range 200 {
		w := one
		if r.IntN(2) == 0 {
			w = other
		}
		at, took := sim.Time(r.Int64N(12e9)), r.Int64N(1e8)
		for _, w := range []*stats.Windows{w, both} {
			w.Offered(at)
			if took%5 == 0 {
				w.Failed(at)
			} else {
				w.OK(at, took)
			}
		}
	}
	empty := shape()
	empty.Merge(one)
	empty.Merge(other)
	empty.Merge(shape())
	for i := range both.Len() {
		if !reflect.DeepEqual(empty.At(i), both.At(i)) {
			t.Errorf("merged window %d differs from that counted together", i)
		}
	}
	panics(t, "another width", func() { one.Merge(stats.NewWindows(second, 2*time.Second, 21*second)) })
	panics(t, "another start", func() { one.Merge(stats.NewWindows(0, time.Second, 10*second)) })
	panics(t, "another number", func() { one.Merge(stats.NewWindows(second, time.Second, 10*second)) })
}

func TestWindowsShapes(t *testing.T) {
	t.Parallel()
	if got := stats.NewWindows(5, time.Second, 5).Len(); got != 0 {
		t.Errorf("windows of no time = %d, want 0", got)
	}
	if got := stats.NewWindows(9*second, time.Second, 5*second).Len(); got != 0 {
		t.Errorf("windows that end before they start = %d, want 0", got)
	}
	panics(t, "a width of 0", func() { stats.NewWindows(0, 0, second) })
}

func TestWindowsDoNotAllocateOnceWarm(t *testing.T) {
	w := stats.NewWindows(0, time.Second, 10*second)
	w.OK(1, 1e6)
	if got := testing.AllocsPerRun(1000, func() { w.Offered(2); w.OK(2, 1e6); w.Failed(3) }); got != 0 {
		t.Errorf("counting allocates %v times, want 0", got)
	}
}
