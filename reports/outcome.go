package reports

import (
	"fmt"

	"headroom/sim/stats"
)

// Checked is a result with what was expected of it: that of a scenario, or of a case of a
// file of tests. Reports for CI are made of many.
type Checked struct {
	Result *stats.Result
	// Source is the path of the file that was checked.
	Source string
	// Case is the name of a case of a file of tests, and At its place, file:line:col. Both are
	// empty for a scenario.
	Case, At string
	// Expected is what the verdict must be; empty means pass.
	Expected stats.Verdict
	// Stable says whether the system must be stable; nil when it does not matter.
	Stable *bool
	// Seconds is how long it took; 0 when that is not told.
	Seconds float64
}

// Outcome is what came of one expectation: an objective, or something about the whole run.
type Outcome struct {
	Name     string
	Verdict  stats.Verdict
	Severity string // error or warning
	Text     string // what was wanted and measured, in one line
	At       string // file:line:col; empty when it is not known
}

// Outcomes returns what came of each objective, then of what a case expects beside, then of
// the comparison with a baseline. Where another verdict than pass is expected, the
// objectives may fail.
func (c Checked) Outcomes() []Outcome {
	r := c.Result
	asUsual := c.Expected == "" || c.Expected == stats.Pass
	var all []Outcome
	for _, j := range r.Objectives {
		o := Outcome{Name: j.Name, Verdict: j.Verdict, Severity: j.Severity, Text: verdictText(j), At: j.At}
		if !asUsual {
			o.Verdict = stats.Pass
		}
		all = append(all, o)
	}
	if !asUsual {
		o := Outcome{Name: "verdict", Verdict: stats.Pass, Severity: "error", At: c.At, Text: fmt.Sprintf("the verdict is %s, as expected", r.Verdict)}
		if r.Verdict != c.Expected {
			o.Verdict, o.Text = stats.Fail, fmt.Sprintf("the verdict is %s, and %s was expected", r.Verdict, c.Expected)
			if r.Verdict == stats.Undecided {
				o.Verdict = stats.Undecided
			}
		}
		all = append(all, o)
	}
	if c.Stable != nil {
		o := Outcome{Name: "stable", Verdict: stats.Pass, Severity: "error", At: c.At, Text: "the system is stable"}
		if len(r.Unstable) > 0 {
			o.Text = "the system is unstable: " + r.Unstable[0]
		}
		if *c.Stable != (len(r.Unstable) == 0) {
			o.Verdict = stats.Fail
		} else {
			o.Text += ", as expected"
		}
		all = append(all, o)
	}
	return append(all, c.regressions()...)
}

// regressions are the outcomes of the comparison with a baseline.
func (c Checked) regressions() []Outcome {
	if c.Result.Baseline == nil {
		return nil
	}
	var all []Outcome
	for _, g := range c.Result.Baseline.Regressions {
		o := Outcome{Name: g.Name + ": no regression", Verdict: stats.Pass, Severity: g.Severity, Text: regressionText(g), At: c.At}
		if g.Effect == stats.Worse && !g.Tolerated {
			o.Verdict = stats.Fail
		}
		for _, j := range c.Result.Objectives {
			if j.Name == g.Name {
				o.At = j.At
			}
		}
		all = append(all, o)
	}
	return all
}

// Verdict is the worst of the outcomes of severity error.
func (c Checked) Verdict() stats.Verdict {
	worst := stats.Pass
	for _, o := range c.Outcomes() {
		if o.Severity == "error" || o.Severity == "" {
			worst = stats.Worst(worst, o.Verdict)
		}
	}
	return worst
}

// one is a result that nothing more is known about.
func one(r *stats.Result, o Options) []Checked { return []Checked{{Result: r, Source: o.Source}} }
