package reports

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"headroom/internal/golden"
	"headroom/sim/stats"
)

// compared is a comparison of the shop with more replicas, five replications a side.
func compared() *stats.Compared {
	around := func(v float64) []float64 { return []float64{v * 0.98, v * 0.99, v, v * 1.01, v * 1.02} }
	a, b := sample(), sample()
	a.Samples, b.Samples = &stats.Samples{}, &stats.Samples{}
	for i, m := range []struct {
		subject, metric, unit string
		a, b                  float64
	}{
		{"operation/checkout", "success", "ratio", 0.81, 0.953}, {"operation/checkout", "ok_rate", "per_s", 48.2, 48.9},
		{"operation/checkout", "mean", "s", 0.25712, 0.25711}, {"operation/checkout", "p99", "s", 1.322, 0.941},
		{"operation/browse", "p95", "s", 0.166, 0.166}, {"component/checkout", "utilization.mean", "ratio", 0.61, 0.41},
		{"component/checkout", "queue.mean", "count", 0, 0.3}, {"component/catalog", "wait.p99", "s", 0.0009, 0.00105},
		{"component/product-cache", "hit_ratio.mean", "ratio", 0.93, 0.93}, {"cost", "per_month", "usd_per_month", 8167, 8380},
		{"cost", "per_1k_ok", "usd_per_1k_ok", 0.0061, 0.0199},
	} {
		x, y := around(m.a), around(m.b)
		y[i%5] *= 1.001 // chance
		if m.a == m.b {
			y = x
		}
		a.Samples.Metrics = append(a.Samples.Metrics, stats.Sample{Subject: m.subject, Metric: m.metric, Unit: m.unit, Values: x})
		b.Samples.Metrics = append(b.Samples.Metrics, stats.Sample{Subject: m.subject, Metric: m.metric, Unit: m.unit, Values: y})
	}
	a.Samples.Metrics = append(a.Samples.Metrics, stats.Sample{Subject: "component/old-db", Metric: "wait.p99", Unit: "s", Values: around(1)})
	value := 0.941
	b.Objectives = append([]stats.Objective(nil), b.Objectives...)
	b.Objectives[0].Verdict, b.Objectives[0].Value, b.Objectives[0].CI95 = stats.Pass, &value, &[2]float64{0.93, 0.952}
	a.Objectives[0].Verdict = stats.Fail
	c := stats.Compare(a, b)
	c.A.Source, c.B.Source = "shop.yaml", "shop.yaml --with services.checkout.replicas=12"
	c.Settings = []stats.Setting{
		{Path: "services.checkout.replicas", Old: "8", New: "12"},
		{Path: "caches.*_extra_", New: "{kind: redis, memory: 4GiB, data: products, note: " + strings.Repeat("x", 160) + "}"},
		{Path: "databases.old-db", Old: "{kind: postgres}"},
	}
	return c
}

func writtenComparison(t *testing.T, write func(io.Writer, *stats.Compared, Options) error, c *stats.Compared, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, c, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestComparisonPages(t *testing.T) {
	apart := compared()
	apart.Paired, apart.Unpaired, apart.B.Engine = false, "the seeds are 7 and 8", "1"
	tests := []struct {
		file  string
		write func(io.Writer, *stats.Compared, Options) error
		c     *stats.Compared
		o     Options
	}{
		{"compare.txt", ComparisonText, compared(), Options{}},
		{"compare-80.txt", ComparisonText, compared(), Options{Width: 80}},
		{"compare.md", ComparisonMarkdown, compared(), Options{}},
		{"compare.json", ComparisonJSON, compared(), Options{}},
		{"compare-unpaired.txt", ComparisonText, apart, Options{}},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			golden.Check(t, "testdata/"+tt.file, writtenComparison(t, tt.write, tt.c, tt.o))
		})
	}
}

