package configs

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"headroom/internal/golden"
	"headroom/models"
	"headroom/models/policy/retry"
)

// base is a small scenario to lay things over.
const base = `
name: shop
run: {duration: 10m}
templates:
  web: {cpu: 2, concurrency: 64}
traffic:
  users: {to: api, rate: 200/s}
services:
  api: {use: web, replicas: 4, operations: {main: [{cpu: 5ms}, {call: db.read, backoff: 20ms, cancel: 50%}]}}
databases:
  db: {connections: 10}
faults:
  - {at: 1m, for: 1m, slow: db, by: 2x}
  - {at: 5m, down: db}
studies:
  size: {vary: [{set: services.api.replicas, to: [2, 4]}]}
`

// write makes files in a folder of their own and returns their paths in order.
func write(t *testing.T, texts ...string) []string {
	t.Helper()
	dir := t.TempDir()
	var names []string
	for i, text := range texts {
		name := filepath.Join(dir, string(rune('a'+i))+".yaml")
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

func load(t *testing.T, o Options) (*models.System, *Merged) {
	t.Helper()
	sys, m, err := Load(o)
	if err != nil {
		t.Fatal(err)
	}
	return sys, m
}

func TestLayers(t *testing.T) {
	type layers struct {
		over, env, set, without []string
	}
	tests := []struct {
		name string
		layers
		path, want string
	}{
		{"a file alone", layers{}, "services.api.replicas", "4"},
		{"a second file wins", layers{over: []string{"services: {api: {replicas: 8}}"}}, "services.api.replicas", "8"},
		{"a second file leaves the rest", layers{over: []string{"services: {api: {replicas: 8}}"}}, "databases.db.connections", "10"},
		{"a third file wins over the second", layers{over: []string{"services: {api: {replicas: 8}}", "services: {api: {replicas: 9}}"}}, "services.api.replicas", "9"},
		{"the environment wins over files", layers{over: []string{"services: {api: {replicas: 8}}"}, env: []string{"HEADROOM_SERVICES_API_REPLICAS=6", "HOME=/"}}, "services.api.replicas", "6"},
		{"a setting wins over the environment", layers{env: []string{"HEADROOM_SERVICES_API_REPLICAS=6"}, set: []string{"services.api.replicas=7"}}, "services.api.replicas", "7"},
		{"the last setting wins", layers{set: []string{"services.api.replicas=7", "services.api.replicas=8"}}, "services.api.replicas", "8"},
		{"a template fills in", layers{}, "services.api.cpu", "2"},
		{"a component wins over its template", layers{set: []string{"services.api.cpu=3"}}, "services.api.cpu", "3"},
		{"a layer can change a template", layers{over: []string{"templates: {web: {cpu: 6}}"}}, "services.api.cpu", "6"},
		{"the environment can set what no file says", layers{env: []string{"HEADROOM_RUN_SEED=9"}}, "run.seed", "9"},
		{"a setting can reach into a list", layers{set: []string{"faults[0].by=3x"}}, "faults[0].by", "3x"},
		{"a setting in a list leaves the rest of the item", layers{set: []string{"faults[0].by=3x"}}, "faults[0].slow", "db"},
		{"a setting in a list leaves the other items", layers{set: []string{"faults[0].by=3x"}}, "faults[1].down", "db"},
		{"two settings in one list", layers{set: []string{"faults[0].by=3x", "faults[1].at=6m"}}, "faults[0].by", "3x"},
		{"a setting deep in a program", layers{set: []string{"services.api.operations.main[0].cpu=7ms"}}, "services.api.operations.main[0].cpu", "7ms"},
		{"a setting behind a short form", layers{set: []string{"services.api.operations.main[1].cancel.delay=1s"}}, "services.api.operations.main[1].cancel.share", "50%"},
		{"a list is replaced", layers{over: []string{"faults: [{at: 2m, down: api}]"}}, "faults[0].down", "api"},
		{"a setting of a map merges", layers{set: []string{"run={seed: 4}"}}, "run.duration", "10m"},
		{"a plain rate becomes a shape", layers{over: []string{"traffic: {users: {rate: {shape: diurnal, high: 5/s, period: 1h}}}"}}, "traffic.users.rate.high", "5/s"},
		{"a shape becomes a plain rate", layers{over: []string{"traffic: {users: {rate: {shape: diurnal, high: 5/s}}}", "traffic: {users: {rate: 7/s}}"}}, "traffic.users.rate", "7/s"},
		{"another shape takes nothing from the old", layers{over: []string{"traffic: {users: {rate: {shape: diurnal, high: 5/s}}}", "traffic: {users: {rate: {shape: steps, points: [[0s, 3/s]]}}}"}}, "traffic.users.rate.shape", "steps"},
		{"the same shape keeps the rest", layers{over: []string{"traffic: {users: {rate: {shape: diurnal, high: 5/s}}}"}, set: []string{"traffic.users.rate.low=1/s"}}, "traffic.users.rate.high", "5/s"},
		{"an empty map changes nothing", layers{over: []string{"services: {api: {}}"}}, "services.api.replicas", "4"},
		{"an empty map can declare a component", layers{over: []string{"databases: {spare: {}}"}}, "databases.spare.connections", "100"},
		{"a part left out", layers{without: []string{"faults"}}, "faults", ""},
		{"an item left out", layers{without: []string{"faults[0]"}}, "faults[0].down", "db"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{Files: write(t, append([]string{base}, tt.over...)...), Env: tt.env, Set: tt.set, Without: tt.without}
			_, m := load(t, o)
			if got := m.Text(tt.path); got != tt.want {
				t.Errorf("got %s = %q, want %q\n%s", tt.path, got, tt.want, m.YAML(true))
			}
		})
	}
}

func TestWrongLayers(t *testing.T) {
	tests := []struct {
		name     string
		set, env []string
		without  []string
		want     string
	}{
		{"an unknown name", []string{"services.apo.replicas=2"}, nil, nil, `--set services.apo.replicas: error: no "apo" in services (did you mean "api"?)`},
		{"an unknown key", []string{"services.api.replica=2"}, nil, nil, `--set services.api.replica: error: no "replica" in services.api (did you mean "replicas"?)`},
		{"an unknown section", []string{"servces.api.replicas=2"}, nil, nil, `--set servces.api.replicas: error: no "servces" in the scenario (did you mean "services"?)`},
		{"a wrong value", []string{"services.api.replicas=two"}, nil, nil, `--set services.api.replicas: error: services.api.replicas: "two" is not a whole number; write digits only, for example 4`},
		{"no value", []string{"services.api.replicas="}, nil, nil, `--set services.api.replicas: error: services.api.replicas: nothing is written`},
		{"no path", []string{"8"}, nil, nil, `--set 8: error: no path and value`},
		{"an item that is not there", []string{"faults[2].at=1m"}, nil, nil, `--set faults[2].at: error: faults has no item [2]; it has 2, and they count from 0`},
		{"a list without a number", []string{"faults.at=1m"}, nil, nil, `--set faults.at: error: faults is a list; write the number of an item, as in faults[0]`},
		{"a path beyond a value", []string{"run.seed.x=1"}, nil, nil, `--set run.seed.x: error: no "x" in run.seed, which has no parts`},
		{"broken YAML", []string{"run.seed=[1"}, nil, nil, `--set run.seed: error: run.seed: not valid YAML`},
		{"a wrong value of the environment", nil, []string{"HEADROOM_RUN_REPEAT=0"}, nil, `env HEADROOM_RUN_REPEAT: error: run.repeat: must be at least 1, is 0`},
		{"a misspelt variable", nil, []string{"HEADROOM_SERVICES_API_REPLICA=2"}, nil, `env HEADROOM_SERVICES_API_REPLICA: error: names nothing in the scenario (did you mean "HEADROOM_SERVICES_API_REPLICAS"?)`},
		{"nothing to leave out", nil, nil, []string{"traffic.flash-sale"}, `without traffic.flash-sale: error: no "flash-sale" in traffic; there is only users`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := Load(Options{Files: write(t, base), Set: tt.set, Env: tt.env, Without: tt.without})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want %s", err, tt.want)
			}
		})
	}
}

