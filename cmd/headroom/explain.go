package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"headroom/models"
	"headroom/reports"
	"headroom/sim"
	"headroom/sim/stats"
	"headroom/sim/unit"
)

func (a *app) explainVerb() *cobra.Command {
	var flags scenarioFlags
	var at, format, beside string
	cmd := &cobra.Command{
		Use:   "explain FILE...",
		Short: "Tells what theory knows of scenarios, without playing them",
		Long: `Tells what theory knows of scenarios, in milliseconds: rates, visits, utilisation,
waits by closed forms with their assumptions, hit ratios, the bottleneck, the headroom
with and without retries, and what a month costs at least. With --beside it sets theory
next to the result of a run.`,
		Example: "  headroom explain shop --at 20m\n  headroom explain mm1 --beside out/mm1",
		Args:    atLeastOne("the scenario files to explain"),
		RunE: func(_ *cobra.Command, files []string) error {
			if format != "text" && format != "json" {
				return usagef("--format %s: there is no such format; there are text, json", format)
			}
			if beside != "" && len(files) > 1 {
				return usagef("--beside is for one scenario, and there are %d", len(files))
			}
			if beside != "" && at != "" {
				return usagef("--beside compares means over the run; leave out --at")
			}
			all, err := a.loadAll(files, &flags)
			if err != nil {
				return err
			}
			for i, sc := range all {
				if i > 0 && format == "text" {
					fmt.Fprintln(a.stdout)
				}
				if err := a.explain(sc, at, format, beside); err != nil {
					return err
				}
			}
			return nil
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&at, "at", "", "explain this `INSTANT` of the run: 20m; by default the busiest")
	cmd.Flags().StringVar(&format, "format", "text", "write in a `FORMAT`: text, json")
	cmd.Flags().StringVar(&beside, "beside", "", "set theory next to the result in `DIR`, or in its result.json")
	return cmd
}

// explain writes what theory knows of one scenario.
func (a *app) explain(sc *scenario, at, format, beside string) error {
	if beside != "" {
		return a.explainBeside(sc, format, beside)
	}
	instant := models.Busiest
	if at != "" {
		var d unit.Duration
		if err := d.UnmarshalText([]byte(at)); err != nil {
			return usagef("--at: %w", err)
		}
		if d < 0 || d > sc.sys.Run.Duration {
			return usagef("--at %s: %s is played from 0s to %v", at, sc.sys.Name, sc.sys.Run.Duration)
		}
		instant = sim.Time(d)
	}
	e := sc.sys.Explain(instant)
	if format == "json" {
		return reports.WriteJSON(a.stdout, e)
	}
	return page(a, reports.Explained, e, reports.Options{})
}

// explainBeside writes theory next to a stored result of the same scenario.
func (a *app) explainBeside(sc *scenario, format, dir string) error {
	r, err := stored(dir)
	if err != nil {
		return err
	}
	if r.Scenario.Hash != sc.sys.Hash {
		return usagef("%s is the result of another scenario or of other settings than %s; headroom run %s -o %s plays this one", dir, sc.file, sc.file, dir)
	}
	rows := sc.sys.Beside(r)
	if format == "json" {
		return reports.WriteJSON(a.stdout, struct {
			Schema string         `json:"schema"`
			Name   string         `json:"name"`
			Hash   string         `json:"hash"`
			Beside []stats.Beside `json:"beside"`
		}{stats.ExplainedSchema, sc.sys.Name, sc.sys.Hash, rows})
	}
	write := func(w io.Writer, rows []stats.Beside, o reports.Options) error { return reports.Beside(w, r, rows, o) }
	return page(a, write, rows, reports.Options{})
}
