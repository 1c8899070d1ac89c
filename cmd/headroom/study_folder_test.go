package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/sim/study"
)

// TestFoldersAreNotMixed: runs of another version, and runs that are of nobody, are told
// and left alone.
func TestFoldersAreNotMixed(t *testing.T) {
	grid := []string{"study", "run", "testdata/files/plans.yaml", "grid", "--repeat", "1", "--quiet", "-o"}
	for _, c := range []struct {
		name string
		run  study.Run
		code int
		says string
	}{
		{"another engine", study.Run{Key: "ab-0", Version: "engine 1, headroom v0.1.0", Data: []byte("{}\n")}, exitUsage, "holds runs of engine 1, headroom v0.1.0, and this is " + studyVersion() + ": they are not mixed"},
		{"a run that is no trial", study.Run{Key: "ab-0", Version: studyVersion(), Data: []byte("[]\n")}, exitTrouble, "run ab-0 cannot be read"},
		{"a definition of another form", study.Run{Key: "study", Version: studyVersion(), Data: []byte("[]\n")}, exitUsage, "the definition of the study cannot be read"},
	} {
		dir := t.TempDir()
		store, err := study.OpenStore(filepath.Join(dir, runsFolder))
		if err == nil {
			err = store.Put(c.run)
		}
		if err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		if code := run(append(grid, dir), nil, &stdout, &stderr, nil); code != c.code || !strings.Contains(stderr.String(), c.says) {
			t.Errorf("%s: got exit code %d, want %d: %s", c.name, code, c.code, &stderr)
		}
		if n := len(finishedFiles(t, dir)); n != 1 && c.code == exitUsage {
			t.Errorf("%s: got %d files of runs, want the one", c.name, n)
		}
	}
	dir := t.TempDir()
	store, err := study.OpenStore(filepath.Join(dir, runsFolder))
	if err == nil {
		err = store.Put(study.Run{Key: "study", Version: "engine 1", Data: []byte("{}\n")})
	}
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := run([]string{"study", "merge", dir, "-o", dir}, nil, &stdout, &stderr, nil); code != exitUsage || !strings.Contains(stderr.String(), "of version engine 1, not "+studyVersion()) {
		t.Errorf("merge of another version: got exit code %d: %s", code, &stderr)
	}
}

// TestADamagedRunIsPlayedAgain: a torn file is told of, and replaced.
func TestADamagedRunIsPlayedAgain(t *testing.T) {
	whole, torn := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	grid := []string{"study", "run", "testdata/files/plans.yaml", "grid", "--repeat", "1", "-o"}
	ends(t, append(grid, whole)...)
	ends(t, append(grid, torn)...)
	var victim string
	for name := range finishedFiles(t, torn) {
		if !strings.HasSuffix(name, "study.run") {
			victim = name
		}
	}
	if err := os.Truncate(victim, 300); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(torn, runsFolder, "ab-0.1.part"), []byte("half"), 0o666); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := run(append(grid, torn), nil, &stdout, &stderr, nil); code != exitWell || !strings.Contains(stderr.String(), victim+" is torn") {
		t.Errorf("got exit code %d: %s", code, &stderr)
	}
	alike(t, whole, torn)
}
