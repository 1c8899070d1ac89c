package whatif

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"headroom/models"
	"headroom/sim/stats"
	"headroom/sim/study"
)

// Study is a study with the runs that are finished so far. Make one with [New].
type Study struct {
	*Definition
	// Form is what it asks: sweep, find, minimise, sensitivity or cliff. Question says it in
	// words.
	Form, Question string
	// Budget is the largest number of runs of a study that goes in rounds, 0 for one whose
	// runs are all known before.
	Budget int

	version  string
	form     Form
	knobs    []*knob
	points   *points
	scenario stats.Scenario
	warm     models.Warmth

	mu     sync.Mutex
	trials map[string]*stats.Trial // by key
}

// New makes a study of its definition, without any run. Version is that of the program:
// see [study.Run].
func New(d *Definition, version string) (*Study, error) {
	_, merged, spec, err := d.load()
	if err != nil {
		return nil, err
	}
	s := &Study{Definition: d, version: version, trials: map[string]*stats.Trial{}}
	s.points = &points{definition: d, bare: merged.Alone("").YAML(false), without: spec.Without, known: map[string]*place{}}
	sys, merged, err := s.points.system(Point{})
	if err != nil {
		return nil, err
	}
	made := &setup{spec: spec, sys: sys, merged: merged}
	for _, f := range forms {
		if f.asked(spec) {
			s.Form, s.Question = f.name, f.question(spec)
			s.form, err = f.make(made)
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("study %s: %w", d.Study, err)
	}
	s.knobs = made.knobs
	for _, k := range s.knobs {
		s.points.paths = append(s.points.paths, k.setting.Path)
	}
	if s.Form == "find" || s.Form == "minimise" || s.Form == "cliff" {
		s.Budget = budget(spec)
	}
	s.scenario = scenarioOf(sys)
	return s, nil
}

// scenarioOf tells what is played without the settings of a study.
func scenarioOf(sys *models.System) stats.Scenario {
	about := sys.Topology().Scenario
	about.Replications = sys.Run.Repeat
	return about
}

// Settings returns the paths of the settings that the study varies, in the order of the
// values of its points.
func (s *Study) Settings() []string { return s.points.paths }

// Duration returns the simulated time of a run in seconds, if no setting changes it.
func (s *Study) Duration() float64 { return s.scenario.Duration }

// Words tells where a point is: "services.api.replicas=8".
func (s *Study) Words(p Point) string { return s.points.words(p) }

// Add makes finished runs known. Those of other versions, and the definition, are passed
// over. It is an error if a run cannot be read.
func (s *Study) Add(runs []study.Run) error {
	for _, r := range runs {
		if r.Version != s.version || r.Key == DefinitionKey {
			continue
		}
		if err := s.finish(r.Key, r.Data); err != nil {
			return err
		}
	}
	return nil
}

// finish makes a finished run known.
func (s *Study) finish(key string, data []byte) error {
	t := &stats.Trial{}
	if err := json.Unmarshal(data, t); err != nil {
		return fmt.Errorf("run %s cannot be read: %w", key, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trials[key] = t
	return nil
}

// trial returns what a run has shown, nil for one that is not finished.
func (s *Study) trial(r Run) *stats.Trial {
	if s.points.known[r.Point.name()] == nil {
		return nil
	}
	return s.trials[s.points.key(r)]
}

// Plan is what a study wants as far as the finished runs tell.
type Plan struct {
	// Rounds are runs that are decided on together. The last one is under way, unless the
	// study is over.
	Rounds []Round
	// Over says that all runs are finished, and nothing follows from them.
	Over bool

	runs []Run // of all points, also those that share a system with another point
}

// Round is a part of a plan. Keys name the runs in the store; no run is there twice.
type Round struct {
	Runs []Run
	Keys []string
	Done int // finished
}

// Current returns the round that is under way; an empty one when the study is over.
func (p *Plan) Current() Round {
	if p.Over || len(p.Rounds) == 0 {
		return Round{}
	}
	return p.Rounds[len(p.Rounds)-1]
}

// Missing returns the runs of a round that are not finished.
func (s *Study) Missing(r Round) []Run {
	var missing []Run
	for _, run := range r.Runs {
		if s.trial(run) == nil {
			missing = append(missing, run)
		}
	}
	return missing
}

// Keys returns those of all runs, in the order in which they were first wanted.
func (p *Plan) Keys() []string {
	var keys []string
	for _, r := range p.Rounds {
		keys = append(keys, r.Keys...)
	}
	return keys
}

// Progress returns how many runs are wanted so far, and how many of them are finished.
func (p *Plan) Progress() (done, runs int) {
	for _, r := range p.Rounds {
		done, runs = done+r.Done, runs+len(r.Keys)
	}
	return done, runs
}

// Plan goes through the rounds of the study as far as the finished runs allow. Points that
// cannot be played are a [PointsError], which names all of the round.
func (s *Study) Plan(ctx context.Context) (*Plan, error) {
	p := &Plan{}
	shown := map[string]bool{}
	look := func(r Run) *stats.Trial {
		if s.points.known[r.Point.name()] == nil {
			return nil
		}
		if key := s.points.key(r); shown[key] {
			return s.trials[key]
		}
		return nil
	}
	planned := map[string]bool{}
	for {
		runs, over := s.form.Plan(look)
		fresh := runs[len(p.runs):]
		if p.Over = over; !over && len(fresh) == 0 {
			panic("whatif: the study is not over, and wants nothing")
		}
		if err := s.points.add(ctx, fresh); err != nil {
			return nil, err
		}
		p.runs = runs
		var round Round
		for _, r := range fresh {
			key := s.points.key(r)
			if planned[key] {
				continue
			}
			planned[key] = true
			round.Runs, round.Keys = append(round.Runs, r), append(round.Keys, key)
			if s.trials[key] != nil {
				round.Done++
			}
		}
		if len(round.Keys) > 0 {
			p.Rounds = append(p.Rounds, round)
		}
		if over || round.Done < len(round.Keys) {
			return p, nil
		}
		for _, key := range round.Keys {
			shown[key] = true
		}
	}
}

// Result sums up a study that is over, or what there is of one that is not.
func (s *Study) Result(p *Plan) *stats.Study {
	r := &stats.Study{
		Schema: stats.StudySchema, Engine: stats.Engine, Name: s.Study, Form: s.Form, Question: s.Question,
		Scenario: s.scenario, Knobs: []stats.Knob{}, Points: s.sum(p.runs),
	}
	for _, k := range s.knobs {
		r.Knobs = append(r.Knobs, k.described())
	}
	var wanted int
	if r.Runs, wanted = p.Progress(); p.Over {
		s.form.Result(s.trial, r)
	} else {
		r.Answer = fmt.Sprintf("not known yet: %d of %d runs are finished, and more may follow from them", r.Runs, wanted)
		if s.Budget == 0 {
			r.Answer = fmt.Sprintf("incomplete: %d of %d runs are finished", r.Runs, wanted)
		}
		r.Notes = append(r.Notes, "some runs are missing: points may lack replications, or all of them")
	}
	return r
}

// Undecided tells whether a search has ended without an answer that its replications are
// sure of.
func Undecided(s *stats.Study) bool {
	switch {
	case s.Found != nil:
		return len(s.Found.Undecided) > 0 || s.Found.Holds == nil && s.Found.Fails == nil
	case s.Optimum != nil:
		return s.Optimum.Best == nil && len(s.Optimum.Undecided) > 0
	}
	return false
}