func TestVariableThatCanMeanTwoThings(t *testing.T) {
	const text = "traffic: {users: {to: api, rate: 1/s}}\nservices: {api-cpu: {operations: {main: [{cpu: 1ms}]}}, api: {operations: {main: [{cpu: 1ms}]}}}"
	_, _, err := Load(Options{Files: write(t, text), Env: []string{"HEADROOM_SERVICES_API_CPU=2"}})
	if want := "can mean services.api-cpu or services.api.cpu; use --set"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got error %v, want %s", err, want)
	}
}

func TestForeignVariableIsAWarning(t *testing.T) {
	_, m := load(t, Options{Files: write(t, base), Env: []string{"HEADROOM_JOBS=4"}})
	if len(m.Warnings) != 1 || !m.Warnings[0].Warning || m.Warnings[0].Origin != "env HEADROOM_JOBS" {
		t.Errorf("got warnings %v, want one of HEADROOM_JOBS", m.Warnings)
	}
}

func TestWhere(t *testing.T) {
	files := write(t, base, "services: {api: {replicas: 8}}")
	sys, m := load(t, Options{Files: files, Env: []string{"HEADROOM_RUN_SEED=3"}, Set: []string{"databases.db.connections=5"}})
	tests := []struct{ path, want, position string }{
		{"traffic.users.rate", files[0] + ":7:26", files[0] + ":7:26"},
		{"services.api.replicas", files[1] + ":1:28", files[1] + ":1:28"},
		{"services.api.cpu", files[0] + ":5:14", files[0] + ":5:14"},
		{"services.api.operations.main[1].call", files[0] + ":9:71", files[0] + ":9:71"},
		{"services.api", files[0] + ":9:3", files[0] + ":9:3"},
		{"run.seed", "env HEADROOM_RUN_SEED", ""},
		{"databases.db.connections", "--set databases.db.connections", ""},
		{"run.repeat", "default", ""},
		{"run.repeats", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		if got := m.Where(tt.path); got != tt.want {
			t.Errorf("Merged.Where(%q) = %q, want %q", tt.path, got, tt.want)
		}
		if got := sys.Where(tt.path); got != tt.position {
			t.Errorf("System.Where(%q) = %q, want %q", tt.path, got, tt.position)
		}
	}
}

func TestStandardInput(t *testing.T) {
	sys, m := load(t, Options{Files: []string{"-"}, Stdin: strings.NewReader(base)})
	if sys.Name != "shop" || m.Where("name") != "stdin:2:7" {
		t.Errorf("got name %q from %q, want shop from stdin:2:7", sys.Name, m.Where("name"))
	}
	_, _, err := Load(Options{Files: []string{"-"}})
	if err == nil || !strings.Contains(err.Error(), "stdin:1:1: error: nothing is written") {
		t.Errorf("got error %v, want one of an empty standard input", err)
	}
}

func TestInclude(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{
		"top.yaml":       "include: [parts/api.yaml, prices/book.yaml]\ntraffic: {users: {to: api, rate: 1/s}}\nservices: {api: {replicas: 3}}\n",
		"parts/api.yaml": "include: [db.yaml]\nservices: {api: {replicas: 2, cpu: 2, price: small, operations: {main: [{call: db.read}]}}}\n",
		"parts/db.yaml":  "databases: {db: {}}\nservices: {api: {cpu: 8}}\n",
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	bundle := fstest.MapFS{
		"prices/book.yaml":    {Data: []byte("prices: {items: {small: {hour: $0.1}}}")},
		"scenarios/mini.yaml": {Data: []byte("include: [prices/book.yaml]\ntraffic: {users: {to: api, rate: 1/s}}\nservices: {api: {price: small, operations: {main: [{cpu: 1ms}]}}}")},
	}
	_, m := load(t, Options{Files: []string{filepath.Join(dir, "top.yaml")}, FS: bundle})
	for path, want := range map[string]string{"services.api.replicas": "3", "services.api.cpu": "2", "prices.items.small.hour": "$0.1"} {
		if got := m.Text(path); got != want {
			t.Errorf("got %s = %q, want %q", path, got, want)
		}
	}
	if got, want := m.Where("prices.items.small.hour"), "prices/book.yaml:1:32"; got != want {
		t.Errorf("got the price from %s, want %s", got, want)
	}
	if _, m = load(t, Options{Files: []string{"scenarios/mini.yaml"}, FS: bundle}); m.Where("traffic.users.to") != "scenarios/mini.yaml:2:23" {
		t.Errorf("got the bundled scenario from %s", m.Where("traffic.users.to"))
	}
}

func TestDecodedSystem(t *testing.T) {
	text := base + `
defaults:
  link: {latency: 3ms}
  call: {timeout: 1s, retries: 2, backoff: {kind: full-jitter, cap: 5s}}
`
	sys, _ := load(t, Options{Files: write(t, text)})
	if got := []string{sys.Components[0].Name, sys.Components[1].Name, sys.Components[2].Name}; strings.Join(got, " ") != "users api db" {
		t.Errorf("got components %v, want users, api, db as in the file", got)
	}
	traffic := sys.Components[0].Spec.(*models.Traffic)
	if traffic.Policy.Retries != 0 || traffic.Policy.Timeout != 0 {
		t.Errorf("got policies %+v of the traffic, want none: defaults.call is for call steps", traffic.Policy)
	}
	if got := traffic.Link.Latency.Mean(); got != 0.003 {
		t.Errorf("got link latency %v, want that of defaults.link", got)
	}
	step := sys.Components[1].Spec.(*models.Service).Operations[0].Value[1]
	if got := step.Policy; got.Timeout.Std() != time.Second || got.Retries != 2 {
		t.Errorf("got policies %+v, want those of defaults.call", got)
	}
	if got, ok := step.Policy.Backoff.Rule.(*retry.Constant); !ok || got.Base.Std() != 20*time.Millisecond {
		t.Errorf("got backoff %+v, want a constant 20ms: a plain value is complete", got)
	}
	if sys.Run.Repeat != 5 || !sys.Run.Warmup.Auto || sys.Version != 1 {
		t.Errorf("got run %+v version %d, want the defaults", sys.Run, sys.Version)
	}
	if auto := sys.Components[1].Spec.(*models.Service).Autoscale; auto.Enabled() || auto.Sync != 0 {
		t.Errorf("got autoscaler %+v, want none: no defaults in what is left out", auto)
	}
}

func TestHashIsOfTheMeaning(t *testing.T) {
	hash := func(texts ...string) string {
		_, m := load(t, Options{Files: write(t, texts...)})
		return m.Hash
	}
	want := hash(base)
	same := map[string][]string{
		"another layout":       {strings.ReplaceAll(base, "{duration: 10m}", "\n  duration: 600s")},
		"a default written":    {base, "run: {repeat: 5}"},
		"a description":        {base, "description: a shop"},
		"another study":        {base, "studies: {size: {repeat: 9}}"},
		"a template that sets": {strings.ReplaceAll(base, "use: web,", "cpu: 2, concurrency: 64,")},
	}
	for name, texts := range same {
		if got := hash(texts...); got != want {
			t.Errorf("%s: got another hash", name)
		}
	}
	other := map[string]string{
		"another seed": "run: {seed: 2}", "another name": "name: store", "another fault": "faults: []",
		"another rate": "traffic: {users: {rate: {shape: ramp, to: 5/s, over: 1m}}}",
	}
	for name, text := range other {
		if got := hash(base, text); got == want {
			t.Errorf("%s: got the same hash", name)
		}
	}
}

func TestHashCountsTheContentOfFiles(t *testing.T) {
	files := write(t, "traffic: {users: {to: api, rate: 1/s}}\nservices: {api: {operations: {main: [{cpu: empirical(times.csv)}]}}}")
	data := filepath.Join(filepath.Dir(files[0]), "times.csv")
	var hashes []string
	for _, text := range []string{"1ms\n2ms\n", "1ms\n3ms\n"} {
		if err := os.WriteFile(data, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, m := load(t, Options{Files: files})
		hashes = append(hashes, m.Hash)
	}
	if hashes[0] == hashes[1] {
		t.Error("got the same hash for other values in times.csv")
	}
}

// TestBundledScenarios loads every scenario that comes with the program, and once more
// from its own print.
func TestBundledScenarios(t *testing.T) {
	names, err := fs.Glob(Bundled(), "scenarios/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("got %d scenarios and error %v", len(names), err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			_, m := load(t, Options{Files: []string{name}})
			if len(m.Warnings) > 0 {
				t.Errorf("got warnings %v", m.Warnings)
			}
			for _, origins := range []bool{false, true} {
				text := m.YAML(origins)
				_, again, err := Load(Options{Files: []string{"-"}, Stdin: strings.NewReader(string(text))})
				if err != nil {
					t.Fatalf("%v\n%s", err, text)
				}
				if again.Hash != m.Hash {
					t.Errorf("the print with origins %v has another hash:\n%s", origins, text)
				}
			}
		})
	}
}

func TestPrint(t *testing.T) {
	_, m := load(t, Options{
		Files: []string{"testdata/layers/base.yaml", "testdata/layers/peak.yaml"},
		Env:   []string{"HEADROOM_RUN_SEED=3"}, Set: []string{"databases.db.connections=5"},
	})
	golden.Check(t, "testdata/layers/merged.txt", m.YAML(false))
	golden.Check(t, "testdata/layers/origins.txt", m.YAML(true))
}

func TestNoFiles(t *testing.T) {
	_, _, err := Load(Options{})
	var p Problems
	if !errors.As(err, &p) || len(p) != 1 {
		t.Errorf("got error %v, want one problem", err)
	}
}
