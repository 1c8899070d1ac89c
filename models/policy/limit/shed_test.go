package limit_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/limit"
	"headroom/models/policy/policytest"
	"headroom/models/variant"
	"headroom/sim"
)

var anyone = limit.Request{Class: limit.Critical, Left: limit.NoDeadline}

func sheds() map[string]limit.ShedRule {
	rules := map[string]limit.ShedRule{}
	_, forms := (&limit.Shed{}).Variants()
	for _, f := range forms {
		if r, ok := f.New().(limit.ShedRule); ok {
			models.FillDefaults(r)
			rules[f.Name] = r
		}
	}
	return rules
}

func TestShedForms(t *testing.T) {
	_, forms := (&limit.Shed{}).Variants()
	policytest.Forms(t, forms, nil)
	s := limit.Shed{Rule: &limit.CoDel{}}
	s.SetVariant(&variant.None{})
	if s.Enabled() || s.Variant() != nil || s.Validate() != nil {
		t.Errorf("after none there is still %v", s.Variant())
	}
}

func TestNothingIsShedFromAnIdleQueue(t *testing.T) {
	for name, rule := range sheds() {
		s := rule.New()
		for call := range 10_000 {
			now := sim.Time(call) * sim.Time(10*ms)
			if !s.Admit(now, anyone, limit.Queue{}) || s.Youngest(now) || s.Drop(now, anyone, 0, 0) {
				t.Fatalf("%s sheds call %d", name, call)
			}
		}
	}
}

func TestNoShedderAllocates(t *testing.T) {
	for name, rule := range sheds() {
		s := rule.New()
		draws := sim.NewStream(1)
		var now sim.Time
		got := testing.AllocsPerRun(10_000, func() {
			now = now.Add(ms)
			r := limit.Request{Class: limit.Class(draws.IntN(4)), User: draws.Uint64(), Left: time.Duration(draws.IntN(int(ms)))}
			s.Admit(now, r, limit.Queue{Waiting: draws.IntN(10), Utilisation: 1})
			s.Youngest(now)
			s.Drop(now, r, time.Duration(draws.IntN(int(100*ms))), draws.IntN(10))
		})
		if got != 0 {
			t.Errorf("%s: %v allocations a call, want 0", name, got)
		}
	}
}

// TestCoDelDropsFasterAndFaster: calls that have waited 20 ms are taken every millisecond.
// After 100 ms one is dropped, and then after 100 ms over the root of the number of drops.
func TestCoDelDropsFasterAndFaster(t *testing.T) {
	c := models.Defaults(&limit.CoDel{}).New()
	var got []string
	for at := range 440 {
		waited, left := 20*ms, 100
		if at == 390 {
			waited = 4 * ms // this ends it
		}
		if c.Drop(sim.Time(at)*sim.Time(ms), anyone, waited, left) {
			got = append(got, fmt.Sprint(at))
		}
	}
	if got, want := strings.Join(got, " "), "100 200 271 329 379"; got != want {
		t.Errorf("drops at %s ms, want %s", got, want)
	}
}

// TestCoDelResumesWhereItStopped: soon after, dropping starts at the rate that it had.
func TestCoDelResumesWhereItStopped(t *testing.T) {
	for _, tt := range []struct {
		pause int
		want  string
	}{
		// 5 drops: the count begins at 5 - 1 = 4, and the first two are 50 ms apart.
		{10, "100 200 271 329 379 490 540 585"},
		{2000, "100 200 271 329 379 2480 2580"},
	} {
		c := models.Defaults(&limit.CoDel{}).New()
		var got []string
		for at := range 2600 {
			waited := 20 * ms
			if at >= 380 && at < 380+tt.pause {
				waited = 0
			}
			if c.Drop(sim.Time(at)*sim.Time(ms), anyone, waited, 100) && at < 3000 {
				got = append(got, fmt.Sprint(at))
			}
		}
		if got := strings.Join(got, " "); !strings.HasPrefix(got, tt.want) {
			t.Errorf("a pause of %d ms: drops at %s, want first %s", tt.pause, got, tt.want)
		}
	}
}

// rfc is the pseudocode of RFC 8289, section 5, over a queue of arrival times.
type rfc struct {
	queue                   []sim.Time
	firstAbove, dropNext    sim.Time
	count, lastCount, drops int
	dropping                bool
}

