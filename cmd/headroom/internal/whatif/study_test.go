package whatif

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"headroom/configs"
	"headroom/models"
	"headroom/sim/stats"
	"headroom/sim/study"
)

const counter = `
name: counter
run: {duration: 10s, warmup: 1s, seed: 3, repeat: 2}
defaults: {link: {latency: 0s}}
traffic: {users: {to: api, rate: 100/s}}
services: {api: {replicas: 2, price: $0.10/hour, operations: {main: [{cpu: exponential(mean=5ms)}]}}}
slos: {quick: main.mean < 50ms}
studies:
  grid:
    vary: [{set: services.api.replicas, to: [1, 2, 3]}, {set: traffic.users.rate, to: [100/s, 300/s]}]
  most: {find: max traffic.users.rate, from: 100/s, to: 600/s, while: slos, tolerance: 30%, repeat: 3}
  cheapest:
    vary: [{set: services.api.replicas, to: [1, 2, 3]}]
    minimise: cost
    while: slos
    repeat: 3
  matters:
    vary: [{set: services.api.replicas, range: {from: 2, to: 4}}, {set: traffic.users.rate, range: {from: 100/s, to: 300/s}}]
    sensitivity: main.mean
    points: 2
  none: {vary: [{set: services.api.replicas, to: [2, 3]}], without: [slos]}
`

// counterWithFault has a map to draw, of runs that come back from a fault.
var counterWithFault = strings.Replace(strings.Replace(counter, "main.mean < 50ms", "main.p99 < 200ms", 1), "studies:\n", `faults: [{at: 3s, for: 1s, slow: api, by: 2x}]
studies:
  edge:
    cliff:
      load: {set: traffic.users.rate, to: [100/s, 300/s]}
      trigger: {set: "faults[0].for", to: [1s, 3s]}
      sharpen: 1
    repeat: 2
    max_repeat: 4
`, 1)

const thisVersion = "engine 9"

