package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"headroom/configs"
	"headroom/reports"
	"headroom/sim/stats"
)

// checking is a scenario, or a case of a file of tests, that is checked.
type checking struct {
	played
	test     *configs.Case // nil for a scenario
	baseline *stats.Result // nil without one
	against  string        // name of the baseline
	several  bool          // there are other checks beside this one
	cached   bool          // the result is from the cache
}

// checked returns the result with what is expected of it.
func (c *checking) checked() reports.Checked {
	r := reports.Checked{Result: c.result, Source: c.file, Seconds: c.record.Wall}
	if c.test != nil {
		r.Case, r.At, r.Expected, r.Stable = c.test.Name, c.test.At, c.test.Verdict, c.test.Stable
	}
	return r
}

// checksOf reads all scenarios and tests that the arguments name, and tells the problems of
// all of them.
func (a *app) checksOf(args []string, flags *checkFlags) ([]*checking, error) {
	var files []string
	code := exitWell
	problem := func(err error) {
		a.tell(nil, err)
		code = worse(code, codeOf(err))
	}
	for _, arg := range args {
		some, err := testsBelow(arg)
		if err != nil {
			problem(err)
			continue
		}
		files = append(files, some...)
	}
	var all []*checking
	var scenarios []*scenario
	for _, file := range files {
		some, err := a.checksIn(file, flags)
		if err != nil {
			problem(err)
			continue
		}
		for _, c := range some {
			a.warn(c.scenario)
			all = append(all, c)
			scenarios = append(scenarios, c.scenario)
		}
	}
	if code != exitWell {
		return nil, exit(code)
	}
	for _, c := range all {
		c.several = len(all) > 1
	}
	if err := namesDiffer(scenarios, flags.output); err != nil {
		return nil, err
	}
	if err := namesDiffer(scenarios, flags.baseline); err != nil {
		return nil, err
	}
	return all, nil
}

// checksIn reads a scenario, or the cases of a file of tests.
func (a *app) checksIn(file string, flags *checkFlags) ([]*checking, error) {
	if !strings.HasSuffix(file, configs.TestSuffix) {
		sc, err := a.load(file, &flags.scenarioFlags)
		if err != nil {
			return nil, err
		}
		if len(sc.sys.Objectives) == 0 {
			a.notef("%s: there are no objectives to check; write them under slos:", file)
		}
		return []*checking{{played: played{scenario: sc}}}, nil
	}
	cases, err := configs.LoadTests(file, configs.Options{
		Files: flags.layers, Set: flags.settings(), Without: flags.without, Env: a.env, Stdin: a.stdin,
	})
	if err != nil {
		return nil, err
	}
	var all []*checking
	for i := range cases {
		sc := &scenario{file: file, changes: flags.changes(), sys: cases[i].System, merged: cases[i].Merged}
		all = append(all, &checking{played: played{scenario: sc}, test: &cases[i]})
	}
	return all, nil
}

// testsBelow returns the files of tests of a folder and those below it, but for hidden
// ones, in the order of their names; any other argument is itself.
func testsBelow(arg string) ([]string, error) {
	if info, err := os.Stat(arg); err != nil || !info.IsDir() {
		return []string{arg}, nil
	}
	var files []string
	err := filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != arg && d.Name() != "..":
			return filepath.SkipDir
		case !d.IsDir() && strings.HasSuffix(path, configs.TestSuffix):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		return nil, usage(err)
	}
	if len(files) == 0 {
		return nil, usagef("%s: there is no file of tests (*%s) in this folder or below; write one, or name scenario files", arg, configs.TestSuffix)
	}
	return files, nil
}
