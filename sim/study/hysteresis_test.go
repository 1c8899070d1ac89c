package study_test

import (
	"math"
	"testing"

	"headroom/sim/study"
)

func TestHysteresis(t *testing.T) {
	way := func(holds string, loads ...float64) []study.Leg {
		var legs []study.Leg
		for i, l := range loads {
			legs = append(legs, study.Leg{Load: l, Holds: holds[i] == '+'})
		}
		return legs
	}
	for _, c := range []struct {
		name         string
		up, down     []study.Leg
		falls, rises float64
		loop         bool
	}{
		{"it comes back where it fell", way("++-", 1, 2, 3), way("-++", 3, 2, 1), 3, 2, false},
		{"it has to go down further", way("+++-", 1, 2, 3, 4), way("---+", 4, 3, 2, 1), 4, 1, true},
		{"it never comes back", way("++-", 1, 2, 3), way("---", 3, 2, 1), 3, math.NaN(), true},
		{"it never falls", way("+++", 1, 2, 3), way("+++", 3, 2, 1), math.NaN(), 3, false},
		{"it was never up", way("--", 1, 2), way("--", 2, 1), 1, math.NaN(), false},
	} {
		got := study.HysteresisOf(c.up, c.down)
		same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
		if !same(got.Falls, c.falls) || !same(got.Rises, c.rises) || got.Loop != c.loop {
			t.Errorf("%s: got %+v, want a fall at %v and a rise at %v, loop %v", c.name, got, c.falls, c.rises, c.loop)
		}
	}
}
