package reports

import (
	"encoding/xml"
	"fmt"
	"io"

	"headroom/sim/stats"
)

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
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
// of it is in its output. There are no times: a run takes other times on each machine.
func JUnit(w io.Writer, r *stats.Result, o Options) error {
	suite := junitSuite{
		Name: r.Scenario.Name, Tests: len(r.Objectives),
		Properties: []junitProperty{
			{"seed", fmt.Sprint(r.Scenario.Seed)}, {"replications", fmt.Sprint(r.Scenario.Replications)},
			{"scenario", r.Scenario.Hash}, {"engine", r.Engine},
		},
	}
	for _, j := range r.Objectives {
		at := positionOf(j, o)
		c := junitCase{Class: r.Scenario.Name, Name: j.Name, File: at.file, Line: at.line}
		text := verdictText(j)
		if j.Verdict == stats.Pass || j.Severity == "warning" {
			c.Out = text
		} else {
			suite.Failures++
			c.Failure = &junitFailure{Type: string(j.Verdict), Message: text, Text: j.At}
		}
		suite.Cases = append(suite.Cases, c)
	}
	text, err := xml.MarshalIndent(junitSuites{Suites: []junitSuite{suite}}, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}
