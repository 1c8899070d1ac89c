package models

import (
	"context"
	"strings"
	"testing"

	"headroom/sim/stats"
)

// aims gives a system objectives, by name.
func aims(s *System, lines ...string) *System {
	s.Objectives = nil
	for i, line := range lines {
		o := made(func(o *Objective) { o.Objective = line })
		s.Objectives.Add("goal-"+string(rune('a'+i)), *o)
	}
	return s
}

// checked plays a check.
func checked(t *testing.T, s *System, c Checking) *stats.Result {
	t.Helper()
	c.Jobs = 2
	r, err := s.Check(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// halfBusy is an M/M/1 queue with a load of 0.5, whose mean is 40 ms.
func halfBusy() *System {
	return scene(60, poisson("api", 25), server("api", steps(work("exponential(mean=20ms)"))))
}

func TestACheckEndsWhenAllIsDecided(t *testing.T) {
	for _, c := range []struct {
		name    string
		lines   []string
		verdict stats.Verdict
		played  int
		looks   int
	}{
		{"far from its bound", []string{"main.mean < 1s"}, stats.Pass, 5, 1},
		{"far on the other side", []string{"main.mean < 1ms"}, stats.Fail, 5, 1},
		{"on its bound", []string{"main.mean < 40ms"}, stats.Undecided, 12, 3},
		{"one decided and one not", []string{"main.mean < 1s", "main.mean < 40ms"}, stats.Undecided, 12, 3},
		{"one failed and one undecided", []string{"main.mean < 1ms", "main.mean < 40ms"}, stats.Fail, 12, 3},
		{"nothing that varies", []string{"cost < $1/month", "api.replicas.max <= 1"}, stats.Pass, 5, 1},
		{"no request may fail, and none does", []string{"main.success >= 100%"}, stats.Pass, 5, 1},
		{"no objectives", nil, stats.Pass, 5, 1},
	} {
		r := checked(t, aims(halfBusy(), c.lines...), Checking{Most: 12})
		if r.Verdict != c.verdict || r.Scenario.Replications != c.played || r.Check.Looks != c.looks {
			t.Errorf("%s: %s after %d replications and %d looks, want %s, %d, %d",
				c.name, r.Verdict, r.Scenario.Replications, r.Check.Looks, c.verdict, c.played, c.looks)
		}
	}
}

func TestADecidedObjectiveStaysDecided(t *testing.T) {
	r := checked(t, aims(halfBusy(), "main.mean < 1s", "main.mean < 40ms"), Checking{Most: 12})
	sure, open := r.Objectives[0], r.Objectives[1]
	if sure.Replications != 5 || sure.Looks != 1 || open.Replications != 12 || open.Looks != 3 {
		t.Errorf("decided from %d replications in %d looks, open after %d in %d; want 5 in 1, 12 in 3", sure.Replications, sure.Looks, open.Replications, open.Looks)
	}
	near(t, "confidence of a look: 5 %, by two objectives and four looks", sure.Confidence, 1-0.05/2/3, 1e-12)
	if !strings.HasPrefix(open.Reason, "undecided after 12 replications: ") {
		t.Errorf("reason %q", open.Reason)
	}
	same(t, "ended", r.Check.Ended, "its last look was taken")
	alone := checked(t, aims(halfBusy(), "main.mean < 1s"), Checking{Most: 5})
	same(t, "the value is that of the first five", *sure.Value, *alone.Objectives[0].Value)
}

// TestACheckIsTheSameHoweverItIsPlayed: neither jobs nor what asked for the number of
// replications changes the result.
func TestACheckIsTheSameHoweverItIsPlayed(t *testing.T) {
	s := aims(halfBusy(), "main.p99 < 200ms", "main.mean < 40ms")
	a := checked(t, s, Checking{Most: 8})
	b := checked(t, s, Checking{Most: 60, Stop: func(played, next int) string {
		if next > 8 {
			return "the time was over"
		}
		return ""
	}})
	same(t, "events", a.Events, b.Events)
	same(t, "value", *a.Objectives[1].Value, *b.Objectives[1].Value)
	if !strings.HasSuffix(b.Objectives[1].Reason, "; the check ended because the time was over") {
		t.Errorf("reason %q, want that the time was over", b.Objectives[1].Reason)
	}
	same(t, "ended", b.Check.Ended, "the time was over")
	more := checked(t, aims(halfBusy(), "main.mean < 1s"), Checking{Most: 12, Least: 9})
	if more.Scenario.Replications != 9 || more.Objectives[0].Replications != 5 {
		t.Errorf("asked for 9: %d are played, the verdict is from %d; want 9 and 5", more.Scenario.Replications, more.Objectives[0].Replications)
	}
}

func TestAnUnstableSystemEndsTheCheck(t *testing.T) {
	s := aims(scene(100, poisson("api", 70), server("api", steps(work("20ms")))), "main.p50 < 10m", "main.rate > 70/s")
	r := checked(t, s, Checking{})
	if r.Verdict != stats.Fail || r.Scenario.Replications != 5 || !strings.Contains(r.Objectives[0].Reason, "the queue of api grows by 20/s") {
		t.Errorf("%s after %d replications: %q; want fail after 5, with the queue", r.Verdict, r.Scenario.Replications, r.Objectives[0].Reason)
	}
}

func TestADeadSystemFailsAtOnce(t *testing.T) {
	r := checked(t, aims(dead(0), "main.p99 < 1h", "main.success > 0%"), Checking{})
	for _, o := range r.Objectives {
		same(t, o.Objective, o.Verdict, stats.Fail)
	}
	same(t, "replications", r.Scenario.Replications, 5)
}

func TestWarningsDoNotShareTheError(t *testing.T) {
	s := aims(halfBusy(), "main.mean < 1s", "main.mean < 40ms")
	s.Objectives[1].Value.Severity = "warning"
	r := checked(t, s, Checking{Most: 5})
	same(t, "verdict", r.Verdict, stats.Pass)
	near(t, "confidence", r.Objectives[0].Confidence, 0.95, 1e-12)
}

func TestACheckTellsOfItsLooks(t *testing.T) {
	var told [][3]int
	checked(t, aims(halfBusy(), "main.mean < 40ms"), Checking{Most: 8, Looked: func(open, played, next int) { told = append(told, [3]int{open, played, next}) }})
	if len(told) != 2 || told[0] != [3]int{1, 5, 8} || told[1] != [3]int{1, 8, 0} {
		t.Errorf("told %v, want 1 open after 5, then after 8", told)
	}
}

func TestAnInterruptedCheckKeepsItsReplications(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := aims(halfBusy(), "main.mean < 40ms")
	r, err := s.Check(ctx, Checking{Looked: func(int, int, int) { cancel() }, Options: Options{Jobs: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Scenario.Interrupted || r.Scenario.Replications != 5 || r.Verdict != stats.Undecided {
		t.Errorf("got %+v, %s; want 5 replications, interrupted, undecided", r.Scenario, r.Verdict)
	}
	if _, err := s.Check(ctx, Checking{}); err == nil {
		t.Error("no error without a replication")
	}
}
