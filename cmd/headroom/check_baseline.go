package main

import (
	"os"
	"path/filepath"
)

// baselines reads the results that the checks are compared with, before anything is played.
func (a *app) baselines(all []*checking, flags *checkFlags) error {
	if flags.baseline == "" {
		return nil
	}
	for _, c := range all {
		path := flags.baseline
		if c.several || !holdsResult(path) {
			if own := filepath.Join(path, c.sys.Name); c.several || holdsResult(own) {
				path = own
			}
		}
		if !holdsResult(path) {
			return usagef("--baseline %s: there is no result to compare with; headroom check %s -o %s makes one", path, c.file, path)
		}
		r, err := stored(path)
		if err != nil {
			return err
		}
		if r.Samples == nil {
			return usagef("--baseline %s: there is no samples.csv beside the result, so there is nothing to compare; headroom check %s -o %s makes one", path, c.file, path)
		}
		c.baseline, c.against = r, path
	}
	return nil
}

// holdsResult tells whether a path is a result file or a folder that holds one.
func holdsResult(path string) bool {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		_, err = os.Stat(filepath.Join(path, "result.json"))
	}
	return err == nil
}
