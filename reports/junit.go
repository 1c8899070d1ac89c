package reports

import (
	"encoding/xml"
	"io"

	"headroom/sim/stats"
)

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
}

// JUnit writes a test case per objective. An objective that is not decided has failed,
// with a type of its own; a warning passes and says so in its output.
func JUnit(w io.Writer, r *stats.Result, o Options) error {
	suite := junitSuite{Name: r.Scenario.Name, Cases: []junitCase{}}
	for _, j := range r.Objectives {
		c := junitCase{Class: r.Scenario.Name, Name: j.Name + ": " + j.Objective, File: o.Source}
		text := verdictText(j)
		switch {
		case j.Verdict == stats.Pass || j.Severity == "warning":
			c.Out = text
		default:
			c.Failure = &junitFailure{Type: string(j.Verdict), Message: text}
			suite.Failures++
		}
		suite.Cases = append(suite.Cases, c)
	}
	suite.Tests = len(suite.Cases)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(junitSuites{Suites: []junitSuite{suite}}); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// verdictText says in one line what came of an objective.
func verdictText(o stats.Objective) string {
	row := objectiveOf(o)
	text := string(o.Verdict) + ": " + o.Objective + ", measured " + row.Shown
	if row.Within != "" {
		text += " (95 %: " + row.Within + ")"
	}
	if o.Reason != "" {
		text += "; " + o.Reason
	}
	return text
}
