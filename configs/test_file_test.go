package configs

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"headroom/sim/stats"
)

const testedScenario = `name: small
run: {duration: 30s}
traffic: {users: {to: api, rate: 40/s}}
services: {api: {cpu: 1, operations: {main: [{cpu: 5ms}]}}}
slos: {quick: main.p99 < 1s}
faults: [{at: 10s, for: 1s, down: api}]
`

// tests writes a scenario and a file of tests into a folder, and goes there.
func tests(t *testing.T, text string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{"small.yaml": testedScenario, "small_test.yaml": text, "big.yaml": "services: {api: {replicas: 4}}\n"} {
		if err := os.WriteFile(filepath.Join(".", name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLoadTests(t *testing.T) {
	tests(t, `description: What must hold.
scenario: small.yaml
set: {run.duration: 20s}
cases:
  usual: {}
  twice:
    description: Twice the load.
    set: {traffic.users.rate: 80/s, 'faults[0].for': 2s}
    expect:
      - main.p99 < 2s
      - main.p99 < 3s over 5s
      - {objective: api.utilization < 50%, severity: warning}
  alone:
    layers: [big.yaml]
    without: [faults]
    slos: only
    expect: [main.mean < 1s]
    verdict: fail
    stable: true
`)
	cases, err := LoadTests("small_test.yaml", Options{Set: []string{"run.seed=9"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 3 {
		t.Fatalf("got %d cases, want 3", len(cases))
	}
	usual, twice, alone := cases[0], cases[1], cases[2]
	if usual.Name != "usual" || usual.System.Name != "small-usual" || usual.Verdict != stats.Pass || usual.Stable != nil || usual.At != "small_test.yaml:5:3" {
		t.Errorf("the first case: %+v", usual)
	}
	for _, c := range []struct {
		of         Case
		path, want string
	}{
		{usual, "run.duration", "20s"}, {usual, "run.seed", "9"}, {usual, "traffic.users.rate", "40/s"},
		{twice, "traffic.users.rate", "80/s"}, {twice, "faults[0].for", "2s"}, {twice, "faults[0].at", "10s"},
		{twice, "slos.quick", "main.p99 < 1s"}, {twice, "slos.main-p99", "main.p99 < 2s"}, {twice, "slos.main-p99-2", "main.p99 < 3s over 5s"},
		{twice, "slos.api-utilization.severity", "warning"},
		{alone, "services.api.replicas", "4"}, {alone, "slos.quick", ""}, {alone, "slos.main-mean", "main.mean < 1s"}, {alone, "faults[0].at", ""},
	} {
		if got := c.of.Merged.Text(c.path); got != c.want {
			t.Errorf("%s: %s is %q, want %q", c.of.Name, c.path, got, c.want)
		}
	}
	if got := twice.System.Where("slos.main-p99"); got != "small_test.yaml:10:9" {
		t.Errorf("an expectation stands at %s, want small_test.yaml:10:9", got)
	}
	if alone.Verdict != stats.Fail || alone.Stable == nil || !*alone.Stable {
		t.Errorf("the last case expects %s, stable %v", alone.Verdict, alone.Stable)
	}
	if usual.Merged.Hash == twice.Merged.Hash {
		t.Error("two cases have the same hash")
	}
}

func TestTestsOfTheGallery(t *testing.T) {
	tests(t, "scenario: shop\ncases: {calm: {without: [faults]}}\n")
	cases, err := LoadTests("small_test.yaml", Options{})
	if err != nil || cases[0].System.Name != "shop-calm" {
		t.Errorf("got %v, %v; want the shop", cases, err)
	}
}

func TestWrongTests(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a key that is not known", "scenario: small.yaml\ncases: {a: {expects: [main.p99 < 1s]}}\n", []string{
			`small_test.yaml:2:13: error: cases.a: unknown key "expects" (did you mean "expect"?)`}},
		{"all problems at once", `scenario: small.yaml
case: 1
set: {services.apo.replicas: 2}
cases:
  a:
    set: {services.api.replicas: many, run.duratoin: 5s}
    expect: [main.p98 < 1s, man.p99 < 1s, {severity: error}]
    verdict: passed
    stable: maybe
    without: [fault]
  B: {}
`, []string{
			`small_test.yaml:2:1: error: unknown section "case" (did you mean "cases"?)`,
			`small_test.yaml:3:7: error: no "apo" in services (did you mean "api"?)`,
			`small_test.yaml:6:34: error: services.api.replicas: "many"`,
			`small_test.yaml:6:40: error: no "duratoin" in run (did you mean "duration"?)`,
			`small_test.yaml:7:14: error: slos.main-p98: no metric "p98" (did you mean "p90"?)`,
			`small_test.yaml:7:29: error: slos.man-p99: no traffic asks for an operation "man" (did you mean "main"?)`,
			`small_test.yaml:7:43: error: cases.a.expect[2].objective: missing`,
			`small_test.yaml:8:14: error: cases.a.verdict: no verdict "passed" (did you mean "pass"?)`,
			`small_test.yaml:9:13: error: cases.a.stable: `,
			`small_test.yaml:10:15: error: no "fault" in the scenario (did you mean "faults"?)`,
			`small_test.yaml:11:3: error: cases: "B" has capital letters`,
		}},
		{"no scenario", "cases: {a: {}}\n", []string{"small_test.yaml:1:1: error: scenario: missing"}},
		{"a scenario that is not there", "scenario: smal.yaml\ncases: {a: {}}\n", []string{"small_test.yaml:1:11: error: scenario: cannot read smal.yaml: there is no such file"}},
		{"no cases", "scenario: small.yaml\ncases: {}\n", []string{"small_test.yaml:2:1: error: cases: there are no cases"}},
		{"nothing to expect", "scenario: small.yaml\ncases: {a: {slos: only}}\n", []string{"small_test.yaml:2:9: error: cases.a: there is nothing to expect"}},
		{"a list of cases", "scenario: small.yaml\ncases: [a]\n", []string{"small_test.yaml:2:1: error: cases: a list stands where a map of names belongs"}},
		{"settings as a list", "scenario: small.yaml\nset: [a=1]\ncases: {a: {}}\n", []string{"small_test.yaml:2:1: error: set: a list stands where a map belongs"}},
		{"a plain text", "hello\n", []string{"small_test.yaml:1:1: error: a plain value stands where the tests belong"}},
		{"no YAML", "scenario: [\n", []string{"small_test.yaml:1:"}},
		{"a layer that is not there", "scenario: small.yaml\ncases: {a: {layers: [none.yaml]}}\n", []string{"none.yaml:1:1: error: cannot read none.yaml: there is no such file"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tests(t, c.text)
			_, err := LoadTests("small_test.yaml", Options{})
			var problems Problems
			if !errors.As(err, &problems) {
				t.Fatalf("got %v, want problems", err)
			}
			for i, want := range c.want {
				if i >= len(problems) || !strings.HasPrefix(problems[i].Error(), want) {
					t.Errorf("problem %d is not %s", i, want)
				}
			}
			if len(problems) != len(c.want) || t.Failed() {
				t.Errorf("got %d problems, want %d:\n%v", len(problems), len(c.want), problems)
			}
		})
	}
	if _, err := LoadTests("nowhere_test.yaml", Options{}); err == nil || !strings.Contains(err.Error(), "there is no such file") {
		t.Errorf("no file: %v", err)
	}
}

// TestSchemaOfTests: editors know every key, and take what LoadTests takes.
func TestSchemaOfTests(t *testing.T) {
	text, err := TestSchema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(testSchemaID, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(testSchemaID)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"scenario: shop\ncases: {a: {expect: [main.p99 < 1s, {objective: cost < $1/month, severity: warning}], set: {run.seed: 5}, stable: true, verdict: fail}}": true,
		"scenario: shop\nset: {a.b: 1}\nslos: only\nlayers: [a.yaml]\ncases: {a: {}}":                                                                             true,
		"scenario: shop": false,
		"scenario: shop\ncases: {a: {expects: []}}":     false,
		"scenario: shop\ncases: {a: {verdict: passed}}": false,
		"scenario: shop\ncase: {}\ncases: {a: {}}":      false,
	} {
		if err := validate(s, []byte(text)); (err == nil) != want {
			t.Errorf("%s: %v, want valid %v", text, err, want)
		}
	}
	if n := strings.Count(string(text), `"description"`); n < 15 {
		t.Errorf("%d keys have a text, want at least 15", n)
	}
}
