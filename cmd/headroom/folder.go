package main

import (
	"bytes"
	"path/filepath"

	"headroom/reports"
	"headroom/sim/stats"
)

// document is a file of a folder that a writer of package reports makes.
type document struct{ file, format string }

// folder is what package reports makes of a T, a result, a comparison or a study, for a
// folder.
type folder[T any] struct {
	documents []document
	writers   []reports.Writer[T]
	plots     func(T, reports.Options) ([]reports.File, error) // as SVG
	png       func(T, reports.Options) ([]reports.File, error)
}

// files returns the documents and the plots, with png as PNG too.
func (f folder[T]) files(of T, o reports.Options, png bool) ([]reports.File, error) {
	var files []reports.File
	for _, d := range f.documents {
		w, ok := reports.Find(f.writers, d.format)
		if !ok {
			panic("headroom: there is no writer for " + d.format)
		}
		var b bytes.Buffer
		if err := w.Write(&b, of, o); err != nil {
			return nil, err
		}
		files = append(files, reports.File{Name: d.file, Data: b.Bytes()})
	}
	plots, err := f.plots(of, o)
	if err != nil || !png {
		return append(files, plots...), err
	}
	pixels, err := f.png(of, o)
	return append(append(files, plots...), pixels...), err
}

// pngNeedsFolder refuses --png without a folder to write into.
func pngNeedsFolder(png bool, output string) error {
	if png && output == "" {
		return usagef("--png writes into the result folder; name one with -o DIR")
	}
	return nil
}

// resultFolder is the folder of a run.
var resultFolder = folder[*stats.Result]{
	documents: []document{
		{"result.json", "json"}, {"series.csv", "csv"}, {"report.html", "html"}, {"report.md", "md"}, {"junit.xml", "junit"},
	},
	writers: reports.Writers, plots: reports.Plots, png: reports.PNG,
}

// folderOf returns the result folder of a scenario: one below output for each when there
// are several.
func folderOf(output string, p *played, several bool) string {
	if several {
		return filepath.Join(output, p.sys.Name)
	}
	return output
}

// namesDiffer refuses scenarios that would have the same result folder.
func namesDiffer(all []*scenario, output string) error {
	if output == "" || len(all) < 2 {
		return nil
	}
	holders := map[string]string{}
	for _, sc := range all {
		if other, taken := holders[sc.sys.Name]; taken {
			return usagef("%s and %s are both called %q, so their results would share a folder; change the name in one of them",
				other, sc.file, sc.sys.Name)
		}
		holders[sc.sys.Name] = sc.file
	}
	return nil
}

// store writes the result folder. Everything in it but run.json is the same whenever the
// same version plays the same scenario with the same seed.
func (a *app) store(p *played, dir string, png bool) error {
	o := reports.Options{Source: p.file, Changes: p.changes}
	files, err := resultFolder.files(p.result, o, png)
	if err != nil {
		return err
	}
	var samples, diagram bytes.Buffer
	if err := reports.Samples(&samples, p.result); err != nil {
		return err
	}
	if err := reports.Diagram(&diagram, p.result, o); err != nil {
		return err
	}
	run, err := p.record.JSON()
	if err != nil {
		return err
	}
	files = append(files,
		reports.File{Name: "samples.csv", Data: samples.Bytes()},
		reports.File{Name: "diagram.svg", Data: diagram.Bytes()},
		reports.File{Name: "scenario.yaml", Data: p.merged.YAML(false)},
		reports.File{Name: "run.json", Data: run})
	if err := reports.WriteReport(dir, files); err != nil {
		return err
	}
	a.notef("wrote %s: %s in %.1f s of wall time, %s events/s", filepath.Join(dir, "report.html"),
		count(p.result.Scenario.Replications, "replication"), p.record.Wall, short(p.record.EventsPerSec))
	return nil
}
