package whatif

import (
	"fmt"
	"slices"
	"testing"

	"headroom/models"
	"headroom/sim/stats"
)

func quoted(p Point) string { return fmt.Sprintf("%q", p.Values) }

func TestDesignsOfASweep(t *testing.T) {
	replicas, speed := aRange(t, "services.api.replicas", "2", "4", false), aRange(t, rate, "100/s", "400/s", true)
	speed.points = 3
	for _, c := range []struct {
		name   string
		design string
		knobs  []*knob
		n      int
		want   []string // the first and the last point; empty for points by chance
		points int
	}{
		{"all combinations, the last setting fastest", "product", []*knob{replicas, speed}, 0, []string{`["2" "100/s"]`, `["4" "400/s"]`}, 9},
		{"pairs", "paired", []*knob{replicas, speed}, 0, []string{`["2" "100/s"]`, `["4" "400/s"]`}, 3},
		{"random ones", "random", []*knob{speed}, 20, nil, 20},
		{"random ones of few values are fewer", "random", []*knob{replicas}, 20, nil, 3},
		{"a latin hypercube", "latin-hypercube", []*knob{replicas, speed}, 12, nil, 12},
		{"a sobol sequence", "sobol", []*knob{speed, replicas}, 0, nil, 32},
	} {
		s := &models.Study{Design: c.design, Points: c.n}
		f, err := newSweep(s, c.knobs, 1, 2)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if len(f.points) != c.points {
			t.Errorf("%s: got %d points, want %d", c.name, len(f.points), c.points)
		}
		if c.want != nil {
			if got := []string{quoted(f.points[0]), quoted(f.points[len(f.points)-1])}; !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", c.name, got, c.want)
			}
		}
		runs, over := f.Plan(func(Run) *stats.Trial { return nil })
		if len(runs) != 2*c.points || over {
			t.Errorf("%s: got %d runs, want %d", c.name, len(runs), 2*c.points)
		}
		again, err := newSweep(s, c.knobs, 1, 2)
		if err != nil || !slices.EqualFunc(again.points, f.points, func(a, b Point) bool { return a.name() == b.name() }) {
			t.Errorf("%s: the same seed gives other points", c.name)
		}
	}
}
