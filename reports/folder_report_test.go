package reports

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAReportReplacesThePlotsOfTheLast and nothing that is not one of them.
func TestAReportReplacesThePlotsOfTheLast(t *testing.T) {
	dir := t.TempDir()
	plots := filepath.Join(dir, "plots")
	stranger := func(name string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte("mine"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	report := func(names ...string) {
		t.Helper()
		files := []File{{"result.json", []byte("{}")}}
		for _, n := range names {
			files = append(files, File{n, []byte("new")})
		}
		if err := WriteReport(dir, files); err != nil {
			t.Fatal(err)
		}
	}
	has := func(name, folder string, want ...string) {
		t.Helper()
		if got := names(t, folder); !slices.Equal(got, want) {
			t.Errorf("%s: got files %v, want %v", name, got, want)
		}
	}
	report()
	has("a report without plots", dir, "result.json")
	report("plots/cost.svg", "plots/cost.png", "plots/latency-main.svg")
	has("the first plots", plots, ".written", "cost.png", "cost.svg", "latency-main.svg")
	stranger("plots/own.svg")
	stranger("notes.txt")
	stranger("plots/cost.svg")
	report("plots/cost.svg", "plots/latency-other.svg", "junit.xml")
	has("other plots", plots, ".written", "cost.svg", "latency-other.svg", "own.svg")
	if text, err := os.ReadFile(filepath.Join(plots, "cost.svg")); err != nil || string(text) != "new" {
		t.Errorf("cost.svg: got %q, %v, want the new one", text, err)
	}
	if err := os.WriteFile(filepath.Join(plots, ".written"), []byte("cost.svg\n../notes.txt\n..\nown.svg/\ngone.svg\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	report("plots/latency-other.svg")
	has("a list that somebody has changed", plots, ".written", "latency-other.svg", "own.svg")
	has("what is no plot", dir, "junit.xml", "notes.txt", "plots", "result.json")
	report()
	has("no plots any more", plots, "own.svg")
	if err := os.Remove(filepath.Join(plots, "own.svg")); err != nil {
		t.Fatal(err)
	}
	report("plots/cost.svg")
	report()
	has("nothing in the folder of plots", dir, "junit.xml", "notes.txt", "result.json")
}

// TestAReportThatFailsRemovesNothing of the one before.
func TestAReportThatFailsRemovesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := WriteReport(dir, []File{{"plots/a.svg", nil}, {"plots/b.svg", nil}}); err != nil {
		t.Fatal(err)
	}
	err := WriteReport(dir, []File{{"plots/b.svg", nil}, {"plots/b.svg/below", nil}})
	if err == nil || !strings.Contains(err.Error(), "below") {
		t.Errorf("got error %v, want one about the file that cannot be", err)
	}
	if got, want := names(t, filepath.Join(dir, "plots")), []string{".written", "a.svg", "b.svg"}; !slices.Equal(got, want) {
		t.Errorf("got files %v, want %v", got, want)
	}
}
