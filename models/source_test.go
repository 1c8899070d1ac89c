package models

import (
	"math"
	"slices"
	"testing"

	"headroom/sim/stats"
	"headroom/sim/unit"
)

// TestPoissonArrivals: the counts of a Poisson process in equal spans have a variance
// equal to their mean, and the gaps a standard deviation equal to theirs.
func TestPoissonArrivals(t *testing.T) {
	p := &probe{}
	ended(t, scene(2000, poisson("p", 20), probing("p", p)))
	counts := make([]float64, 2000)
	var gaps stats.Tally
	last := 0.0
	for _, at := range p.times() {
		counts[int(at)]++
		gaps.Record(at - last)
		last = at
	}
	var c stats.Tally
	for _, n := range counts {
		c.Record(n)
	}
	near(t, "mean count", c.Mean(), 20, 4*math.Sqrt(20.0/2000))
	near(t, "variance over mean", c.SD()*c.SD()/c.Mean(), 1, 4*math.Sqrt(2.0/2000))
	near(t, "mean gap", gaps.Mean(), 0.05, 4*0.05/200)
	near(t, "standard deviation of the gaps", gaps.SD(), 0.05, 4*0.05*math.Sqrt2/200)
}

// TestPoissonArrivalsFollowTheirShape: the time change by the cumulative rate makes the
// gaps of any shape unit exponentials.
func TestPoissonArrivalsFollowTheirShape(t *testing.T) {
	law := &Spike{Base: 20, Peak: 200, At: seconds(100), Rise: seconds(50), Hold: seconds(20), Fall: seconds(100)}
	p := &probe{}
	ended(t, scene(400, poisson("p", 0, func(t *Traffic) { t.Rate = Shape{law} }), probing("p", p)))
	expected := law.Cumulative(instant(400))
	near(t, "number of arrivals", float64(len(p.seen)), expected, 4*math.Sqrt(expected))
	var gaps stats.Tally
	last := 0.0
	for _, at := range p.times() {
		c := law.Cumulative(instant(at))
		gaps.Record(c - last)
		last = c
	}
	near(t, "mean gap", gaps.Mean(), 1, 4/math.Sqrt(expected))
	near(t, "standard deviation of the gaps", gaps.SD(), 1, 4*math.Sqrt2/math.Sqrt(expected))
}

func TestEvenArrivals(t *testing.T) {
	p := &probe{}
	ended(t, scene(1.1, evenly("p", 4), probing("p", p)))
	sameTimes(t, "arrivals at 4/s", p.times(), []float64{0.25, 0.5, 0.75, 1})

	p = &probe{}
	steps := Shape{&Steps{Points: []Point{{seconds(0), 1}, {seconds(2), 0}, {seconds(5), 2}}}}
	ended(t, scene(6.6, evenly("p", 0, func(t *Traffic) { t.Rate = steps }), probing("p", p)))
	sameTimes(t, "arrivals along steps", p.times(), []float64{1, 2, 5.5, 6, 6.5})
}

func TestARateOfNothingSendsNothing(t *testing.T) {
	p := &probe{}
	r := result(t, scene(10, poisson("p", 0), probing("p", p)))
	same(t, "calls", len(p.seen), 0)
	same(t, "offered", r.Operations[0].Value.Offered, 0)
}

func TestTheMixIsKept(t *testing.T) {
	p := &probe{}
	e := ended(t, scene(400, poisson("p", 50, func(t *Traffic) {
		t.Mix = stats.Ordered[unit.Ratio]{{Name: "main", Value: 0.7}, {Name: "other", Value: 0.3}}
	}), probing("p", p)))
	other := 0
	for _, s := range p.seen {
		other += s.op
	}
	n := float64(len(p.seen))
	near(t, "share of other", float64(other)/n, 0.3, 4*math.Sqrt(0.21/n))
	same(t, "offered in all", e.ops[0].offered+e.ops[1].offered, uint64(len(p.seen)))
	same(t, "offered of other", e.ops[1].offered, uint64(other))
}

