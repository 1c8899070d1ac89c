package whatif

import (
	"strings"
	"testing"

	"headroom/models"
	"headroom/sim/stats"
)

var (
	cost = models.Metric{Subject: "cost", Name: "per_month", Unit: "usd_per_month"}
	p99  = models.Metric{Subject: "operation/main", Name: "p99", Unit: "s"}
)

// with adds metrics to a trial.
func with(t *stats.Trial, dollars, latency float64) *stats.Trial {
	t.Metrics = []stats.TrialMetric{
		{Subject: "cost", Metric: "per_month", Unit: "usd_per_month", Value: &dollars},
		{Subject: "operation/main", Metric: "p99", Unit: "s", Value: &latency},
	}
	return t
}

// shop costs 10 a replica and 30 or 50 for its kind; its latency, 12 over the number of
// replicas, is less with the larger kind.
func shop(v []float64, _ bool, n float64) *stats.Trial {
	latency := 12/v[0] - v[1]*0.8 + 0.01*n
	return with(objective(latency, "<", 2), 10*v[0]+30+20*v[1], latency)
}

func minimising(t *testing.T, edit func(*models.Study), own []string, knobs ...*knob) *minimise {
	t.Helper()
	s := &models.Study{Minimise: "cost", While: "slos", Repeat: 4, Vary: make([]models.Vary, len(knobs))}
	if edit != nil {
		edit(s)
	}
	m, err := newMinimise(s, knobs, own, cost, p99, 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMinimise(t *testing.T) {
	replicas, kind := aList(t, "services.api.replicas", "2", "4", "6", "8", "12"), aList(t, "services.api.price", "small", "large")
	// With the small kind 6 replicas take 2, which is too close to call, and 8 cost 110. With
	// the large one 4 take 2.2 and fail; 6 cost 110 too, and all less fail.
	s := newLab(shop, 1, replicas, kind).summed(t, minimising(t, nil, []string{"4", "small"}, replicas, kind))
	o := s.Optimum
	if o.Best == nil || s.Points[*o.Best].Values[0].Text != "6" || s.Points[*o.Best].Values[1].Text != "large" {
		t.Fatalf("got %q, want 6 of the large kind: the first by its levels of two for $110", s.Answer)
	}
	if len(o.Rivals) != 1 || s.Points[o.Rivals[0]].Values[0].Text != "8" || s.Points[o.Rivals[0]].Values[1].Text != "small" {
		t.Errorf("got rivals %v, want 8 of the small kind for as much", o.Rivals)
	}
	if len(o.Undecided) != 1 || s.Points[o.Undecided[0]].Values[0].Text != "6" {
		t.Errorf("got %v undecided, want 6 of the small kind", o.Undecided)
	}
	if !o.Complete || o.RuledOut != 0 || len(s.Points) != 10 {
		t.Errorf("got %d points, %d ruled out, complete %t, want all 10 tried", len(s.Points), o.RuledOut, o.Complete)
	}
	want := "the least cost that keeps the objectives is $110/month, with services.api.replicas 6 and services.api.price large; 1 other point is not significantly more; whether 1 point with less would keep the objectives is undecided. All 10 points were tried"
	if s.Answer != want {
		t.Errorf("got  %q\nwant %q", s.Answer, want)
	}
	// Cost against latency: dearer points of the front are quicker.
	for i := 1; i < len(o.Front); i++ {
		a, b := s.Points[o.Front[i-1]], s.Points[o.Front[i]]
		la, lb := 12 / *a.Values[0].Number, 12 / *b.Values[0].Number
		if a.Values[1].Text == b.Values[1].Text && lb > la {
			t.Errorf("the front goes from %v to %v, which is dearer and slower", a.Values, b.Values)
		}
	}
	if len(o.Front) < 3 {
		t.Errorf("got the front %v, want three points or more", o.Front)
	}
}

func TestMinimiseWithPromises(t *testing.T) {
	replicas, kind := aRange(t, "services.api.replicas", "1", "40", false), aList(t, "services.api.price", "small", "large")
	promised := minimising(t, func(s *models.Study) {
		s.Vary[0].Dearer, s.Vary[0].Safer = true, true
	}, []string{"4", "small"}, replicas, kind)
	s := newLab(shop, 1, replicas, kind).summed(t, promised)
	if o := s.Optimum; o.Best == nil || s.Points[*o.Best].Values[0].Text != "5" || !o.Complete || o.RuledOut < 50 {
		t.Errorf("got %q with %d ruled out, want 5 replicas of the large kind for $100 and 50 or more ruled out", s.Answer, o.RuledOut)
	}
	if !strings.Contains(s.Answer, "ruled out the other") {
		t.Errorf("got %q, want to be told what was ruled out", s.Answer)
	}
}

func TestMinimiseWithoutConstraintsAndWithoutAnAnswer(t *testing.T) {
	replicas := aList(t, "services.api.replicas", "2", "3", "4")
	kind := aList(t, "services.api.price", "small", "large")
	free := minimising(t, func(s *models.Study) { s.While = "" }, []string{"2", "small"}, replicas, kind)
	if s := newLab(shop, 1, replicas, kind).summed(t, free); !strings.HasPrefix(s.Answer, "the least cost is $50/month, with services.api.replicas 2 ") {
		t.Errorf("without constraints: got %q", s.Answer)
	}
	s := newLab(shop, 1, replicas, kind).summed(t, minimising(t, nil, []string{"2", "small"}, replicas, kind))
	if s.Optimum.Best != nil || s.Answer != "none of the 6 points that were tried keeps the objectives" {
		t.Errorf("got %q, want none", s.Answer)
	}
}

func TestMinimiseIsTheSameHoweverItIsDivided(t *testing.T) {
	replicas, kind := aRange(t, "services.api.replicas", "1", "40", false), aList(t, "services.api.price", "small", "large")
	sameByCrumbs(t, shop, minimising(t, nil, []string{"4", "small"}, replicas, kind), replicas, kind)
	local := minimising(t, func(s *models.Study) { s.Budget = 150 }, []string{"4", "small"}, replicas, kind)
	sameByCrumbs(t, shop, local, replicas, kind)
}

// TestMinimiseComparesTheSameReplications: what is bad luck at all points alike does not
// make a dearer point as good as the cheapest.
func TestMinimiseComparesTheSameReplications(t *testing.T) {
	replicas, kind := aList(t, "services.api.replicas", "8", "12", "24"), aList(t, "services.api.price", "large")
	lab := newLab(shop, 1, replicas, kind)
	f := minimising(t, nil, []string{"8", "large"}, replicas, kind)
	for range 3 {
		runs, _ := f.Plan(lab.look)
		for _, r := range runs {
			if lab.look(r) == nil {
				lab.play(r)
				*lab.look(r).Metrics[0].Value += []float64{0, 300, -100, 90}[r.Replication%4]
			}
		}
	}
	s := lab.summed(t, f)
	if o := s.Optimum; o.Best == nil || len(o.Rivals) > 0 || len(o.Front) != 3 {
		t.Errorf("got %q with the front %v, want one best point, and all three on the front", s.Answer, o.Front)
	}
}
