package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"headroom/cmd/headroom/internal/whatif"
	"headroom/configs"
	"headroom/models"
	"headroom/sim/stats"
)

func (a *app) studyVerb() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "study",
		Short: "Answers what-if questions with many runs: sweeps, searches, sensitivity, cliffs",
		Long: `Answers what-if questions with many runs. A study varies settings of a scenario: it
plays all combinations of their values or points spread over them (a sweep), looks for
the largest load that keeps the objectives (find), for the cheapest setting that does
(minimise), ranks what matters (sensitivity), or maps where the system falls over and does
not come back (cliff). It stands in the section studies of the scenario, or is made by
flags. docs/studies.md is the manual.

Every finished run is kept in the folder, so a study that was stopped goes on where it was
when it is started again, and can be divided among machines (--shard).`,
		Example: "  headroom study run shop --vary services.checkout.replicas=6,8,10 -o out/replicas",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return usagef("there is no verb %q of study; there are %s", args[0], strings.Join(verbsOf(cmd), ", "))
		},
	}
	cmd.AddCommand(a.studyRunVerb(), a.studyPlanVerb(), a.studyStatusVerb(), a.studyNextVerb(), a.studyMergeVerb(), a.studySubmitVerb())
	return cmd
}

func verbsOf(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return names
}

// fileAndStudy asks for a scenario and allows the name of a study.
func fileAndStudy(_ *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return usagef("name the scenario file, and the study if it has several")
	case len(args) > 2:
		return usagef("two arguments are enough, there are %d: the scenario file and the name of the study", len(args))
	}
	return nil
}

// studyVersion is the version of the runs of this program. Runs of other versions are not
// put together with them.
func studyVersion() string { return "engine " + stats.Engine + ", headroom " + programVersion() }

// commandLine is what messages call the flags of a study.
const commandLine = "command line"

// openStudy makes the study that the arguments and flags name.
func (a *app) openStudy(args []string, flags *studyFlags) (*whatif.Study, error) {
	file, err := gallery(args[0])
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(file, configs.TestSuffix) {
		return nil, usagef("%s is a file of tests; name the scenario of the study", args[0])
	}
	o := configs.Options{Files: append([]string{file}, flags.layers...), Set: flags.settings(), Without: flags.without, Env: a.env}
	var piped []byte
	if slices.Contains(o.Files, "-") {
		if piped, err = io.ReadAll(a.stdin); err != nil {
			return nil, fmt.Errorf("standard input: %w", err)
		}
	}
	load := func() (*models.System, *configs.Merged, error) {
		o.Stdin = bytes.NewReader(piped)
		return configs.Load(o)
	}
	sys, merged, err := load()
	if err != nil {
		return nil, err
	}
	name, err := studyName(args, sys, flags)
	if err != nil {
		return nil, err
	}
	_, known := sys.Studies.Find(name)
	layer, err := flags.layer(name, !known)
	if err != nil {
		return nil, err
	}
	if layer != nil {
		o.Texts = []configs.Text{{Name: commandLine, YAML: layer}}
		if sys, merged, err = load(); err != nil {
			return nil, err
		}
	}
	if _, known = sys.Studies.Find(name); !known {
		return nil, usagef("%s has no study %q; %s", args[0], name, studiesOf(sys))
	}
	if wrong := studyProblems(merged.Warnings, name); len(wrong) > 0 {
		return nil, wrong
	}
	if !a.quiet {
		a.problems(merged.Warnings)
	}
	s, err := whatif.New(whatif.Define(merged, name), studyVersion())
	if err != nil {
		return nil, usage(err)
	}
	return s, nil
}

// studyProblems returns the problems of one study as errors. They are warnings of a scenario
// that layers and flags have changed, as long as the study is not played.
func studyProblems(warnings configs.Problems, name string) configs.Problems {
	var wrong configs.Problems
	for _, p := range warnings {
		if strings.HasPrefix(p.Where, "studies."+name+".") {
			p.Warning = false
			wrong = append(wrong, p)
		}
	}
	return wrong
}

// studyName returns the study that is meant: the one that is named, the one that flags
// make, or the only one there is.
func studyName(args []string, sys *models.System, flags *studyFlags) (string, error) {
	if len(args) > 1 {
		return args[1], nil
	}
	if form := flags.form(); form != "" {
		return form, nil
	}
	if len(sys.Studies) == 1 {
		return sys.Studies[0].Name, nil
	}
	return "", usagef("name a study of %s; %s", args[0], studiesOf(sys))
}

// studiesOf lists the studies of a scenario.
func studiesOf(sys *models.System) string {
	if len(sys.Studies) == 0 {
		return "it has no section studies; write one, or make a study with --vary, --range, --find, --minimise or --sensitivity"
	}
	var names []string
	for _, s := range sys.Studies {
		names = append(names, s.Name)
	}
	return "there are " + strings.Join(names, ", ")
}
