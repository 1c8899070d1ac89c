package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"headroom/reports"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

// checkFlags are the flags of check.
type checkFlags struct {
	playFlags
	format    string
	junit     string
	budget    string
	baseline  string
	tolerance string
	cache     string

	allowed  time.Duration // of the budget; 0 is without end
	tolerate float64
}

func (a *app) checkVerb() *cobra.Command {
	var flags checkFlags
	cmd := &cobra.Command{
		Use:   "check FILE|DIR...",
		Short: "Judges the objectives of scenarios and tests, for CI",
		Long: `Plays scenarios until every objective is decided: 5 replications first, then half as
many again each time, up to --max-repeat. However often it looks, all verdicts together
are false with at most 5 %. With --repeat it plays exactly so many and looks once.

FILE is a scenario, a name of the gallery, or a file of tests (*_test.yaml). DIR means
all files of tests below it. It ends with 1 when an objective of severity error failed or
became worse than in the --baseline, and with 4 when none failed and one is undecided.

In GitHub Actions it annotates the objectives' lines and adds to the job summary.`,
		Example: `  headroom check shop --budget 2m --junit junit.xml
  headroom check tests/ --cache .headroom
  headroom check shop.yaml --baseline out/main --tolerance 2%`,
		Args: atLeastOne("the scenarios or tests to check"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(cmd); err != nil {
				return err
			}
			return a.check(cmd.Context(), args, &flags)
		},
	}
	flags.add(cmd)
	f := cmd.Flags()
	f.IntVar(&flags.most, "max-repeat", 60, "play at most a `NUMBER` of replications of each scenario")
	f.StringVar(&flags.budget, "budget", "", "begin no further look that would end after so much wall `TIME`: 2m")
	f.StringVar(&flags.baseline, "baseline", "", "fail when an objective's metric is worse than in the result `DIR` that run -o wrote; with several scenarios DIR/NAME for each")
	f.StringVar(&flags.tolerance, "tolerance", "0%", "a change for the worse of up to this `SHARE` is no regression")
	f.StringVar(&flags.cache, "cache", "", "keep results in `DIR`, and take from there what the same program has played before")
	addFormat(cmd, &flags.format, reports.Writers)
	f.StringVar(&flags.junit, "junit", "", "write the verdicts as JUnit XML to `FILE`")
	return cmd
}

// check refuses what does not fit together.
func (c *checkFlags) check(cmd *cobra.Command) error {
	if err := c.playFlags.check(); err != nil {
		return err
	}
	for _, name := range []string{"max-repeat", "budget"} {
		if c.repeat != "" && cmd.Flags().Changed(name) {
			return usagef("--repeat plays exactly so many replications, and --%s is about how many are added; leave one of them out", name)
		}
	}
	if c.most < 2 || c.most > 10_000 {
		return usagef("--max-repeat %d: write a number from 2 to 10000", c.most)
	}
	if c.budget != "" {
		var d unit.Duration
		if err := d.UnmarshalText([]byte(c.budget)); err != nil || d <= 0 {
			return usagef("--budget %s: write a span of time, such as 2m", c.budget)
		}
		c.allowed = d.Std()
	}
	var r unit.Ratio
	if err := r.UnmarshalText([]byte(c.tolerance)); err != nil || r < 0 {
		return usagef("--tolerance %s: write a share, such as 2%%", c.tolerance)
	}
	c.tolerate = float64(r)
	if c.tolerate > 0 && c.baseline == "" {
		return usagef("--tolerance is about changes since a --baseline; name one")
	}
	return nil
}

// check checks scenarios and cases one after the other, and tells of each.
func (a *app) check(ctx context.Context, args []string, flags *checkFlags) error {
	all, err := a.checksOf(args, flags)
	if err != nil {
		return err
	}
	w, err := findFormatFor(flags.format, len(all))
	if err != nil && flags.format != "junit" {
		return err
	}
	if err := a.baselines(all, flags); err != nil {
		return err
	}
	began := time.Now()
	var done []reports.Checked
	code := exitWell
	interrupted := error(nil)
	show := a.checkPages(w)
	for _, c := range all {
		err := a.checkOne(ctx, c, flags, began)
		if err != nil {
			interrupted = err
			break
		}
		done = append(done, c.checked())
		code = worse(code, codeOfVerdict(c.checked().Verdict()))
		if flags.format != "junit" && flags.format != "github" {
			if err := show(c); err != nil {
				return err
			}
		}
		if err := a.publish(c); err != nil {
			return err
		}
		if s := c.result.Scenario; s.Interrupted {
			interrupted = &ending{exitInterrupted, fmt.Errorf("interrupted: %s of %s finished, and kept", count(s.Replications, "replication"), s.Name)}
			break
		}
	}
	if len(done) > 0 {
		if err := a.publishAll(done, flags); err != nil {
			return err
		}
	}
	switch {
	case interrupted != nil:
		return interrupted
	case code != exitWell:
		return exit(code)
	}
	return nil
}

// checkPages returns a function that writes the page of each check. Cases of tests that
// came out as expected have a line each in pages for people.
func (a *app) checkPages(w reports.Writer[*stats.Result]) func(*checking) error {
	if w.Name == "text" {
		w.Write = verdicts
	}
	show := a.pages(w)
	return func(c *checking) error {
		if c.test == nil || w.Name != "text" && w.Name != "md" {
			return show(&c.played)
		}
		if _, err := io.WriteString(a.stdout, caseLine(c.checked(), w.Name)); err != nil {
			return err
		}
		if c.checked().Verdict() == stats.Pass {
			return nil
		}
		fmt.Fprintln(a.stdout)
		err := page(a, w.Write, c.result, reports.Options{Source: c.file, Changes: c.changes})
		fmt.Fprintln(a.stdout)
		return err
	}
}

// verdicts writes the part of the page that is about objectives.
func verdicts(w io.Writer, r *stats.Result, o reports.Options) error {
	return reports.Text(w, &stats.Result{
		Engine: r.Engine, Scenario: r.Scenario, Events: r.Events,
		Objectives: r.Objectives, Verdict: r.Verdict, Check: r.Check, Baseline: r.Baseline,
		Unstable: r.Unstable, Analysis: r.Analysis, Diagnosis: r.Diagnosis,
	}, o)
}

// caseLine tells in one line what came of a case, as text or Markdown.
func caseLine(c reports.Checked, format string) string {
	word := map[stats.Verdict]string{stats.Pass: "ok", stats.Undecided: "UNDECIDED", stats.Fail: "FAIL"}[c.Verdict()]
	line := fmt.Sprintf("%-9s %s %s: ", word, c.Source, c.Case)
	if outcomes := len(c.Outcomes()); outcomes > 0 {
		line += count(outcomes, "expectation") + ", "
	}
	line += count(c.Result.Scenario.Replications, "replication")
	for _, o := range c.Outcomes() {
		switch {
		case o.Verdict == stats.Pass || o.Severity == "warning":
		case o.At == c.At: // about the case as a whole; the page tells of the others
			line += "; " + o.Text
		default:
			line += "; " + o.Name
		}
	}
	if format == "md" {
		return "* " + reports.MarkdownText(strings.Join(strings.Fields(line), " ")) + "\n"
	}
	return line + "\n"
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
