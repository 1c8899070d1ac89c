package flow_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"headroom/sim"
	"headroom/sim/flow"
)

// recorder is a node that writes down what the flow tells it.
type recorder struct {
	flow   *flow.Flow
	k      *sim.Kernel
	id     int32
	seen   []string
	arrive func(r flow.Ref, f *flow.Frame)
}

func (n *recorder) note(format string, args ...any) {
	n.seen = append(n.seen, fmt.Sprintf("%v ", n.k.Now())+fmt.Sprintf(format, args...))
}

func (n *recorder) Arrive(r flow.Ref, f *flow.Frame) {
	n.note("arrive")
	if n.arrive != nil {
		n.arrive(r, f)
	}
}

func (n *recorder) Return(_ flow.Ref, _, child *flow.Frame) {
	n.note("return %d slot %d", child.Outcome, child.Slot)
}

func (n *recorder) Stale(f *flow.Frame) { n.note("stale %d", f.Spent) }

func nodes() (*sim.Kernel, *flow.Flow, *recorder, *recorder) {
	k := sim.NewKernel(1, 0)
	f := flow.New(k)
	caller, callee := &recorder{flow: f, k: k}, &recorder{flow: f, k: k}
	caller.id, callee.id = f.Add(caller), f.Add(callee)
	return k, f, caller, callee
}

// parent makes a frame of the caller that waits for answers.
func parent(fl *flow.Flow, n *recorder) flow.Ref {
	r, f := fl.New()
	f.Node, f.Phase = n.id, flow.Inside
	return r
}

func call(fl *flow.Flow, from flow.Ref, to *recorder, slot int32, delay time.Duration) flow.Ref {
	r, f := fl.New()
	f.Parent, f.Node, f.Slot = from, to.id, slot
	fl.Call(r, f, delay)
	return r
}

func TestACallArrivesAndItsAnswerReturns(t *testing.T) {
	tests := []struct {
		name              string
		there, back       time.Duration
		arrived, returned string
	}{
		{"with delays both ways", 3, 4, "3ns arrive", "7ns return 0 slot 9"},
		{"at once without delays", 0, 0, "0s arrive", "0s return 0 slot 9"},
	}
	for _, test := range tests {
		k, fl, caller, callee := nodes()
		callee.arrive = func(r flow.Ref, f *flow.Frame) { fl.Reply(r, f, flow.OK, test.back) }
		call(fl, parent(fl, caller), callee, 9, test.there)
		k.Run(100)
		if want := []string{test.arrived}; !slices.Equal(callee.seen, want) {
			t.Errorf("%s: the callee saw %v, want %v", test.name, callee.seen, want)
		}
		if want := []string{test.returned}; !slices.Equal(caller.seen, want) {
			t.Errorf("%s: the caller saw %v, want %v", test.name, caller.seen, want)
		}
		if fl.Live() != 1 {
			t.Errorf("%s: %d frames live, want the caller's alone", test.name, fl.Live())
		}
	}
}

func TestACallerThatGaveUpLeavesTheCalleeWorking(t *testing.T) {
	k, fl, caller, callee := nodes()
	p := parent(fl, caller)
	r := call(fl, p, callee, 0, 1)
	k.Run(5)
	fl.Drop(p, fl.Get(p))
	f := fl.Inside(r)
	if f == nil {
		t.Fatal("the callee's frame went with its caller")
	}
	f.Spent = 42
	fl.Reply(r, f, flow.OK, 1)
	k.Run(10)
	if want := []string{"1ns arrive", "6ns stale 42"}; !slices.Equal(callee.seen, want) {
		t.Errorf("the callee saw %v, want %v", callee.seen, want)
	}
	if len(caller.seen) != 0 {
		t.Errorf("the caller that had gone saw %v", caller.seen)
	}
}

func TestReferencesGoStale(t *testing.T) {
	_, fl, caller, _ := nodes()
	old := parent(fl, caller)
	fl.Drop(old, fl.Get(old))
	young := parent(fl, caller) // takes the same slot
	if flow.Slot(old) != flow.Slot(young) {
		t.Fatalf("slots %d and %d, want the same", flow.Slot(old), flow.Slot(young))
	}
	if fl.Get(old) != nil || fl.Inside(old) != nil {
		t.Error("a stale reference finds the frame that took its slot")
	}
	if fl.Get(young) == nil || fl.Get(0) != nil {
		t.Error("a live reference must find its frame, and none finds nothing")
	}
	defer func() {
		if recover() == nil {
			t.Error("dropping a stale reference does not panic")
		}
	}()
	fl.Drop(old, fl.Get(young))
}

func TestInsideIsNeitherOnTheWayNorAnswered(t *testing.T) {
	k, fl, caller, callee := nodes()
	r := call(fl, parent(fl, caller), callee, 0, 5)
	if fl.Inside(r) != nil {
		t.Error("a call on its way is inside")
	}
	k.Run(6)
	f := fl.Inside(r)
	if f == nil {
		t.Fatal("an arrived call is not inside")
	}
	fl.Reply(r, f, flow.Error, 5)
	if fl.Inside(r) != nil || fl.Get(r) == nil {
		t.Error("an answered call is still inside, or gone before its answer has come back")
	}
}

func TestEachVisitsTheFramesOfANodeAndMayFreeThem(t *testing.T) {
	_, fl, caller, callee := nodes()
	for range 3000 {
		parent(fl, caller)
		parent(fl, callee)
	}
	n := 0
	fl.Each(callee.id, func(r flow.Ref, f *flow.Frame) {
		n++
		if f.Node != callee.id {
			t.Fatalf("visited a frame of node %d", f.Node)
		}
		fl.Drop(r, fl.Get(r))
	})
	if n != 3000 || fl.Live() != 3000 {
		t.Errorf("visited %d, %d live; want 3000 and 3000", n, fl.Live())
	}
}

func TestFramesStayWhereTheyAreWhenTheArenaGrows(t *testing.T) {
	_, fl, caller, _ := nodes()
	r := parent(fl, caller)
	f := fl.Get(r)
	for range 10_000 {
		parent(fl, caller)
	}
	if fl.Get(r) != f {
		t.Error("the frame has moved")
	}
}

func TestCallsAllocateNothing(t *testing.T) {
	k, fl, caller, callee := nodes()
	callee.seen, caller.seen = make([]string, 0, 1), make([]string, 0, 1)
	quiet := &silent{flow: fl}
	quiet.id = fl.Add(quiet)
	r, f := fl.New()
	f.Node, f.Phase = quiet.id, flow.Inside
	now := sim.Time(0)
	if n := testing.AllocsPerRun(1000, func() {
		c, g := fl.New()
		g.Parent, g.Node = r, quiet.id
		fl.Call(c, g, 5)
		now += 20
		k.Run(now)
	}); n != 0 {
		t.Errorf("%v allocations per call", n)
	}
}

// silent answers every call at once.
type silent struct {
	flow *flow.Flow
	id   int32
}

func (n *silent) Arrive(r flow.Ref, f *flow.Frame)          { n.flow.Reply(r, f, flow.OK, 5) }
func (n *silent) Return(flow.Ref, *flow.Frame, *flow.Frame) {}
func (n *silent) Stale(*flow.Frame)                         {}
