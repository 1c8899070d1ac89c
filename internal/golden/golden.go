// Package golden compares what a test produced with a file in testdata.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write golden files anew")

// Check compares got with the file at path. With the flag -update it writes the file
// instead, and makes its directory when there is none.
func Check(t testing.TB, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run with -update to make it", err)
	}
	if bytes.Equal(got, want) {
		return
	}
	line, g, w := firstDifference(got, want)
	t.Errorf("%s:%d:\n got %s\nwant %s\nrun with -update, read the diff, commit only what you can explain", path, line, g, w)
}

// firstDifference returns the number, from 1, of the first line in which the texts
// differ, and that line of each.
func firstDifference(got, want []byte) (line int, g, w []byte) {
	const newline = "\n"
	for line = 1; ; line++ {
		var moreGot, moreWant bool
		g, got, moreGot = bytes.Cut(got, []byte(newline))
		w, want, moreWant = bytes.Cut(want, []byte(newline))
		if !bytes.Equal(g, w) || moreGot != moreWant || !moreGot {
			return line, g, w
		}
	}
}
