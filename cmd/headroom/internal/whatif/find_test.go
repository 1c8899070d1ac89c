package whatif

import (
	"strings"
	"testing"

	"headroom/models"
	"headroom/sim/stats"
)

// limit is a system whose latency is 1 at a load of 1,000, and rises with it.
func limit(noise float64) world {
	return func(v []float64, _ bool, n float64) *stats.Trial { return objective(v[0]/1000+noise*n, "<", 1) }
}

func finding(t *testing.T, question string, k *knob, edit func(*models.Study)) *find {
	t.Helper()
	s := &models.Study{Find: question, While: "slos", Tolerance: 0.01, Repeat: 5}
	if edit != nil {
		edit(s)
	}
	f, err := newFind(s, k, 3)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const rate = "traffic.users.rate"

func TestFindTellsTheBracket(t *testing.T) {
	need := func(replicas float64) world { // latency of 1 with so many replicas
		return func(v []float64, _ bool, n float64) *stats.Trial { return objective(replicas/v[0]+0.02*n, "<", 1) }
	}
	size := func(v []float64, _ bool, n float64) *stats.Trial { return objective(3-v[0]+0.02*n, "<", 1.5) }
	tests := []struct {
		name     string
		question string
		knob     *knob
		world    world
		answer   string // part of it
		holds    string
		fails    string
	}{
		{"the largest rate", "max " + rate, aRange(t, rate, "200/s", "1900/s", false), limit(0.001),
			"the largest traffic.users.rate that keeps the objectives lies between ", "", ""},
		{"a start that fails", "max " + rate, aRange(t, rate, "1.2k/s", "1900/s", false), limit(0.01),
			"no traffic.users.rate within the search keeps the objectives: already at 1.2k/s quick is broken", "", "1.2k/s"},
		{"an end that holds", "max " + rate, aRange(t, rate, "100/s", "500/s", false), limit(0.01),
			"kept at every traffic.users.rate that was tried, up to the end of the search at 500/s", "500/s", ""},
		{"whole numbers end at neighbours", "min services.api.replicas", aRange(t, "services.api.replicas", "1", "64", false), need(9.5),
			"the smallest services.api.replicas that keeps the objectives is 10; at 9 quick is broken", "10", "9"},
		{"values of a list end at neighbours", "min services.api.price", aList(t, "services.api.price", "small", "middle", "large", "huge"), size,
			"the smallest services.api.price that keeps the objectives is large; at middle quick is broken", "large", "middle"},
	}
	for _, tt := range tests {
		f := finding(t, tt.question, tt.knob, nil)
		s := newLab(tt.world, 1, tt.knob).summed(t, f)
		if !strings.Contains(s.Answer, tt.answer) {
			t.Errorf("%s: got %q, want %q", tt.name, s.Answer, tt.answer)
		}
		if text(s.Found.Holds) != tt.holds && tt.holds != "" || text(s.Found.Fails) != tt.fails && tt.fails != "" {
			t.Errorf("%s: got %s to %s, want %s to %s", tt.name, text(s.Found.Holds), text(s.Found.Fails), tt.holds, tt.fails)
		}
		if !strings.Contains(s.Found.Confidence, "right with at least 9") {
			t.Errorf("%s: got the confidence %q", tt.name, s.Found.Confidence)
		}
	}
}

func text(v *stats.KnobValue) string {
	if v == nil {
		return "none"
	}
	return v.Text
}

// TestFindHoldsTheTruth: with noise the bracket holds the true limit in at least 95 of 100
// searches.
func TestFindHoldsTheTruth(t *testing.T) {
	searches, want := 40, 36 // of fewer searches chance takes more
	if *full {
		searches, want = 1000, 950
	}
	held := 0
	k := aRange(t, rate, "200/s", "5k/s", true)
	f := finding(t, "max "+rate, k, func(s *models.Study) { s.Tolerance = 0.02 })
	for seed := range searches {
		s := newLab(limit(0.05), uint64(seed), k).summed(t, f)
		if s.Found.Holds == nil || s.Found.Fails == nil {
			t.Fatalf("seed %d: %s", seed, s.Answer)
		}
		if *s.Found.Holds.Number <= 1000 && *s.Found.Fails.Number >= 1000 {
			held++
		}
	}
	t.Logf("%d of %d brackets hold the limit", held, searches)
	if held < want {
		t.Errorf("the bracket holds the limit in %d of %d searches, want %d or more", held, searches, want)
	}
}

func TestFindIsTheSameHoweverItIsDivided(t *testing.T) {
	k := aRange(t, rate, "200/s", "5k/s", true)
	sameByCrumbs(t, limit(0.05), finding(t, "max "+rate, k, nil), k)
	r := aRange(t, "services.api.replicas", "1", "64", false)
	sameByCrumbs(t, limit(1), finding(t, "max services.api.replicas", r, nil), r)
}

func TestFindPlaysMoreWhereItIsUndecided(t *testing.T) {
	k := aRange(t, rate, "200/s", "5k/s", true)
	runs := newLab(limit(0.3), 3, k).finish(t, finding(t, "max "+rate, k, func(s *models.Study) { s.MaxRepeat = 23 }))
	most := 0
	for _, r := range runs {
		most = max(most, r.Replication+1)
	}
	if most != 23 {
		t.Errorf("got up to %d replications of a place, want max_repeat, 23", most)
	}
	s := newLab(limit(0.3), 3, k).summed(t, finding(t, "max "+rate, k, func(s *models.Study) { s.Budget = 20 }))
	if s.Runs > 20 || len(s.Notes) == 0 || !strings.Contains(s.Notes[0], "budget of 20") {
		t.Errorf("got %d runs and notes %q, want 20 runs at most, and to be told", s.Runs, s.Notes)
	}
}

func TestFindRoundsToWhatMatters(t *testing.T) {
	k := aRange(t, rate, "200/s", "5k/s", true)
	f := finding(t, "max "+rate, k, nil)
	for _, r := range newLab(limit(0.01), 1, k).finish(t, f) {
		if len(r.Point.Values[0]) > len("1.4773k/s") {
			t.Errorf("got %s, want fewer digits", r.Point.Values[0])
		}
	}
}

// TestFindSaysWhereTheSeedDecides: near a cliff a mean has no interval that means much.
func TestFindSaysWhereTheSeedDecides(t *testing.T) {
	cliff := func(v []float64, _ bool, n float64) *stats.Trial {
		out := objective(1, ">", 0.5)
		if v[0]+100*n > 1000 {
			out.Unstable = []string{"the queue of api grows by 9/s"}
		}
		return out
	}
	k := aRange(t, rate, "200/s", "5k/s", true)
	s := newLab(cliff, 1, k).summed(t, finding(t, "max "+rate, k, nil))
	if want := "near the edge the seed decides: at "; !strings.HasPrefix(s.Found.Confidence, want) {
		t.Errorf("got the confidence %q, want %q", s.Found.Confidence, want)
	}
	if !strings.Contains(s.Answer, " of 5 replications are unstable") {
		t.Errorf("got %q, want how many replications are unstable", s.Answer)
	}
}
