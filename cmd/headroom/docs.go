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

func (a *app) docsVerb() *cobra.Command {
	return &cobra.Command{
		Use:     "docs [KIND]",
		Short:   "Shows the manual page of a component kind",
		Long:    "Shows the manual page of a component kind: its keys, their units, ranges and defaults.\nWithout a kind it lists the pages.",
		Example: "  headroom docs database",
		Args:    atMostOne,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listPages()
			}
			for _, k := range models.Kinds() {
				if k.Name == args[0] {
					_, err := io.WriteString(a.stdout, configs.Manual(k))
					return err
				}
			}
			return usagef("no kind %q; headroom docs lists them", args[0])
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, k := range models.Kinds() {
				names = append(names, k.Name+"\t"+k.Summary)
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

func (a *app) listPages() error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, k := range models.Kinds() {
		fmt.Fprintf(w, "headroom docs %s\t%s\n", k.Name, strings.TrimSpace(k.Summary))
	}
	return w.Flush()
}
