package models

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"headroom/sim/stats"
	"headroom/sim/unit"
)

// recordedIn is the arrivals of a file with the text.
func recordedIn(text string, f stampFormat, edits ...func(*Timestamps)) *Timestamps {
	p := made(edits...)
	p.File = fileOf("times.csv", text)
	if f != nil {
		p.Format = StampFormat{f}
	}
	return p
}

// logOf is a log with requests at seconds after nine.
func logOf(at ...string) string {
	var b strings.Builder
	for i, s := range at {
		path := []string{"/", "/cart", "/cart/pay?x=1"}[i%3]
		fmt.Fprintf(&b, "10.0.0.1 - bob [27/Nov/2026:09:00:%s +0000] \"GET %s HTTP/1.1\" 200 512 \"-\" \"curl [8]\"\n", s, path)
	}
	return b.String()
}

func TestRecordedArrivals(t *testing.T) {
	for _, c := range []struct {
		what    string
		process *Timestamps
		want    []float64
	}{
		{"seconds", recordedIn("1.5\n2\n2\n7.25\n", nil), []float64{1.5, 2, 2, 7.25}},
		{"beyond the run", recordedIn("1\n99.999\n100\n101\n", nil), []float64{1, 99.999}},
		{"milliseconds in a column of a name", recordedIn("id,ms\na,1500\nb,2000\n", &StampCSV{Column: "ms", Unit: "ms"}), []float64{1.5, 2}},
		{"spans", recordedIn("500ms\n1m\n", nil), []float64{0.5, 60}},
		{"seconds since 1970, to the nanosecond", recordedIn("1795770000.000000001\n1795770001.5\n", nil, func(p *Timestamps) { p.Start = "1795770000" }), []float64{1e-9, 1.5}},
		{"dates count from the first", recordedIn("2026-11-27T09:00:00Z\n2026-11-27T10:00:01.5+01:00\n", nil), []float64{0, 1.5}},
		{"dates count from another", recordedIn("2026-11-27 09:00:00\n2026-11-27 09:00:09\n", nil, func(p *Timestamps) { p.Start = "2026-11-27T09:00:05Z" }), []float64{4}},
		{"numbers count from the first", recordedIn("1000\n1001\n", nil, func(p *Timestamps) { p.Start = "first" }), []float64{0, 1}},
		{"twice as fast", recordedIn("2\n4\n", nil, func(p *Timestamps) { p.Speed = 2 }), []float64{1, 2}},
		{"three times as many", recordedIn("2\n4\n", nil, func(p *Timestamps) { p.Scale = 3 }), []float64{2, 2, 2, 4, 4, 4}},
		{"a log, all of a second at once", recordedIn(logOf("00", "03", "03"), &AccessLog{}), []float64{0, 3, 3}},
		{"ends and durations", recordedIn("app,func,end_timestamp,duration\na,f,5,0.5\nb,g,4,1.25\na,g,5,4\n", &Azure2021{}), []float64{1, 2.75, 4.5}},
		{"those of an app", recordedIn("app,func,end_timestamp,duration\na,f,5,0.5\nb,g,4,1.25\na,g,5,4\n", &Azure2021{App: "a"}), []float64{1, 4.5}},
		{"packed", recordedIn(packed(t, "1\n2\n"), nil), []float64{1, 2}},
	} {
		got := drawn(t, c.process, c.process.pace(), 100)
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
			continue
		}
		for i := range got {
			near(t, c.what, got[i], c.want[i], 2e-9)
		}
	}
}

// TestRequestsOfOneSecondAreSpread: those of one second are uniform in it and in order.
func TestRequestsOfOneSecondAreSpread(t *testing.T) {
	var b strings.Builder
	for s := range 200 {
		for range 50 {
			fmt.Fprintln(&b, 2*s)
		}
	}
	var inside stats.Tally
	counts := map[int]int{}
	for _, at := range drawn(t, recordedIn(b.String(), &StampCSV{Resolution: seconds(1), Unit: "s"}), nil, 1000) {
		counts[int(at)]++
		inside.Record(at - math.Floor(at))
	}
	for s := range 200 {
		same(t, "requests of a second", counts[2*s], 50)
	}
	near(t, "mean position", inside.Mean(), 0.5, 4*math.Sqrt(1.0/12/10_000))
	near(t, "standard deviation of it", inside.SD(), math.Sqrt(1.0/12), 0.01)
}

// TestThinning: half of the requests are sent, and those that are with a third are among
// them.
func TestThinning(t *testing.T) {
	var b strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&b, "%d.5\n", i)
	}
	at := func(scale float64) map[float64]bool {
		set := map[float64]bool{}
		for _, x := range drawn(t, recordedIn(b.String(), nil, func(p *Timestamps) { p.Scale = unit.Factor(scale) }), nil, 10_000) {
			set[x] = true
		}
		return set
	}
	half, third := at(0.5), at(1.0/3)
	near(t, "half", float64(len(half)), 5000, 4*50)
	near(t, "a third", float64(len(third)), 3333, 4*47)
	for x := range third {
		if !half[x] {
			t.Fatalf("%v is in the third and not in the half", x)
		}
	}
}

