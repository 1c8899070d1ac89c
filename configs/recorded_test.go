package configs

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"headroom/models"
)

// recordings writes a scenario with its files beside it, and returns its name.
func recordings(t *testing.T, scenario string, files map[string]string) string {
	t.Helper()
	name := write(t, scenario)[0]
	for file, text := range files {
		path := filepath.Join(filepath.Dir(name), file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return name
}

const recorded = "run: {duration: 2m}\ntraffic:\n" +
	"  counts: {to: api, rate: {shape: replay, file: traces/load.csv.gz, scale: 2x}}\n" +
	"  times: {to: api, arrivals: {kind: timestamps, file: times.csv}}\n" +
	"services: {api: {operations: {main: [{cpu: 1ms}]}}}"

// TestRecordedTraffic reads files beside the scenario, packed ones too, and counts their
// content for the hash.
func TestRecordedTraffic(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte("time,count\n0m,60\n1m,120\n")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	hashes := map[string]bool{}
	for _, times := range []string{"1\n119\n", "2\n119\n"} {
		name := recordings(t, recorded, map[string]string{"traces/load.csv.gz": packed.String(), "times.csv": times})
		sys, m := load(t, Options{Files: []string{name}})
		hashes[m.Hash] = true
		counts := sys.Components[0].Spec.(*models.Traffic)
		if got := counts.Rate.Law.Rate(90e9); got != 4 {
			t.Errorf("got the rate %v in the second minute, want 2 x 120/min", got)
		}
	}
	if len(hashes) != 2 {
		t.Error("got the same hash for other times in times.csv")
	}
}

// TestTracesOfTheProgram finds what the program brings along, unless there is a file of
// the name beside the scenario.
func TestTracesOfTheProgram(t *testing.T) {
	const scenario = "run: {duration: 2m}\ntraffic: {users: {to: api, rate: {shape: replay, file: traces/us-weekday.csv}}}\nservices: {api: {operations: {main: [{cpu: 1ms}]}}}"
	for _, c := range []struct {
		what  string
		files map[string]string
		rate  float64
	}{
		{"of the program", nil, 150},
		{"beside the scenario", map[string]string{"traces/us-weekday.csv": "time,count\n0m,60\n1m,60\n"}, 1},
	} {
		sys, _ := load(t, Options{Files: []string{recordings(t, scenario, c.files)}})
		if got := sys.Components[0].Spec.(*models.Traffic).Rate.Law.Rate(0); got != c.rate {
			t.Errorf("%s: got the rate %v, want %v", c.what, got, c.rate)
		}
	}
}
