package study

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Run is one finished run: what it was, who made it, and what came out.
type Run struct {
	// Key says what was run: a hash of all that decides the result, handed in by the
	// caller. It has 1 to 128 of the characters 0-9, a-z and "-".
	Key string
	// Version is that of the program whose run it was. Runs of different versions are never
	// put together.
	Version string
	// Data is the result, in whatever form the caller writes.
	Data []byte
}

// Store is a folder of finished runs, one file for each. A file appears whole or not at
// all, whenever the process is killed or the power fails: it is written under another
// name, flushed to the disk, and renamed. So any number of processes may write to the
// same folder, also the same run, and a study that was stopped goes on with what is
// missing. Make one with [OpenStore].
type Store struct{ dir string }

// Skipped is a file in the folder of a store that is not a finished run.
type Skipped struct {
	Name string // of the file, within the folder
	Why  string // what is wrong with it, in lower case
}

// ConflictError says that a run has two different results.
type ConflictError struct {
	Key string
}

// Error names the run.
func (e *ConflictError) Error() string {
	return fmt.Sprintf("run %s has two different results; remove one of them, or start with an empty folder", e.Key)
}

const (
	runFormat   = "headroom/run/v1"
	runSuffix   = ".run"
	unfinished  = ".part"
	longestName = 128
)

// runHeader is the first line of a file of a store. The length and the sum tell whether
// what follows is all that was written.
type runHeader struct {
	Format  string `json:"format"`
	Key     string `json:"key"`
	Version string `json:"version"`
	Bytes   int    `json:"bytes"`
	SHA256  string `json:"sha256"`
}

// OpenStore returns the store in a folder, which it makes if there is none.
func OpenStore(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("make a folder for the runs: %w", err)
	}
	return &Store{dir}, nil
}

// Put adds a finished run. It returns once the run is on the disk. To put the same run
// again changes nothing, and a damaged file is replaced; another result for the same key
// is a [ConflictError]. Put panics on a key with other characters than those of [Run].
func (s *Store) Put(r Run) error {
	path := s.path(r.Key)
	switch old, why, err := readRun(path); {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case err == nil && why == "" && (old.Version != r.Version || !bytes.Equal(old.Data, r.Data)):
		return &ConflictError{r.Key}
	case err == nil && why == "":
		return nil
	}
	f, err := os.CreateTemp(s.dir, r.Key+".*"+unfinished)
	if err != nil {
		return fmt.Errorf("write a run: %w", err)
	}
	if err := write(f, r); err != nil {
		return errors.Join(fmt.Errorf("write a run: %w", err), os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return errors.Join(fmt.Errorf("write a run: %w", err), os.Remove(f.Name()))
	}
	return syncDir(s.dir)
}

// write fills the file, flushes it to the disk and closes it.
func write(f *os.File, r Run) error {
	sum := sha256.Sum256(r.Data)
	head, err := json.Marshal(runHeader{runFormat, r.Key, r.Version, len(r.Data), hex.EncodeToString(sum[:])})
	if err == nil {
		_, err = f.Write(append(append(head, '\n'), r.Data...))
	}
	if err == nil {
		err = f.Chmod(0o644) // a temporary file can be read by its owner alone
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncDir flushes the names in a folder to the disk. Windows has no such thing: there the
// rename itself is durable.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("write a run: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("write a run: %w", err)
	}
	return nil
}

// Load returns the finished runs in the order of their keys, and the files that are none:
// those that a killed writer has left, damaged ones, and ones of somebody else.
func (s *Store) Load() ([]Run, []Skipped, error) {
	entries, err := os.ReadDir(s.dir) // sorted by name
	if err != nil {
		return nil, nil, fmt.Errorf("read the runs: %w", err)
	}
	var runs []Run
	var skipped []Skipped
	for _, e := range entries {
		r, why, err := s.load(e)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			// A writer has renamed or removed it just now.
		case err != nil:
			return nil, nil, err
		case why != "":
			skipped = append(skipped, Skipped{e.Name(), why})
		default:
			runs = append(runs, r)
		}
	}
	return runs, skipped, nil
}

// load reads one entry of the folder; why tells what keeps it from being a run.
func (s *Store) load(e fs.DirEntry) (r Run, why string, err error) {
	key, isRun := strings.CutSuffix(e.Name(), runSuffix)
	switch {
	case e.IsDir():
		return Run{}, "is a folder", nil
	case strings.HasSuffix(e.Name(), unfinished):
		return Run{}, "was not finished: its writer was stopped, or is still at it", nil
	case !isRun || !isKey(key):
		return Run{}, "has not the name of a run", nil
	}
	r, why, err = readRun(filepath.Join(s.dir, e.Name()))
	if err == nil && why == "" && r.Key != key {
		why = fmt.Sprintf("holds run %s under another name", r.Key)
	}
	return r, why, err
}

// Missing returns those of the keys, in their order, for which there is no finished run.
func (s *Store) Missing(keys []string) ([]string, error) {
	var missing []string
	for _, k := range keys {
		r, why, err := readRun(s.path(k))
		switch {
		case errors.Is(err, fs.ErrNotExist) || err == nil && (why != "" || r.Key != k):
			missing = append(missing, k)
		case err != nil:
			return nil, err
		}
	}
	return missing, nil
}

// Clean removes what killed writers have left. Call it when nobody writes to the folder.
func (s *Store) Clean() error {
	names, err := filepath.Glob(filepath.Join(s.dir, "*"+unfinished))
	for _, n := range names {
		err = errors.Join(err, os.Remove(n))
	}
	return err
}

// path returns the place of a run.
func (s *Store) path(key string) string {
	if !isKey(key) {
		panic(fmt.Sprintf("study: %q is no key of a run", key))
	}
	return filepath.Join(s.dir, key+runSuffix)
}

func isKey(key string) bool {
	return key != "" && len(key) <= longestName && strings.Trim(key, "0123456789abcdefghijklmnopqrstuvwxyz-") == ""
}

// readRun reads a file; why tells what keeps it from being a run.
func readRun(path string) (r Run, why string, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Run{}, "", fmt.Errorf("read a run: %w", err)
	}
	line, data, whole := bytes.Cut(text, []byte("\n"))
	var head runHeader
	switch {
	case !whole || json.Unmarshal(line, &head) != nil || !strings.HasPrefix(head.Format, "headroom/run/"):
		return Run{}, "does not start as a run does", nil
	case head.Format != runFormat:
		return Run{}, fmt.Sprintf("has the form %s; this program reads %s", head.Format, runFormat), nil
	case head.Bytes != len(data):
		return Run{}, fmt.Sprintf("is torn: has %d bytes of %d", len(data), head.Bytes), nil
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != head.SHA256 {
		return Run{}, "is damaged: its sum is wrong", nil
	}
	return Run{head.Key, head.Version, data}, "", nil
}
