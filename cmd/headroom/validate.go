package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) validateVerb() *cobra.Command {
	var flags scenarioFlags
	cmd := &cobra.Command{
		Use:     "validate FILE...",
		Short:   "Checks scenarios without playing them",
		Long:    "Checks scenarios without playing them, and tells all problems at once, each with its\nplace. FILE is a scenario file, - for standard input, or a name of the gallery.",
		Example: "  headroom validate shop.yaml -f peak.yaml",
		Args:    atLeastOne("the scenario files to check"),
		RunE: func(_ *cobra.Command, files []string) error {
			all, err := a.loadAll(files, &flags)
			for _, sc := range all {
				if _, err := fmt.Fprintf(a.stdout, "%s: ok (%s)\n", sc.file, sizes(sc)); err != nil {
					return err
				}
			}
			return err
		},
	}
	flags.add(cmd)
	return cmd
}

// sizes says how large a scenario is: "13 components, 3 operations".
func sizes(sc *scenario) string {
	r := sc.sys.Topology()
	return count(len(r.Components), "component") + ", " + count(len(r.Operations), "operation")
}

// count writes a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
