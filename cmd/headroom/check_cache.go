package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"headroom/reports"
	"headroom/sim/stats"
)

// cacheEntry is the place of one result in a cache. Its name is a digest of all that the
// numbers follow from: what the scenario means, the program, and how many replications
// were allowed. So an entry is never wrong, and never has to be taken out.
type cacheEntry struct {
	file string
	key  string
}

// kept is the content of an entry: the pieces of a result folder.
type kept struct {
	Key     string
	Record  record
	Result  []byte // result.json
	Samples *stats.Samples
	Series  *stats.Series
}

// newCacheEntry finds the place of a check.
func newCacheEntry(dir string, c *checking, flags *checkFlags) (*cacheEntry, error) {
	program, err := programIdentity()
	if err != nil {
		return nil, err
	}
	how := fmt.Sprintf("at most %d", flags.most)
	if c.baseline != nil {
		how += fmt.Sprintf(", at least %d", c.baseline.Scenario.Replications)
	}
	if flags.repeat != "" {
		how = "exactly " + flags.repeat
	}
	if err := os.MkdirAll(dir, 0o777); err != nil { // better known before the run than after
		return nil, usage(err)
	}
	key := strings.Join([]string{c.merged.Hash, "engine " + stats.Engine, program, how}, "\n")
	return &cacheEntry{key: key, file: filepath.Join(dir, fmt.Sprintf("%x.gob.gz", sha256.Sum256([]byte(key))))}, nil
}

// programIdentity identifies what plays: the version of a release, or else, as a
// development build may be any, the digest of the program itself.
func programIdentity() (string, error) {
	version := programVersion()
	if released(version) {
		return "version " + version, nil
	}
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("the cache cannot tell which program this is: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("the cache cannot tell which program this is: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("the cache cannot tell which program this is: %w", err)
	}
	return fmt.Sprintf("program %x", h.Sum(nil)), nil
}

// released tells whether a version names one source: a tag or a commit without changes.
func released(version string) bool {
	return strings.HasPrefix(version, "v") && !strings.Contains(version, "+dirty")
}

// load takes the result from the cache, and tells whether it was there. An entry that is
// damaged is not.
func (e *cacheEntry) load(c *checking) bool {
	k, err := e.read()
	if err != nil {
		return false
	}
	r, err := reports.DecodeJSON(k.Result)
	if err != nil {
		return false
	}
	r.Samples, r.Series = k.Samples, k.Series
	// The hash does not know how things are called and where they stand.
	r.Scenario.Name, r.Scenario.Description = c.sys.Name, c.sys.Description
	for i := range r.Objectives {
		r.Objectives[i].At = c.sys.Where("slos." + r.Objectives[i].Name)
	}
	c.result, c.record = r, k.Record
	return true
}

func (e *cacheEntry) read() (*kept, error) {
	f, err := os.Open(e.file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	k := new(kept)
	if err := gob.NewDecoder(z).Decode(k); err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, z); err != nil { // its end holds a check sum
		return nil, err
	}
	if k.Key != e.key {
		return nil, fmt.Errorf("%s: not the entry of this check", e.file)
	}
	return k, nil
}

// save puts a result into the cache. The entry is complete or not there.
func (e *cacheEntry) save(c *checking) error {
	k := kept{Key: e.key, Record: c.record, Samples: c.result.Samples, Series: c.result.Series}
	var result, packed bytes.Buffer
	if err := reports.JSON(&result, c.result, reports.Options{}); err != nil {
		return err
	}
	k.Result = result.Bytes()
	z := gzip.NewWriter(&packed)
	if err := gob.NewEncoder(z).Encode(k); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return reports.WriteFolder(filepath.Dir(e.file), []reports.File{{Name: filepath.Base(e.file), Data: packed.Bytes()}})
}
