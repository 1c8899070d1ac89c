package models

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"headroom/sim/dist"
	"headroom/sim/unit"
)

// fileOf is a file with a text in it.
func fileOf(name, text string) File {
	return NewFile(name, func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil })
}

// replayed is a replay of a file with the text.
func replayed(text string, edits ...func(*Replay)) *Replay {
	r := made(edits...)
	r.File = fileOf("load.csv", text)
	return r
}

// countsOf sets the format of a replay.
func countsOf(f countFormat) func(*Replay) { return func(r *Replay) { r.Format = CountFormat{f} } }

func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const azureDay = "HashOwner,HashApp,HashFunction,Trigger,1,2,3\n" +
	"o1,a1,f1,http,60,0,120\n" +
	"o1,a1,f2,timer,1,1,1\n" +
	"o2,a2,f3,http,6,6,6\n"

func TestReplayedCounts(t *testing.T) {
	for _, c := range []struct {
		what   string
		replay *Replay
		rates  []float64 // in the middle of each of the first four minutes
	}{
		{"times and counts", replayed("time,count\n0m,60\n1m,120\n2m,30\n"), []float64{1, 2, 0.5, 0}},
		{"scaled", replayed("time,count\n0m,60\n1m,120\n2m,30\n", func(r *Replay) { r.Scale = 4 }), []float64{4, 8, 2, 0}},
		{"twice as fast", replayed("time,count\n0m,60\n2m,120\n4m,30\n", func(r *Replay) { r.Speed = 2 }), []float64{1, 2, 0.5, 0}},
		{"again and again", replayed("time,count\n0m,60\n1m,120\n", func(r *Replay) { r.Then = "loop" }), []float64{1, 2, 1, 2}},
		{"packed", replayed(packed(t, "time,count\n0m,60\n1m,120\n")), []float64{1, 2, 0, 0}},
		{"dates, blanks, quotes, remarks and Windows", replayed("# load\r\n\"time\", \"count\"\r\n\r\n\"2026-11-27T09:00:00+01:00\", 60\r\n\"2026-11-27T09:01:00+01:00\",120\r\n"),
			[]float64{1, 2, 0, 0}},
		{"seconds without a heading", replayed("100,60\n160,120\n"), []float64{1, 2, 0, 0}},
		{"an interval and no times", replayed("60\n120\n30\n", countsOf(&CountCSV{Interval: seconds(60)})), []float64{1, 2, 0.5, 0}},
		{"columns by name", replayed("day,at,gets,puts\nmon,0,60,7\nmon,60,120,8\n", countsOf(&CountCSV{Column: "gets", Time: "at"})), []float64{1, 2, 0, 0}},
		{"a column by number", replayed("0,60,7\n60,120,8\n", countsOf(&CountCSV{Column: "2"})), []float64{1, 2, 0, 0}},
		{"intervals of any length", replayed("0s,60\n60s,240\n180s,60\n"), []float64{1, 2, 2, 0.5}},
		{"all functions", replayed(azureDay, countsOf(&Azure2019{})), []float64{67.0 / 60, 7.0 / 60, 127.0 / 60, 0}},
		{"an app", replayed(azureDay, countsOf(&Azure2019{App: "a1"})), []float64{61.0 / 60, 1.0 / 60, 121.0 / 60, 0}},
		{"a trigger", replayed(azureDay, countsOf(&Azure2019{Trigger: "http"})), []float64{66.0 / 60, 6.0 / 60, 126.0 / 60, 0}},
		{"a function", replayed(azureDay, countsOf(&Azure2019{Function: "f1"})), []float64{1, 0, 2, 0}},
	} {
		run := compile(c.replay, instant(240))
		for i, want := range c.rates {
			near(t, fmt.Sprintf("%s: rate in minute %d", c.what, i), run.Rate(instant(float64(i)*60+30)), want, 1e-9)
		}
		integrates(t, run, 240)
		inverts(t, run, 240)
		if got := c.replay.Rate(instant(30)); got != c.rates[0] {
			t.Errorf("%s: rate of the spec is %v", c.what, got)
		}
	}
}

