package main

import (
	"github.com/spf13/cobra"

	"headroom/models"
	"headroom/reports"
	"headroom/sim/unit"
)

func (a *app) runVerb() *cobra.Command {
	var flags playFlags
	var format, precision string
	cmd := &cobra.Command{
		Use:   "run FILE...",
		Short: "Plays scenarios and reports what happened",
		Long: `Plays scenarios and reports what happened. FILE is a scenario file, - for standard
input, or a name of the gallery (headroom list). It ends with 0 when the run is well,
whatever the objectives say: headroom check is for that. Ctrl-C ends the run early and
keeps the replications that are finished.

With --precision it adds replications until the 95 % intervals of the mean latency and
of the p99 of every operation are at most so wide to each side, up to --max-repeat.`,
		Example: `  headroom run shop --set services.checkout.replicas=12 -o out/shop
  headroom run shop --precision 2%`,
		Args: atLeastOne("the scenario files to play"),
		RunE: func(cmd *cobra.Command, files []string) error {
			w, err := findFormatFor(format, len(files))
			if err != nil {
				return err
			}
			if err := flags.check(); err != nil {
				return err
			}
			if err := flags.aimAt(precision, cmd.Flags().Changed("max-repeat")); err != nil {
				return err
			}
			return a.playAll(cmd.Context(), files, &flags, a.pages(w))
		},
	}
	flags.add(cmd)
	f := cmd.Flags()
	f.StringVar(&precision, "precision", "", "add replications until the means and p99 are known to this `SHARE`: 2%")
	f.IntVar(&flags.most, "max-repeat", models.MostPrecise, "with --precision, play at most a `NUMBER` of replications")
	addFormat(cmd, &format, reports.Writers)
	return cmd
}

// aimAt takes the wanted precision; limited says that a limit of replications was given.
func (p *playFlags) aimAt(precision string, limited bool) error {
	if precision == "" {
		if limited {
			return usagef("--max-repeat is about how many replications --precision adds; write --precision 2%% as well, or --repeat for a fixed number")
		}
		return nil
	}
	var share unit.Ratio
	if err := share.UnmarshalText([]byte(precision)); err != nil {
		return usagef("--precision: %v", err)
	}
	if share <= 0 || share >= 1 {
		return usagef("--precision %s: write a share above 0%% and below 100%%, for example 2%%", precision)
	}
	if p.most < models.FirstPrecise || p.most > 10_000 {
		return usagef("--max-repeat %d: write a number from %d to 10000", p.most, models.FirstPrecise)
	}
	p.precision = float64(share)
	return nil
}
