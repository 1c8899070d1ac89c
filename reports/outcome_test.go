package reports

import (
	"bytes"
	"encoding/xml"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"headroom/sim/stats"
)

// judgedRun is a result with one objective of each kind of verdict.
func judgedRun(verdict stats.Verdict, unstable ...string) *stats.Result {
	r := &stats.Result{Engine: "1", Scenario: stats.Scenario{Name: "shop", Replications: 5}, Verdict: verdict, Unstable: unstable}
	value := 1.0
	r.Objectives = []stats.Objective{
		{Name: "quick", Objective: "main.p99 < 2s", Value: &value, Unit: "s", Verdict: verdict, Severity: "error", At: "shop.yaml:7:10"},
		{Name: "cheap", Objective: "cost < $5/month", Value: &value, Unit: "usd_per_month", Verdict: stats.Fail, Severity: "warning", At: "shop.yaml:8:10"},
	}
	return r
}

func TestOutcomes(t *testing.T) {
	yes, no := true, false
	p := 0.001
	worse := judgedRun(stats.Pass)
	worse.Baseline = &stats.Baseline{Regressions: []stats.Regression{
		{Name: "quick", Metric: "main.p99", Unit: "s", Severity: "error", Before: 1, Now: 2, P: &p, Effect: stats.Worse},
		{Name: "cheap", Metric: "cost", Unit: "usd_per_month", Severity: "warning", Before: 1, Now: 2, P: &p, Effect: stats.Worse},
	}}
	tolerated := judgedRun(stats.Pass)
	tolerated.Baseline = &stats.Baseline{Regressions: []stats.Regression{
		{Name: "quick", Metric: "main.p99", Unit: "s", Severity: "error", Before: 1, Now: 1.01, P: &p, Effect: stats.Worse, Tolerated: true},
		{Name: "cheap", Metric: "cost", Unit: "usd_per_month", Severity: "warning", Before: 1, Now: 0.9, P: &p, Effect: stats.Better},
	}}
	for _, c := range []struct {
		name  string
		c     Checked
		want  stats.Verdict
		names string
		text  string // of the last outcome
	}{
		{"kept", Checked{Result: judgedRun(stats.Pass)}, stats.Pass, "quick cheap", "fail: cost < $5/month"},
		{"failed", Checked{Result: judgedRun(stats.Fail)}, stats.Fail, "quick cheap", ""},
		{"undecided", Checked{Result: judgedRun(stats.Undecided)}, stats.Undecided, "quick cheap", ""},
		{"failed as expected", Checked{Result: judgedRun(stats.Fail), Expected: stats.Fail}, stats.Pass, "quick cheap verdict", "the verdict is fail, as expected"},
		{"kept against expectation", Checked{Result: judgedRun(stats.Pass), Expected: stats.Fail}, stats.Fail, "quick cheap verdict", "the verdict is pass, and fail was expected"},
		{"undecided where a failure is expected", Checked{Result: judgedRun(stats.Undecided), Expected: stats.Fail}, stats.Undecided, "quick cheap verdict", "the verdict is undecided, and fail was expected"},
		{"undecided as expected", Checked{Result: judgedRun(stats.Undecided), Expected: stats.Undecided}, stats.Pass, "quick cheap verdict", ""},
		{"stable as expected", Checked{Result: judgedRun(stats.Pass), Stable: &yes}, stats.Pass, "quick cheap stable", "the system is stable, as expected"},
		{"unstable against expectation", Checked{Result: judgedRun(stats.Pass, "the queue of db grows by 4/s"), Stable: &yes}, stats.Fail, "quick cheap stable", "the system is unstable: the queue of db grows by 4/s"},
		{"unstable as expected", Checked{Result: judgedRun(stats.Pass, "the queue of db grows by 4/s"), Stable: &no}, stats.Pass, "quick cheap stable", ""},
		{"stable against expectation", Checked{Result: judgedRun(stats.Pass), Stable: &no}, stats.Fail, "quick cheap stable", "the system is stable"},
		{"worse than before", Checked{Result: worse}, stats.Fail, "quick cheap quick: no regression cheap: no regression", "regression: cost was $1/month and is $2/month"},
		{"hardly worse", Checked{Result: tolerated}, stats.Pass, "quick cheap quick: no regression cheap: no regression", "better: cost was"},
	} {
		all := c.c.Outcomes()
		var names []string
		for _, o := range all {
			names = append(names, o.Name)
		}
		if got := strings.Join(names, " "); got != c.names || c.c.Verdict() != c.want || !strings.HasPrefix(all[len(all)-1].Text, c.text) {
			t.Errorf("%s: %s, outcomes %q, the last %q; want %s, %q, %q", c.name, c.c.Verdict(), got, all[len(all)-1].Text, c.want, c.names, c.text)
		}
	}
}

