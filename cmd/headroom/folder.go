package main

import (
	"bytes"
	"path/filepath"

	"headroom/reports"
)

// documents are the files of a result folder that a writer of package reports makes.
var documents = [...]struct{ file, format string }{
	{"result.json", "json"},
	{"series.csv", "csv"},
	{"report.html", "html"},
	{"report.md", "md"},
	{"junit.xml", "junit"},
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
	var files []reports.File
	for _, d := range documents {
		w, ok := reports.Find(d.format)
		if !ok {
			panic("headroom: there is no writer for " + d.format)
		}
		var b bytes.Buffer
		if err := w.Write(&b, p.result, o); err != nil {
			return err
		}
		files = append(files, reports.File{Name: d.file, Data: b.Bytes()})
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
	plots, err := reports.Plots(p.result, o)
	if err != nil {
		return err
	}
	files = append(files, plots...)
	if png {
		if plots, err = reports.PNG(p.result, o); err != nil {
			return err
		}
		files = append(files, plots...)
	}
	if err := reports.WriteFolder(dir, files); err != nil {
		return err
	}
	a.notef("wrote %s: %s in %.1f s of wall time, %s events/s", filepath.Join(dir, "report.html"),
		count(p.result.Scenario.Replications, "replication"), p.record.Wall, short(p.record.EventsPerSec))
	return nil
}
