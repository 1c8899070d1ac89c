package study_test

import (
	"math"
	"slices"
	"testing"

	"headroom/sim"
	"headroom/sim/stats"
	"headroom/sim/study"
)

func TestRegionsOfTheMap(t *testing.T) {
	spot := func(load, trigger float64, down, lost int) study.Spot {
		return study.Spot{Load: load, Trigger: trigger, Controls: 10, Down: down, Runs: 10, Lost: lost}
	}
	cells, hidden := study.Cliff([]study.Spot{
		spot(900, 1, 10, 10), spot(100, 1, 0, 0), spot(300, 1, 0, 0), spot(700, 1, 0, 4), spot(500, 1, 0, 0),
		spot(900, 9, 6, 10), spot(700, 9, 5, 10), spot(500, 9, 0, 1), spot(300, 9, 0, 0), spot(100, 9, 0, 0),
	})
	want := []study.Region{
		study.Stable, study.Stable, study.Vulnerable, study.Metastable, study.Collapsed,
		study.Stable, study.Stable, study.Metastable, study.Metastable, study.Collapsed,
	}
	for i, c := range cells {
		if load, trigger := []float64{100, 300, 500, 700, 900}[i%5], []float64{1, 9}[i/5]; c.Load != load || c.Trigger != trigger || c.Region != want[i] {
			t.Errorf("got load %v, trigger %v to be %s, want %v, %v, %s", c.Load, c.Trigger, c.Region, load, trigger, want[i])
		}
	}
	if hidden != 300 {
		t.Errorf("got a hidden capacity of %v, want 300", hidden)
	}
	if c := cells[3].Collapse; c.Value != 0.4 || *c.CI95 != stats.Wilson(4, 10) {
		t.Errorf("got a probability of collapse of %v, want 0.4 and its interval", *c)
	}
	if _, hidden := study.Cliff([]study.Spot{spot(100, 1, 0, 1)}); !math.IsNaN(hidden) {
		t.Errorf("got a hidden capacity of %v, want none", hidden)
	}
	if cells, hidden := study.Cliff(nil); len(cells) != 0 || !math.IsNaN(hidden) {
		t.Errorf("an empty map: got %v, %v", cells, hidden)
	}
}

func TestTimeToRecover(t *testing.T) {
	cells, _ := study.Cliff([]study.Spot{{Load: 1, Trigger: 1, Runs: 4, Lost: 2, Recovery: []float64{4, 6}}, {Load: 1, Trigger: 2, Runs: 2, Lost: 2}, {Load: 2, Trigger: 2, Controls: 3}})
	if r := cells[0].Recover; r == nil || r.Value != 5 || r.CI95 == nil {
		t.Errorf("got %v, want 5 s with an interval", r)
	}
	if cells[1].Recover != nil || cells[2].Collapse != nil {
		t.Errorf("got %v and %v, want nothing where nothing was measured", cells[1].Recover, cells[2].Collapse)
	}
	if got := study.Unsure(cells, 0.6); !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("got %v unsure, want those of few runs", got)
	}
}

// threshold is the trigger from which a system of retries never recovers. It serves
// 1000/s, an attempt gives up after 0.5 s, and each request makes up to 3 attempts. While
// the trigger lasts 400/s are served and the queue grows by (load - 400)/s; if the wait at
// its end, queue/1000, is longer than 0.5 s all attempts are retried, and at a load above
// 1000/3 they keep the queue long.
func threshold(load float64) float64 {
	switch {
	case load >= 1000:
		return 0
	case load <= 1000.0/3:
		return math.Inf(1)
	}
	return 500 / max(load-400, 0)
}

func TestRefiningFindsTheCliff(t *testing.T) {
	for _, geometric := range []bool{false, true} {
		loads, triggers := study.Sharpness{Step: 4, Geometric: false}, study.Sharpness{Step: 0.1, Geometric: geometric}
		spots := map[study.Place]study.Spot{}
		var next []study.Place
		for load := 200.0; load <= 1200; load += 200 {
			for _, trigger := range []float64{0.5, 1, 2, 8} {
				next = append(next, study.Place{Load: load, Trigger: trigger})
			}
		}
		var cells []study.Cell
		rounds := 0
		for ; len(next) > 0; rounds++ {
			for _, p := range next {
				s := study.Spot{Load: p.Load, Trigger: p.Trigger, Controls: 5, Runs: 5}
				if p.Load > 1000 {
					s.Down = 5
				}
				if p.Trigger > threshold(p.Load) {
					s.Lost = 5
				}
				spots[p] = s
			}
			var all []study.Spot
			for _, s := range spots {
				all = append(all, s)
			}
			cells, _ = study.Cliff(all)
			next = study.Boundary(cells, loads, triggers)
		}
		// From step 200 to 4 takes 6 halvings, and new places have neighbours of their own.
		if rounds > 20 || len(cells) > 600 {
			t.Errorf("got %d rounds and %d cells, want a boundary and not the whole map", rounds, len(cells))
		}
		for _, trigger := range []float64{1, 2, 8} { // in these rows the fall lies at 400 + 500/trigger
			last, first := 0.0, math.Inf(1)
			for _, c := range cells {
				if c.Trigger == trigger && (c.Region == study.Stable || c.Region == study.Vulnerable) {
					last = max(last, c.Load)
				} else if c.Trigger == trigger {
					first = min(first, c.Load)
				}
			}
			want := 400 + 500/trigger
			if last > want || first < want || first-last > 4 {
				t.Errorf("trigger %v: falls between %v and %v, want at %v within 4", trigger, last, first, want)
			}
		}
	}
}

// TestACoinTossIsMetastable: near the cliff some runs recover and some do not.
func TestACoinTossIsMetastable(t *testing.T) {
	s := sim.NewStream(2)
	lost := 0
	for range 40 {
		lost += s.IntN(2)
	}
	cells, _ := study.Cliff([]study.Spot{{Load: 400, Trigger: 30, Controls: 40, Runs: 40, Lost: lost}})
	c := cells[0]
	if c.Region != study.Metastable || c.Collapse.CI95[0] > 0.5 || c.Collapse.CI95[1] < 0.5 || c.Collapse.CI95[1]-c.Collapse.CI95[0] > 0.31 {
		t.Errorf("got %s with %v, want metastable at even odds", c.Region, *c.Collapse)
	}
}
