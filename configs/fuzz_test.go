package configs

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzLoad checks that no text makes Load panic, that every problem has a place, and
// that a scenario that loads can be printed and read again with the same meaning.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"scenarios/*.yaml", "testdata/*/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(text), "services.api.replicas=2")
		}
	}
	f.Add(base, "faults[0].by=3x")
	f.Add(base, "services\xa8\r.api=2")
	f.Add("services: {a: &a {operaTions: {main: [{cpu: 5ms}]}}, b: {<<: [*a, 5], cpu: ~}}", "run={seed: 3}")
	f.Fuzz(func(t *testing.T, text, set string) {
		if strings.Contains(text, "include") || strings.Contains(text+set, "empirical") {
			t.Skip("reads files")
		}
		for _, sets := range [][]string{nil, {set}} {
			_, m, err := Load(Options{Files: []string{"-"}, Stdin: strings.NewReader(text), Set: sets})
			if err == nil {
				again(t, m)
				continue
			}
			var problems Problems
			if !errors.As(err, &problems) {
				t.Fatalf("got error %v, want Problems", err)
			}
			for _, p := range problems {
				if p.Origin == "" && (p.Line < 1 || p.Col < 1 || p.File == "") || p.Text == "" {
					t.Errorf("no place or no text: %+v", p)
				}
				if strings.ContainsAny(p.Error(), "\n\r") {
					t.Errorf("more than one line: %q", p.Error())
				}
			}
		}
	})
}

func again(t *testing.T, m *Merged) {
	for _, origins := range []bool{false, true} {
		text := m.YAML(origins)
		_, n, err := Load(Options{Files: []string{"-"}, Stdin: strings.NewReader(string(text))})
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if n.Hash != m.Hash {
			t.Errorf("the print has another hash:\n%s", text)
		}
	}
}
