package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"headroom/reports"
	"headroom/sim/stats"
)

func (a *app) checkVerb() *cobra.Command {
	var flags playFlags
	var format, junit string
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Plays scenarios and judges their objectives, for CI",
		Long: `Plays scenarios and judges their objectives. It ends with 1 when an objective of
severity error failed, with 4 when none failed and one is undecided: its bound lies
inside the confidence interval, and more replications (--repeat) would decide.

In GitHub Actions it annotates the objectives' lines and adds to the job summary.`,
		Example: "  headroom check shop.yaml --repeat 20 --junit junit.xml",
		Args:    atLeastOne("the scenario files to check"),
		RunE: func(cmd *cobra.Command, files []string) error {
			w, err := findFormatFor(format, len(files))
			if err != nil {
				return err
			}
			if format == "text" {
				w.Write = verdicts
			}
			if err := flags.check(); err != nil {
				return err
			}
			if junit != "" && len(files) > 1 {
				return usagef("--junit writes the file of one scenario, and there are %d; -o DIR writes a junit.xml for each", len(files))
			}
			code := exitWell
			page := a.pages(w)
			err = a.playAll(cmd.Context(), files, &flags, func(p *played) error {
				if len(p.result.Objectives) == 0 {
					a.notef("%s: there are no objectives to check; write them under slos:", p.file)
				}
				if err := page(p); err != nil {
					return err
				}
				if err := a.publish(p, junit, format); err != nil {
					return err
				}
				code = worse(code, codeOfVerdict(p.result.Verdict))
				return nil
			})
			if err == nil && code != exitWell {
				err = exit(code)
			}
			return err
		},
	}
	flags.add(cmd)
	addFormat(cmd, &format)
	cmd.Flags().StringVar(&junit, "junit", "", "write the verdicts as JUnit XML to `FILE`")
	return cmd
}

// verdicts writes the part of the page that is about objectives.
func verdicts(w io.Writer, r *stats.Result, o reports.Options) error {
	return reports.Text(w, &stats.Result{
		Engine: r.Engine, Scenario: r.Scenario, Events: r.Events,
		Objectives: r.Objectives, Verdict: r.Verdict, Unstable: r.Unstable, Diagnosis: r.Diagnosis,
	}, o)
}

func codeOfVerdict(v stats.Verdict) int {
	switch v {
	case stats.Fail:
		return exitFailed
	case stats.Undecided:
		return exitUndecided
	}
	return exitWell
}

// publish hands the verdicts to those who want them elsewhere: a JUnit file, and the CI
// system that the environment tells of. Shown is the format that stdout has got already.
func (a *app) publish(p *played, junit, shown string) error {
	if junit != "" {
		if err := a.writeReport("junit", p, junit, os.O_TRUNC); err != nil {
			return err
		}
	}
	if a.environ("GITHUB_ACTIONS") == "true" && shown != "github" {
		// The runner reads its commands from both streams; stdout is for the report.
		w, err := findFormat("github")
		if err != nil {
			return err
		}
		if err := a.page(a.stderr, w, p.result, p.file); err != nil {
			return err
		}
	}
	if summary := a.environ("GITHUB_STEP_SUMMARY"); summary != "" {
		return a.writeReport("md", p, summary, os.O_APPEND)
	}
	return nil
}

// writeReport writes a report into a file, over what is there or behind it.
func (a *app) writeReport(format string, p *played, file string, how int) error {
	w, err := findFormat(format)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := w.Write(&b, p.result, reports.Options{Source: p.file}); err != nil {
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