// TestTheSameRequestsComeWhateverTheSystem holds the draws apart: more replicas, slower
// work and another component leave the arrivals and their keys as they were.
func TestTheSameRequestsComeWhateverTheSystem(t *testing.T) {
	seen := func(replicas int, cpu string, other bool) []sighting {
		p := &probe{}
		parts := []Component{
			poisson("api", 50),
			server("api", steps(work(cpu), calling("p.main")), func(s *Service) { s.Replicas = replicas }),
			probing("p", p),
		}
		if other {
			parts = append([]Component{probing("stranger", &probe{})}, parts...)
		}
		s := scene(50, parts...)
		e := ended(t, s)
		same(t, "offered", e.ops[0].offered, uint64(2525)) // frozen: a refactoring must not shift results
		for i := range p.seen {
			p.seen[i].at, p.seen[i].end, p.seen[i].place = 0, 0, 0
		}
		slices.SortFunc(p.seen, func(a, b sighting) int { return int(a.key>>1) - int(b.key>>1) })
		return p.seen
	}
	want := seen(2, "0.1ms", false)
	for _, c := range []struct {
		what  string
		other []sighting
	}{
		{"with more replicas", seen(7, "0.1ms", false)},
		{"with random work", seen(2, "exponential(mean=0.1ms)", false)},
		{"with another component", seen(2, "0.1ms", true)},
	} {
		if !slices.Equal(c.other, want) {
			t.Errorf("%s: the keys of the calls differ", c.what)
		}
	}
}

func TestAnotherRateSqueezesTheSameArrivals(t *testing.T) {
	at := func(rate float64) []float64 {
		p := &probe{}
		ended(t, scene(1000/rate, poisson("p", rate), probing("p", p)))
		return p.times()
	}
	slow, fast := at(10), at(20)
	same(t, "number of arrivals", len(fast), len(slow))
	for i := range slow {
		near(t, "an arrival", 2*fast[i], slow[i], 1e-6)
	}
}

func TestUsersMakeACurve(t *testing.T) {
	u := made(func(u *Users) { u.Daily, u.RequestsEach, u.Peak, u.PeakAt = 864_000, 20, 1.5, seconds(14*3600) })
	d := u.Derive().(*Diurnal)
	near(t, "mean", float64(d.Low+d.High)/2, 200, 1e-9)
	near(t, "peak", d.Rate(instant(14*3600)), 300, 1e-9)
	near(t, "trough", d.Rate(instant(2*3600)), 100, 1e-9)
	near(t, "requests of a day", d.Cumulative(instant(86400)), 864_000*20, 1e-2)
}

func TestUsersWithoutAPeakAreAConstant(t *testing.T) {
	tr := made(func(t *Traffic) { t.Users = Users{Daily: 86400, RequestsEach: 5, Peak: 1, Period: seconds(86400)} })
	c, ok := tr.law().(*Constant)
	if !ok {
		t.Fatalf("law is %T, want a constant", tr.law())
	}
	near(t, "rate", float64(c.Value), 5, 1e-12)
}

// TestRequestsCountWhenTheyAreSent: only requests sent in the measured part count, and
// those that end in it although sent before do not.
func TestRequestsCountWhenTheyAreSent(t *testing.T) {
	p := &probe{takes: func(int, int) float64 { return 0.7 }}
	s := scene(10, evenly("p", 2), probing("p", p))
	s.Run.Warmup = WarmUp{Span: seconds(5)}
	o := found(t, result(t, s).Operations, "main")
	same(t, "offered from 5 s on", o.Offered, 10) // 5, 5.5, ... 9.5
	same(t, "answered", o.OK, 9)
	same(t, "in flight", o.InFlight, 1)
	near(t, "latency", o.Latency.Mean.Value, 0.7, 0.001)
}