func TestComparisonPageKeepsItsWidth(t *testing.T) {
	for _, width := range []int{80, 93, 100, 120} {
		for i, line := range strings.Split(string(writtenComparison(t, ComparisonText, compared(), Options{Width: width})), "\n") {
			if n := utf8.RuneCountInString(line); n > width && strings.Contains(line, " ") && !strings.Contains(line, "xxxx") {
				t.Errorf("width %d: line %d has %d columns: %s", width, i+1, n, line)
			}
		}
	}
}

func TestColorOnlyAddsToAComparison(t *testing.T) {
	colored := writtenComparison(t, ComparisonText, compared(), Options{Color: true})
	bare := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAll(colored, nil)
	if want := writtenComparison(t, ComparisonText, compared(), Options{}); !bytes.Equal(bare, want) || bytes.Equal(colored, want) {
		t.Error("the colored page is not the plain one with colors")
	}
}

func TestLongComparisonsAreCut(t *testing.T) {
	c := compared()
	for range 50 {
		c.Settings = append(c.Settings, stats.Setting{Path: "a.b", Old: "1", New: "2"})
		c.Metrics = append(c.Metrics, c.Metrics[0])
	}
	got := string(writtenComparison(t, ComparisonText, c, Options{}))
	for _, want := range []string{"and 13 differences; --format json", "smaller changes; --format json"} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
}

func TestComparisonsOfLittle(t *testing.T) {
	nothing := stats.Compare(&stats.Result{}, &stats.Result{})
	for _, w := range ComparisonWriters {
		got := string(writtenComparison(t, w.Write, nothing, Options{}))
		if strings.Contains(got, "NaN") || w.Name != "json" && !strings.Contains(got, "was measured on both sides") {
			t.Errorf("%s: got\n%s", w.Name, got)
		}
		if err := w.Write(full{}, nothing, Options{}); !errors.Is(err, errFull) {
			t.Errorf("%s: got error %v, want %v", w.Name, err, errFull)
		}
	}
}

func TestDifferencesInWords(t *testing.T) {
	tests := []struct {
		name                string
		e                   stats.Estimate
		unit                unit
		wantValue, interval string
	}{
		{"a rise", stats.Estimate{Value: 0.012, CI95: &[2]float64{0.011, 0.013}}, unitSeconds, "+12.0 ms", "± 1.0"},
		{"a fall", stats.Estimate{Value: -0.012, CI95: &[2]float64{-0.014, -0.010}}, unitSeconds, "-12 ms", "± 2"},
		{"a share in points", stats.Estimate{Value: -0.05, CI95: &[2]float64{-0.06, -0.04}}, unitRatio, "-5.0 pp", "± 1.0"},
		{"money keeps its sign in front", stats.Estimate{Value: -12, CI95: &[2]float64{-14, -10}}, unitPerMonth, "-$12/month", "± 2"},
		{"nothing at all", stats.Estimate{CI95: &[2]float64{}}, unitSeconds, "0 s", "± 0"},
		{"without an interval", stats.Estimate{Value: 3}, unitCount, "+3", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if value, interval := changed(&tt.e, tt.unit); value != tt.wantValue || interval != tt.interval {
				t.Errorf("got %q %q, want %q %q", value, interval, tt.wantValue, tt.interval)
			}
		})
	}
}

func TestProbabilities(t *testing.T) {
	for p, want := range map[float64]string{0: "<0.001", 0.00099: "<0.001", 0.001: "0.001", 0.0372: "0.037", 0.25: "0.25", 0.999: "1", 1: "1"} {
		if got := probability(p); got != want {
			t.Errorf("%v: got %q, want %q", p, got, want)
		}
	}
}

func TestValuesAreToldApart(t *testing.T) {
	tests := []struct {
		a, b         float64
		wantA, wantB string
	}{
		{0.0412, 0.0511, "41.2 ms", "51.1 ms"}, {0.25712, 0.25711, "257.12 ms", "257.11 ms"}, {0.5, 0.5, "500 ms", "500 ms"},
	}
	for _, tt := range tests {
		if a, b := apart(tt.a, tt.b, unitSeconds); a != tt.wantA || b != tt.wantB {
			t.Errorf("got %q and %q, want %q and %q", a, b, tt.wantA, tt.wantB)
		}
	}
}
