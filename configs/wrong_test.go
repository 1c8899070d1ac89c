package configs

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"headroom/internal/golden"
)

// TestWrongScenarios tells, for every wrong file, all that a user is told about it.
func TestWrongScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, file := range files {
		if folder := filepath.Base(filepath.Dir(file)); folder != "wrong" && folder != "later" {
			continue
		}
		count++
		t.Run(filepath.Base(file), func(t *testing.T) {
			_, _, err := Load(Options{Files: []string{filepath.ToSlash(file)}})
			var problems Problems
			if !errors.As(err, &problems) {
				t.Fatalf("got error %v, want Problems", err)
			}
			var b bytes.Buffer
			if err := problems.Write(&b, false); err != nil {
				t.Fatal(err)
			}
			golden.Check(t, strings.TrimSuffix(file, ".yaml")+".txt", b.Bytes())
		})
	}
	if count < 20 {
		t.Errorf("got %d wrong files, want at least 20", count)
	}
}
