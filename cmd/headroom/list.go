package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"headroom/configs"
	"headroom/models"
	"headroom/models/variant"
	"headroom/sim/dist"
)

func (a *app) listVerb() *cobra.Command {
	names := []string{"scenarios", "kinds", "distributions", "rates", "arrivals"}
	return &cobra.Command{
		Use:       "list [scenarios|kinds|distributions|rates|arrivals]",
		Short:     "Lists the gallery and what scenarios are made of",
		Long:      "Lists the scenarios of the gallery, the kinds of components, the distributions, the\nshapes of rates and the processes of arrivals; or one of these.",
		Example:   "  headroom list scenarios",
		Args:      atMostOne,
		ValidArgs: names,
		RunE: func(_ *cobra.Command, args []string) error {
			lists := []func() ([]entry, error){gallerySummaries, kindSummaries, distributionSummaries, rateSummaries, arrivalSummaries}
			found := false
			for i, name := range names {
				if len(args) > 0 && args[0] != name {
					continue
				}
				entries, err := lists[i]()
				if err != nil {
					return err
				}
				if len(args) == 0 {
					if i > 0 {
						fmt.Fprintln(a.stdout)
					}
					fmt.Fprintln(a.stdout, name)
				}
				if err := writeEntries(a.stdout, entries); err != nil {
					return err
				}
				found = true
			}
			if !found {
				return usagef("there is no list %q; there are scenarios, kinds, distributions, rates, arrivals", args[0])
			}
			return nil
		},
	}
}

// entry is a line of a list.
type entry struct{ name, summary string }

func writeEntries(w io.Writer, entries []entry) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range entries {
		fmt.Fprintf(t, "  %s\t%s\n", e.name, e.summary)
	}
	return t.Flush()
}

// gallerySummaries are the bundled scenarios with their descriptions.
func gallerySummaries() ([]entry, error) {
	var entries []entry
	for _, name := range galleryNames() {
		sys, _, err := configs.Load(configs.Options{Files: []string{"scenarios/" + name + ".yaml"}})
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{name, sys.Description})
	}
	return entries, nil
}

func kindSummaries() ([]entry, error) {
	var entries []entry
	for _, k := range models.Kinds() {
		entries = append(entries, entry{k.Name, k.Summary})
	}
	return entries, nil
}

// distributionSummaries are the names of the distributions, each with an example: of a
// time where it can be one.
func distributionSummaries() ([]entry, error) {
	_, times := dist.Duration{}.SchemaText()
	_, counts := dist.Count{}.SchemaText()
	var entries []entry
	seen := map[string]bool{}
	for _, example := range append(times, counts...) {
		name, _, isLaw := strings.Cut(example, "(")
		if isLaw && !seen[name] {
			seen[name] = true
			entries = append(entries, entry{name, example})
		}
	}
	return entries, nil
}

func rateSummaries() ([]entry, error) {
	_, shapes := new(models.Shape).Variants()
	return formSummaries(shapes), nil
}

func arrivalSummaries() ([]entry, error) {
	_, processes := new(models.Arrivals).Variants()
	return formSummaries(processes), nil
}

func formSummaries(forms []variant.Form) []entry {
	var entries []entry
	for _, f := range forms {
		entries = append(entries, entry{f.Name, f.Summary})
	}
	return entries
}
