package models

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"headroom/sim"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// begun starts a process along a rate, with the seed of the test.
func begun(p process, law RateLaw, end float64) arrivals {
	return p.start(newAlong(compile(law, instant(end)), instant(end), func(purpose string) sim.Stream {
		return sim.NewStream(sim.Hash("arrivals" + purpose))
	}))
}

// drawn returns all arrivals of a process until the end, in seconds, and holds that they
// come in order.
func drawn(t *testing.T, p process, law RateLaw, end float64) []float64 {
	t.Helper()
	var list []float64
	a := begun(p, law, end)
	last := sim.Time(0)
	for {
		at := a.next()
		if at < last {
			t.Fatalf("%T: an arrival at %v follows one at %v", p, at, last)
		}
		if at >= instant(end) {
			return list
		}
		last = at
		list = append(list, at.Seconds())
	}
}

// dispersion counts arrivals in windows, and returns their mean number and its variance
// over the mean.
func dispersion(list []float64, width, end float64) (mean, index float64) {
	counts := make([]float64, int(end/width))
	for _, at := range list {
		if i := int(at / width); i < len(counts) {
			counts[i]++
		}
	}
	var tally stats.Tally
	for _, n := range counts {
		tally.Record(n)
	}
	return tally.Mean(), tally.SD() * tally.SD() / tally.Mean()
}

var bursts = &MMPP{States: []MMPPState{{Rate: 1, Stay: seconds(8)}, {Rate: 6, Stay: seconds(2)}}}

// TestDispersion holds the number of requests in windows of 10 s against theory: the mean
// is that of the rate, whatever the process, and the variance over the mean
//
//	poisson        1
//	deterministic  0
//	batch          E[S^2] / E[S] of the size S
//	mmpp           1 + 2 p1 p2 (r1-r2)^2 / (r s) * (1 - (1 - e^(-st)) / st)
//
// with the shares p and rates r of the states, the mean rate r and s = 1/8 + 1/2 per second
// (Heffes and Lucantoni 1986). Its rates are 5/s and 30/s here: 2 * 0.16 * 625 / 6.25 = 32.
// Sizes between 1 and 9 have E[S^2] = 25 + 64/12, and the rounding adds 1/6.
func TestDispersion(t *testing.T) {
	const end, width = 100_000, 10
	st := 0.625 * width
	for _, c := range []struct {
		what         string
		process      process
		index, slack float64
	}{
		{what: "poisson", process: &Poisson{}, index: 1, slack: 0.06},
		{what: "deterministic", process: &Deterministic{}, index: 0, slack: 0.001},
		{what: "batches of five", process: &Batch{Size: count("5")}, index: 5, slack: 0.3},
		{what: "batches of any size", process: &Batch{Size: count("uniform(1 9)")}, index: 30.5 / 5, slack: 0.4},
		{what: "bursts", process: bursts, index: 1 + 32*(1-(1-math.Exp(-st))/st), slack: 2},
	} {
		mean, index := dispersion(drawn(t, c.process, &Constant{Value: 10}, end), width, end)
		near(t, c.what+": mean", mean, 100, 4*math.Sqrt(max(0.01, c.index)*100/(end/width)))
		near(t, c.what+": variance over mean", index, c.index, c.slack)
	}
}

// TestBurstsMultiplyTheShape: the number of requests of a process follows the shape of the
// rate, and bursts come in addition.
func TestBurstsMultiplyTheShape(t *testing.T) {
	law := &Steps{Points: []Point{{seconds(0), 5}, {seconds(20_000), 0}, {seconds(30_000), 10}}}
	for _, p := range []process{&Poisson{}, &Deterministic{}, bursts, &Batch{Size: count("3")}, made[SelfSimilar](), made[Cron]()} {
		var parts [3]float64
		for _, at := range drawn(t, p, law, 50_000) {
			switch {
			case at <= 20_000:
				parts[0]++
			case at < 30_000:
				parts[1]++
			default:
				parts[2]++
			}
		}
		near(t, fmt.Sprintf("%T: first part", p), parts[0], 100_000, 6000)
		same(t, fmt.Sprintf("%T: pause", p), parts[1], 0)
		near(t, fmt.Sprintf("%T: last part", p), parts[2], 200_000, 12_000)
	}
}

// TestSelfSimilarBursts: the variance of the mean number of sources that are on, over spans
// of m, falls as m^(2H-2) with H = (3 - alpha) / 2; independent spans would have m^-1.
func TestSelfSimilarBursts(t *testing.T) {
	for _, alpha := range []float64{1.2, 1.4, 1.6} {
		o := newOnOff(made(func(s *SelfSimilar) { s.Alpha, s.Sources, s.On, s.Off = alpha, 20, seconds(1), seconds(1) }), sim.NewStream(7))
		const end = 1 << 17
		on := make([]float64, end) // mean factor in each second
		from := 0.0
		total := 0.0
		for from < end {
			factor, until := o.change()
			to := min(end, until.Seconds())
			for from < to {
				next := min(to, math.Floor(from)+1)
				on[int(from)] += factor * (next - from)
				total += factor * (next - from)
				from = next
			}
		}
		near(t, "mean factor", total/end, 1, 0.1)
		variance := func(m int) float64 {
			var tally stats.Tally
			for i := 0; i+m <= end; i += m {
				sum := 0.0
				for _, x := range on[i : i+m] {
					sum += x
				}
				tally.Record(sum / float64(m))
			}
			return tally.SD() * tally.SD()
		}
		slope := math.Log(variance(1024)/variance(32)) / math.Log(1024/32)
		near(t, fmt.Sprintf("variance-time slope for alpha %v", alpha), slope, 1-alpha, 0.11)
	}
}

