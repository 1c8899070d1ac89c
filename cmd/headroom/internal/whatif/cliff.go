package whatif

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"headroom/models"
	"headroom/sim/stats"
	"headroom/sim/study"
)

// cliff maps where a system falls over and does not come back: over load, and over the
// size of a trigger. At each load there are control runs without a trigger. Rounds of
// places between neighbours sharpen the cliff, and where the seed decides what becomes of
// a run more of them tell its probability.
type cliff struct {
	load, trigger   *knob
	loads, triggers []float64 // of the first round, in rising order
	without         []string  // of the control runs
	first, most     int
	budget          int
	sharpen         int
}

// closely is how closely the probability of collapse is wanted where it is neither 0 nor
// 1: the width of its interval. It takes some 30 runs.
const closely = 0.35

// newCliff makes the map of a study from its two knobs, whose settings are numbers.
// Without is what is left out of the control runs. Repeat is the number of replications
// of a run.
func newCliff(s *models.Study, load, trigger *knob, without []string, repeat int) (*cliff, error) {
	c := &cliff{load: load, trigger: trigger, without: without, budget: budget(s), sharpen: s.Cliff.Sharpen}
	c.first, c.most = replications(s, repeat)
	var err error
	if c.loads, err = load.numbers(); err != nil {
		return nil, err
	}
	if c.triggers, err = trigger.numbers(); err != nil {
		return nil, err
	}
	if n := c.first * len(c.loads) * (len(c.triggers) + 1); n > c.budget {
		return nil, fmt.Errorf("a map of %d loads and %d triggers takes %d replications with its control runs, and the budget is %d; write fewer values, a smaller repeat, or a larger budget",
			len(c.loads), len(c.triggers), n, c.budget)
	}
	return c, nil
}

// numbers returns all values of a knob as numbers in rising order, each once. The range of
// the knob is then that of its numbers.
func (k *knob) numbers() ([]float64, error) {
	places, err := k.places()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.setting.Path, err)
	}
	var numbers []float64
	for _, p := range places {
		v := k.value(p)
		if v.Number == nil {
			return nil, fmt.Errorf("%s: %q is not a number; a map needs numbers on both axes", k.setting.Path, v.Text)
		}
		numbers = append(numbers, *v.Number)
	}
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	k.from, k.to = numbers[0], numbers[len(numbers)-1]
	return numbers, nil
}

// number returns the value of a number between those of a list.
func (k *knob) number(v float64) stats.KnobValue {
	return stats.KnobValue{Text: k.setting.Text(v), Number: &v}
}

// between rounds a number between those of a list to what matters on a map: a hundredth.
func (k *knob) between(v float64) float64 {
	switch {
	case v == k.from || v == k.to:
		return v
	case k.setting.Whole:
		return math.Floor(v)
	}
	return roundTo(v, min(math.Abs(v), k.to-k.from)/100)
}

func (c *cliff) point(p study.Place) Point {
	return Point{Values: []string{c.load.setting.Text(p.Load), c.trigger.setting.Text(p.Trigger)}}
}

// control is the point without a trigger. Its size does not matter, as it is left out.
func (c *cliff) control(load float64) Point {
	p := c.point(study.Place{Load: load, Trigger: c.triggers[0]})
	p.Without = c.without
	return p
}

// exploration is a map as far as the finished runs allow.
type exploration struct {
	*cliff
	trials Trials
	runs   []Run
	places []study.Place
	played map[study.Place]int // replications
	known  map[float64]bool    // loads with control runs
	short  bool                // the budget ended it
}

