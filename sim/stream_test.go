package sim_test

import (
	"math"
	"math/bits"
	"testing"
	"time"

	"headroom/sim"
)

func TestStreamIsSplitMix64(t *testing.T) {
	// The first numbers of the seed 1234567, as printed by the reference implementation.
	s := sim.NewStream(1234567)
	for i, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423} {
		if got := s.Uint64(); got != want {
			t.Errorf("number %d = %d, want %d", i, got, want)
		}
	}
}

func TestNumbersAreUniform(t *testing.T) {
	const cells, draws = 100, 1_000_000
	s := sim.NewStream(7)
	var floats, ints [cells]float64
	for range draws {
		floats[int(s.Float64()*cells)]++
		ints[s.IntN(cells)]++
	}
	for name, counts := range map[string][cells]float64{"Float64": floats, "IntN": ints} {
		chi := 0.0
		for _, n := range counts {
			chi += (n - draws/cells) * (n - draws/cells) / (draws / cells)
		}
		// 99 degrees of freedom: mean 99, standard deviation 14.
		if math.Abs(chi-99) > 5*14 {
			t.Errorf("%s: chi square %.0f, want about 99", name, chi)
		}
	}
}

func TestIntNStaysInItsRange(t *testing.T) {
	s := sim.NewStream(3)
	for _, n := range []int{1, 2, 3, 1<<31 - 1} {
		for range 1000 {
			if got := s.IntN(n); got < 0 || got >= n {
				t.Fatalf("IntN(%d) = %d", n, got)
			}
		}
	}
}

func TestOneBitChangesHalfOfAKey(t *testing.T) {
	changed, n := 0, 0
	for i := uint64(0); i < 1000; i++ {
		for bit := range 64 {
			changed += bits.OnesCount64(sim.Mix(i, 5) ^ sim.Mix(i^1<<bit, 5))
			changed += bits.OnesCount64(sim.Mix(5, i) ^ sim.Mix(5, i^1<<bit))
			n += 2
		}
	}
	if mean := float64(changed) / float64(n); math.Abs(mean-32) > 0.1 {
		t.Errorf("%.2f bits change, want 32", mean)
	}
}

func TestNamesHaveDifferentKeys(t *testing.T) {
	names := map[uint64]string{}
	for _, name := range []string{"", "a", "b", "ab", "ba", "users/arrivals", "users/keys", "users/keys "} {
		if other, ok := names[sim.Hash(name)]; ok {
			t.Errorf("%q and %q have the same key", name, other)
		}
		names[sim.Hash(name)] = name
	}
}

func TestTimeSaturates(t *testing.T) {
	if got := (sim.Never - 5).Add(time.Second); got != sim.Never {
		t.Errorf("a sum past the range is %v, want Never", got)
	}
	tests := []struct {
		name    string
		seconds float64
		want    time.Duration
	}{
		{"a millisecond", 0.001, time.Millisecond},
		{"half a nanosecond is rounded up", 0.5e-9, 1},
		{"less than half is nothing", 0.4e-9, 0},
		{"longer than the range", 1e300, 1<<63 - 1},
		{"negative", -2, -2 * time.Second},
	}
	for _, test := range tests {
		if got := sim.Seconds(test.seconds); got != test.want {
			t.Errorf("%s: Seconds(%v) = %v, want %v", test.name, test.seconds, got, test.want)
		}
	}
}