func (q *rfc) take(now sim.Time) (arrived sim.Time, ok, okToDrop bool) {
	if len(q.queue) == 0 {
		q.firstAbove = 0
		return 0, false, false
	}
	arrived, q.queue = q.queue[0], q.queue[1:]
	if now.Sub(arrived) < 5*ms || len(q.queue) <= 1 {
		q.firstAbove = 0
	} else if q.firstAbove == 0 {
		q.firstAbove = now.Add(100 * ms)
	} else if now >= q.firstAbove {
		okToDrop = true
	}
	return arrived, true, okToDrop
}

func (q *rfc) law(t sim.Time) sim.Time {
	return t.Add(time.Duration(float64(100*ms) / math.Sqrt(float64(q.count))))
}

func (q *rfc) dequeue(now sim.Time) (arrived sim.Time, ok bool) {
	arrived, ok, okToDrop := q.take(now)
	if q.dropping {
		if !okToDrop {
			q.dropping = false
		}
		for now >= q.dropNext && q.dropping {
			q.drops++
			q.count++
			arrived, ok, okToDrop = q.take(now)
			if !okToDrop {
				q.dropping = false
			} else {
				q.dropNext = q.law(q.dropNext)
			}
		}
	} else if okToDrop {
		q.drops++
		arrived, ok, _ = q.take(now)
		q.dropping = true
		delta := q.count - q.lastCount
		q.count = 1
		if delta > 1 && now.Sub(q.dropNext) < 1600*ms {
			q.count = delta
		}
		q.dropNext = q.law(now)
		q.lastCount = q.count
	}
	return arrived, ok
}

// TestCoDelIsThatOfTheRFC: over a queue whose load swings, the machine serves what the
// pseudocode serves.
func TestCoDelIsThatOfTheRFC(t *testing.T) {
	c := models.Defaults(&limit.CoDel{}).New()
	want := &rfc{}
	var queue []sim.Time
	s := sim.NewStream(3)
	drops := 0
	for at := range 400_000 {
		now := sim.Time(at+1) * sim.Time(ms)
		load := 1 + (at/1000)%5 // of 3: up to 4 arrive in the time that serves 3
		for range 2 {
			if s.IntN(6) < load {
				queue, want.queue = append(queue, now), append(want.queue, now)
			}
		}
		if s.IntN(10) == 0 {
			continue
		}
		var got sim.Time
		served := false
		for len(queue) > 0 && !served {
			got, queue = queue[0], queue[1:]
			if served = !c.Drop(now, anyone, now.Sub(got), len(queue)); !served {
				drops++
			}
		}
		if expected, ok := want.dequeue(now); ok != served || ok && expected != got {
			t.Fatalf("at %v: served %v of %v, want %v of %v", now, served, got, ok, expected)
		}
	}
	if drops < 1000 || drops != want.drops {
		t.Errorf("%d drops, want %d, and a thousand at least", drops, want.drops)
	}
}

func TestAdaptiveCoDel(t *testing.T) {
	const second = time.Second
	at := func(d time.Duration) sim.Time { return sim.Time(d) }
	s := models.Defaults(&limit.AdaptiveCoDel{}).New()
	s.Admit(at(second), anyone, limit.Queue{Waiting: 0, Utilisation: 1}) // empty until 1 s
	s.Admit(at(second+200*ms), anyone, limit.Queue{Waiting: 5, Utilisation: 1})
	tests := []struct {
		name     string
		now      time.Duration
		waited   time.Duration
		youngest bool
		drop     bool
	}{
		{"a young queue is served in order", second + 100*ms, 100 * ms, false, false},
		{"a queue that stands is served from its end", second + 101*ms, 100 * ms, true, false},
		{"who came when it was young may wait for long", second + 150*ms, 60 * ms, true, false},
		{"but not for ever", second + 150*ms, 101 * ms, true, true},
		{"who comes to a standing queue may wait shortly", second + 160*ms, 5 * ms, true, false},
		{"and not longer", second + 160*ms, 6 * ms, true, true},
	}
	for _, tt := range tests {
		if got := s.Youngest(at(tt.now)); got != tt.youngest {
			t.Errorf("%s: youngest first is %v, want %v", tt.name, got, tt.youngest)
		}
		if got := s.Drop(at(tt.now), anyone, tt.waited, 3); got != tt.drop {
			t.Errorf("%s: dropped is %v, want %v", tt.name, got, tt.drop)
		}
	}
	s.Admit(at(3*second), anyone, limit.Queue{})
	if s.Youngest(at(3*second+50*ms)) || s.Drop(at(3*second+50*ms), anyone, 50*ms, 0) {
		t.Error("a queue that was empty 50 ms ago is taken for a standing one")
	}
	plain := models.Defaults(&limit.AdaptiveCoDel{})
	plain.LIFO = false
	if plain.New().Youngest(at(second)) {
		t.Error("without lifo the youngest goes first")
	}
}