// explore goes as far as the finished runs allow.
func (c *cliff) explore(trials Trials) (x *exploration, over bool) {
	x = &exploration{cliff: c, trials: trials, played: map[study.Place]int{}, known: map[float64]bool{}}
	var grid []study.Place
	for _, load := range c.loads {
		for _, trigger := range c.triggers {
			grid = append(grid, study.Place{Load: load, Trigger: trigger})
		}
	}
	x.add(grid)
	for round := 0; ; round++ {
		if !x.finished() {
			return x, false
		}
		if round == c.sharpen || !x.add(x.boundary()) {
			break
		}
	}
	for x.more() {
		if !x.finished() {
			return x, false
		}
	}
	return x, true
}

// add asks for places, and for control runs at their loads. It tells whether there are
// any, and the budget suffices.
func (x *exploration) add(places []study.Place) bool {
	var runs []Run
	known := map[float64]bool{}
	for _, p := range places {
		if !x.known[p.Load] && !known[p.Load] {
			known[p.Load] = true
			runs = append(runs, runsOf(x.control(p.Load), x.first)...)
		}
		runs = append(runs, runsOf(x.point(p), x.first)...)
	}
	if len(x.runs)+len(runs) > x.budget {
		x.short = true
		return false
	}
	x.runs = append(x.runs, runs...)
	for _, p := range places {
		x.known[p.Load] = true
		x.played[p] = x.first
		x.places = append(x.places, p)
	}
	return len(places) > 0
}

// finished tells whether all runs that were asked for are finished.
func (x *exploration) finished() bool {
	return !slices.ContainsFunc(x.runs, func(r Run) bool { return x.trials(r) == nil })
}

// cells returns the map.
func (x *exploration) cells() (cells []study.Cell, hidden float64) {
	var spots []study.Spot
	for _, p := range x.places {
		s := study.Spot{Load: p.Load, Trigger: p.Trigger}
		controls, _ := finished(x.trials, x.control(p.Load), x.first)
		for _, t := range controls {
			s.Controls++
			if lost(t) {
				s.Down++
			}
		}
		done, _ := finished(x.trials, x.point(p), x.played[p])
		for _, t := range done {
			s.Runs++
			switch {
			case lost(t):
				s.Lost++
			case t.Recovery != nil:
				s.Recovery = append(s.Recovery, *t.Recovery)
			}
		}
		spots = append(spots, s)
	}
	return study.Cliff(spots)
}

