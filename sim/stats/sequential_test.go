package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"headroom/sim/stats"
)

func TestSequentialSchedule(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		s    stats.Sequential
		want []int
	}{
		{"each look half as large again", stats.Sequential{Most: 200}, []int{10, 15, 23, 35, 53, 80, 120, 180, 200}},
		{"a first look of its own", stats.Sequential{Most: 20, First: 5}, []int{5, 8, 12, 18, 20}},
		{"the first look is the last", stats.Sequential{Most: 10}, []int{10}},
		{"fewer than a first look", stats.Sequential{Most: 6}, []int{6}},
	} {
		if got := c.s.Schedule(); !slices.Equal(got, c.want) {
			t.Errorf("%s: looks at %v, want %v", c.name, got, c.want)
		}
	}
	panics(t, "a single replication", func() { stats.Sequential{Most: 1}.Schedule() })
}

func TestSequentialLook(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	ripple := func(n int, mean float64) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = mean + float64(i%2)*2 - 1
		}
		return v
	}
	below := stats.Sequential{Op: "<", Bound: 10, Most: 40}
	for _, c := range []struct {
		name              string
		s                 stats.Sequential
		values            []float64
		verdict           stats.Verdict
		used, looks, next int
	}{
		{"nothing yet", below, nil, stats.Undecided, 0, 0, 10},
		{"not enough for a look", below, ripple(9, 2), stats.Undecided, 0, 0, 10},
		{"clearly below passes at the first look", below, ripple(10, 2), stats.Pass, 10, 1, 0},
		{"clearly above fails at the first look", below, ripple(10, 20), stats.Fail, 10, 1, 0},
		{"on the bound nothing is clear", below, ripple(16, 10), stats.Undecided, 15, 2, 23},
		{"nor is it at the end", below, ripple(40, 10), stats.Undecided, 40, 5, 0},
		{"the first clear verdict stays", below, append(ripple(10, 2), ripple(30, 500)...), stats.Pass, 10, 1, 0},
		{"values beyond the last look are not used", below, append(ripple(40, 10), ripple(100, 0)...), stats.Undecided, 40, 5, 0},
		{"nothing measured", below, slices.Repeat([]float64{nan}, 40), stats.Undecided, 40, 5, 0},
		{"replications without a measure are left out", below, append(ripple(9, 2), nan), stats.Pass, 10, 1, 0},
		{"a lower bound", stats.Sequential{Op: ">=", Bound: 10, Most: 40}, ripple(10, 20), stats.Pass, 10, 1, 0},
	} {
		d := c.s.Look(c.values)
		if d.Verdict != c.verdict || d.Used != c.used || d.Looks != c.looks || d.Next != c.next {
			t.Errorf("%s: %v from %d in %d looks, next %d, want %v from %d in %d, next %d",
				c.name, d.Verdict, d.Used, d.Looks, d.Next, c.verdict, c.used, c.looks, c.next)
		}
	}
	if e := below.Look(ripple(8, 2)).Estimate; e == nil || e.Value != 2 || e.CI95 != nil {
		t.Errorf("estimate before the first look = %v, want 2 without interval", e)
	}
	// Five looks of 99 %.
	_, ci := stats.Confidence(0.99, ripple(40, 10))
	sameEstimate(t, "joint interval", below.Look(ripple(40, 10)).Estimate, &stats.Estimate{Value: 10, CI95: ci})
	panics(t, "another op", func() { stats.Sequential{Op: "==", Most: 10}.Look(ripple(10, 1)) })
	panics(t, "an error of 5", func() { stats.Sequential{Op: "<", Most: 10, Error: 5}.Look(nil) })
}

func TestSequentialLookProportion(t *testing.T) {
	t.Parallel()
	s := stats.Sequential{Op: ">=", Bound: 0.999, Most: 40}
	counts := func(each uint64) []uint64 { return slices.Repeat([]uint64{each}, 10) }
	if d := s.LookProportion(counts(100), counts(100)); d.Verdict != stats.Undecided || d.Next != 15 {
		t.Errorf("1,000 trials without a failure for 99.9 %%: %v, next %d, want undecided, 15", d.Verdict, d.Next)
	}
	if d := s.LookProportion(counts(10000), counts(10000)); d.Verdict != stats.Pass {
		t.Errorf("100,000 trials without a failure for 99.9 %%: %v, want pass", d.Verdict)
	}
	if d := s.LookProportion(counts(9900), counts(10000)); d.Verdict != stats.Fail {
		t.Errorf("a share of 99 %% for 99.9 %%: %v, want fail", d.Verdict)
	}
}

// TestSequentialVerdictsAreRarelyFalse plays systems 3 % on either side of their bound, and
// such as close as 0.01 %, with normal and with skewed noise.
func TestSequentialVerdictsAreRarelyFalse(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(91, 92))
	normal := r.NormFloat64
	skewed := func() float64 { return r.ExpFloat64() - 1 }
	for _, c := range []struct {
		name      string
		noise     func() float64
		deviation float64
		off       float64 // distance of the mean from the bound
		checks    int     // on each side
		undecided float64 // share at most
		plain     bool    // whether plain looks err far more often
	}{
		{"normal noise of 5 %", normal, 0.05, 0.03, 500, 0.01, false},
		{"skewed noise of 5 %", skewed, 0.05, 0.03, 500, 0.01, false},
		{"normal noise of 10 %", normal, 0.1, 0.03, 250, 0.1, false},
		{"skewed noise of 10 %", skewed, 0.1, 0.03, 250, 0.15, false},
		{"normal noise close to the bound", normal, 0.05, 0.0001, 250, 1, true},
		{"skewed noise close to the bound", skewed, 0.05, 0.0001, 250, 1, true},
	} {
		wrong, open, looks, used, plainly := 0, 0, 0, 0, 0
		for i := range 2 * c.checks {
			mean := 1 + c.off
			right := stats.Fail
			if i%2 == 0 {
				mean, right = 1-c.off, stats.Pass
			}
			s := stats.Sequential{Op: "<", Bound: 1, Most: 200}
			var values []float64
			d := s.Look(nil)
			plain := stats.Undecided
			for d.Next > 0 {
				for len(values) < d.Next {
					values = append(values, mean+c.deviation*c.noise())
				}
				d = s.Look(values)
				if e := stats.Interval(values); plain == stats.Undecided {
					plain = stats.Judge("<", 1, e.Value, e.CI95)
				}
			}
			looks += d.Looks
			used += d.Used
			switch d.Verdict {
			case stats.Undecided:
				open++
			case right:
			default:
				wrong++
			}
			if plain != stats.Undecided && plain != right {
				plainly++
			}
		}
		all := float64(2 * c.checks)
		t.Logf("%s: %.1f %% false, %.1f %% undecided, %.1f looks and %.0f replications on average; plain 95 %% intervals %.1f %% false",
			c.name, 100*float64(wrong)/all, 100*float64(open)/all, float64(looks)/all, float64(used)/all, 100*float64(plainly)/all)
		if got := float64(wrong) / all; got > 0.05 {
			t.Errorf("%s: false verdicts = %v, want 0.05 at most", c.name, got)
		}
		if got := float64(open) / all; got > c.undecided {
			t.Errorf("%s: undecided after 200 replications = %v, want %v at most", c.name, got, c.undecided)
		}
		if c.plain && float64(plainly)/all < 0.05 {
			t.Errorf("%s: plain intervals are false in %v; the schedule would not be needed", c.name, float64(plainly)/all)
		}
	}
}
