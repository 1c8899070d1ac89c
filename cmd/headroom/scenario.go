package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"headroom/cmd/headroom/internal/shell"
	"headroom/configs"
	"headroom/models"
)

// scenarioFlags are the flags that make a scenario out of files.
type scenarioFlags struct {
	layers   []string
	set      []string
	seed     string
	repeat   string
	duration string
	without  []string // parts left out, by path
}

// add adds the flags to a verb.
func (s *scenarioFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVarP(&s.layers, "file", "f", nil, "lay the layer `FILE` over each scenario; may be repeated")
	f.StringArrayVar(&s.set, "set", nil, "set one value, `PATH=VALUE`: services.api.replicas=8; may be repeated")
	f.StringVar(&s.seed, "seed", "", "seed `NUMBER` of the random streams (run.seed)")
	f.StringVar(&s.repeat, "repeat", "", "play a `NUMBER` of independent replications (run.repeat)")
	f.StringVar(&s.duration, "duration", "", "simulate so much `TIME`: 10m (run.duration)")
	f.SortFlags = false
	cmd.ValidArgsFunction = completeScenarios
}

// settings returns what --set says and then what the shorter flags say, which are
// settings too, and thereby part of the merged scenario.
func (s *scenarioFlags) settings() []string {
	all := append([]string(nil), s.set...)
	for _, short := range []struct{ path, value string }{
		{"run.seed", s.seed}, {"run.repeat", s.repeat}, {"run.duration", s.duration},
	} {
		if short.value != "" {
			all = append(all, short.path+"="+short.value)
		}
	}
	return all
}

// changes returns the flags that change the scenario, but for the seed and the number of
// replications, which a result tells.
func (s *scenarioFlags) changes() string {
	var words []string
	for _, layer := range s.layers {
		words = append(words, "-f", layer)
	}
	for _, set := range s.set {
		words = append(words, "--set", set)
	}
	if s.duration != "" {
		words = append(words, "--duration", s.duration)
	}
	for _, path := range s.without {
		words = append(words, "--without", path)
	}
	return shell.Line(words...)
}

// scenario is a scenario that can be played.
type scenario struct {
	file    string // as named by the user
	changes string // flags that make it another than the file says, as a shell reads them
	sys     *models.System
	merged  *configs.Merged
}

// load reads one scenario with the layers and settings of the command line.
func (a *app) load(file string, s *scenarioFlags) (*scenario, error) {
	if strings.HasSuffix(file, configs.TestSuffix) {
		return nil, usagef("%s is a file of tests; headroom check plays its cases", file)
	}
	base, err := gallery(file)
	if err != nil {
		return nil, err
	}
	sys, merged, err := configs.Load(configs.Options{
		Files:   append([]string{base}, s.layers...),
		Set:     s.settings(),
		Without: s.without,
		Env:     a.env,
		Stdin:   a.stdin,
	})
	if err != nil {
		return nil, err
	}
	return &scenario{file: file, changes: s.changes(), sys: sys, merged: merged}, nil
}

// loadAll reads all scenarios and tells the problems of all of them, warnings too.
func (a *app) loadAll(files []string, s *scenarioFlags) ([]*scenario, error) {
	var all []*scenario
	code := exitWell
	for _, file := range files {
		sc, err := a.load(file, s)
		if err != nil {
			a.tell(nil, err)
			code = worse(code, codeOf(err))
			continue
		}
		a.warn(sc)
		all = append(all, sc)
	}
	if code != exitWell {
		return all, exit(code)
	}
	return all, nil
}

// warn writes the warnings of a scenario, unless it was asked to be quiet.
func (a *app) warn(sc *scenario) {
	if !a.quiet {
		a.problems(sc.merged.Warnings)
	}
}

// gallery returns the file that an argument means: a file, "-", or the bundled scenario
// of that name.
func gallery(arg string) (string, error) {
	if _, err := os.Stat(arg); err == nil || arg == "-" || strings.ContainsAny(arg, `\.`) {
		return arg, nil
	}
	bundled := path.Join("scenarios", arg+".yaml")
	if _, err := fs.Stat(configs.Bundled(), bundled); err != nil {
		return "", usagef("%s: there is no such file and no such scenario in the gallery; headroom list shows the gallery", arg)
	}
	return bundled, nil
}

// galleryNames returns the names of the bundled scenarios, in alphabetical order.
func galleryNames() []string {
	var names []string
	err := fs.WalkDir(configs.Bundled(), "scenarios", func(file string, d fs.DirEntry, err error) error {
		if name, ok := strings.CutSuffix(file, ".yaml"); ok && err == nil {
			names = append(names, strings.TrimPrefix(name, "scenarios/"))
		}
		return err
	})
	if err != nil {
		panic(fmt.Sprintf("headroom: %v", err))
	}
	slices.Sort(names)
	return names
}

// completeScenarios lets shells complete files and the names of the gallery.
func completeScenarios(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return galleryNames(), cobra.ShellCompDirectiveDefault
}
