package configs

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"headroom/sim"
)

const settingScenario = `
name: knobs
run: {duration: 10m, repeat: 3}
data: {items: {items: 1M, size: 2KiB}}
traffic: {users: {to: api, rate: 100/s}}
services: {api: {replicas: 4, cpu: 2, price: small, queue: 10, operations: {main: [{cpu: 1ms}, {call: db.read, timeout: 1500ms}]}}}
databases: {db: {read: exponential(mean=2ms)}}
faults: [{at: 1m, for: 10s, slow: api, by: 2x}]
prices: {items: {small: {hour: $0.1}, large: {hour: $0.2}}}
`

func knobs(t *testing.T, o Options) *Merged {
	t.Helper()
	o.Texts = append([]Text{{"knobs.yaml", []byte(settingScenario)}}, o.Texts...)
	_, m, err := Load(o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSettingsHaveUnits(t *testing.T) {
	m := knobs(t, Options{})
	for _, c := range []struct {
		path, text string
		unit       string
		whole      bool
		number     float64
		canonical  string
	}{
		{"traffic.users.rate", "400rps", "per_s", false, 400, "400/s"},
		{"traffic.users.rate", "90/min", "per_s", false, 1.5, "1.5/s"},
		{"services.api.replicas", "8", "count", true, 8, "8"},
		{"services.api.cpu", "16", "count", true, 16, "16"},
		{"services.api.queue", "200", "count", true, 200, "200"},
		{"data.items.items", "2M", "count", true, 2e6, "2M"},
		{"data.items.size", "64MiB", "bytes", false, 64 << 20, "64MiB"},
		{"databases.db.read", "1500us", "s", false, 0.0015, "1.5ms"},
		{"faults[0].for", "1.5m", "s", false, 90, "90s"},
		{"faults[0].by", "4x", "count", false, 4, "4x"},
		{"services.api.operations.main[1].timeout", "0.25s", "s", false, 0.25, "250ms"},
		{"run.seed", "7", "count", true, 7, "7"},
	} {
		s, err := m.Setting(c.path)
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		if s.Path != c.path || s.Unit != c.unit || s.Whole != c.whole || !s.Numeric {
			t.Errorf("%s: got %+v, want numbers in %q, whole: %v", c.path, s, c.unit, c.whole)
		}
		n, err := s.Number(c.text)
		if err != nil || n != c.number {
			t.Errorf("%s: got %v, %v for %s, want %v", c.path, n, err, c.text, c.number)
		}
		if got := s.Text(n); got != c.canonical {
			t.Errorf("%s: got %s for %v, want %s", c.path, got, n, c.canonical)
		}
	}
}

func TestSomeSettingsAreNoNumbers(t *testing.T) {
	m := knobs(t, Options{})
	for _, path := range []string{"services.api.price", "run.warmup", "faults[0].slow"} {
		s, err := m.Setting(path)
		if err != nil || s.Numeric || s.Unit != "" {
			t.Errorf("%s: got %+v, %v, want a setting without numbers", path, s, err)
		}
		if _, err := s.Number("1"); err == nil {
			t.Errorf("%s: got a number of it", path)
		}
	}
	for path, want := range map[string]string{
		"services.api":                 "services.api is not a single value; write the path of one, such as services.api.replicas",
		"services.api.replica":         `no "replica" in services.api (did you mean "replicas"?)`,
		"faults[1].for":                "faults has no item [1]; it has 1, and they count from 0",
		"services.api.operations.main": "services.api.operations.main is not a single value; write the path of one, such as services.api.replicas",
	} {
		if _, err := m.Setting(path); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
	}
	s, err := m.Setting("databases.db.read")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Number("exponential(mean=2ms)"); err == nil {
		t.Error("got a number of a distribution")
	}
}

// TestTextsOfNumbersReadBack: a number keeps its value through its text, and scenarios
// with the number and with the text have one hash.
func TestTextsOfNumbersReadBack(t *testing.T) {
	m := knobs(t, Options{})
	stream := sim.NewStream(5)
	for _, path := range []string{"traffic.users.rate", "services.api.replicas", "data.items.items", "data.items.size", "databases.db.read", "faults[0].for", "faults[0].by"} {
		s, err := m.Setting(path)
		if err != nil {
			t.Fatal(err)
		}
		for range 300 {
			n := math.Exp(12 * (stream.Float64() - 0.3))
			switch {
			case s.Whole:
				n = math.Ceil(n)
			case s.Path == "faults[0].for":
				n = math.Round(n*1e9) / 1e9 // nanoseconds
			}
			text := s.Text(n)
			got, err := s.Number(text)
			if err != nil || got != n || s.Text(got) != text {
				t.Errorf("%s: got %v, %v for %s, want %v", path, got, err, text, n)
			}
		}
		n, err := s.Number(s.Text(12))
		if err != nil {
			t.Fatal(err)
		}
		a, b := knobs(t, Options{Set: []string{path + "=" + s.Text(n)}}), knobs(t, Options{Set: []string{path + "=" + m.Text(path)}})
		if a.Hash == b.Hash || b.Hash != m.Hash {
			t.Errorf("%s: a value of its own must change the hash, the same value must not", path)
		}
	}
}

// TestRunsAreHashedWithoutTheirNumber: what a replication plays does not depend on how
// many there are.
func TestRunsAreHashedWithoutTheirNumber(t *testing.T) {
	a, b, c := knobs(t, Options{}), knobs(t, Options{Set: []string{"run.repeat=9"}}), knobs(t, Options{Set: []string{"run.seed=9"}})
	if a.Hash == b.Hash || a.RunHash != b.RunHash {
		t.Errorf("another number of replications: got the hashes %s and %s, and of runs %s and %s", a.Hash, b.Hash, a.RunHash, b.RunHash)
	}
	if a.RunHash == c.RunHash || a.RunHash == a.Hash {
		t.Error("another seed must be another run")
	}
}

// TestLayersFromMemory: a scenario can be made of texts, and of what was printed of it
// together with the files that it names.
func TestLayersFromMemory(t *testing.T) {
	over := Text{"over.yaml", []byte("services: {api: {replicas: 5}}")}
	m := knobs(t, Options{Texts: []Text{over}})
	if got, where := m.Text("services.api.replicas"), m.Where("services.api.replicas"); got != "5" || where != "over.yaml:1:28" {
		t.Errorf("got %s from %s, want 5 from over.yaml:1:28", got, where)
	}
	_, _, err := Load(Options{Texts: []Text{{"bad.yaml", []byte("nonsense: 1")}}})
	if err == nil || !strings.HasPrefix(err.Error(), "bad.yaml:1:1") {
		t.Errorf("got %v, want a problem in bad.yaml", err)
	}
	named := map[string][]byte{"times.csv": []byte("1ms\n2ms\n5ms\n")}
	with := Options{Texts: []Text{{"traced.yaml", []byte(`
name: traced
traffic: {users: {to: api, rate: 10/s}}
services: {api: {operations: {main: [{cpu: empirical(times.csv)}]}}}
`)}}, Named: named}
	_, first, err := Load(with)
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Files) != 1 || !slices.Equal(first.Files["times.csv"], named["times.csv"]) {
		t.Errorf("got the files %v, want times.csv", first.Files)
	}
	_, again, err := Load(Options{Texts: []Text{{"scenario.yaml", first.YAML(false)}}, Named: first.Files})
	if err != nil {
		t.Fatal(err)
	}
	if again.Hash != first.Hash {
		t.Errorf("got %s for what was printed, want %s", again.Hash, first.Hash)
	}
	if _, _, err := Load(Options{Texts: with.Texts}); err == nil || !strings.Contains(fmt.Sprint(err), "times.csv") {
		t.Errorf("got %v without the file, want its name", err)
	}
}
