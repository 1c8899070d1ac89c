package models

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/sim/stats"
)

// coldCache reads 5,000 things through an empty cache, at 50/s for 1,000 s: it fills
// throughout the first few hundred seconds, and misses take 50 ms more.
func coldCache() *System {
	s := scene(1000, poisson("api", 50),
		server("api", steps(step(func(s *Step) { s.Call, s.OnMiss = "c.get", steps(pause("50ms"), calling("c.set")) }))), cacheOf())
	s.Data = items("things", 5000, "uniform")
	s.Run.Warmup = WarmUp{Auto: true}
	s.Run.Repeat = 5
	return s
}

func queueAt(load float64) *System {
	s := scene(300, poisson("api", 50*load), server("api", steps(work("exponential(mean=20ms)"))))
	s.Run.Warmup = WarmUp{Auto: true}
	s.Run.Repeat = 5
	return s
}

func TestAColdCacheGetsALongerWarmUp(t *testing.T) {
	s := coldCache()
	var again []time.Duration
	r, err := s.Play(context.Background(), Options{Jobs: 1, Again: func(w time.Duration) { again = append(again, w) }})
	if err != nil {
		t.Fatal(err)
	}
	w := r.Analysis.Warmup
	t.Log(r.Analysis.Text)
	if w.By != stats.WarmupDetected || w.Seconds < 200 || w.Seconds > 500 {
		t.Fatalf("warm-up = %v s, %s, want one of 200 to 500 s that was detected", w.Seconds, w.By)
	}
	same(t, "warm-up of the scenario", r.Scenario.Warmup, w.Seconds)
	same(t, "times that all was played again", len(again), 1)
	if !strings.Contains(r.Analysis.Text, "found by MSER-5: "+w.Series+" settled last") {
		t.Errorf("text = %q, want the series %q", r.Analysis.Text, w.Series)
	}
	c, _ := r.Components.Find("c")
	if c.HitRatio.Value < 0.97 {
		t.Errorf("hit ratio = %v, want that of a full cache", c.HitRatio.Value)
	}
	given := coldCache()
	given.Run.Warmup = WarmUp{Span: seconds(w.Seconds)}
	rr := result(t, given)
	same(t, "with the same warm-up given, by", rr.Analysis.Warmup.By, stats.WarmupGiven)
	if !reflect.DeepEqual(rr.Operations, r.Operations) {
		t.Error("the numbers differ from those of the same warm-up, given")
	}
}

func TestAWarmUpThatIsTooShortIsWarnedOf(t *testing.T) {
	s := coldCache()
	s.Run.Warmup = WarmUp{Span: seconds(50)}
	r := result(t, s)
	same(t, "warm-up", r.Scenario.Warmup, 50)
	if w := r.Analysis.Warnings; len(w) != 1 || w[0].Metric != "warmup" || !strings.HasPrefix(w[0].Text, "the warm-up of 50s was given, and ") {
		t.Errorf("warnings = %v, want one about the warm-up", w)
	}
	s = queueAt(0.8)
	s.Run.Warmup = WarmUp{Span: seconds(30)}
	if w := result(t, s).Analysis.Warnings; len(w) != 0 {
		t.Errorf("warnings of a queue in steady state = %v, want none", w)
	}
}

func TestTrialsAgreeHoweverTheyAreDivided(t *testing.T) {
	for name, s := range map[string]*System{"a cold cache": coldCache(), "a queue": queueAt(0.8)} {
		var want *stats.Result
		for _, portions := range [][]int{{7}, {5, 7}, {1, 2, 7}, {3, 4, 5, 6, 7}} {
			trials := s.Trials()
			for _, n := range portions {
				if err := trials.Play(context.Background(), n, Options{}); err != nil {
					t.Fatal(err)
				}
			}
			r := trials.Result()
			if want == nil {
				want = r
			}
			if !reflect.DeepEqual(r.Analysis, want.Analysis) || !reflect.DeepEqual(r.Operations, want.Operations) || r.Events != want.Events {
				t.Errorf("%s in portions %v: %q, want %q", name, portions, r.Analysis.Text, want.Analysis.Text)
			}
		}
	}
}

// TestNoiseNeedsNoWarmUp: queues in steady state, which the tenth brings them to, are not
// played again by chance.
func TestNoiseNeedsNoWarmUp(t *testing.T) {
	for _, load := range []float64{0.5, 0.8, 0.9} {
		longer := 0
		for seed := range uint64(20) {
			s := queueAt(load)
			s.Run.Seed = 100 + seed
			r := result(t, s)
			if r.Analysis.Warmup.By != stats.WarmupTenth {
				longer++
				t.Logf("load %v, seed %d: %s", load, seed, r.Analysis.Text)
			}
		}
		if longer > 1 {
			t.Errorf("runs at a load of %v with a longer warm-up = %d of 20, want at most 1", load, longer)
		}
	}
}

func TestAnUnstableSystemNeverSettles(t *testing.T) {
	s := queueAt(1.3)
	r := result(t, s)
	w := r.Analysis.Warmup
	if w.By != stats.WarmupTenth || !slices.Contains(w.Unsettled, "queue of api") {
		t.Errorf("warm-up %s, unsettled %v, want a tenth, and the queue of api", w.By, w.Unsettled)
	}
	if !strings.Contains(r.Analysis.Text, "no warm-up brings an unstable system to rest") {
		t.Errorf("text = %q", r.Analysis.Text)
	}
}

func TestAnInterruptedRunKeepsTheShorterWarmUp(t *testing.T) {
	s := coldCache()
	ctx, stop := context.WithCancel(context.Background())
	r, err := s.Play(ctx, Options{Jobs: 1, Again: func(time.Duration) { stop() }})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "interrupted", r.Scenario.Interrupted, true)
	same(t, "replications", r.Scenario.Replications, 5)
	same(t, "text", r.Analysis.Text, "The warm-up is a tenth of the run, which was not tested. 95 % intervals rest on 5 replications.")
}

func TestTheWarmUpLeavesRoomForTheWindowsOfObjectives(t *testing.T) {
	s := scene(1000)
	same(t, "longest without windows", s.longestWarmUp(), 500*time.Second)
	s.Objectives = stats.Ordered[Objective]{
		{Name: "a", Value: Objective{Objective: "main.p99 < 1s over 700s"}},
		{Name: "b", Value: Objective{Objective: "main.p99 < 1s over 100s after 800s"}},
	}
	same(t, "longest before windows of 700 s", s.longestWarmUp(), 300*time.Second)
}
