package reports

import (
	"strings"
	"testing"

	"headroom/sim/stats"
)

// sinceBaseline is a result with a metric that became worse, one that a warning is about, one
// that is tolerated, a better one and one that stayed.
func sinceBaseline() *stats.Result {
	p := 0.003
	change := func(v float64) *stats.Estimate {
		return &stats.Estimate{Value: v, CI95: &[2]float64{v - 0.01, v + 0.01}}
	}
	r := judgedRun(stats.Pass)
	r.Baseline = &stats.Baseline{Source: "out/main", Compared: 5, Paired: true, Missing: []string{"fresh"}, Regressions: []stats.Regression{
		{Name: "quick", Metric: "main.p99", Unit: "s", Severity: "error", Before: 1, Now: 1.2, Change: change(0.2), P: &p, Effect: stats.Worse},
		{Name: "cheap", Metric: "cost", Unit: "usd_per_month", Severity: "warning", Before: 10, Now: 11, Change: change(0.1), P: &p, Effect: stats.Worse},
		{Name: "steady", Metric: "main.p50", Unit: "s", Severity: "error", Before: 1, Now: 1.01, Change: change(0.01), P: &p, Effect: stats.Worse, Tolerated: true},
		{Name: "served", Metric: "main.success", Unit: "ratio", Severity: "error", Before: 0.98, Now: 0.99, Change: change(0.01), P: &p, Effect: stats.Better},
		{Name: "few", Metric: "main.rate", Unit: "per_s", Severity: "error", Before: 10, Now: 10.1},
	}}
	return r
}

func TestBaselineSection(t *testing.T) {
	text := string(written(t, Text, sinceBaseline(), Options{}))
	for _, want := range []string{
		"Against the baseline: 1 REGRESSION, 1 worse, 1 tolerated, 1 better, 1 no change",
		"REGRESSION  quick", "+20.0 % ± 1.0", "out/main, compared in pairs with the same random numbers over 5 replications",
		"what these are about: fresh",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	r := sinceBaseline()
	r.Baseline.Regressions, r.Baseline.Paired, r.Baseline.Unpaired = nil, false, "the seeds are 1 and 2"
	text = string(written(t, Text, r, Options{}))
	for _, want := range []string{"Against the baseline: it measured nothing that an objective is about", "by the means alone, as the seeds are 1 and 2"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if page := string(written(t, HTML, sinceBaseline(), Options{})); !strings.Contains(page, "it became worse since the baseline") {
		t.Error("the page for browsers does not tell of the regression")
	}
}

func TestDecidedText(t *testing.T) {
	r := judgedRun(stats.Pass)
	r.Check = &stats.Check{Error: 0.05, Schedule: []int{5, 8, 12, 60}, Looks: 1}
	if got, want := decidedText(r), "looked at after 5 of at most 60 replications, with intervals that are 95 % sure for all looks and objectives together"; got != want {
		t.Errorf("one look: %q, want %q", got, want)
	}
	r.Check.Looks, r.Scenario.Replications = 3, 12
	if got := decidedText(r); !strings.HasPrefix(got, "looked at after 5, 8 and 12 of at most 60 replications") {
		t.Errorf("three looks: %q", got)
	}
}
