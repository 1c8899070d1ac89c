package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"headroom/cmd/headroom/internal/whatif"
	"headroom/reports"
	"headroom/sim/stats"
	"headroom/sim/study"
)

// runsFolder is where a result folder keeps the finished runs.
const runsFolder = "runs"

// studyFolder is the folder of a study, besides its runs.
var studyFolder = folder[*stats.Study]{
	documents: []document{{"study.json", "json"}, {"points.csv", "csv"}, {"report.html", "html"}, {"report.md", "md"}},
	writers:   reports.StudyWriters, plots: reports.StudyPlots, png: reports.StudyPNG,
}

// openStore opens the folder of the runs of a study, makes the runs that are finished
// known, and leaves the definition of the study there. Runs of another study or version
// are not mixed with them: that is an error.
func (a *app) openStore(dir string, s *whatif.Study) (*study.Store, error) {
	store, err := study.OpenStore(filepath.Join(dir, runsFolder))
	if err != nil {
		return nil, usage(err)
	}
	runs, err := a.finishedRuns(store, dir)
	if err != nil {
		return nil, err
	}
	if err := sameStudy(dir, runs, s); err != nil {
		return nil, err
	}
	definition, err := s.Run(studyVersion())
	if err != nil {
		return nil, err
	}
	if err := store.Put(definition); err != nil {
		return nil, err
	}
	return store, s.Add(runs)
}

// sameStudy refuses runs of another study or version.
func sameStudy(dir string, runs []study.Run, s *whatif.Study) error {
	definition, err := s.Run(studyVersion())
	if err != nil {
		return err
	}
	for _, r := range runs {
		switch {
		case r.Version != studyVersion():
			return usagef("%s holds runs of %s, and this is %s: they are not mixed; name another folder", dir, r.Version, studyVersion())
		case r.Key == definition.Key && !bytes.Equal(r.Data, definition.Data):
			return usagef("%s holds runs of another study: %s; name another folder", dir, difference(r, s))
		}
	}
	return nil
}

// difference tells in what the study of a folder is another one.
func difference(r study.Run, s *whatif.Study) string {
	other, err := whatif.DefinitionOf([]study.Run{r})
	switch {
	case err != nil:
		return err.Error()
	case other.Study != s.Study:
		return other.Study
	}
	return "the scenario, or the study, was changed since"
}

// finishedRuns reads a store, and tells what of it is no run.
func (a *app) finishedRuns(store *study.Store, dir string) ([]study.Run, error) {
	runs, skipped, err := store.Load()
	if err != nil {
		return nil, err
	}
	for _, f := range skipped {
		if filepath.Ext(f.Name) == ".run" { // others were left by somebody who was killed, or is at work
			a.notef("%s %s; it is not used", filepath.Join(dir, runsFolder, f.Name), f.Why)
		}
	}
	return runs, nil
}

// storeStudy writes the result folder of a study that is over. Nothing in it depends on
// how the runs were played.
func (a *app) storeStudy(dir string, s *whatif.Study, r *stats.Study, png bool) error {
	files, err := studyFolder.files(r, reports.Options{Source: r.Scenario.Name}, png)
	if err != nil {
		return err
	}
	files = append(files, reports.File{Name: "scenario.yaml", Data: []byte(s.Scenario)})
	if err := reports.WriteReport(dir, files); err != nil {
		return err
	}
	a.notef("wrote %s: %s at %s", filepath.Join(dir, "report.html"), count(r.Runs, "run"), count(len(r.Points), "point"))
	return nil
}

// runsIn finds the folder of runs that an argument means: a result folder, or the folder
// of runs itself.
func runsIn(dir string) (string, error) {
	for _, d := range []string{filepath.Join(dir, runsFolder), dir} {
		if info, err := os.Stat(d); err == nil && info.IsDir() {
			return d, nil
		} else if err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", usage(err)
		}
	}
	return "", usage(fmt.Errorf("%s: there is no such folder; headroom study run -o writes one", dir))
}
