package sim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/sim"
)

// diary writes down its events.
type diary struct {
	k     *sim.Kernel
	seen  []string
	after func(ev sim.Event)
}

func (d *diary) Handle(ev sim.Event) {
	d.seen = append(d.seen, fmt.Sprintf("%v:%d", ev.At, ev.Arg))
	if d.after != nil {
		d.after(ev)
	}
}

func keeping(k *sim.Kernel) (*diary, sim.ID) {
	d := &diary{k: k}
	return d, k.Register(d)
}

func TestEventsHappenInOrder(t *testing.T) {
	k := sim.NewKernel(1, 0)
	d, id := keeping(k)
	for i, delay := range []time.Duration{5, 3, 5, 0, 3} {
		k.Schedule(delay, id, 0, uint64(i))
	}
	k.Run(10)
	if want := []string{"0s:3", "3ns:1", "3ns:4", "5ns:0", "5ns:2"}; !slices.Equal(d.seen, want) {
		t.Errorf("saw %v, want %v", d.seen, want)
	}
	if k.Now() != 10 || k.Events() != 5 || k.Pending() != 0 {
		t.Errorf("now %v, %d events, %d pending; want 10ns, 5, 0", k.Now(), k.Events(), k.Pending())
	}
}

func TestRunStopsBeforeItsEndAndGoesOn(t *testing.T) {
	k := sim.NewKernel(1, 0)
	d, id := keeping(k)
	for _, at := range []sim.Time{9, 10, 11} {
		k.ScheduleAt(at, id, 0, uint64(at))
	}
	k.Run(10)
	if want := []string{"9ns:9"}; !slices.Equal(d.seen, want) {
		t.Errorf("saw %v, want %v: an event at the end belongs to the next run", d.seen, want)
	}
	k.Run(20)
	if want := []string{"9ns:9", "10ns:10", "11ns:11"}; !slices.Equal(d.seen, want) {
		t.Errorf("saw %v, want %v", d.seen, want)
	}
}

func TestStepHandlesAtMostSoMany(t *testing.T) {
	k := sim.NewKernel(1, 0)
	d, id := keeping(k)
	for range 5 {
		k.Schedule(1, id, 0, 0)
	}
	if !k.Step(10, 3) || len(d.seen) != 3 {
		t.Errorf("the first step handled %d, want 3 and more to come", len(d.seen))
	}
	if k.Step(10, 3) || len(d.seen) != 5 {
		t.Errorf("after the second step %d, want 5 and no more", len(d.seen))
	}
}

func TestMisuseOfTheKernelPanics(t *testing.T) {
	tests := []struct {
		name string
		do   func(k *sim.Kernel)
		want string
	}{
		{"a negative delay", func(k *sim.Kernel) { k.Schedule(-1, 0, 0, 0) }, "negative delay"},
		{"the past", func(k *sim.Kernel) { k.Run(10); k.ScheduleAt(9, 0, 0, 0) }, "before"},
		{"an end that has passed", func(k *sim.Kernel) { k.Run(10); k.Run(9) }, "before"},
	}
	for _, test := range tests {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, test.want) {
					t.Errorf("%s: panic %q, want one with %q", test.name, got, test.want)
				}
			}()
			test.do(sim.NewKernel(1, 0))
		}()
	}
}

func TestStreamsDependOnSeedReplicationAndNameAlone(t *testing.T) {
	first := func(seed uint64, replication int, name string, others ...string) uint64 {
		k := sim.NewKernel(seed, replication)
		for _, other := range others {
			k.Stream(other)
		}
		s := k.Stream(name)
		return s.Uint64()
	}
	same := first(1, 0, "users/arrivals")
	if got := first(1, 0, "users/arrivals", "a", "b"); got != same {
		t.Error("streams of other names change the stream")
	}
	for name, got := range map[string]uint64{
		"another seed": first(2, 0, "users/arrivals"), "another replication": first(1, 1, "users/arrivals"), "another name": first(1, 0, "users/keys"),
	} {
		if got == same {
			t.Errorf("%s gives the same stream", name)
		}
	}
}

// TestSchedulingAllocatesNothing holds the promise of the package for a warm kernel.
func TestSchedulingAllocatesNothing(t *testing.T) {
	k := sim.NewKernel(1, 0)
	d := &again{k: k, s: k.Stream("again")}
	d.id = k.Register(d)
	for range 1000 {
		k.Schedule(time.Duration(d.s.IntN(1e9)), d.id, 0, 0)
	}
	k.Step(sim.Never-1, 2_000_000)
	if n := testing.AllocsPerRun(20, func() { k.Step(sim.Never-1, 10_000) }); n > 1 {
		t.Errorf("%v allocations in 10,000 events", n)
	}
}

// again schedules an event for each that it handles.
type again struct {
	k  *sim.Kernel
	id sim.ID
	s  sim.Stream
}

func (a *again) Handle(sim.Event) { a.k.Schedule(time.Duration(a.s.IntN(1e9)), a.id, 0, 0) }

// forgetful sets timers, each of which is for nobody when the hundredth after it is set.
type forgetful struct {
	k    *sim.Kernel
	id   sim.ID
	n    uint64 // timers to set
	next uint64
	most int
	seen []uint64
}

const (
	timer sim.Kind = iota
	another
)

func (f *forgetful) Handle(ev sim.Event) {
	if ev.Kind == timer {
		f.seen = append(f.seen, ev.Arg)
		return
	}
	f.most = max(f.most, f.k.Pending())
	f.k.Schedule(time.Second, f.id, timer, f.next)
	if f.next++; f.next < f.n {
		f.k.Schedule(time.Microsecond, f.id, another, 0)
	}
}

func (f *forgetful) Lapsed(ev sim.Event) bool { return ev.Kind == timer && ev.Arg+100 < f.next }

func TestLapsedEventsAreLeftOutAndCounted(t *testing.T) {
	f := &forgetful{k: sim.NewKernel(1, 0), n: 100_000}
	f.id = f.k.Register(f)
	f.k.Schedule(0, f.id, another, 0)
	f.k.Run(10e9)
	if f.most > 10_000 {
		t.Errorf("%d events waited at once, of which 100 were for somebody", f.most)
	}
	if got, want := f.k.Events(), 2*f.n; got != want {
		t.Errorf("%d events in all, want %d", got, want)
	}
	if last := f.seen[len(f.seen)-100:]; last[0] != f.n-100 || last[99] != f.n-1 || !slices.IsSorted(f.seen) {
		t.Errorf("the last timers are %v, want the last 100 that were set, in order", last)
	}
}
