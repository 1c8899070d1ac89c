package reports

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// The folder of plots in a result folder, and the file there that lists them.
const (
	plotsFolder = "plots"
	plotsList   = ".written"
)

// WriteReport writes the files of a report into a folder as [WriteFolder] does. Then it
// removes the plots of the report that was there before and that this one does not have, as
// the operations may be others, or PNG was not asked for again. The file plots/.written lists
// those of the last report, one a line; files that it does not name are left alone. When a
// file cannot be written, nothing is removed.
func WriteReport(dir string, files []File) error {
	if err := WriteFolder(dir, files); err != nil {
		return err
	}
	before, err := listedPlots(dir)
	if err != nil {
		return err
	}
	var now []string
	for _, f := range files {
		if path.Dir(f.Name) == plotsFolder {
			now = append(now, path.Base(f.Name))
		}
	}
	var all []error
	for _, name := range before {
		if slices.Contains(now, name) {
			continue
		}
		err := os.Remove(filepath.Join(dir, plotsFolder, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			all, now = append(all, err), append(now, name) // the next report tries again
		}
	}
	return errors.Join(append(all, listPlots(dir, now))...)
}

// listedPlots returns the names of the plots that a report has written before.
func listedPlots(dir string) ([]string, error) {
	text, err := os.ReadFile(filepath.Join(dir, plotsFolder, plotsList))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	names := strings.Fields(string(text))
	return slices.DeleteFunc(names, func(name string) bool {
		return filepath.Base(name) != name || !filepath.IsLocal(name) // no plot: somebody has changed the list
	}), err
}

// listPlots writes the list of plots; without any there is none, and no folder.
func listPlots(dir string, names []string) error {
	if len(names) > 0 {
		slices.Sort(names)
		return WriteFolder(dir, []File{{Name: path.Join(plotsFolder, plotsList), Data: []byte(strings.Join(names, "\n") + "\n")}})
	}
	err := os.Remove(filepath.Join(dir, plotsFolder, plotsList))
	if err == nil {
		_ = os.Remove(filepath.Join(dir, plotsFolder)) // it stays when there are other files in it
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
