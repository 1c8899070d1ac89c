package reports

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"headroom/sim/stats"
)

// WriteFolder writes files into a folder, which is made if need be. Each file is
// complete or not there: it is written under another name first. All errors are returned.
func WriteFolder(dir string, files []File) error {
	var errs []error
	for _, f := range files {
		errs = append(errs, writeFile(filepath.Join(dir, filepath.FromSlash(f.Name)), f.Data))
	}
	return errors.Join(errs...)
}

func writeFile(name string, data []byte) (err error) {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	t, err := os.CreateTemp(dir, ".headroom-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(t.Name()))
		}
	}()
	_, err = t.Write(data)
	err = errors.Join(err, t.Chmod(0o644), t.Sync(), t.Close())
	if err != nil {
		return err
	}
	return os.Rename(t.Name(), name)
}

// Load reads a stored result: a result.json, or a folder with one. The time series is
// read from series.csv beside it, if there is one.
func Load(path string) (*stats.Result, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "result.json")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r, err := DecodeJSON(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	series := filepath.Join(filepath.Dir(path), "series.csv")
	f, err := os.Open(series)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return r, nil
	case err != nil:
		return nil, err
	}
	defer f.Close()
	if r.Series, err = ReadCSV(f, r.Scenario.Duration); err != nil {
		return nil, fmt.Errorf("%s: %w", series, err)
	}
	return r, nil
}
