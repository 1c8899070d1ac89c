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

// block is a piece of code in CONTRIBUTING.md, after a line that says where it belongs:
// "`models/disk.go`:" for the next piece of a new file; "`models/kinds.go`, at the end of
// `kinds`:", or before or after the line that begins with a text, for an insertion.
// Blocks of language sh are commands, line by line, and belong nowhere.
var block = regexp.MustCompile("(?ms)(?:^`([^`]+)`(?:, (at the end of|before|after) `([^`]+)`)?:\n\n)?^```(\\w+)\n(.*?)^```$")

// TestTheRecipeForAComponentWorks does what CONTRIBUTING.md says, word for word, in a copy
// of the module.
func TestTheRecipeForAComponentWorks(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and tests a copy of the module")
	}
	text, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, recipe, _ := strings.Cut(string(text), "## Add a component")
	recipe, _, _ = strings.Cut(recipe, "\n## Run the checks")
	dir := t.TempDir()
	copyModule(t, dir)

	var commands []string
	for _, b := range block.FindAllStringSubmatch(recipe, -1) {
		file, where, anchor, language, code := b[1], b[2], b[3], b[4], b[5]
		switch {
		case language == "sh":
			commands = append(commands, strings.Split(strings.TrimSpace(code), "\n")...)
		case file == "":
			t.Fatalf("CONTRIBUTING.md does not say where this belongs:\n%s", code)
		case where == "":
			extend(t, filepath.Join(dir, file), code)
		default:
			insert(t, filepath.Join(dir, file), where, anchor, code)
		}
	}
	if len(commands) == 0 {
		t.Fatal("the recipe has no commands")
	}
	for _, line := range commands {
		out := shell(t, dir, line)
		switch {
		case strings.HasPrefix(line, "gofmt") && out != "":
			t.Errorf("gofmt would change %s", out)
		case strings.Contains(line, "go test") && strings.Contains(out, "no tests to run"):
			t.Errorf("%s runs nothing:\n%s", line, out)
		case strings.HasSuffix(line, "docs disk") && !strings.Contains(out, "4 ms is half a turn"):
			t.Errorf("the manual page does not tell of the default:\n%s", out)
		}
	}
	for _, file := range []string{"configs/testdata/manual/disk.md", "configs/scenario.v1.json", "configs/fieldtext.json"} {
		if !strings.Contains(read(t, filepath.Join(dir, file)), "half a turn") {
			t.Errorf("%s does not know the disk", file)
		}
	}
	archive := playDisk(t, dir)
	if archive.Kind != "disk" || math.Abs(archive.Residence.Mean.Value-0.05) > 0.005 || math.Abs(archive.Utilization.Mean.Value-0.8) > 0.02 {
		t.Errorf("the archive is a %q with reads of %v s that is busy %v of the time, want a disk, 0.05 s and 0.8",
			archive.Kind, archive.Residence.Mean.Value, archive.Utilization.Mean.Value)
	}
}

// measured is what a result says of a component.
type measured struct {
	Kind        string
	Residence   struct{ Mean struct{ Value float64 } } `json:"residence_s"`
	Utilization struct{ Mean struct{ Value float64 } }
}

// playDisk plays the example of the recipe and returns what it says of the disk.
func playDisk(t *testing.T, dir string) measured {
	t.Helper()
	var result struct {
		Components  map[string]measured
		NotModelled []string `json:"not_modelled"`
	}
	if err := json.Unmarshal([]byte(shell(t, dir, "go run ./cmd/headroom run disk --quiet --format json")), &result); err != nil {
		t.Fatal(err)
	}
	if said := strings.Join(result.NotModelled, "\n"); !strings.Contains(said, "disk:") {
		t.Errorf("the result does not say what the disk leaves out: %s", said)
	}
	return result.Components["archive"]
}

// extend adds code to the end of a new file.
func extend(t *testing.T, file, code string) {
	t.Helper()
	if _, err := os.Stat(file); err == nil {
		code = read(t, file) + "\n" + code
	}
	write(t, file, code)
}

// insert puts code into a file that is there: before or after the line that begins with
// the anchor, or at the end of the Go variable of that name.
func insert(t *testing.T, file, where, anchor, code string) {
	t.Helper()
	text := read(t, file)
	begin, end := "\n"+anchor, "\n"
	if where == "at the end of" {
		begin, end = "\nvar "+anchor+" = ", "\n}\n"
	}
	at := strings.Index(text, begin)
	if at < 0 {
		t.Fatalf("%s has no %s", file, anchor)
	}
	if where != "before" {
		at += 1 + strings.Index(text[at+1:], end)
	}
	write(t, file, text[:at+1]+code+text[at+1:])
}

// copyModule copies the source with its test data; nothing that Go needs is larger than a
// few megabytes.
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
			if strings.HasPrefix(d.Name(), ".") && path != root {
				return filepath.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, rel), 0o777)
		}
		if info, err := d.Info(); err != nil || !info.Mode().IsRegular() || info.Size() > 4<<20 {
			return err
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

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// shell runs a command without the network and returns what it printed.
func shell(t *testing.T, dir, line string) string {
	t.Helper()
	c := exec.Command("sh", "-c", line)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=", "GOWORK=off")
	var out, problems bytes.Buffer
	c.Stdout, c.Stderr = &out, &problems
	if err := c.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", line, err, out.String(), problems.String())
	}
	return out.String()
}
