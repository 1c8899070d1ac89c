package reports

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"

	"headroom/internal/golden"
	"headroom/sim/stats"
)

func TestJSONReadsBack(t *testing.T) {
	text := written(t, JSON, sample(), Options{})
	r, err := DecodeJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	want := sample()
	want.Series = nil
	if !reflect.DeepEqual(r, want) {
		t.Error("the result that was read is another one")
	}
	if again := written(t, JSON, r, Options{}); !bytes.Equal(again, text) {
		t.Error("what was read is written with other bytes")
	}
}

func TestJSONIsFrozen(t *testing.T) {
	r := &stats.Result{
		Schema: stats.Schema, Engine: "1", Events: 12, Verdict: stats.Fail,
		Scenario: stats.Scenario{Name: "small", Hash: "sha256:00", Seed: 7, Replications: 2, Duration: 60, Warmup: 10},
		Cost:     stats.Cost{PerHour: 1.5, PerMonth: near(1095, 3), Unpriced: []string{}, Assumptions: []string{"tiers & all"}},
		Objectives: []stats.Objective{{
			Name: "fast", Objective: "main.p99 < 20ms", Metric: "main.p99", Op: "<", Bound: 0.02, Unit: "s", Value: pointerTo(0.025), Verdict: stats.Fail, Severity: "error",
		}},
		Diagnosis: []stats.Finding{}, Timeline: []stats.Happening{}, NotModelled: []string{},
	}
	r.Operations.Add("main", &stats.Operation{Offered: 10, OK: 9, Failed: 1, Success: near(0.875, 0.125), Latency: stats.Latency{P99: near(0.025, 0.001953125)}, Attribution: []stats.Share{}})
	r.Components.Add("api", &stats.Component{Kind: "service", Arrivals: 10, Completions: 10})
	r.Links.Add("users->api", &stats.Link{Kind: "call", Calls: 10, Attempts: 10})
	golden.Check(t, "testdata/small.json", written(t, JSON, r, Options{}))
}

func TestJSONShowsItsSigns(t *testing.T) {
	r := sample()
	r.Links.Add(`back\u003cslash`, &stats.Link{})
	text := written(t, JSON, r, Options{})
	for _, want := range []string{`"checkout->payments"`, `"checkout.p99 < 1.2s"`, `"back\\u003cslash"`} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("%s is not in the text", want)
		}
	}
	back, err := DecodeJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	if got := back.Links[len(back.Links)-1].Name; got != `back\u003cslash` {
		t.Errorf("got name %q", got)
	}
}

func TestNaNNeverReachesJSON(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1)} {
		r := sample()
		r.Components[2].Value.Queue.Max = v
		var b bytes.Buffer
		if err := JSON(&b, r, Options{}); err == nil || b.Len() > 0 {
			t.Errorf("%v: got error %v and %d bytes, want an error and none", v, err, b.Len())
		}
	}
}

func TestDecodeJSONTellsWhatIsWrong(t *testing.T) {
	const start = `{"schema": "headroom/result/v1", "verdict": "pass"`
	tests := []struct{ name, text, want string }{
		{"text of another kind", "name: shop", "not a result"},
		{"half a file", start, "not a result"},
		{"two results", start + "}" + start + "}", "not a result"},
		{"another schema", `{"schema": "headroom/result/v9"}`, `schema is "headroom/result/v9"`},
		{"an operation that is null", start + `, "operations": {"main": null}}`, `operation "main" is null`},
		{"a verdict that is none", `{"schema": "headroom/result/v1", "verdict": "maybe"}`, `is "maybe"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := DecodeJSON([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
	if _, err := DecodeJSON([]byte(start + `, "added_later": 1}`)); err != nil {
		t.Errorf("a name that was added later: got error %v, want none", err)
	}
}
