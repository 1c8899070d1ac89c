package reports

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// names lists the files of a folder, those that begin with a dot too.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestFolderReadsBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	r := sample()
	files := []File{{"result.json", written(t, JSON, r, Options{})}, {"series.csv", written(t, CSV, r, Options{})}, {"plots/x.svg", []byte("<svg/>")}}
	for range 2 { // the second time over the first
		if err := WriteFolder(dir, files); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := names(t, dir), []string{"plots", "result.json", "series.csv"}; !slices.Equal(got, want) {
		t.Errorf("got files %v, want %v", got, want)
	}
	for _, path := range []string{dir, filepath.Join(dir, "result.json")} {
		got, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if got.Scenario != r.Scenario {
			t.Errorf("got scenario %v, want %v", got.Scenario, r.Scenario)
		}
		sameSeries(t, got.Series, r.Series)
	}
}

func TestFailingWriteLeavesNoPart(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "taken"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "kept"), []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	err := WriteFolder(dir, []File{
		{"taken", []byte("x")}, {"kept/below", []byte("x")}, {"../outside", []byte("x")}, {"good", []byte("x")},
	})
	for _, want := range []string{"taken", "below", `"../outside" is not a name`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want %q in it", err, want)
		}
	}
	if got, want := names(t, dir), []string{"good", "kept", "taken"}; !slices.Equal(got, want) {
		t.Errorf("got files %v, want %v", got, want)
	}
	if old, err := os.ReadFile(filepath.Join(dir, "kept")); err != nil || string(old) != "old" {
		t.Errorf("got %q, %v, want the old file", old, err)
	}
}

// TestFullDisk writes more than a device holds, where the system has one to try.
func TestFullDisk(t *testing.T) {
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full")
	}
	defer f.Close()
	for _, w := range Writers {
		if err := w.Write(f, sample(), Options{}); err == nil {
			t.Errorf("%s: got no error from a full device", w.Name)
		}
	}
}

func TestLoadTellsWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	put := func(folder string, files ...File) string {
		path := filepath.Join(dir, folder)
		if err := os.MkdirAll(path, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := WriteFolder(path, files); err != nil {
			t.Fatal(err)
		}
		return path
	}
	result := File{"result.json", written(t, JSON, sample(), Options{})}
	tests := []struct{ name, path, want string }{
		{"a path that is not there", filepath.Join(dir, "none"), "no such file"},
		{"a folder without a result", put("empty"), "a result folder is what run -o writes"},
		{"a result that is none", put("bad", File{"result.json", []byte("{")}), "result.json: not a result"},
		{"a series that is none", put("series", result, File{"series.csv", []byte("x")}), "series.csv: the first line"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Load(tt.path); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
	if r, err := Load(put("no-series", result)); err != nil || r.Series != nil {
		t.Errorf("without a series: got %v, %v", r.Series, err)
	}
}