func TestTimersFire(t *testing.T) {
	rate := func(x float64) RateLaw { return &Constant{Value: unit.Rate(x)} }
	for _, c := range []struct {
		what    string
		process *Cron
		law     RateLaw
		want    []float64
	}{
		{"all that the rate expects in a minute", made[Cron](), rate(0.05), []float64{0, 0, 0, 60, 60, 60}},
		{"fractions are carried on", made[Cron](), rate(0.04), []float64{0, 0, 60, 60}},
		{"at several times", made(func(k *Cron) { k.Every, k.At = seconds(60), []unit.Duration{seconds(15), seconds(45)} }), rate(1.0 / 30),
			[]float64{15, 45, 75, 105}},
		{"a given number", made(func(k *Cron) { k.Count = count("2") }), nil, []float64{0, 0, 60, 60}},
	} {
		law := c.law
		if law == nil {
			law = c.process.pace()
		}
		got := drawn(t, c.process, law, 120)
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

// TestJitterOfTimers: every request is late by a time of its own, and later firings do not
// overtake.
func TestJitterOfTimers(t *testing.T) {
	k := made(func(k *Cron) {
		k.Every, k.Count, k.Jitter = seconds(10), count("40"), duration("exponential(mean=10s)")
	})
	list := drawn(t, k, k.pace(), 10_000)
	near(t, "requests", float64(len(list)), 40_000, 150)
	mean, index := dispersion(list[400:], 10, 10_000)
	near(t, "mean", mean, 40, 1)
	if index > 1.2 {
		t.Errorf("variance over mean is %v; jitter as long as the gap leaves about 1", index)
	}
}

func TestCronHasARateOfItsOwn(t *testing.T) {
	p := &probe{}
	s := scene(120, comp("traffic", "jobs", made(func(t *Traffic) {
		t.To, t.Link = "p", network("0s")
		t.Arrivals = Arrivals{made(func(k *Cron) { k.Count, k.Every = count("3"), seconds(60) })}
	})), probing("p", p))
	ended(t, s)
	sameTimes(t, "requests", p.times(), []float64{0, 0, 0, 60, 60, 60})
	near(t, "rate", s.visits(0)["p.main"], 0.05, 1e-12)
}

func TestWhatArrivalsCannotBe(t *testing.T) {
	for _, c := range []struct {
		what    string
		process process
		want    []string
	}{
		{"one state", &MMPP{States: []MMPPState{{Rate: 1}}}, []string{"states: one state makes no bursts", "states[0].stay: a state takes time"}},
		{"states that send nothing", &MMPP{States: []MMPPState{{Stay: 1}, {Stay: 1}}}, []string{"states: no state sends anything"}},
		{"sources with a finite variance", &SelfSimilar{Sources: 1, Alpha: 2}, []string{"alpha: 2 is not between 1 and 2", "on: a source", "off: a source"}},
		{"empty batches", &Batch{Size: count("0")}, []string{"size: batches of nothing"}},
		{"timers out of order", &Cron{Every: 10, At: []unit.Duration{5, 5, 10}, Count: count("0")},
			[]string{"at[1]: 5ns is not after 5ns", "at[2]: 10ns is not within 10ns", "count: no requests"}},
		{"timers that never fire", &Cron{}, []string{"every: timers fire after some time"}},
	} {
		var problems []Problem
		c.process.validate(&Check{problems: &problems})
		if len(problems) != len(c.want) {
			t.Errorf("%s: %v, want %q", c.what, problems, c.want)
			continue
		}
		for i, p := range problems {
			if !strings.HasPrefix(p.Error(), c.want[i]) {
				t.Errorf("%s: %v, want %q", c.what, p, c.want[i])
			}
		}
	}
	jobs := made(func(t *Traffic) { t.To, t.Arrivals = "p", Arrivals{made(func(k *Cron) { k.Count = count("3") })} })
	jobs.Rate = Shape{&Constant{Value: 5}}
	problems := scene(1, comp("traffic", "jobs", jobs), probing("p", &probe{})).Validate()
	if len(problems) != 1 || !strings.HasPrefix(problems[0].Text, "the arrivals have a rate of their own") {
		t.Errorf("a rate beside a count: %v", problems)
	}
}

// TestArrivalsDoNotAllocate: once warm, no process does.
func TestArrivalsDoNotAllocate(t *testing.T) {
	var stamps strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&stamps, "%d\n", i/3)
	}
	law := &Sum{Parts: []Shape{{&Constant{Value: 30}}, {made(func(d *Diurnal) { d.High, d.Period = 40, seconds(500) })}}}
	for _, p := range []process{
		&Poisson{}, &Deterministic{}, bursts, made[SelfSimilar](), &Batch{Size: count("uniform(1 9)")},
		made(func(k *Cron) { k.Every, k.Jitter = seconds(1), duration("exponential(mean=1s)") }),
		recordedIn(stamps.String(), &StampCSV{Resolution: seconds(1), Unit: "s"}, func(p *Timestamps) { p.Scale = 1.5 }),
	} {
		a := begun(p, law, 3000)
		for range 5000 {
			a.next()
		}
		if n := testing.AllocsPerRun(1000, func() { a.next() }); n > 0 {
			t.Errorf("%T: %v allocations for an arrival", p, n)
		}
	}
}