// TestJUnitKeepsItsSchema holds a document of many checks against the rules of the JUnit
// schema: which element may stand where, that the counts are right, that times are numbers
// that add up, and which attributes there must be.
func TestJUnitKeepsItsSchema(t *testing.T) {
	yes := true
	var b bytes.Buffer
	err := JUnitOf(&b, []Checked{
		{Result: judgedRun(stats.Fail), Source: "shop.yaml", Seconds: 3},
		{Result: judgedRun(stats.Pass), Source: "a_test.yaml", Case: "one", Seconds: 1},
		{Result: judgedRun(stats.Pass, "<&>"), Source: "a_test.yaml", Case: "two", Stable: &yes, Seconds: 0.5},
		{Result: judgedRun(stats.Undecided), Source: "b_test.yaml", Case: "one", At: "b_test.yaml:3:3"},
		{Result: &stats.Result{Scenario: stats.Scenario{Name: "bare"}}, Source: "bare.yaml"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var root element
	if err := xml.Unmarshal(b.Bytes(), &root); err != nil {
		t.Fatal(err)
	}
	if root.XMLName.Local != "testsuites" || len(root.Children) != 4 {
		t.Fatalf("got %s of %d suites, want testsuites of 4", root.XMLName.Local, len(root.Children))
	}
	root.check(t)
	for i, want := range []string{"shop 2 1 3.000", "a_test.yaml 5 1 1.500", "b_test.yaml 2 1 0.000", "bare 0 0 0.000"} {
		s := root.Children[i]
		if got := strings.Join([]string{s.attribute("name"), s.attribute("tests"), s.attribute("failures"), s.attribute("time")}, " "); got != want {
			t.Errorf("suite %d is %q, want %q", i, got, want)
		}
	}
}

// element is any XML element.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
}

func (e *element) attribute(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// junitRules are the elements of the schema: what may be inside, in this order, and which
// attributes there are, those with ! must be.
var junitRules = map[string]struct{ inside, attributes []string }{
	"testsuites": {[]string{"testsuite"}, []string{"name", "time", "tests", "failures", "errors", "disabled"}},
	"testsuite": {[]string{"properties", "testcase", "system-out", "system-err"},
		[]string{"name!", "tests!", "failures!", "errors!", "time!", "skipped", "timestamp", "hostname", "id", "package"}},
	"properties": {[]string{"property"}, nil},
	"property":   {nil, []string{"name!", "value"}},
	"testcase":   {[]string{"skipped", "error", "failure", "system-out", "system-err"}, []string{"name!", "classname!", "time!", "file", "line", "assertions", "status"}},
	"failure":    {nil, []string{"type!", "message"}},
	"system-out": {nil, nil},
}

func (e *element) check(t *testing.T) {
	t.Helper()
	rule, known := junitRules[e.XMLName.Local]
	if !known {
		t.Errorf("there is no element %s", e.XMLName.Local)
		return
	}
	for _, a := range rule.attributes {
		if name, must := strings.CutSuffix(a, "!"); must && e.attribute(name) == "" {
			t.Errorf("%s has no %s", e.XMLName.Local, name)
		}
	}
	for _, a := range e.Attrs {
		if !slices.Contains(rule.attributes, a.Name.Local) && !slices.Contains(rule.attributes, a.Name.Local+"!") {
			t.Errorf("%s may not have %s", e.XMLName.Local, a.Name.Local)
		}
	}
	last, cases, failures, seconds := 0, 0, 0, 0.0
	for i := range e.Children {
		c := &e.Children[i]
		at := slices.Index(rule.inside, c.XMLName.Local)
		if at < last {
			t.Errorf("%s stands in %s, after %s", c.XMLName.Local, e.XMLName.Local, rule.inside[last])
		}
		last = max(at, last)
		if c.XMLName.Local == "testcase" {
			cases++
			for _, inner := range c.Children {
				if inner.XMLName.Local == "failure" {
					failures++
				}
			}
			v, err := strconv.ParseFloat(c.attribute("time"), 64)
			if err != nil {
				t.Error(err)
			}
			seconds += v
		}
		c.check(t)
	}
	if e.XMLName.Local != "testsuite" {
		return
	}
	all, err := strconv.ParseFloat(e.attribute("time"), 64)
	if e.attribute("tests") != strconv.Itoa(cases) || e.attribute("failures") != strconv.Itoa(failures) || err != nil || cases > 0 && math.Abs(all-seconds) > 0.01 {
		t.Errorf("%s counts %s tests and %s failures in %s s, and has %d, %d, %v", e.attribute("name"), e.attribute("tests"), e.attribute("failures"), e.attribute("time"), cases, failures, seconds)
	}
}
