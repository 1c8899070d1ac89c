package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"headroom/reports"
	"headroom/sim/stats"
)

// publish adds the page of a check to the summary of the job, where the CI system has one.
func (a *app) publish(c *checking) error {
	summary := a.environ("GITHUB_STEP_SUMMARY")
	if summary == "" {
		return nil
	}
	if c.test != nil {
		outcome := c.checked()
		if err := writeFile(summary, []byte(caseLine(outcome, "md")), os.O_APPEND); err != nil || outcome.Verdict() == stats.Pass {
			return err
		}
		if err := writeFile(summary, []byte("\n"), os.O_APPEND); err != nil {
			return err
		}
	}
	return a.writeReport("md", &c.played, summary, os.O_APPEND)
}

// publishAll hands the verdicts of all checks to those who want them together: a JUnit
// file, and the annotations of the CI system that the environment tells of.
func (a *app) publishAll(done []reports.Checked, flags *checkFlags) error {
	if flags.junit != "" {
		var b bytes.Buffer
		if err := reports.JUnitOf(&b, done); err != nil {
			return err
		}
		if err := writeFile(flags.junit, b.Bytes(), os.O_TRUNC); err != nil {
			return err
		}
	}
	switch {
	case flags.format == "junit":
		return reports.JUnitOf(a.stdout, done)
	case flags.format == "github":
		return reports.GitHubOf(a.stdout, done)
	case a.environ("GITHUB_ACTIONS") == "true":
		// The runner reads its commands from both streams; stdout is for the report.
		return reports.GitHubOf(a.stderr, done)
	}
	return nil
}

// writeReport writes a report into a file, over what is there or behind it.
func (a *app) writeReport(format string, p *played, file string, how int) error {
	w, err := findFormat(reports.Writers, format)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := w.Write(&b, p.result, reports.Options{Source: p.file, Changes: p.changes}); err != nil {
		return err
	}
	return writeFile(file, b.Bytes(), how)
}

// writeFile writes a file, and the folders that it is in; how is os.O_TRUNC or
// os.O_APPEND.
func writeFile(name string, data []byte, how int) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return usage(err)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|how, 0o644)
	if err != nil {
		return usage(err)
	}
	if _, err := f.Write(data); err != nil {
		_ = f.Close() // the first error says what happened
		return fmt.Errorf("%s: %w", name, err)
	}
	return f.Close()
}

// extension returns the extension of a file name in lower case, without the dot.
func extension(name string) string {
	return strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".")
}
