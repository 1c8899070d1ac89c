package reports

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"headroom/sim/stats"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       string          `xml:"time,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    string        `xml:"line,attr,omitempty"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes the objectives as test cases of one suite, the scenario. The type of a
// failure is fail or undecided. An objective of severity warning never fails; what came
// of it is in its output. Times are 0: a run takes other times on each machine.
func JUnit(w io.Writer, r *stats.Result, o Options) error { return JUnitOf(w, one(r, o)) }

// JUnitOf writes the outcomes of many checks: a suite for each scenario, and one for each
// file of tests with the outcomes of all its cases. The cases of a suite share the time
// that it took. The form is that of the schema which Jenkins and GitLab read.
func JUnitOf(w io.Writer, checks []Checked) error {
	all := junitSuites{}
	seconds := 0.0
	for i := 0; i < len(checks); {
		n := i + 1
		for n < len(checks) && checks[i].Case != "" && checks[n].Case != "" && checks[n].Source == checks[i].Source {
			n++
		}
		s := suite(checks[i:n])
		all.Tests, all.Failures = all.Tests+s.Tests, all.Failures+s.Failures
		all.Suites = append(all.Suites, s)
		for _, c := range checks[i:n] {
			seconds += c.Seconds
		}
		i = n
	}
	all.Time = junitTime(seconds)
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}

func junitTime(seconds float64) string { return strconv.FormatFloat(seconds, 'f', 3, 64) }

// suite makes the suite of a scenario, or of the cases of one file.
func suite(checks []Checked) junitSuite {
	first := checks[0].Result
	s := junitSuite{Name: first.Scenario.Name, Properties: []junitProperty{{"engine", first.Engine}, {"seed", fmt.Sprint(first.Scenario.Seed)}}}
	if checks[0].Case != "" {
		s.Name = checks[0].Source
	}
	seconds := 0.0
	for _, c := range checks {
		r, prefix := c.Result, ""
		class := r.Scenario.Name
		if c.Case != "" {
			class = strings.TrimSuffix(c.Source, ".yaml") + "." + c.Case
			prefix = c.Case + "."
		}
		s.Properties = append(s.Properties,
			junitProperty{prefix + "replications", fmt.Sprint(r.Scenario.Replications)}, junitProperty{prefix + "scenario", r.Scenario.Hash})
		outcomes := c.Outcomes()
		for _, o := range outcomes {
			at := positionOf(o.At, c.Source)
			t := junitCase{Class: class, Name: o.Name, File: at.file, Line: at.line, Time: junitTime(c.Seconds / float64(len(outcomes)))}
			if o.Verdict == stats.Pass || o.Severity == "warning" {
				t.Out = o.Text
			} else {
				s.Failures++
				t.Failure = &junitFailure{Type: string(o.Verdict), Message: o.Text, Text: o.At}
			}
			s.Cases = append(s.Cases, t)
		}
		seconds += c.Seconds
	}
	s.Tests, s.Time = len(s.Cases), junitTime(seconds)
	return s
}
