package whatif

import (
	"strings"
	"testing"

	"headroom/models"
	"headroom/sim/stats"
)

// additive moves by 10 over the range of the rate, by 4 over the list, and not at all by
// the queue.
func additive(v []float64, _ bool, n float64) *stats.Trial {
	return with(&stats.Trial{}, 0, 10*(v[0]-100)/900+4*v[1]+0.01*n)
}

func ranking(t *testing.T, edit func(*models.Study), own []string, knobs ...*knob) *sensitivity {
	t.Helper()
	s := &models.Study{Sensitivity: "main.p99", Method: "morris", Repeat: 2}
	if edit != nil {
		edit(s)
	}
	f, err := newSensitivity(s, knobs, own, p99, 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func threeKnobs(t *testing.T) []*knob {
	return []*knob{aRange(t, rate, "100/s", "1k/s", false), aList(t, "services.api.price", "small", "large"), aRange(t, "services.api.queue", "1", "5", false)}
}

func TestMorrisRanks(t *testing.T) {
	knobs := threeKnobs(t)
	s := newLab(additive, 1, knobs...).summed(t, ranking(t, nil, []string{"300rps", "small", "3"}, knobs...))
	if len(s.Sensitivity) != 3 || s.Sensitivity[0].Knob != 0 || s.Sensitivity[1].Knob != 1 || s.Sensitivity[2].Knob != 2 {
		t.Fatalf("got %+v, want the rate first, then the price, then the queue", s.Sensitivity)
	}
	for i, want := range []float64{10, 4, 0} {
		r := s.Sensitivity[i]
		within(t, knobs[r.Knob].setting.Path, r.MeanAbs.Value, want-0.05, want+0.05)
		within(t, knobs[r.Knob].setting.Path+", one at a time", r.High.Value-r.Low.Value, want-0.05, want+0.05)
	}
	within(t, "the spread of what is additive", *s.Sensitivity[0].Spread, 0, 0.05)
	if !strings.HasPrefix(s.Answer, "traffic.users.rate matters most to main.p99: over its range it moves it by ") || !strings.Contains(s.Answer, ", then services.api.price") {
		t.Errorf("got %q", s.Answer)
	}
}

// TestSobolShares: of the variance 100/12 is of the rate, uniform over a range of 10, and
// 4 of the list, half of the time 0 and half 4.
func TestSobolShares(t *testing.T) {
	knobs := threeKnobs(t)
	f := ranking(t, func(s *models.Study) { s.Method, s.Points, s.Repeat = "sobol", 256, 1 }, []string{"300/s", "", "3"}, knobs...)
	s := newLab(additive, 1, knobs...).summed(t, f)
	if len(s.Sensitivity) != 3 {
		t.Fatalf("got %+v, want three", s.Sensitivity)
	}
	all := 100.0/12 + 4
	for i, want := range []float64{100 / 12 / all, 4 / all, 0} {
		r := s.Sensitivity[i]
		within(t, "first", r.First.Value, want-0.05, want+0.05)
		within(t, "total", r.Total.Value, want-0.05, want+0.05)
		if r.Total.CI95 == nil || r.MeanAbs != nil {
			t.Errorf("got %+v, want shares with intervals", r)
		}
	}
	if s.Sensitivity[1].Low == nil || s.Sensitivity[0].Low != nil {
		t.Errorf("without a value of its own for the price only that one can be played alone")
	}
	if !strings.Contains(s.Answer, "of the variance depends on it") {
		t.Errorf("got %q", s.Answer)
	}
}

func TestNothingMatters(t *testing.T) {
	knobs := threeKnobs(t)
	dull := func([]float64, bool, float64) *stats.Trial { return with(&stats.Trial{}, 1, 5) }
	s := newLab(dull, 1, knobs...).summed(t, ranking(t, nil, []string{"", "", ""}, knobs...))
	if s.Answer != "none of the settings is seen to move main.p99" {
		t.Errorf("morris: got %q", s.Answer)
	}
	f := ranking(t, func(s *models.Study) { s.Method = "sobol" }, []string{"", "", ""}, knobs...)
	if s := newLab(dull, 1, knobs...).summed(t, f); !strings.HasPrefix(s.Answer, "the settings cannot be ranked: the output is the same at all points") {
		t.Errorf("sobol: got %q", s.Answer)
	}
	missing := func([]float64, bool, float64) *stats.Trial { return &stats.Trial{} }
	if s := newLab(missing, 1, knobs...).summed(t, ranking(t, nil, []string{"", "", ""}, knobs...)); len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "40 of 40 points") {
		t.Errorf("nothing measured: got the notes %q", s.Notes)
	}
}

func TestSensitivityIsTheSameHoweverItIsDivided(t *testing.T) {
	knobs := threeKnobs(t)
	sameByCrumbs(t, additive, ranking(t, nil, []string{"300/s", "small", "3"}, knobs...), knobs...)
}

// TestACornerThatTheDesignMissed: what happens in a corner alone is seen with all others as
// in the scenario, and told.
func TestACornerThatTheDesignMissed(t *testing.T) {
	corner := func(v []float64, _ bool, n float64) *stats.Trial {
		out := 1.0
		if v[0] > 990 && v[1] == 0 && v[2] == 5 {
			out = 9
		}
		return with(&stats.Trial{}, 0, out+v[0]/1e6)
	}
	knobs := threeKnobs(t)
	s := newLab(corner, 1, knobs...).summed(t, ranking(t, func(s *models.Study) { s.Points = 2 }, []string{"300/s", "small", "5"}, knobs...))
	want := "With all others as in the scenario traffic.users.rate moves it by 8s, much more than anywhere in the design"
	if !strings.Contains(s.Answer, want) {
		t.Errorf("got %q, want it to say %q", s.Answer, want)
	}
}
