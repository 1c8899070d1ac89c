package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// playCached checks tiny with a cache and tells whether the result came from there.
func playCached(t *testing.T, args ...string) (page string, fromCache bool) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(append([]string{"check", "tiny.yaml", "--cache", "kept"}, args...), nil, &stdout, &stderr, nil); code != exitWell {
		t.Fatalf("exit code %d: %s", code, &stderr)
	}
	return stdout.String(), strings.Contains(stderr.String(), "from the cache")
}

func inFiles(t *testing.T) {
	t.Helper()
	path, err := filepath.Abs("testdata/files")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.CopyFS(".", os.DirFS(path)); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedCacheEntryIsReplaced(t *testing.T) {
	inFiles(t)
	want, cached := playCached(t)
	if cached {
		t.Fatal("an empty cache has an entry")
	}
	entries, err := filepath.Glob("kept/*")
	if err != nil || len(entries) != 1 {
		t.Fatalf("got entries %v, %v; want one", entries, err)
	}
	whole, err := os.ReadFile(entries[0])
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 0x40
	for _, c := range []struct {
		name    string
		content []byte
	}{
		{"empty", nil}, {"cut short", whole[:len(whole)-5]}, {"half", whole[:len(whole)/2]}, {"a bit flipped", flipped}, {"something else", []byte("hello")},
	} {
		if err := os.WriteFile(entries[0], c.content, 0o666); err != nil {
			t.Fatal(err)
		}
		if page, cached := playCached(t); cached || page != want {
			t.Errorf("%s: from the cache %v, the page is the same %v; want it played again", c.name, cached, page == want)
		}
		if page, cached := playCached(t); !cached || page != want {
			t.Errorf("%s: not replaced", c.name)
		}
	}
}

func TestWhatTheCacheGoesBy(t *testing.T) {
	inFiles(t)
	playCached(t)
	for _, c := range []struct {
		name string
		args []string
		want bool
	}{
		{"the same", nil, true},
		{"more jobs, which change nothing", []string{"--jobs", "1"}, true},
		{"a description", []string{"--set", "description=Other."}, true},
		{"another seed", []string{"--seed", "8"}, false},
		{"more replications", []string{"--max-repeat", "70"}, false},
		{"exactly so many replications", []string{"--repeat", "5"}, false},
		{"another setting", []string{"--set", "services.api.cpu=2"}, false},
	} {
		if _, cached := playCached(t, c.args...); cached != c.want {
			t.Errorf("%s: from the cache %v, want %v", c.name, cached, c.want)
		}
	}
}

func TestWhatEndedEarlyIsNotKept(t *testing.T) {
	inFiles(t)
	for range 2 {
		var stdout, stderr bytes.Buffer
		code := run([]string{"check", "close.yaml", "--budget", "1us", "--cache", "kept"}, nil, &stdout, &stderr, nil)
		if code != exitUndecided || strings.Contains(stderr.String(), "from the cache") {
			t.Errorf("exit code %d, want %d, played anew: %s", code, exitUndecided, &stderr)
		}
	}
}

func TestReleases(t *testing.T) {
	for version, want := range map[string]bool{
		"v1.2.3": true, "v0.0.0-20261123053000-abcdefabcdef": true, "v1.2.3+dirty": false, "development": false, "(devel)": false,
	} {
		if got := released(version); got != want {
			t.Errorf("%s: released %v, want %v", version, got, want)
		}
	}
}
