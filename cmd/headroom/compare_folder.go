package main

import (
	"path/filepath"

	"headroom/reports"
	"headroom/sim/stats"
)

// comparisonFolder is the folder of a comparison.
var comparisonFolder = folder[*stats.Compared]{
	documents: []document{{"comparison.json", "json"}, {"report.html", "html"}, {"report.md", "md"}},
	writers:   reports.ComparisonWriters, plots: reports.ComparisonPlots, png: reports.ComparisonPNG,
}

// storeComparison writes the folder of a comparison: the pages, and the plots.
func (a *app) storeComparison(dir string, c *stats.Compared, png bool) error {
	files, err := comparisonFolder.files(c, reports.Options{}, png)
	if err != nil {
		return err
	}
	if err := reports.WriteReport(dir, files); err != nil {
		return err
	}
	a.notef("wrote %s", filepath.Join(dir, "report.html"))
	return nil
}
