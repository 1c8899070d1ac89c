package flow

import (
	"math"
	"testing"
)

func TestGenerationsNeverComeRound(t *testing.T) {
	var a arena
	first, f := a.take()
	slot := int32(uint32(first))
	f.gen = math.MaxUint32
	last := Ref(f.gen)<<32 | Ref(uint32(slot))
	a.give(slot, f)
	if a.live != 0 {
		t.Errorf("%d frames are alive, want none", a.live)
	}
	for range 2 * chunk {
		r, g := a.take()
		if int32(uint32(r)) == slot {
			t.Fatalf("slot %d is used again after its last generation", slot)
		}
		if r == first || r == last {
			t.Fatalf("reference %x was given out before", r)
		}
		a.give(int32(uint32(r)), g)
	}
	if got := a.at(slot).gen; got != 0 {
		t.Errorf("the retired slot has generation %d, want 0, which no reference has", got)
	}
}
