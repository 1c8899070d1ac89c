package health_test

import (
	"math"
	"testing"
	"time"

	"headroom/models"
	"headroom/models/policy/health"
	"headroom/models/policy/policytest"
	"headroom/models/variant"
	"headroom/sim"
	"headroom/sim/unit"
)

const ms = time.Millisecond

func seconds(s float64) sim.Time             { return sim.Time(math.Round(s * 1e9)) }
func duration(d time.Duration) unit.Duration { return unit.Duration(d) }

// begun returns an ejector that knows replicas 0 to n-1 since the start.
func begun(rule health.EjectRule, n int) health.Ejector {
	s := sim.NewStream(7)
	e := rule.New(&s)
	e.Replicas(0, upTo(n))
	return e
}

func upTo(n int) (numbers []int32) {
	for i := range n {
		numbers = append(numbers, int32(i))
	}
	return numbers
}

// step is what happens to a replica at an instant: calls that end at once, or a look.
type step struct {
	at      float64 // seconds
	replica int32
	calls   string // of S success, F failure, R rejection, U unreached, T timeout, I ignored, P probe passed
	usable  bool   // afterwards
	ejected int
}

// follow plays the steps and checks what comes of each.
func follow(t *testing.T, name string, e health.Ejector, steps []step) {
	t.Helper()
	for _, s := range steps {
		now := seconds(s.at)
		e.Advance(now)
		for _, c := range s.calls {
			if c != 'P' {
				e.Sent(now, s.replica)
			}
			switch c {
			case 'S':
				e.Record(now, s.replica, health.Success)
			case 'F':
				e.Record(now, s.replica, health.Failure)
			case 'R':
				e.Record(now, s.replica, health.Rejection)
			case 'U':
				e.Record(now, s.replica, health.Unreached)
			case 'T':
				e.Record(now, s.replica, health.Timeout)
			case 'I':
				e.Ignore(now, s.replica)
			case 'P':
				e.Passed(now, s.replica)
			}
		}
		if usable, ejected := e.Usable(s.replica), e.Ejected(); usable != s.usable || ejected != s.ejected {
			t.Errorf("%s: after %q at %v s replica %d usable is %v with %d ejected, want %v with %d",
				name, s.calls, s.at, s.replica, usable, ejected, s.usable, s.ejected)
		}
	}
}

func TestForms(t *testing.T) {
	tables := []interface {
		Variants() (string, []variant.Form)
	}{&health.Eject{}, &health.Check{}, &health.Panic{}, &health.SlowStart{}}
	for _, table := range tables {
		_, forms := table.Variants()
		policytest.Forms(t, forms, func(spec any) {
			switch s := spec.(type) {
			case *health.EnvoyCheck:
				s.Interval, s.Timeout, s.HealthyThreshold, s.UnhealthyThreshold = duration(5*time.Second), duration(time.Second), 2, 3
			case *health.EnvoySlowStart:
				s.Window = duration(time.Minute)
			case *health.ALBSlowStart:
				s.Duration = duration(time.Minute)
			}
		})
	}
	policytest.Errors(t, "a drain with its defaults", models.Defaults(&health.Drain{}).Validate(), nil)
}

// rules are all rules of ejection, so that one failure in a row of five ejects.
func rules() []health.EjectRule {
	envoy := models.Defaults(&health.Envoy{})
	envoy.MaxEjectionPercent = 0.5
	nginx := models.Defaults(&health.Nginx{})
	nginx.MaxFails = 5
	return []health.EjectRule{envoy, models.Defaults(&health.Finagle{}), nginx}
}

func TestReplicasComeAndGo(t *testing.T) {
	for _, rule := range rules() {
		e := begun(rule, 4)
		follow(t, "ejection", e, []step{{1, 2, "TTTTT", false, 1}, {1, 3, "TTTT", true, 1}})
		before := e.Advance(seconds(2))
		e.Replicas(seconds(2), []int32{0, 1})
		if got := e.Advance(seconds(2)); got == before || e.Ejected() != 0 || e.Usable(2) {
			t.Errorf("%T: after replicas 2 and 3 left: generation %d after %d, %d ejected, 2 usable %v, want another, 0, false", rule, got, before, e.Ejected(), e.Usable(2))
		}
		e.Record(seconds(2), 3, health.Timeout)
		before = e.Advance(seconds(2))
		if e.Replicas(seconds(2), []int32{1, 0}); e.Advance(seconds(2)) != before {
			t.Errorf("%T: the same replicas in another order change the generation", rule)
		}
		e.Replicas(seconds(3), []int32{0, 1, 2, 3})
		follow(t, "no history", e, []step{{3, 2, "", true, 0}, {3, 3, "TTTT", true, 0}, {3, 3, "T", false, 1}})
		want := []health.Change{
			{At: seconds(1), Replica: 2, Ejected: true},
			{At: seconds(2), Replica: 2, Why: health.Left},
			{At: seconds(3), Replica: 3, Ejected: true},
		}
		got := e.Changes()
		if len(got) != len(want) {
			t.Fatalf("%T: got changes %v, want %v", rule, got, want)
		}
		for i, w := range want {
			if g := got[i]; g.At != w.At || g.Replica != w.Replica || g.Ejected != w.Ejected || !w.Ejected && g.Why != w.Why {
				t.Errorf("%T: got change %v, want %v", rule, g, w)
			}
		}
		if more := e.Changes(); len(more) != 0 {
			t.Errorf("%T: got changes %v a second time, want none", rule, more)
		}
	}
}

func TestAReplicaIsOnAListOnce(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a list with a replica twice is taken, want a panic")
		}
	}()
	begun(models.Defaults(&health.Envoy{}), 1).Replicas(0, []int32{1, 1})
}

func TestEjectorsDoNotAllocate(t *testing.T) {
	for _, rule := range rules() {
		e := begun(rule, 8)
		random, now := sim.NewStream(3), sim.Time(0)
		ejections, list := 0, upTo(8)
		work := func() {
			now = now.Add(20 * ms)
			replica := int32(random.IntN(8))
			e.Sent(now, replica)
			how := health.Success
			if replica < 3 && random.Float64() < 0.7 {
				how = health.Timeout
			}
			e.Record(now, replica, how)
			for _, c := range e.Changes() {
				if c.Ejected {
					ejections++
				}
			}
			e.Replicas(now, list[:7+random.IntN(2)])
		}
		for range 1000 {
			work()
		}
		if got := testing.AllocsPerRun(5000, work); got != 0 {
			t.Errorf("%T: %v allocations a call, want 0", rule, got)
		}
		if ejections < 3 {
			t.Errorf("%T: %d ejections, want many", rule, ejections)
		}
	}
}

func TestReasonsHaveNames(t *testing.T) {
	for r := health.Consecutive5xx; r <= health.Left; r++ {
		if r.String() == "" {
			t.Errorf("reason %d has no name", r)
		}
	}
}
