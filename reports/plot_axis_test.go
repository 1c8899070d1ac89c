package reports

import (
	"slices"
	"testing"

	"headroom/sim/stats"
)

func TestScalesHaveReadableTicks(t *testing.T) {
	for _, tt := range []struct {
		name string
		of   scale
		want []string
	}{
		{"seconds", span(0, 0.41, unitSeconds), []string{"0 s", "100 ms", "200 ms", "300 ms", "400 ms", "500 ms"}},
		{"shares close to one", span(0.9991, 1, unitRatio), []string{"99.9 %", "99.92 %", "99.94 %", "99.96 %", "99.98 %", "100 %"}},
		{"money", span(0, 2400, unitPerMonth), []string{"$0", "$500", "$1,000", "$1,500", "$2,000", "$2,500"}},
		{"both signs", span(-0.02, 0.03, unitSeconds), []string{"-20 ms", "-10 ms", "0 s", "10 ms", "20 ms", "30 ms"}},
		{"bytes", span(0, 4<<30, unitBytes), []string{"0 B", "1 GiB", "2 GiB", "3 GiB", "4 GiB"}},
		{"one number", span(5, 5, unitCount), []string{"4.4", "4.6", "4.8", "5", "5.2", "5.4", "5.6"}},
		{"nothing", span(0, 0, unitPerSecond), []string{"0/s", "0.2/s", "0.4/s", "0.6/s", "0.8/s", "1/s"}},
		{"equal ratios over a decade", logSpan(100, 1000, unitPerSecond), []string{"100/s", "200/s", "300/s", "500/s", "700/s", "1000/s"}},
		{"equal ratios over five decades", logSpan(0.001, 100, unitSeconds), []string{"1 ms", "10 ms", "100 ms", "1 s", "10 s", "100 s"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, k := range tt.of.ticks {
				got = append(got, k.label)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestMetricsHaveTheirScales(t *testing.T) {
	for _, tt := range []struct {
		name      string
		of        scale
		low, high float64
		log       bool
	}{
		{"times that differ much", metricScale(unitSeconds, []float64{0.01, 3}, nil), 0.01, 5, true},
		{"times that do not", metricScale(unitSeconds, []float64{0.01, 0.05}, nil), 0, 0.05, false},
		{"success ends at 100 %", metricScale(unitRatio, []float64{0.9, 0.99}, nil), 0.9, 1, false},
		{"an interval may reach beyond", metricScale(unitRatio, []float64{0.9, 1.02}, nil), 0.9, 1.02, false},
		{"money far from zero", metricScale(unitPerMonth, []float64{1900, 2000}, nil), 1900, 2000, false},
		{"an objective is inside", metricScale(unitSeconds, []float64{0.1}, []bound{{value: 0.4}}), 0, 0.4, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.of.log != tt.log || tt.of.min-tt.low > 1e-9 || tt.low-tt.of.min > 1e-9 || tt.of.max-tt.high > 1e-9 || tt.high-tt.of.max > 1e-9 {
				t.Errorf("got %v to %v (log %v), want %v to %v (log %v)", tt.of.min, tt.of.max, tt.of.log, tt.low, tt.high, tt.log)
			}
		})
	}
}

func TestNamesAreCutInTheMiddle(t *testing.T) {
	for name, want := range map[string]string{"short": "short", "db.r7g.4xlarge-with-a-name": "db.r7…a-name", "äöüäöüäöüäöüäöü": "äöüäö…öüäöü"} {
		if got := cutName(name, 12); len([]rune(got)) > 12 || len([]rune(name)) <= 12 && got != want {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestOrderedColoursBecomeDarker(t *testing.T) {
	last := 1.1
	for i := range 101 {
		hex := ordered(float64(i) / 100)
		if now := luminance(hex); now > last+1e-6 {
			t.Errorf("%d %% (%s) is lighter than what is before it", i, hex)
		} else {
			last = now
		}
		if got := contrast(inkOn(hex), hex); got < 4.5 {
			t.Errorf("text on %s has contrast %.2f, want at least 4.5", hex, got)
		}
	}
}

func TestComparisonsHaveAPlot(t *testing.T) {
	c := compared()
	files, err := ComparisonPlots(c, Options{})
	if err != nil || len(files) != 1 || files[0].Name != "plots/differences.svg" {
		t.Fatalf("got %d files, error %v", len(files), err)
	}
	if png, err := ComparisonPNG(c, Options{Theme: "dark"}); err != nil || len(png) != 1 {
		t.Errorf("got %d files, error %v", len(png), err)
	}
	if files, err := ComparisonPlots(stats.Compare(&stats.Result{}, &stats.Result{}), Options{}); err != nil || len(files) != 0 {
		t.Errorf("a comparison of nothing: got %d files, error %v", len(files), err)
	}
}