func TestPriorityShed(t *testing.T) {
	rule := models.Defaults(&limit.PriorityShed{})
	rule.AverageOver = 0
	for _, tt := range []struct {
		utilisation float64
		want        string // the classes let in
	}{
		{0.59, "sheddable sheddable_plus critical critical_plus"},
		{0.6, "sheddable_plus critical critical_plus"},
		{0.7, "critical critical_plus"},
		{0.89, "critical critical_plus"},
		{0.9, "critical_plus"},
		{1, "critical_plus"},
	} {
		var got []string
		for c := limit.Sheddable; c <= limit.CriticalPlus; c++ {
			if rule.New().Admit(0, limit.Request{Class: c}, limit.Queue{Utilisation: tt.utilisation}) {
				got = append(got, c.String())
			}
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("at %v: lets in %s, want %s", tt.utilisation, got, tt.want)
		}
	}
}

// TestPriorityShedAverages: from idle to busy, the average reaches 1 - 1/e after its time,
// and 0.6 after 0.916 of it.
func TestPriorityShedAverages(t *testing.T) {
	s := models.Defaults(&limit.PriorityShed{}).New()
	for at := range 2000 {
		now := sim.Time(at) * sim.Time(ms)
		got := s.Admit(now, limit.Request{Class: limit.Sheddable}, limit.Queue{Utilisation: 1})
		if want := at < 917; got != want {
			t.Fatalf("at %v: let in is %v, want %v", now, got, want)
		}
	}
}

func TestDeadlineShed(t *testing.T) {
	tests := []struct {
		name     string
		expected time.Duration
		left     time.Duration
		want     bool
	}{
		{"there is time", 10 * ms, 20 * ms, true},
		{"there is just enough", 10 * ms, 10 * ms, true},
		{"there is too little", 10 * ms, 10*ms - 1, false},
		{"the deadline has passed", 0, -ms, false},
		{"it passes now", 0, 0, false},
		{"some is left, and nobody knows what it takes", 0, 1, true},
		{"there is no deadline", time.Hour, limit.NoDeadline, true},
	}
	for _, tt := range tests {
		s := (&limit.DeadlineShed{Expected: span(tt.expected)}).New()
		r := limit.Request{Left: tt.left}
		if got := s.Admit(0, r, limit.Queue{}); got != tt.want {
			t.Errorf("%s: admitted is %v, want %v", tt.name, got, tt.want)
		}
		if got := s.Drop(0, r, 0, 0); got == tt.want {
			t.Errorf("%s: dropped is %v, want %v", tt.name, got, !tt.want)
		}
	}
}

// TestDAGORMovesByLevels: forty calls of one user in each class, in each window.
func TestDAGORMovesByLevels(t *testing.T) {
	s := models.Defaults(&limit.DAGOR{}).New()
	for i, tt := range []struct {
		waited time.Duration
		want   string // the classes let in
	}{
		{30 * ms, "sheddable sheddable_plus critical critical_plus"},
		{30 * ms, "sheddable_plus critical critical_plus"}, // 95% of 160 go in whole levels
		{20 * ms, "critical critical_plus"},
		{20 * ms, "sheddable_plus critical critical_plus"},     // 80 and 1% of 160
		{0, "sheddable sheddable_plus critical critical_plus"}, // all
		{0, "sheddable sheddable_plus critical critical_plus"}, // and no more
		{time.Hour, "sheddable sheddable_plus critical critical_plus"},
		{time.Hour, "sheddable_plus critical critical_plus"},
		{time.Hour, "critical critical_plus"},
		{time.Hour, "critical_plus"},
	} {
		now := sim.Time(i)*sim.Time(time.Second) + sim.Time(100*ms)
		if i > 0 {
			now += sim.Time(i) // after the end of the window before
		}
		var got []string
		for c := limit.Sheddable; c <= limit.CriticalPlus; c++ {
			in := 0
			for range 40 {
				if s.Admit(now, limit.Request{Class: c, User: 17}, limit.Queue{Waiting: 9, Utilisation: 1}) {
					in++
					s.Drop(now, anyone, tt.waited, 9)
				}
			}
			if in == 40 {
				got = append(got, c.String())
			} else if in > 0 {
				t.Errorf("window %d: %d of 40 calls of one user and class", i, in)
			}
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("window %d: lets in %s, want %s", i, got, tt.want)
		}
	}
}

