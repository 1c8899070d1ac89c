package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"headroom/configs"
	"headroom/models"
)

// otherSections are the sections of a scenario that hold no components and have a manual
// page.
var otherSections = [...]string{"run", "defaults", "data", "faults", "slos", "prices", "studies"}

func (a *app) docsVerb() *cobra.Command {
	return &cobra.Command{
		Use:   "docs [KIND|SECTION|calls|link]",
		Short: "Shows the manual page of a component kind",
		Long: `Shows the manual page of a component kind, or of another section of a scenario: its
keys, their units, ranges and defaults. What many of them share has pages of its own:
calls (the policies of a caller) and link. Without an argument it lists the pages.`,
		Example: "  headroom docs database",
		Args:    atMostOne,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listPages(a.stdout)
			}
			page, ok := manualPage(args[0])
			if !ok {
				return usagef("there is no manual page %q; headroom docs lists them", args[0])
			}
			_, err := io.WriteString(a.stdout, page)
			return err
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, k := range models.Kinds() {
				names = append(names, k.Name+"\t"+k.Summary)
			}
			return slices.Concat(names, otherSections[:], configs.ManualPages()), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// manualPage returns the page of a kind, of its section, or of another section.
func manualPage(name string) (string, bool) {
	for _, k := range models.Kinds() {
		if name == k.Name || name == k.Section {
			return configs.Manual(k), true
		}
	}
	return configs.ManualOf(name)
}

func listPages(w io.Writer) error {
	entries, err := kindSummaries()
	if err != nil {
		return err
	}
	if err := writeEntries(w, entries); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "other sections: %s\nwhat calls share: %s\n", strings.Join(otherSections[:], ", "), strings.Join(configs.ManualPages(), ", "))
	return err
}
