package models

import (
	"slices"
	"testing"

	"headroom/sim/stats"
	"headroom/sim/unit"
)

// visitors are sessions that begin evenly and think for a fixed time.
func visitors(to string, rate float64, think string, edit func(*Session)) Component {
	return evenly(to, rate, func(t *Traffic) {
		t.Model = "sessions"
		t.Session = *made(edit)
		t.Session.Think = duration(think)
	})
}

func row(next ...stats.Entry[unit.Ratio]) stats.Ordered[unit.Ratio] { return next }

func chance(name string, p float64) stats.Entry[unit.Ratio] {
	return stats.Entry[unit.Ratio]{Name: name, Value: unit.Ratio(p)}
}

// TestASessionGoesAtThePaceOfTheSystem: three requests of 0.5 s with thoughts of 2 s.
func TestASessionGoesAtThePaceOfTheSystem(t *testing.T) {
	p := taking(0.5)
	result(t, scene(7.9, visitors("p", 1./7, "2s", func(s *Session) {
		s.Operations = []string{"main", "other", "main"}
	}), probing("p", p)))
	sameTimes(t, "requests", p.times(), []float64{7})
	p = taking(0.5)
	r := result(t, scene(13.9, visitors("p", 1./7, "2s", func(s *Session) {
		s.Operations = []string{"main", "other", "main"}
	}), probing("p", p)))
	sameTimes(t, "requests", p.times(), []float64{7, 9.5, 12})
	var ops []int
	for _, s := range p.seen {
		ops = append(ops, s.op)
	}
	if !slices.Equal(ops, []int{0, 1, 0}) {
		t.Errorf("operations %v, want 0 1 0", ops)
	}
	v := found(t, r.Sessions, "users")
	same(t, "begun", v.Begun, 1)
	same(t, "ended", v.Ended, 1)
	near(t, "requests of one", v.Requests.Value, 3, 1e-9)
	near(t, "length", v.Length.Mean.Value, 5.5, 0.01)
	near(t, "present", v.Present.Value, 5.5/13.9, 1e-6)
}

// TestAChainMakesTheRequestsThatItShould: home, then browse again and again, then perhaps
// other. The chain has home once, browse 0.7 / (1 - 0.6) times, other a tenth of that.
func TestAChainMakesTheRequestsThatItShould(t *testing.T) {
	s := made(func(s *Session) {
		s.Next = stats.Ordered[stats.Ordered[unit.Ratio]]{
			{Name: "home", Value: row(chance("browse", 0.7))},
			{Name: "browse", Value: row(chance("browse", 0.6), chance("main", 0.1))},
			{Name: "main", Value: nil},
		}
	})
	for i, want := range []float64{1, 1.75, 0.175} {
		near(t, "visits of "+s.expected(nil)[i].Name, float64(s.expected(nil)[i].Value), want, 1e-9)
	}
	chain := func(s *Session) {
		s.Next = stats.Ordered[stats.Ordered[unit.Ratio]]{
			{Name: "main", Value: row(chance("other", 0.7))},
			{Name: "other", Value: row(chance("other", 0.6), chance("main", 0.1))},
		}
	}
	r := result(t, scene(20_000, visitors("p", 1, "1s", chain), probing("p", taking(0))))
	// main = 1 + 0.1 other; other = 0.7 main + 0.6 other
	main := 1 / (1 - 0.7/0.4*0.1)
	near(t, "main per session", found(t, r.Operations, "main").Rate, main, 0.03)
	near(t, "other per session", found(t, r.Operations, "other").Rate, main*0.7/0.4, 0.06)
	near(t, "requests of one", found(t, r.Sessions, "users").Requests.Value, main*(1+0.7/0.4), 0.08)
}

func TestAVisitorWhoFailsMayLeave(t *testing.T) {
	r := result(t, scene(2000, visitors("p", 1, "1s", func(s *Session) {
		s.Requests, s.LeaveOnFailure = count("4"), 0.5
	}), probing("p", failing(0))))
	v := found(t, r.Sessions, "users")
	near(t, "share that leaves", float64(v.Left)/float64(v.Ended), 1-0.5*0.5*0.5*0.5, 0.03)
	near(t, "requests of one", v.Requests.Value, 1+0.5+0.25+0.125, 0.06)
}

func TestWhatIsWrongWithASession(t *testing.T) {
	for _, c := range []struct {
		what string
		edit func(*Session)
		want string // path of the problem
	}{
		{"nothing to do", func(*Session) {}, "traffic.users.session"},
		{"two ways at once", func(s *Session) { s.Operations, s.Requests = []string{"main"}, count("3") }, "traffic.users.session"},
		{"chances above 1", func(s *Session) {
			s.Next = stats.Ordered[stats.Ordered[unit.Ratio]]{{Name: "main", Value: row(chance("main", 0.7), chance("other", 0.5))}}
		}, "traffic.users.session.next.main"},
		{"no way out", func(s *Session) {
			s.Next = stats.Ordered[stats.Ordered[unit.Ratio]]{{Name: "main", Value: row(chance("main", 1))}}
		}, "traffic.users.session.next.main"},
		{"a start that leads nowhere", func(s *Session) {
			s.Next = stats.Ordered[stats.Ordered[unit.Ratio]]{{Name: "main", Value: row(chance("other", 0.5))}}
			s.Start = "gone"
		}, "traffic.users.session.start"},
	} {
		var paths []string
		for _, p := range scene(1, visitors("p", 1, "1s", c.edit), probing("p", taking(0))).Validate() {
			paths = append(paths, p.Path)
		}
		if !slices.Contains(paths, c.want) {
			t.Errorf("%s: problems at %v, want one at %s", c.what, paths, c.want)
		}
	}
}