// TestDAGORServesTheImportant: 2000 calls a second, a quarter of each class, come to a
// server of 1000 a second.
func TestDAGORServesTheImportant(t *testing.T) {
	s := models.Defaults(&limit.DAGOR{}).New()
	draws := sim.NewStream(1)
	var queue []sim.Time
	var asked, served [4]float64
	var wait time.Duration
	waits := 0
	const calls = 400_000
	for call := range calls {
		now := sim.Time(call) * sim.Time(ms/2)
		if call%2 == 0 && len(queue) > 0 {
			s.Drop(now, anyone, now.Sub(queue[0]), len(queue)-1)
			if call > calls/2 {
				wait += now.Sub(queue[0])
				waits++
			}
			queue = queue[1:]
		}
		r := limit.Request{Class: limit.Class(draws.IntN(4)), User: uint64(draws.IntN(10_000))}
		in := s.Admit(now, r, limit.Queue{Waiting: len(queue), Utilisation: 1})
		if in {
			queue = append(queue, now)
		}
		if call > calls/2 {
			asked[r.Class]++
			if in {
				served[r.Class]++
			}
		}
	}
	for class, least := range map[limit.Class]float64{limit.CriticalPlus: 0.99, limit.Critical: 0.8} {
		if share := served[class] / asked[class]; share < least {
			t.Errorf("%v: %.3f served, want at least %v", class, share, least)
		}
	}
	for class, most := range map[limit.Class]float64{limit.Sheddable: 0.02, limit.SheddablePlus: 0.2} {
		if share := served[class] / asked[class]; share > most {
			t.Errorf("%v: %.3f served, want at most %v", class, share, most)
		}
	}
	if mean := wait / time.Duration(waits); mean > 200*ms {
		t.Errorf("mean wait %v, want it near 20ms", mean)
	}
}

func TestDAGORTreatsUsersAlikeForAnHour(t *testing.T) {
	rule := models.Defaults(&limit.DAGOR{})
	rule.Alpha = 0.5
	s := rule.New()
	// One window of overload by 10,000 users of one class leaves about half of them.
	for user := range uint64(1999) {
		s.Admit(0, limit.Request{Class: limit.Critical, User: user}, limit.Queue{Waiting: 9, Utilisation: 1})
		s.Drop(0, anyone, time.Second, 9)
	}
	in := func(now sim.Time) (users map[uint64]bool) {
		users = map[uint64]bool{}
		for user := range uint64(500) {
			if s.Admit(now, limit.Request{Class: limit.Critical, User: user}, limit.Queue{Waiting: 9, Utilisation: 1}) {
				users[user] = true
			}
		}
		return users
	}
	now := sim.Time(time.Second)
	first := in(now)
	if len(first) < 150 || len(first) > 350 {
		t.Errorf("%d of 500 users are served, want about half", len(first))
	}
	same, changed := in(now), in(now.Add(time.Hour))
	stay := 0
	for user := range first {
		if !same[user] {
			t.Errorf("user %d is served, and then not", user)
		}
		if changed[user] {
			stay++
		}
	}
	if stay == len(first) {
		t.Error("an hour later the same users are served")
	}
}

func TestClassText(t *testing.T) {
	for c := limit.Sheddable; c <= limit.CriticalPlus; c++ {
		text, _ := c.MarshalText()
		var got limit.Class
		if err := got.UnmarshalText(text); err != nil || got != c {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
	var c limit.Class
	if err := c.UnmarshalText([]byte("urgent")); err == nil {
		t.Error("urgent is a class")
	}
	if description, examples := c.SchemaText(); description == "" || len(examples) == 0 {
		t.Error("classes have no description")
	}
}

func TestShedValidate(t *testing.T) {
	tests := []struct {
		name string
		rule limit.ShedRule
		want []string
	}{
		{"an interval below the target", &limit.CoDel{Target: 2, Interval: 1}, []string{"interval: 1ns is less than the target of 2ns"}},
		{"no target", &limit.AdaptiveCoDel{}, []string{"target: 0s"}},
		{"thresholds that fall", &limit.PriorityShed{Sheddable: 0.9, SheddablePlus: 0.8, Critical: 0.9, CriticalPlus: 1.1, AverageOver: -1}, []string{"sheddable_plus: 80%", "critical_plus: 110%", "average_over: -1"}},
		{"a negative time", &limit.DeadlineShed{Expected: -1}, []string{"expected: -1"}},
		{"dagor with nothing set", &limit.DAGOR{}, []string{"queuing_time: 0s", "window: 0s", "window_calls: 0", "alpha: 0%", "beta: 0%"}},
	}
	for _, tt := range tests {
		policytest.Errors(t, tt.name, tt.rule.Validate(), tt.want)
	}
}
