package reports

import (
	"encoding/xml"
	"testing"

	"headroom/sim/stats"
)

func TestJUnitCases(t *testing.T) {
	var got junitSuites
	if err := xml.Unmarshal(written(t, JUnit, sample(), Options{Source: "scenarios/shop.yaml"}), &got); err != nil {
		t.Fatal(err)
	}
	suite := got.Suites[0]
	if suite.Name != "shop" || suite.Tests != 5 || suite.Failures != 3 || len(suite.Cases) != 5 {
		t.Errorf("got suite %s with %d tests, %d failures, %d cases; want shop, 5, 3, 5", suite.Name, suite.Tests, suite.Failures, len(suite.Cases))
	}
	want := []struct{ kind, file, line string }{ // a kind of failure, empty for none
		{"fail", "shop.yaml", "88"}, {"undecided", "shop.yaml", "89"}, {"", "shop.yaml", "90"}, {"", "shop.yaml", "91"}, {"fail", "scenarios/shop.yaml", ""},
	}
	for i, c := range suite.Cases {
		kind := ""
		if c.Failure != nil {
			kind = c.Failure.Type
		}
		if kind != want[i].kind || c.File != want[i].file || c.Line != want[i].line {
			t.Errorf("%s: got %q at %s:%s, want %q at %s:%s", c.Name, kind, c.File, c.Line, want[i].kind, want[i].file, want[i].line)
		}
	}
	if suite.Cases[3].Out == "" {
		t.Error("the warning has no output")
	}
}

func TestJUnitHoldsAnyText(t *testing.T) {
	r := &stats.Result{Objectives: []stats.Objective{{Name: "a<b>\"&\x00", Verdict: stats.Fail, Severity: "error", Reason: "]]>\n"}}}
	var got junitSuites
	if err := xml.Unmarshal(written(t, JUnit, r, Options{}), &got); err != nil {
		t.Fatal(err)
	}
}
