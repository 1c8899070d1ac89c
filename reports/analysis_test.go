package reports

import (
	"strings"
	"testing"

	"headroom/sim/stats"
)

func TestPagesTellHowNumbersWereMade(t *testing.T) {
	r := shop()
	r.Analysis = &stats.Analysis{
		Method: stats.ByReplications, Text: "The warm-up of 5m0s was found by MSER-5: hit ratio of product-cache settled last.",
		Effective: stats.Ordered[stats.EffectiveSamples]{{Name: "browse", Value: stats.EffectiveSamples{Requests: 4000, Effective: 320}}},
		Warmup:    stats.WarmupFound{Seconds: 300, By: stats.WarmupDetected, Series: "hit ratio of product-cache"},
		Warnings: []stats.Warning{
			{Subject: "operation/checkout", Metric: "p99", Text: "checkout: p99 rests on 800 samples"},
			{Subject: "operation/browse", Metric: "p999", Text: "browse: p99.9 rests on 4000 samples"},
		},
	}
	for _, w := range []struct {
		name   string
		write  func(*strings.Builder) error
		all    bool
		labels bool
	}{
		{"text", func(b *strings.Builder) error { return Text(b, r, Options{}) }, false, false},
		{"Markdown", func(b *strings.Builder) error { return Markdown(b, r, Options{}) }, false, false},
		{"HTML", func(b *strings.Builder) error { return HTML(b, r, Options{}) }, true, true},
	} {
		var b strings.Builder
		if err := w.write(&b); err != nil {
			t.Fatal(err)
		}
		page := strings.Join(strings.Fields(b.String()), " ")
		for text, want := range map[string]bool{
			"was found by MSER-5: hit ratio of product-cache settled last": true,
			"p99 rests on 800 samples":                                     true, "p99.9 rests on 4000 samples": w.all, "warm-up (found)": w.labels,
			"browse 320 of 4": w.all,
		} {
			if got := strings.Contains(page, text); got != want {
				t.Errorf("%s tells %q = %v, want %v", w.name, text, got, want)
			}
		}
	}
}

func TestThePrecisionIsPartOfTheCommand(t *testing.T) {
	r := shop()
	r.Analysis = &stats.Analysis{Precision: &stats.Precise{Wanted: 0.02, Most: 500}}
	if got, want := runCommand(r, Options{Source: "shop"}), "headroom run shop --seed 7 --precision 2% --max-repeat 500"; got != want {
		t.Errorf("command = %q, want %q", got, want)
	}
	r.Analysis.Precision = &stats.Precise{Wanted: 0.005, Most: 200}
	if got, want := runCommand(r, Options{Source: "shop"}), "headroom run shop --seed 7 --precision 0.5%"; got != want {
		t.Errorf("command = %q, want %q", got, want)
	}
}
