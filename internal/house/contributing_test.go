package house

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheRecipeForAComponentWorks does what CONTRIBUTING.md says, word for word, in a copy
// of the module: the file, the line, the generated files and the scenario.
func TestTheRecipeForAComponentWorks(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the whole program")
	}
	text, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	recipe := string(text)
	recipe = recipe[strings.Index(recipe, "## Add a component"):strings.Index(recipe, "## Run the checks")]
	blocks := regexp.MustCompile("(?s)```(go|yaml)\n(.*?)```").FindAllStringSubmatch(recipe, -1)
	var code []string
	scenario := ""
	for _, b := range blocks {
		if b[1] == "yaml" {
			scenario = b[2]
		} else {
			code = append(code, b[2])
		}
	}
	dir := t.TempDir()
	copyModule(t, dir)
	file, line := strings.Join(code[:len(code)-1], "\n"), code[len(code)-1]
	write(t, dir, "models/disk.go", file)
	kinds := read(t, dir, "models/kinds.go")
	end := strings.Index(kinds, "\n}\n\n// Kinds returns")
	write(t, dir, "models/kinds.go", kinds[:end]+"\n\t"+strings.TrimSpace(line)+kinds[end:])
	write(t, dir, "disk.yaml", scenario)

	command(t, dir, "gofmt", "-l", "models")
	command(t, dir, "go", "generate", "./...")
	command(t, dir, "go", "vet", "./models")
	if manual := command(t, dir, "go", "run", "./cmd/headroom", "docs", "disk"); !strings.Contains(manual, "4 ms is half a turn") {
		t.Errorf("the manual page does not tell of the default:\n%s", manual)
	}
	var result struct {
		Components map[string]struct {
			Kind      string
			Residence struct {
				Mean struct{ Value float64 }
			} `json:"residence_s"`
		}
	}
	out := command(t, dir, "go", "run", "./cmd/headroom", "run", "disk.yaml", "--quiet", "--format", "json")
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		t.Fatal(err)
	}
	archive := result.Components["archive"]
	if archive.Kind != "disk" || math.Abs(archive.Residence.Mean.Value-0.05) > 0.005 {
		t.Errorf("the archive is a %q with reads of %v s, want a disk with 0.05 s", archive.Kind, archive.Residence.Mean.Value)
	}
}

// copyModule copies what Go needs to build, test data aside.
func copyModule(t *testing.T, to string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && rel != "." {
				return filepath.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, rel), 0o777)
		}
		if strings.HasSuffix(path, "_test.go") {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// command runs a command and returns what it printed; gofmt must print nothing.
func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	c := exec.Command(name, args...)
	c.Dir = dir
	var out, problems bytes.Buffer
	c.Stdout, c.Stderr = &out, &problems
	if err := c.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out.String(), problems.String())
	}
	if name == "gofmt" && out.Len() > 0 {
		t.Errorf("gofmt would change %s", out.String())
	}
	return out.String()
}
