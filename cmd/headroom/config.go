package main

import (
	"github.com/spf13/cobra"
)

func (a *app) configVerb() *cobra.Command {
	var flags scenarioFlags
	var origins bool
	cmd := &cobra.Command{
		Use:   "config FILE",
		Short: "Prints a scenario as merged from all its layers",
		Long: `Prints a scenario as merged from all its layers: included files, further files (-f),
the environment (HEADROOM_SERVICES_API_REPLICAS=8), and --set. The print is a scenario
itself. With --origins it holds the defaults too, and each line says where its value
comes from.`,
		Example: "  headroom config shop --set services.checkout.replicas=12 --origins",
		Args:    exactlyOne("the scenario file to print"),
		RunE: func(_ *cobra.Command, files []string) error {
			all, err := a.loadAll(files, &flags)
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(all[0].merged.YAML(origins))
			return err
		},
	}
	flags.add(cmd)
	cmd.Flags().BoolVar(&origins, "origins", false, "say where each value comes from")
	return cmd
}
