package main

import (
	"github.com/spf13/cobra"
)

func (a *app) runVerb() *cobra.Command {
	var flags playFlags
	var format string
	cmd := &cobra.Command{
		Use:   "run FILE...",
		Short: "Plays scenarios and reports what happened",
		Long: `Plays scenarios and reports what happened. FILE is a scenario file, - for standard
input, or a name of the gallery (headroom list). It ends with 0 when the run is well,
whatever the objectives say: headroom check is for that. Ctrl-C ends the run early and
keeps the replications that are finished.`,
		Example: "  headroom run shop --set services.checkout.replicas=12 -o out/shop",
		Args:    atLeastOne("the scenario files to play"),
		RunE: func(cmd *cobra.Command, files []string) error {
			w, err := findFormatFor(format, len(files))
			if err != nil {
				return err
			}
			if err := flags.check(); err != nil {
				return err
			}
			return a.playAll(cmd.Context(), files, &flags, a.pages(w))
		},
	}
	flags.add(cmd)
	addFormat(cmd, &format)
	return cmd
}
