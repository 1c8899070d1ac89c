// Package house holds the rules of the source tree as tests.
package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const root = "../.."

// sources calls do for every Go file that is not a test, with its path from the root.
func sources(t *testing.T, do func(path string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != root {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			do(filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// mayImport says for each folder which packages of ours its files may import. The folders
// below a folder follow its line unless they have one of their own.
var mayImport = map[string][]string{
	"cmd":                      {"cmd", "configs", "models", "reports", "sim"},
	"configs":                  {"configs", "models", "sim"},
	"models":                   {"models/policy", "models/theory", "models/variant", "sim"},
	"models/theory":            {"sim/dist"},
	"models/variant":           {},
	"models/policy":            {"models/policy", "models/variant", "sim", "sim/unit", "sim/dist", "sim/stats"},
	"models/policy/policytest": {"models"},
	"reports":                  {"sim/stats"},
	"sim":                      {},
	"sim/unit":                 {},
	"sim/dist":                 {"sim", "sim/unit"},
	"sim/flow":                 {"sim"},
	"sim/stats":                {"sim"},
	"sim/study":                {"sim", "sim/stats"},
	"internal":                 {},
}

func TestDependenciesPointOneWay(t *testing.T) {
	sources(t, func(path string) {
		folder := filepath.ToSlash(filepath.Dir(path))
		for mayImport[folder] == nil {
			parent := filepath.ToSlash(filepath.Dir(folder))
			if parent == folder {
				t.Fatalf("%s: no rule says what this folder may import", path)
			}
			folder = parent
		}
		for _, name := range imports(t, path) {
			own, found := strings.CutPrefix(name, "headroom/")
			if !found {
				if (folder == "sim" || folder == "sim/flow") && strings.Contains(name, ".") {
					t.Errorf("%s imports %s; the kernel uses the standard library alone", path, name)
				}
				continue
			}
			allowed := false
			for _, a := range mayImport[folder] {
				allowed = allowed || own == a || strings.HasPrefix(own, a+"/")
			}
			if !allowed {
				t.Errorf("%s imports %s; files of %s may import %v", path, name, folder, mayImport[folder])
			}
		}
	})
}

func imports(t *testing.T, path string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, path), nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, i := range f.Imports {
		name, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

// impure matches what would make a run depend on the machine.
var impure = regexp.MustCompile(`time\.(Now|Since|Sleep|After|Tick)\b|"math/rand|"crypto/rand|\bgo func\b|\bos\.|\bmath\.(Exp|Log|Pow|Sin|Cos|FMA)\(`)

func TestModelsAndKernelKnowNoMachine(t *testing.T) {
	sources(t, func(path string) {
		if !strings.HasPrefix(path, "sim/") && !strings.HasPrefix(path, "models/") || strings.HasPrefix(path, "sim/study/") {
			return
		}
		text, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			code, _, _ := strings.Cut(line, "//")
			if found := impure.FindString(code); found != "" {
				t.Errorf("%s:%d: %s makes a run depend on the machine", path, i+1, found)
			}
		}
	})
}

func TestFilesAreShort(t *testing.T) {
	sources(t, func(path string) {
		text, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "\n"); n > 500 {
			t.Errorf("%s has %d lines; two concepts want two files", path, n)
		}
	})
}