// studied makes a study of a scenario.
func studied(t *testing.T, text, name string) *Study {
	t.Helper()
	_, m, err := configs.Load(configs.Options{Texts: []configs.Text{{Name: "counter.yaml", YAML: []byte(text)}}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Define(m, name), thisVersion)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func planned(t *testing.T, s *Study) *Plan {
	t.Helper()
	p, err := s.Plan(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// deaf is a watcher that does not listen.
type deaf struct{}

func (deaf) Reached(string, float64, uint64) {}
func (deaf) Finished(string, uint64)         {}

func storeIn(t *testing.T, dir string) *study.Store {
	t.Helper()
	store, err := study.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// playedIn plays a study to its end, and returns its plan.
func playedIn(t *testing.T, s *Study, dir string) *Plan {
	t.Helper()
	store := storeIn(t, dir)
	for range 100 {
		p := planned(t, s)
		if p.Over {
			return p
		}
		if _, err := s.Play(context.Background(), store, p.Current(), study.WholeStudy(), 0, deaf{}); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("the study does not end")
	return nil
}

func bytesOf(t *testing.T, s *stats.Study) string {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestASweepFromItsDefinitionToItsAnswer(t *testing.T) {
	s := studied(t, counter, "grid")
	if s.Form != "sweep" || s.Question != "vary services.api.replicas and traffic.users.rate" || s.Budget != 0 {
		t.Errorf("got %s: %s, budget %d", s.Form, s.Question, s.Budget)
	}
	p := planned(t, s)
	if done, runs := p.Progress(); done != 0 || runs != 12 || p.Over || len(p.Rounds) != 1 {
		t.Fatalf("got %d of %d runs in %d rounds, want none of 12 in one", done, runs, len(p.Rounds))
	}
	p = playedIn(t, s, t.TempDir())
	r := s.Result(p)
	if r.Runs != 12 || len(r.Points) != 6 || r.Name != "grid" || len(r.Knobs) != 2 || r.Knobs[1].Unit != "per_s" {
		t.Fatalf("got %+v", r)
	}
	if got, want := r.Answer, "5 of 6 points keep all objectives; the first of the 2 cheapest of them is"; !strings.HasPrefix(got, strings.Replace(want, "the first of the 2 cheapest", "the cheapest", 1)) && !strings.HasPrefix(got, want) {
		t.Errorf("got %q", got)
	}
	over := r.Points[1] // one replica of 200/s, and 300/s
	if over.Verdict != stats.Fail || len(over.Unstable) == 0 || over.Failed != 2 || over.Values[1].Text != "300/s" || *over.Values[1].Number != 300 {
		t.Errorf("got %+v beyond the capacity, want it unstable and failed", over)
	}
	first, second := &r.Points[0], &r.Points[2] // one replica and two, at the same rate
	a, b := first.Metric("operation/main", "mean"), second.Metric("operation/main", "mean")
	for _, m := range second.Metrics {
		switch {
		case m.Metric != "mean":
		case m.Against == nil || m.Against.CI95 == nil:
			t.Error("there is no difference to the first point")
		default:
			within(t, "difference to the first point", m.Against.Value, b.Value-a.Value-1e-12, b.Value-a.Value+1e-12)
		}
	}
	if first.Metrics[0].Against != nil {
		t.Error("the first point is compared with itself")
	}
	if r.Scenario.Hash == "" || r.Scenario.Replications != 2 {
		t.Errorf("got the scenario %+v", r.Scenario)
	}
}

// TestAStudyGoesOnFromItsStore: half of it played by one, the rest by another, who knows
// only what is stored, is the same study.
func TestAStudyGoesOnFromItsStore(t *testing.T) {
	for _, name := range []string{"grid", "most", "cheapest", "matters", "edge"} {
		t.Run(name, func(t *testing.T) {
			counter := counterWithFault
			whole := studied(t, counter, name)
			want := bytesOf(t, whole.Result(playedIn(t, whole, t.TempDir())))

			dir := t.TempDir()
			half := studied(t, counter, name)
			p := planned(t, half)
			if _, err := half.Play(context.Background(), storeIn(t, dir), p.Current(), study.Shard{Index: 1, Count: 2}, 0, deaf{}); err != nil {
				t.Fatal(err)
			}
			runs, _, err := storeIn(t, dir).Load()
			if err != nil {
				t.Fatal(err)
			}
			rest := studied(t, counter, name)
			if err := rest.Add(runs); err != nil {
				t.Fatal(err)
			}
			if p := planned(t, rest); p.Current().Done != len(runs) || len(rest.Missing(p.Current())) != len(p.Current().Keys)-len(runs) {
				t.Errorf("got %d finished, want %d", p.Current().Done, len(runs))
			}
			if got := bytesOf(t, rest.Result(playedIn(t, rest, dir))); got != want {
				t.Errorf("got %s\nwant %s", got, want)
			}
		})
	}
}

// TestRunsAreThoseOfTheScenario: replication 1 at a point is that of a run with these
// settings, to the last bit.
func TestRunsAreThoseOfTheScenario(t *testing.T) {
	s := studied(t, counter, "grid")
	p := playedIn(t, s, t.TempDir())
	sys, _, err := configs.Load(configs.Options{
		Texts: []configs.Text{{Name: "counter.yaml", YAML: []byte(counter)}},
		Set:   []string{"services.api.replicas=3", "traffic.users.rate=300/s"},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := sys.Replication(context.Background(), 1, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	trial := s.trial(p.runs[len(p.runs)-1])
	for i, m := range r.Samples.Metrics {
		if got := trial.Metrics[i]; got.Subject != m.Subject || got.Metric != m.Metric || *got.Value != m.Values[0] {
			t.Errorf("got %+v, want %s %s %v", got, m.Subject, m.Metric, m.Values)
		}
	}
	if trial.Events != r.Events || len(trial.Objectives) != 1 || trial.Objectives[0].Verdict != r.Objectives[0].Verdict {
		t.Errorf("got %+v", trial)
	}
}

// TestKeysTellWhatIsPlayed: more replications and other studies change no key, another
// seed changes all.
func TestKeysTellWhatIsPlayed(t *testing.T) {
	keys := planned(t, studied(t, counter, "grid")).Keys()
	more := planned(t, studied(t, strings.Replace(counter, "repeat: 2", "repeat: 3", 1), "grid")).Keys()
	for _, k := range keys {
		if !slices.Contains(more, k) {
			t.Errorf("%s is another run with more replications", k)
		}
	}
	other := planned(t, studied(t, strings.Replace(counter, "to: [1, 2, 3]", "to: [1, 2, 5]", 1), "grid")).Keys()
	if !slices.Contains(other, keys[0]) || slices.Contains(other, keys[len(keys)-1]) {
		t.Error("a point that stays must keep its key, one that goes must not be there")
	}
	for _, k := range planned(t, studied(t, strings.Replace(counter, "seed: 3", "seed: 4", 1), "grid")).Keys() {
		if slices.Contains(keys, k) {
			t.Errorf("%s is the same run with another seed", k)
		}
	}
}

// TestPointsThatCannotBePlayed are all told, before anything is played.
func TestPointsThatCannotBePlayed(t *testing.T) {
	text := strings.Replace(counter, "grid:\n    vary: [{set: services.api.replicas, to: [1, 2, 3]}", "grid:\n    vary: [{set: run.warmup, to: [2s, 10s, 30s]}", 1)
	_, err := studied(t, text, "grid").Plan(context.Background())
	var wrong *PointsError
	if !errors.As(err, &wrong) {
		t.Fatalf("got %v, want a PointsError", err)
	}
	for _, want := range []string{"at run.warmup=10s traffic.users.rate=100/s and 1 more point:\n  ", "at run.warmup=30s"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
}

// TestControlRunsLackTheTrigger: they are points of their own, and recovered runs tell how
// long it took.
func TestControlRunsLackTheTrigger(t *testing.T) {
	s := studied(t, counterWithFault, "edge")
	r := s.Result(playedIn(t, s, t.TempDir()))
	controls, recovered := 0, 0
	for _, p := range r.Points {
		if slices.Equal(p.Without, []string{"faults[0]"}) {
			controls++
		}
	}
	for _, c := range r.Cliff.Cells {
		if c.Recovery != nil {
			recovered++
		}
	}
	if controls < 2 || recovered == 0 || len(r.Knobs) != 2 {
		t.Errorf("got %d points of control runs and %d cells that recovered: %s", controls, recovered, r.Answer)
	}
}

func TestAStudyWithoutParts(t *testing.T) {
	s := studied(t, counter, "none")
	r := s.Result(playedIn(t, s, t.TempDir()))
	if len(r.Points[0].Objectives) != 0 || r.Answer != "2 points were played; no objective of severity error tells which of them will do" {
		t.Errorf("got %q, and the objectives %v", r.Answer, r.Points[0].Objectives)
	}
}

// TestRoundsOfASearch: all rounds but the last are finished, and runs of the plan are those
// of the rounds.
func TestRoundsOfASearch(t *testing.T) {
	s := studied(t, counter, "most")
	if s.Budget != 1000 || s.Question != "max traffic.users.rate while slos" {
		t.Errorf("got budget %d, %q", s.Budget, s.Question)
	}
	p := playedIn(t, s, t.TempDir())
	if len(p.Rounds) < 3 || len(p.Current().Keys) != 0 || len(p.Keys()) != len(s.trials) {
		t.Errorf("got %d rounds of %d runs, %d played", len(p.Rounds), len(p.Keys()), len(s.trials))
	}
	r := s.Result(p)
	if r.Found == nil || r.Found.Holds == nil || r.Found.Fails == nil {
		t.Fatalf("got %+v", r)
	}
	// Two replicas of 200/s with a mean of 50 ms at 180/s each, at most.
	within(t, "what holds", *r.Found.Holds.Number, 200, 390)
	if Undecided(r) != (len(r.Found.Undecided) > 0) {
		t.Error("a bracket without undecided places is a decision")
	}
}

func TestUndecided(t *testing.T) {
	v := &stats.KnobValue{Text: "1"}
	zero := 0
	for name, c := range map[string]struct {
		study stats.Study
		want  bool
	}{
		"a sweep":                           {stats.Study{}, false},
		"a bracket":                         {stats.Study{Found: &stats.Found{Holds: v, Fails: v}}, false},
		"places between that do not decide": {stats.Study{Found: &stats.Found{Holds: v, Fails: v, Undecided: []stats.KnobValue{*v}}}, true},
		"holds to the end":                  {stats.Study{Found: &stats.Found{Holds: v}}, false},
		"nothing known":                     {stats.Study{Found: &stats.Found{}}, true},
		"an optimum":                        {stats.Study{Optimum: &stats.Optimum{Best: &zero, Undecided: []int{1}}}, false},
		"no optimum yet":                    {stats.Study{Optimum: &stats.Optimum{Undecided: []int{1}}}, true},
		"no optimum":                        {stats.Study{Optimum: &stats.Optimum{}}, false},
	} {
		if got := Undecided(&c.study); got != c.want {
			t.Errorf("%s: got undecided %v, want %v", name, got, c.want)
		}
	}
}