func TestFilesThatAreNoCounts(t *testing.T) {
	for _, c := range []struct {
		what, text string
		format     countFormat
		want       string
	}{
		{"nothing", "", nil, "load.csv: there are no numbers in it"},
		{"a heading alone", "time,count\n", nil, "load.csv: there are no numbers in it"},
		{"one line", "time,count\n0s,5\n", nil, "load.csv: one line does not say how long it lasts; write interval: 1m"},
		{"one column", "5\n6\n", nil, "load.csv:1: there is no column of times; write interval: 1m"},
		{"a bad number", "time,count\n0m,5\n1m,five\n", nil, `load.csv:3: "five" is not a number of requests; write digits, for example 1200`},
		{"a number below 0", "time,count\n0m,5\n1m,-5\n", nil, `load.csv:3: "-5" is not a number of requests`},
		{"a bad time", "time,count\n0m,5\nlater,5\n", nil, `load.csv:3: "later" is not a time; there may be numbers (12.5), spans (1m30s) and dates (2026-11-27T09:00:00Z)`},
		{"times out of order", "time,count\n0m,5\n2m,5\n\n1m,5\n", nil, "load.csv:5: time 1m is not after the one before; sort the lines by time"},
		{"a short line", "time,count\n0m,5\n1m\n", nil, "load.csv:3: there is no column 2; the line has 1"},
		{"an unknown column", "time,gets,puts\n", &CountCSV{Column: "get"}, `load.csv:1: the heading has no column "get" (did you mean "gets"?); it has time, gets, puts`},
		{"a column beyond the last", "0,5\n1,5\n", &CountCSV{Column: "3"}, "load.csv:1: there is no column 3; the line has 2"},
		{"an interval and times", "", &CountCSV{Time: "1", Interval: 60e9}, "load.csv: there is an interval and a column of times; write one of the two"},
		{"something else than Azure Functions", "time,count\n0m,5\n", &Azure2019{}, "load.csv:1: the heading is not that of Azure Functions 2019"},
		{"a short line of Azure Functions", azureDay + "o,a,f,http,1,2\n", &Azure2019{}, "load.csv:5: the line has 6 columns, the heading 7"},
		{"no such function", azureDay, &Azure2019{Function: "x"}, "load.csv: no function is as function, app and trigger say"},
		{"a broken archive", "\x1f\x8bxyz", nil, "load.csv: unexpected EOF"},
	} {
		r := replayed(c.text)
		if c.format != nil {
			r.Format = CountFormat{c.format}
		}
		complains(t, c.what, r, "rate.file: "+c.want)
	}
	complains(t, "no file", made[Replay](), "rate.file: there is no file")
	complains(t, "no speed", replayed("0,5\n60,5\n", func(r *Replay) { r.Speed, r.Scale = 0, 0 }), "rate.speed: 0x is no speed")
	complains(t, "no scale", replayed("0m,5\n30m,5\n", func(r *Replay) { r.Scale = 0 }), "rate.scale: 0x leaves nothing")
}

func TestAFileThatEndsBeforeTheRun(t *testing.T) {
	complains(t, "a short file", replayed("0m,5\n10m,5\n"), "rate.file: it ends after 20m of the 1h of the run, and nothing comes then; write then: loop")
	complains(t, "a short file again and again", replayed("0m,5\n10m,5\n", func(r *Replay) { r.Then = "loop" }))
	complains(t, "a long file", replayed("0m,5\n30m,5\n"))
}

// TestFilesAreFoundWhenTheirNameIsRead: a missing file is an error of its name, and the
// content is read once however often it is asked for.
func TestFilesAreFoundWhenTheirNameIsRead(t *testing.T) {
	var f File
	missing := func(name string) (io.ReadCloser, error) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if err := f.Parse("x.csv", dist.Options{Open: missing}); err == nil || err.Error() != "x.csv: there is no such file" {
		t.Errorf("a missing file: %v", err)
	}
	if err := f.UnmarshalText([]byte("x.csv")); err == nil || !strings.Contains(err.Error(), "files cannot be read here") {
		t.Errorf("no files: %v", err)
	}
	if f.Parse("", dist.Options{Open: missing}) == nil {
		t.Error("no name is read")
	}
	opened := 0
	good := func(string) (io.ReadCloser, error) {
		opened++
		return io.NopCloser(strings.NewReader("0,60\n60,120\n")), nil
	}
	if err := f.Parse("x.csv", dist.Options{Open: good}); err != nil {
		t.Fatal(err)
	}
	r := made(func(r *Replay) { r.File = f })
	for range 3 {
		same(t, "rate", r.Rate(instant(70)), 2)
	}
	same(t, "how often it was opened", opened, 2)
	name, err := f.MarshalText()
	same(t, "name", string(name), "x.csv")
	same(t, "error", err, nil)
	gone := NewFile("x.csv", func(string) (io.ReadCloser, error) { return nil, errors.New("locked") })
	complains(t, "a file that went away", made(func(r *Replay) { r.File = gone }), "rate.file: x.csv: locked")
}

// TestReplayedArrivals: in a run there are as many requests as the file says.
func TestReplayedArrivals(t *testing.T) {
	p := &probe{}
	ended(t, scene(120, evenly("p", 0, func(t *Traffic) { t.Rate = Shape{replayed("0s,10\n60s,30\n")} }), probing("p", p)))
	first := 0
	for _, at := range p.times() {
		if at < 60 {
			first++
		}
	}
	near(t, "requests of the first minute", float64(first), 10, 1)
	near(t, "of the second", float64(len(p.seen)-first), 30, 1)
	near(t, "rate", float64(unit.Rate(replayed("0s,10\n60s,30\n").Cumulative(instant(120)))), 40, 1e-9)
}
