package reports

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"headroom/sim/stats"
)

// The names of the stored result in a folder.
const (
	resultFile  = "result.json"
	seriesFile  = "series.csv"
	samplesFile = "samples.csv"
)

// WriteFolder writes files into a folder, which is made if there is none. Each file is
// complete or not there: it is written under another name, then renamed, so that one of
// an earlier run stays until then. All errors are returned, that of a full disk among
// them; a file that fails does not keep the others from being written. Files of the
// folder that are not in the list are left alone.
func WriteFolder(dir string, files []File) error {
	var all []error
	for _, f := range files {
		name := filepath.FromSlash(f.Name)
		if !filepath.IsLocal(name) {
			all = append(all, fmt.Errorf("%q is not a name inside a result folder", f.Name))
			continue
		}
		path := filepath.Join(dir, name)
		if err := writeFile(path, f.Data); err != nil {
			all = append(all, fmt.Errorf("%s: %w", path, err))
		}
	}
	return errors.Join(all...)
}

func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	t, err := createBeside(path)
	if err != nil {
		return err
	}
	_, err = t.Write(data)
	if err == nil {
		err = t.Sync()
	}
	err = errors.Join(err, t.Close())
	if err == nil {
		err = os.Rename(t.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(t.Name()))
	}
	return err
}

// createBeside makes a new file in the directory of path, whose permissions are those
// that the umask leaves.
func createBeside(path string) (*os.File, error) {
	dir, base := filepath.Split(path)
	for i := 0; ; i++ {
		name := fmt.Sprintf("%s.%s.%d-%d.tmp", dir, base, os.Getpid(), i)
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) || i == 100 {
			return f, err
		}
	}
}

// Load reads a stored result: a folder with a result.json, or the file itself under
// whichever name. The series and the samples are read from series.csv and samples.csv
// beside a result.json; they are nil when there is none.
func Load(path string) (*stats.Result, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		path = filepath.Join(path, resultFile)
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w; a result folder is what run -o writes", err)
	}
	if err != nil {
		return nil, err
	}
	r, err := DecodeJSON(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if filepath.Base(path) != resultFile {
		return r, nil
	}
	if r.Series, err = loadSeries(filepath.Join(filepath.Dir(path), seriesFile), r.Scenario.Duration); err != nil {
		return nil, err
	}
	if r.Samples, err = loadSamples(filepath.Join(filepath.Dir(path), samplesFile), r.Scenario.Replications); err != nil {
		return nil, err
	}
	return r, nil
}

// loadSamples reads the samples of a run of so many replications. They are nil when there
// is no file.
func loadSamples(path string, replications int) (s *stats.Samples, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if s, err = ReadSamples(f, replications); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Dir(path), err)
	}
	return s, nil
}

// loadSeries reads a series of a run of so many seconds. It is nil when there is no file.
func loadSeries(path string, duration float64) (s *stats.Series, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if s, err = ReadCSV(f); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Dir(path), err)
	}
	if s.Width == 0 {
		s.Width = duration // a single window
	}
	return s, nil
}
