package whatif

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"headroom/configs"
	"headroom/sim"
	"headroom/sim/stats"
)

// setting returns a setting of a small scenario.
func setting(t *testing.T, path string) configs.Setting {
	t.Helper()
	_, m, err := configs.Load(configs.Options{Files: []string{"-"}, Stdin: strings.NewReader(`
name: fake
traffic: {users: {to: api, rate: 100/s}}
services: {api: {replicas: 4, cpu: 2, price: small, queue: 10, operations: {main: [{cpu: 1ms}]}}}
faults: [{at: 1m, for: 10s, slow: api, by: 2x}]
prices: {items: {small: {hour: $0.1}, large: {hour: $0.2}}}
`)})
	if err != nil {
		t.Fatal(err)
	}
	s, err := m.Setting(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// aRange returns the knob of a range.
func aRange(t *testing.T, path, from, to string, ratios bool) *knob {
	t.Helper()
	k, err := rangeOf(setting(t, path), from, to, 0, ratios)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// aList returns the knob of a list.
func aList(t *testing.T, path string, texts ...string) *knob {
	t.Helper()
	k, err := listOf(setting(t, path), texts)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// world is a made-up system: what it does at a point, with a noise for each replication
// that is normal with standard deviation 1.
type world func(values []float64, without bool, noise float64) *stats.Trial

// objective is a trial of one objective, judged as a single replication is.
func objective(value float64, op string, bound float64) *stats.Trial {
	o := stats.Objective{Name: "quick", Metric: "main.p99", Objective: fmt.Sprintf("main.p99 %s %v", op, bound), Op: op, Bound: bound, Severity: "error", Value: &value}
	o.Verdict = stats.Judge(op, bound, value, nil)
	return &stats.Trial{Objectives: []stats.Objective{o}}
}

// lab plays the runs of a world.
type lab struct {
	world  world
	knobs  []*knob
	seed   uint64
	trials map[string]*stats.Trial
}

func newLab(w world, seed uint64, knobs ...*knob) *lab {
	return &lab{w, knobs, seed, map[string]*stats.Trial{}}
}

func keyOf(r Run) string {
	return fmt.Sprintf("%q %q %d", r.Point.Values, r.Point.Without, r.Replication)
}

func (l *lab) look(r Run) *stats.Trial { return l.trials[keyOf(r)] }

// play plays a run. Its noise is that of its key: other points, other luck.
func (l *lab) play(r Run) {
	var values []float64
	for i, k := range l.knobs {
		if v := k.valueOf(r.Point.Values[i]); v.Number != nil {
			values = append(values, *v.Number)
		} else {
			values = append(values, float64(slices.Index(k.texts, v.Text)))
		}
	}
	s := sim.NewStream(sim.Mix(l.seed, sim.Hash(keyOf(r))))
	l.trials[keyOf(r)] = l.world(values, r.Point.Without != nil, gauss(&s))
}

// gauss draws a number that is near enough to a normal one.
func gauss(s *sim.Stream) float64 {
	sum := 0.0
	for range 12 {
		sum += s.Float64()
	}
	return sum - 6
}

// finish plays a form to its end, all runs of a plan that are missing at a time, and
// returns the last plan.
func (l *lab) finish(t *testing.T, f Form) []Run {
	t.Helper()
	for range 1000 {
		runs, over := f.Plan(l.look)
		if over {
			return runs
		}
		for _, r := range runs {
			if l.look(r) == nil {
				l.play(r)
			}
		}
	}
	t.Fatal("the study does not end")
	return nil
}

// finishByCrumbs plays a form to its end with nine runs at a time, from the end of the
// plan, and holds every plan against the next one: nothing is taken back.
func (l *lab) finishByCrumbs(t *testing.T, f Form) []Run {
	t.Helper()
	var last []Run
	for range 100_000 {
		runs, over := f.Plan(l.look)
		if len(runs) < len(last) || len(last) > 0 && !reflect.DeepEqual(runs[:len(last)], last) {
			t.Fatalf("the plan of %d runs does not begin with that of %d before it", len(runs), len(last))
		}
		if again, _ := f.Plan(l.look); !reflect.DeepEqual(again, runs) {
			t.Fatal("the same finished runs give another plan")
		}
		if last = runs; over {
			return runs
		}
		played := 0
		for _, r := range slices.Backward(runs) {
			if l.look(r) == nil && played < 9 {
				l.play(r)
				played++
			}
		}
		if played == 0 {
			t.Fatal("the study is not over, and wants nothing")
		}
	}
	t.Fatal("the study does not end")
	return nil
}

// summed returns the study of a finished form, with points as far as forms look at them.
func (l *lab) summed(t *testing.T, f Form) *stats.Study {
	t.Helper()
	runs := l.finish(t, f)
	seen := map[string]bool{}
	for _, r := range runs {
		if seen[keyOf(r)] {
			t.Fatalf("%s is wanted twice", keyOf(r))
		}
		seen[keyOf(r)] = true
	}
	s := &stats.Study{Runs: len(runs), Points: pointsOf(runs, l.knobs)}
	f.Result(l.look, s)
	return s
}

// pointsOf returns the points of runs, as far as forms look at them.
func pointsOf(runs []Run, knobs []*knob) []stats.Point {
	var points []stats.Point
	for _, r := range runs {
		if r.Replication == 0 {
			p := stats.Point{Without: r.Point.Without}
			for i, text := range r.Point.Values {
				p.Values = append(p.Values, knobs[i].valueOf(text))
			}
			points = append(points, p)
		}
	}
	return points
}

// sameByCrumbs checks that a form gives the same study however its runs are divided.
func sameByCrumbs(t *testing.T, w world, f Form, knobs ...*knob) {
	t.Helper()
	a, b := newLab(w, 1, knobs...), newLab(w, 1, knobs...)
	whole, crumbs := a.finish(t, f), b.finishByCrumbs(t, f)
	if !reflect.DeepEqual(whole, crumbs) {
		t.Errorf("%d runs in whole rounds, other %d by crumbs", len(whole), len(crumbs))
	}
	if x, y := a.summed(t, f), b.summed(t, f); !reflect.DeepEqual(x, y) {
		t.Errorf("got %+v in whole rounds, %+v by crumbs", x, y)
	}
}

func within(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	if !(got >= low && got <= high) || math.IsNaN(got) {
		t.Errorf("%s: got %v, want %v to %v", what, got, low, high)
	}
}
