package reports

import (
	"bytes"
	"image/png"
	"math"
	"slices"
	"strings"
	"testing"

	"headroom/internal/golden"
	"headroom/sim/stats"
)

func TestPlotsAreDrawn(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		files, err := Plots(shop(), Options{Theme: theme})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range files {
			names = append(names, f.Name)
			switch {
			case theme == "light" && slices.Contains([]string{
				"plots/latency-checkout.svg", "plots/latency-percentiles.svg", "plots/throughput.svg", "plots/replicas.svg",
			}, f.Name), f.Name == "plots/failures.svg":
				golden.Check(t, "testdata/"+theme+"/"+f.Name, f.Data)
			}
		}
		want := []string{
			"plots/latency-browse.svg", "plots/latency-search.svg", "plots/latency-checkout.svg",
			"plots/latency-percentiles.svg", "plots/throughput.svg", "plots/failures.svg", "plots/utilization.svg",
			"plots/queues.svg", "plots/lag.svg", "plots/replicas.svg", "plots/hit-ratios.svg", "plots/breakers.svg", "plots/cost.svg",
		}
		if !slices.Equal(names, want) {
			t.Errorf("plots are %v, want %v", names, want)
		}
	}
}

func TestPlotsAreTheSameTwice(t *testing.T) {
	first, err := Plots(shop(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	second, err := Plots(shop(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		if !bytes.Equal(first[i].Data, second[i].Data) {
			t.Errorf("%s differs between two drawings of the same result", first[i].Name)
		}
	}
}

func TestPlotsNeedData(t *testing.T) {
	nan := math.NaN()
	op := stats.Ordered[*stats.Operation]{{Name: "main", Value: &stats.Operation{}}}
	for _, tt := range []struct {
		name   string
		result *stats.Result
	}{
		{"an empty result has no plots", &stats.Result{}},
		{"an operation without answers has no plots", &stats.Result{Operations: op, Series: &stats.Series{Width: 1}}},
		{"a series without values has no plots", &stats.Result{Operations: op, Series: &stats.Series{
			Width: 1, Times: []float64{0, 1},
			Columns: []stats.Column{
				{Subject: "operation/main", Metric: "p99", Values: []float64{nan, nan}},
				{Subject: "component/a", Metric: "utilization", Values: []float64{nan, nan}},
				{Subject: "component/a", Metric: "queue", Values: []float64{0, 0}},
				{Subject: "component/a", Metric: "replicas", Values: []float64{3, 3}},
				{Subject: "component/a", Metric: "lag", Values: []float64{3}},
				{Subject: "link/a->b", Metric: "breaker_open", Values: []float64{0, 0}},
			},
		}}},
	} {
		files, err := Plots(tt.result, Options{})
		if err != nil || len(files) != 0 {
			t.Errorf("%s: got %d plots, error %v", tt.name, len(files), err)
		}
	}
}

func TestOddSeriesAreDrawn(t *testing.T) {
	nan := math.NaN()
	r := &stats.Result{
		Scenario:   stats.Scenario{Duration: 3},
		Operations: stats.Ordered[*stats.Operation]{{Name: "a/b c", Value: &stats.Operation{}}, {Name: "a-b c", Value: &stats.Operation{}}},
		Timeline:   []stats.Happening{{At: 9, Until: 12, Component: "late", What: "down"}},
		Series: &stats.Series{Width: 1, Times: []float64{0, 1, 2}, Columns: []stats.Column{
			{Subject: "operation/a/b c", Metric: "p99", Values: []float64{nan, 0.2, nan}},
			{Subject: "operation/a-b c", Metric: "p99", Values: []float64{0, 1e-7, 5000}},
			{Subject: "operation/a-b c", Metric: "ok", Values: []float64{nan, 0, 0}},
		}},
	}
	files, err := Plots(r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
		if bytes.Contains(f.Data, []byte("NaN")) || bytes.Contains(f.Data, []byte("Inf")) {
			t.Errorf("%s has a coordinate that is not a number", f.Name)
		}
	}
	want := []string{"plots/latency-a-b-c.svg", "plots/latency-a-b-c-2.svg", "plots/throughput.svg"}
	if !slices.Equal(names, want) {
		t.Errorf("plots are %v, want %v", names, want)
	}
}

func TestPNG(t *testing.T) {
	r := shop()
	r.Series.Columns = r.Series.Columns[:3]
	r.Operations = nil
	files, err := PNG(r, Options{})
	if err != nil || len(files) != 1 {
		t.Fatalf("got %d files, error %v; want 1", len(files), err)
	}
	img, err := png.Decode(bytes.NewReader(files[0].Data))
	if err != nil || files[0].Name != "plots/throughput.png" || img.Bounds().Dx() != 1536 {
		t.Errorf("%s: width %d, error %v; want 1536 dots", files[0].Name, img.Bounds().Dx(), err)
	}
}

func TestUnits(t *testing.T) {
	for _, tt := range []struct {
		got, want string
	}{
		{unitSeconds.text(0.0000004), "0.4 µs"}, {unitSeconds.text(0.02), "20 ms"}, {unitSeconds.text(0.99999), "1 s"},
		{unitSeconds.text(90), "90 s"}, {unitSeconds.text(600), "10 min"}, {unitSeconds.text(7200), "2 h"},
		{unitPerSecond.text(12000), "12 k/s"}, {unitCount.text(1_080_000), "1.08 M"}, {unitCount.text(1.4321), "1.43"},
		{unitRatio.text(0.891), "89.1 %"}, {unitRatio.text(0.0034567), "0.35 %"}, {unitRatio.precise(0.99942), "99.942 %"},
		{unitPerHour.text(15), "$15/h"}, {dollars(0.00213), "$0.0021"}, {dollars(9052), "$9,052"}, {dollars(16600), "$16.6 k"},
		{clock(600, 3600), "10:00"}, {clock(20, 60), "20 s"}, {clock(10800, 86400), "3 h"}, {clock(12600, 86400), "3:30 h"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestLogScaleHoldsItsValues(t *testing.T) {
	for _, tt := range []struct{ low, high float64 }{{0.02, 0.02}, {0.0101, 0.99}, {1e-7, 5000}, {0.2, 0.3}, {5e-4, 1}} {
		s := logScale(tt.low, tt.high, unitSeconds)
		if s.max < tt.high*0.999 || s.min > math.Max(tt.low, tt.high/1e8)*1.001 || len(s.ticks) < 3 {
			t.Errorf("logScale(%v, %v) = %v to %v with %d ticks", tt.low, tt.high, s.min, s.max, len(s.ticks))
		}
	}
}

func TestThinKeepsPeaks(t *testing.T) {
	times, values := make([]float64, 10000), make([]float64, 10000)
	for i := range times {
		times[i], values[i] = float64(i), math.NaN()
	}
	values[1], values[7777], values[7778] = 3, 9, -2
	kept, lines := thin(times, []plotLine{{values: values}}, 100)
	if len(kept) != 200 || len(lines[0].values) != 200 || !slices.IsSorted(kept) {
		t.Fatalf("got %d times and %d values, want 200 in order", len(kept), len(lines[0].values))
	}
	if highest(lines[0].values) != 9 || lowest(lines[0].values) != -2 {
		t.Errorf("the extremes are %v and %v, want 9 and -2", highest(lines[0].values), lowest(lines[0].values))
	}
}

func TestSubtitleHoldsTheFacts(t *testing.T) {
	if got, want := facts(shop()), "1 h, 5.9 M requests, 5 replications, seed 7"; got != want {
		t.Errorf("facts = %q, want %q", got, want)
	}
}

func TestManyLinesAreCut(t *testing.T) {
	var lines []plotLine
	for i := range 20 {
		lines = append(lines, plotLine{name: string(rune('a' + i)), values: []float64{float64(i)}})
	}
	kept, of := largest(lines, 7)
	if len(kept) != 7 || of != 20 || kept[0].name != "n" {
		t.Errorf("largest keeps %d of %d from %s on, want 7 of 20 from n on", len(kept), of, kept[0].name)
	}
	stacked := stackable(lines, 7)
	if sum := stacked[6].values[0]; len(stacked) != 7 || !strings.HasSuffix(stacked[6].name, "others") || sum != 91 {
		t.Errorf("stackable ends with %q = %v, want 14 others = 91", stacked[6].name, sum)
	}
}