// boundary returns the places that sharpen the cliff.
func (x *exploration) boundary() []study.Place {
	cells, _ := x.cells()
	var places []study.Place
	for _, p := range study.Boundary(cells, x.load.sharpness(), x.trigger.sharpness()) {
		// One of the two is that of both neighbours, and stays.
		if !x.has(func(q study.Place) bool { return q.Load == p.Load }) {
			p.Load = x.load.between(p.Load)
		}
		if !x.has(func(q study.Place) bool { return q.Trigger == p.Trigger }) {
			p.Trigger = x.trigger.between(p.Trigger)
		}
		if _, played := x.played[p]; !played && !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	return places
}

func (x *exploration) has(a func(study.Place) bool) bool { return slices.ContainsFunc(x.places, a) }

// sharpness is a hundredth: neighbours that are closer than that are not divided.
func (k *knob) sharpness() study.Sharpness {
	if k.ratios {
		return study.Sharpness{Step: 0.01, Geometric: true}
	}
	return study.Sharpness{Step: max(math.Abs(k.to-k.from), math.Abs(k.to)) / 100}
}

// more asks for twice as many runs where some are lost and some are not, and the share is
// not known closely. It tells whether there are any.
func (x *exploration) more() bool {
	cells, _ := x.cells()
	found := false
	for _, i := range study.Unsure(cells, closely) {
		c := &cells[i]
		n := min(2*c.Runs, x.most)
		if c.Lost == 0 || c.Lost == c.Runs || n == c.Runs {
			continue
		}
		if len(x.runs)+n-c.Runs > x.budget {
			x.short = true
			continue
		}
		p := study.Place{Load: c.Load, Trigger: c.Trigger}
		x.runs = append(x.runs, runsOf(x.point(p), n)[c.Runs:]...)
		x.played[p] = n
		found = true
	}
	return found
}

// Plan returns the runs of the map.
func (c *cliff) Plan(trials Trials) (runs []Run, over bool) {
	x, over := c.explore(trials)
	return x.runs, over
}

// Result tells the map.
func (c *cliff) Result(trials Trials, s *stats.Study) {
	x, _ := c.explore(trials)
	cells, hidden := x.cells()
	slices.SortFunc(cells, func(a, b study.Cell) int {
		return cmp.Or(cmp.Compare(a.Load, b.Load), cmp.Compare(a.Trigger, b.Trigger))
	})
	s.Cliff = &stats.Cliff{Load: 0, Trigger: 1, Cells: []stats.Cell{}}
	if !math.IsNaN(hidden) {
		v := c.load.number(hidden)
		s.Cliff.Hidden = &v
	}
	for i := range cells {
		cell := &cells[i]
		s.Cliff.Cells = append(s.Cliff.Cells, stats.Cell{
			Load: c.load.number(cell.Load), Trigger: c.trigger.number(cell.Trigger), Region: string(cell.Region),
			Runs: cell.Runs, Lost: cell.Lost, Collapse: *cell.Collapse, Recovery: cell.Recover,
		})
	}
	s.Answer = c.answer(cells, hidden)
	s.Notes = append(s.Notes, fmt.Sprintf("where none of %d runs is lost, up to %.0f %% of them may be (95 %%)", c.first, 100*stats.Wilson(0, uint64(c.first))[1]))
	if x.short {
		s.Notes = append(s.Notes, fmt.Sprintf("the budget of %d replications ended the search; a higher budget: shows the cliff more closely", c.budget))
	}
}

// answer says in sentences where the cliff is.
func (c *cliff) answer(cells []study.Cell, hidden float64) string {
	lostRuns, collapsed := 0, math.Inf(1)
	for i := range cells {
		lostRuns += cells[i].Lost
		if cells[i].Region == study.Collapsed {
			collapsed = min(collapsed, cells[i].Load)
		}
	}
	if lostRuns == 0 && math.IsInf(collapsed, 1) {
		return "no run is lost: every one recovers from every trigger of the map"
	}
	text := fmt.Sprintf("at every load of the map some run is lost, from %s on", c.load.setting.Text(cells[0].Load))
	if !math.IsNaN(hidden) {
		text = fmt.Sprintf("up to %s every run recovers from every trigger of the map: the hidden capacity", c.load.setting.Text(hidden))
	}
	if !math.IsInf(collapsed, 1) {
		text += fmt.Sprintf("; from %s on most runs are lost without any trigger", c.load.setting.Text(collapsed))
	}
	return text + c.edge(cells, collapsed)
}

// edge says how large a trigger the largest load stands that is up without one.
func (c *cliff) edge(cells []study.Cell, collapsed float64) string {
	load := math.Inf(-1)
	for i := range cells {
		if cells[i].Load < collapsed && slices.Contains(c.loads, cells[i].Load) {
			load = max(load, cells[i].Load)
		}
	}
	var stands, falls *study.Cell // the last trigger before any run is lost, the first from which all are
	tosses := false
	for i := range cells {
		cell := &cells[i]
		switch {
		case cell.Load != load:
		case cell.Lost == 0 && !tosses && falls == nil:
			stands = cell
		case cell.Lost < cell.Runs:
			tosses, falls = true, nil
		case falls == nil:
			falls = cell
		}
	}
	text := ""
	if stands != nil {
		text += " recovers from a trigger of " + c.trigger.setting.Text(stands.Trigger)
	}
	if falls != nil {
		if text != "" {
			text += ", and"
		}
		text += " never comes back from one of " + c.trigger.setting.Text(falls.Trigger) + " or more"
	}
	if text == "" {
		return ""
	}
	return fmt.Sprintf(". At %s the system%s", c.load.setting.Text(load), text)
}