// TestALogSaysWhatIsAskedFor plays a log: its paths are the mix, and each request asks for
// what its path says.
func TestALogSaysWhatIsAskedFor(t *testing.T) {
	p := &probe{}
	log := recordedIn(logOf("00", "02", "04", "06"), &AccessLog{Operations: []PathOperation{{"/cart/pay", "other"}, {"/", "main"}}})
	s := scene(10, comp("traffic", "users", made(func(t *Traffic) { t.To, t.Link, t.Arrivals = "p", network("0s"), Arrivals{log} })), probing("p", p))
	e := ended(t, s)
	sameTimes(t, "requests", p.times(), []float64{0, 2, 4, 6})
	for i, op := range []int{0, 0, 1, 0} { // /, /cart, /cart/pay, /
		same(t, "operation", p.seen[i].op, op)
	}
	same(t, "operations", len(e.ops), 2)
	near(t, "rate of other", s.visits(0)["p.other"], 4.0/6/4, 1e-9)
}

func TestFilesThatAreNoTimes(t *testing.T) {
	for _, c := range []struct {
		what    string
		process *Timestamps
		want    string
	}{
		{"nothing", recordedIn("", nil), "arrivals.file: times.csv: there are no requests in it"},
		{"a bad time", recordedIn("time\n1\nx\n", nil), `arrivals.file: times.csv:3: "x" is not a time`},
		{"out of order", recordedIn("1\n3\n2\n", nil), "arrivals.file: times.csv:3: the line is earlier than the one before; sort the file by time"},
		{"dates and numbers", recordedIn("1\n2026-11-27T09:00:00Z\n", nil), "arrivals.file: times.csv:2: 2026-11-27T09:00:00Z is a date or the lines before have dates"},
		{"a short line", recordedIn("a,b\n1,2\n3\n", &StampCSV{Column: "2"}), "arrivals.file: times.csv:3: there is no column 2; the line has 1"},
		{"no such column", recordedIn("a,b\n1,2\n", &StampCSV{Column: "c"}), `arrivals.file: times.csv:1: the heading has no column "c"`},
		{"after the run", recordedIn("1795770000\n1795770001\n", nil), "arrivals.file: none of its times is within the run; write start: first"},
		{"a bad start", recordedIn("1\n", nil, func(p *Timestamps) { p.Start = "noon" }), `arrivals.start: "noon" is not a time`},
		{"a start in another form", recordedIn("1\n", nil, func(p *Timestamps) { p.Start = "2026-11-27T09:00:00Z" }), "arrivals.start: times.csv: the times in it are not written as start is"},
		{"something else than a log", recordedIn("1\n", &AccessLog{}), "arrivals.file: times.csv:1: there is no time such as [27/Nov/2026:09:00:03 +0000] in the line"},
		{"a log out of order", recordedIn(logOf("03", "02"), &AccessLog{}), "arrivals.file: times.csv:2: the line is earlier"},
		{"a path for nothing", recordedIn(logOf("03", "04"), &AccessLog{Operations: []PathOperation{{"/cart", "pay"}}}), `arrivals.file: times.csv:1: no operation is for the path "/"; add one, for example [/, main]`},
		{"something else than invocations", recordedIn("a,b\n", &Azure2021{}), "arrivals.file: times.csv:1: the heading is not that of Azure Functions 2021"},
		{"a bad invocation", recordedIn("app,func,end_timestamp,duration\na,f,x,1\n", &Azure2021{}), "arrivals.file: times.csv:2: x and 1 are not numbers of seconds"},
		{"no scale", recordedIn("3500\n", nil, func(p *Timestamps) { p.Scale = 0 }), "arrivals.scale: 0x leaves nothing"},
		{"no speed", recordedIn("1\n", nil, func(p *Timestamps) { p.Speed = 0 }), "arrivals.speed: 0x is no speed"},
		{"a short file", recordedIn("1\n600\n", nil), "arrivals.file: it ends after 10m of the 1h of the run, and nothing comes then"},
	} {
		var problems []Problem
		c.process.validate(&Check{problems: &problems, path: "arrivals", System: &System{Run: Run{Duration: seconds(3600)}}})
		if len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.what, problems, c.want)
		}
	}
}

func TestPathsAndOperationsArePairs(t *testing.T) {
	var p PathOperation
	if err := p.UnmarshalPair([]string{"/cart", "checkout"}); err != nil || p != (PathOperation{"/cart", "checkout"}) {
		t.Errorf("got %v and %v", p, err)
	}
	for _, pair := range [][]string{{"/cart"}, {"cart", "checkout"}, {"/cart", ""}} {
		if p.UnmarshalPair(pair) == nil {
			t.Errorf("%v is read", pair)
		}
	}
}
