package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"headroom/configs"
	"headroom/models"
)

func (a *app) validateVerb() *cobra.Command {
	var flags scenarioFlags
	var derive bool
	cmd := &cobra.Command{
		Use:     "validate FILE...",
		Short:   "Checks scenarios without playing them",
		Long:    "Checks scenarios without playing them, and tells all problems at once, each with its\nplace. FILE is a scenario file, - for standard input, a name of the gallery, or a file\nof tests (*_test.yaml), whose cases are checked.",
		Example: "  headroom validate shop.yaml -f peak.yaml --derive",
		Args:    atLeastOne("the scenario files to check"),
		RunE: func(_ *cobra.Command, files []string) error {
			all, err := a.validated(files, &flags)
			for _, sc := range all {
				if _, err := fmt.Fprintf(a.stdout, "%s: ok (%s)\n", sc.file, sizes(sc)); err != nil {
					return err
				}
				if !derive {
					continue
				}
				if err := derivations(a.stdout, sc.sys); err != nil {
					return err
				}
			}
			return err
		},
	}
	flags.add(cmd)
	cmd.Flags().BoolVar(&derive, "derive", false, "tell how the load of each traffic comes about, step by step")
	return cmd
}

// validated reads scenarios, and those of the cases of tests.
func (a *app) validated(files []string, flags *scenarioFlags) ([]*scenario, error) {
	var all []*scenario
	code := exitWell
	for _, file := range files {
		if !strings.HasSuffix(file, configs.TestSuffix) {
			some, err := a.loadAll([]string{file}, flags)
			all, code = append(all, some...), worse(code, codeOf(err))
			continue
		}
		cases, err := a.checksIn(file, &checkFlags{playFlags: playFlags{scenarioFlags: *flags}})
		if err != nil {
			a.tell(nil, err)
			code = worse(code, codeOf(err))
		}
		for _, c := range cases {
			a.warn(c.scenario)
			c.file += " " + c.test.Name
			all = append(all, c.scenario)
		}
	}
	if code != exitWell {
		return all, exit(code)
	}
	return all, nil
}

// derivations writes how the load of each traffic comes about.
func derivations(w io.Writer, sys *models.System) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range sys.Components {
		traffic, ok := c.Spec.(*models.Traffic)
		if !ok {
			continue
		}
		fmt.Fprintf(t, "  %s\n", c.Name)
		for _, d := range traffic.Derivation(sys.Run.Duration) {
			if d.Formula == "" {
				fmt.Fprintf(t, "    %s\t%s\n", d.Label, d.Amount())
			} else {
				fmt.Fprintf(t, "    %s\t%s\t= %s\n", d.Label, d.Amount(), d.Formula)
			}
		}
	}
	return t.Flush()
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
