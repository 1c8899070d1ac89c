package whatif

import (
	"slices"
	"strings"
	"testing"

	"headroom/models"
	"headroom/sim/stats"
)

// storm is a system that never comes back from a trigger longer than 600 divided by how
// far the load is above 300; near that the luck decides. From 1,000 on it is lost without
// a trigger.
func storm(v []float64, without bool, n float64) *stats.Trial {
	load, trigger := v[0], v[1]
	fails := load >= 1000
	if !without && load > 300 {
		fails = fails || trigger > 600/(load-300)*(1+0.2*n)
	}
	good := 1.0
	if fails {
		good = 0
	}
	t := objective(good, ">=", 0.99)
	if !without && !fails {
		time := 2 * trigger
		t.Recovery = &time
	}
	return t
}

const trigger = "faults[0].for"

func mapping(t *testing.T, edit func(*models.Study), load, size *knob) *cliff {
	t.Helper()
	s := &models.Study{Repeat: 5, Cliff: models.Cliff{Trigger: models.Vary{Set: trigger}, Sharpen: 2}}
	if edit != nil {
		edit(s)
	}
	c, err := newCliff(s, load, size, s.Cliff.Controls(), 3)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func stormKnobs(t *testing.T) (load, size *knob) {
	return aList(t, rate, "200/s", "400/s", "600/s", "800/s", "1.1k/s"), aList(t, trigger, "300ms", "1s", "3s", "10s")
}

func TestCliff(t *testing.T) {
	load, size := stormKnobs(t)
	s := newLab(storm, 1, load, size).summed(t, mapping(t, nil, load, size))
	cells := s.Cliff.Cells
	if !slices.IsSortedFunc(cells, func(a, b stats.Cell) int {
		if *a.Load.Number != *b.Load.Number {
			return int(*a.Load.Number - *b.Load.Number)
		}
		return int(1000 * (*a.Trigger.Number - *b.Trigger.Number))
	}) {
		t.Error("the cells are not sorted by load, then by trigger")
	}
	tosses := 0
	for _, c := range cells {
		limit := 600 / (*c.Load.Number - 300)
		switch l, size := *c.Load.Number, *c.Trigger.Number; {
		case l < 300 && c.Region != "stable":
			t.Errorf("%s at %s: got %s, want stable", c.Load.Text, c.Trigger.Text, c.Region)
		case l >= 1000 && c.Region != "collapsed":
			t.Errorf("%s at %s: got %s, want collapsed", c.Load.Text, c.Trigger.Text, c.Region)
		case l > 300 && l < 1000 && size > 2*limit && c.Lost < c.Runs:
			t.Errorf("%s at %s: got %d of %d lost, want all", c.Load.Text, c.Trigger.Text, c.Lost, c.Runs)
		case l > 300 && size < 0.4*limit && l < 1000 && c.Region != "vulnerable":
			t.Errorf("%s at %s: got %s, want vulnerable", c.Load.Text, c.Trigger.Text, c.Region)
		}
		if c.Lost > 0 && c.Lost < c.Runs {
			tosses++
			if width := c.Collapse.CI95[1] - c.Collapse.CI95[0]; width > closely && c.Runs < 40 {
				t.Errorf("%s at %s: got an interval of %v after %d runs, want more runs", c.Load.Text, c.Trigger.Text, width, c.Runs)
			}
		}
		if c.Lost < c.Runs && (c.Recovery == nil || c.Recovery.Value < 1.99**c.Trigger.Number || c.Recovery.Value > 2.01**c.Trigger.Number) {
			t.Errorf("%s at %s: got %v to recover, want twice the trigger", c.Load.Text, c.Trigger.Text, c.Recovery)
		}
	}
	if len(cells) <= 20 || tosses == 0 {
		t.Errorf("got %d cells, %d of them undecided by the load and the trigger alone; want the cliff sharpened", len(cells), tosses)
	}
	if s.Cliff.Hidden == nil || s.Cliff.Hidden.Text != "200/s" && *s.Cliff.Hidden.Number > 310 {
		t.Errorf("got a hidden capacity of %v, want 200/s to 310/s", s.Cliff.Hidden)
	}
	for _, part := range []string{"every run recovers from every trigger of the map: the hidden capacity", "most runs are lost without any trigger", "At 800/s the system recovers from a trigger of ", "never comes back from one of "} {
		if !strings.Contains(s.Answer, part) {
			t.Errorf("got %q, want it to have %q", s.Answer, part)
		}
	}
}

func TestCliffWithoutOne(t *testing.T) {
	load, size := aList(t, rate, "100/s", "200/s"), aList(t, trigger, "1s", "30s")
	s := newLab(storm, 1, load, size).summed(t, mapping(t, nil, load, size))
	if s.Answer != "no run is lost: every one recovers from every trigger of the map" || len(s.Cliff.Cells) != 4 || s.Runs != 30 {
		t.Errorf("got %q with %d cells and %d runs", s.Answer, len(s.Cliff.Cells), s.Runs)
	}
	if len(s.Notes) != 1 || s.Notes[0] != "where none of 5 runs is lost, up to 43 % of them may be (95 %)" {
		t.Errorf("got the notes %q, want to be told how sure that is", s.Notes)
	}
}

func TestCliffKeepsItsBudget(t *testing.T) {
	load, size := stormKnobs(t)
	s := newLab(storm, 1, load, size).summed(t, mapping(t, func(s *models.Study) { s.Budget = 130 }, load, size))
	if s.Runs > 130 || !strings.Contains(strings.Join(s.Notes, " "), "budget of 130") {
		t.Errorf("got %d runs and the notes %q, want 130 at most, and to be told", s.Runs, s.Notes)
	}
	_, err := newCliff(&models.Study{Repeat: 5, Budget: 100}, load, size, nil, 3)
	if err == nil || !strings.Contains(err.Error(), "takes 125 replications") {
		t.Errorf("got %v, want an error: the first round alone takes 125", err)
	}
}

func TestCliffIsTheSameHoweverItIsDivided(t *testing.T) {
	load, size := stormKnobs(t)
	sameByCrumbs(t, storm, mapping(t, nil, load, size), load, size)
}
