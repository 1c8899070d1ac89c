package main

import (
	"bytes"
	"path/filepath"

	"headroom/reports"
	"headroom/sim/stats"
)

// comparisonDocuments are the files of the folder of a comparison that a writer of package
// reports makes.
var comparisonDocuments = [...]struct{ file, format string }{
	{"comparison.json", "json"},
	{"report.html", "html"},
	{"report.md", "md"},
}

// storeComparison writes the folder of a comparison: the pages, and the plots.
func (a *app) storeComparison(dir string, c *stats.Compared) error {
	var files []reports.File
	for _, d := range comparisonDocuments {
		w, ok := reports.FindComparison(d.format)
		if !ok {
			panic("headroom: there is no writer for " + d.format)
		}
		var b bytes.Buffer
		if err := w.Write(&b, c, reports.Options{}); err != nil {
			return err
		}
		files = append(files, reports.File{Name: d.file, Data: b.Bytes()})
	}
	plots, err := reports.ComparisonPlots(c, reports.Options{})
	if err != nil {
		return err
	}
	if err := reports.WriteFolder(dir, append(files, plots...)); err != nil {
		return err
	}
	a.notef("wrote %s", filepath.Join(dir, "report.html"))
	return nil
}
