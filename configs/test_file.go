package configs

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"strings"

	"headroom/models"
	"headroom/sim/stats"
)

// TestSuffix ends the names of files of tests.
const TestSuffix = "_test.yaml"

// Case is one case of a file of tests: a scenario with changes, and what is expected of it.
type Case struct {
	Name        string
	Description string
	// System is ready to be played. Its name is that of the scenario and the case.
	System *models.System
	Merged *Merged
	// Verdict is what the objectives of severity error must come to together: pass, unless
	// the case says otherwise.
	Verdict stats.Verdict
	// Stable says whether the system must be stable; nil when it does not matter.
	Stable *bool
	// At is the place of the case, file:line:col.
	At string
}

// testFile is what a file of tests may say.
type testFile struct {
	Description string `yaml:"description"`
	Scenario    string `yaml:"scenario" required:"true"`
	testChanges `yaml:",inline"`
	Cases       stats.Ordered[testCase] `yaml:"cases" required:"true"`
}

// testCase is what one case may say. Its changes come after those of the file.
type testCase struct {
	Description string `yaml:"description"`
	testChanges `yaml:",inline"`
	Expect      []models.Objective `yaml:"expect"`
	Verdict     string             `yaml:"verdict" enum:"pass,fail,undecided" default:"pass"`
	Stable      string             `yaml:"stable" enum:"true,false"`
}

// testChanges are what a case does to the scenario. The key set, of anything, is read from
// the nodes.
type testChanges struct {
	Layers  []string `yaml:"layers"`
	Without []string `yaml:"without"`
	SLOs    string   `yaml:"slos" enum:"keep,only"`
}

// tested is what a case changes in a scenario that is loaded. The zero value is nothing.
type tested struct {
	is      bool
	changes []entry // paths and values
	leaves  []*node // paths
	expects []*node // objectives
	only    bool    // these alone
}

// LoadTests reads a file of tests, and its scenario with the changes of every case. Of the
// options, Files are further layers, laid over each scenario after those of the tests; Set
// and Env come after the settings of the tests. The error is of type [Problems], and holds
// those of all cases.
func LoadTests(name string, o Options) ([]Case, error) {
	if o.FS == nil {
		o.FS = bundled
	}
	t := &tester{name: name, all: newCollector(), options: o, language: newLanguage()}
	cases := t.load()
	if problems := t.all.sorted(); problems.Errors() > 0 {
		return nil, problems
	}
	return cases, nil
}

// tester is one call of LoadTests.
type tester struct {
	name     string
	all      *collector
	options  Options
	language *language
}

func (t *tester) load() []Case {
	files := &loader{collector: t.all, Options: t.options}
	text, err := files.content(source{name: t.name})
	if err != nil {
		files.unreadable(place{file: t.name, line: 1, col: 1}, "", t.name, err)
		return nil
	}
	r := &reader{collector: t.all, file: t.name}
	n := r.read(text, "")
	if n == nil {
		return nil
	}
	if n.kind != table {
		t.all.errorf(r.top(), "", "%v stands where the tests belong; write scenario: and cases:", n.kind)
		return nil
	}
	n.drop("$schema")
	var written testFile
	d := &decoder{collector: t.all}
	d.decode(testForm(t.language, reflect.TypeFor[testFile]()), nil, n, reflect.ValueOf(&written).Elem(), "")
	cases := n.get("cases")
	if cases == nil || cases.kind != table {
		return nil
	}
	scenario, ok := t.scenario(n.get("scenario"))
	if !ok {
		return nil
	}
	if len(cases.entries) == 0 {
		t.all.errorf(cases.at, "cases", "there are no cases; write for example cases: {busy: {expect: [checkout.p99 < 1.2s]}}")
	}
	var list []Case
	for i, c := range cases.entries {
		if i >= len(written.Cases) {
			break // reported by the decoder
		}
		list = append(list, t.one(scenario, n, c, &written.Cases[i].Value))
	}
	return list
}

// testForm returns the form of a type of this file, with the key set where there are
// changes.
func testForm(l *language, typ reflect.Type) *form {
	for _, of := range []reflect.Type{reflect.TypeFor[testFile](), reflect.TypeFor[testCase]()} {
		f := l.of(of)
		if f.field("set") == nil {
			f.fields = append(f.fields, field{name: "set", form: &form{kind: freeForm}, comment: "configs.set"})
		}
	}
	return l.of(typ)
}

// scenario finds the scenario that is tested: a file beside the tests, or one of the
// gallery by its name.
func (t *tester) scenario(n *node) (string, bool) {
	if n == nil || n.kind != scalar {
		return "", false // reported by the decoder
	}
	file := beside(t.name, n.text)
	l := &loader{collector: t.all, Options: t.options}
	_, err := l.content(source{name: file})
	if errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(n.text, `/\.`) {
		file = path.Join("scenarios", n.text+".yaml")
		_, err = l.content(source{file, true})
	}
	if err != nil {
		l.unreadable(n.at, "scenario", n.text, err)
	}
	return file, err == nil
}

// one loads the scenario with the changes of a case.
func (t *tester) one(scenario string, file *node, c entry, written *testCase) Case {
	o := t.options
	o.Files = []string{scenario}
	changes := tested{is: true}
	where := join("cases", c.key)
	for _, from := range []struct {
		*node
		path string
	}{{file, ""}, {c.value, where}} {
		o.Files = append(o.Files, t.layers(from.get("layers"))...)
		changes.changes = append(changes.changes, t.settings(from.get("set"), join(from.path, "set"))...)
		changes.leaves = append(changes.leaves, plainItems(from.get("without"))...)
		if s := from.get("slos"); s != nil {
			changes.only = s.text == "only"
		}
	}
	o.Files = append(o.Files, t.options.Files...)
	if expect := c.value.get("expect"); expect != nil {
		changes.expects = expect.items
	}
	l := &loader{collector: newCollector(), Options: o, language: t.language, tested: changes, digests: map[string]string{}, opened: map[string][]byte{}}
	l.sources[t.name] = t.all.sources[t.name]
	sys, tree := l.load()
	for _, p := range l.list {
		if p.File == "" { // of the case, as others may have the same path right
			p.Where = strings.TrimSuffix(where+": "+p.Where, ": ")
		}
		t.all.list = append(t.all.list, p)
	}
	made := Case{Name: c.key, Description: written.Description, Verdict: stats.Verdict(written.Verdict), At: c.at.String()}
	if written.Stable != "" {
		stable := written.Stable == "true"
		made.Stable = &stable
	}
	if problems := l.sorted(); problems.Errors() == 0 && sys != nil {
		sys.Name += "-" + c.key
		made.System, made.Merged = sys, l.merged(sys, tree, problems)
		if len(sys.Objectives) == 0 && made.Stable == nil {
			t.all.errorf(c.at, where, "there is nothing to expect: write expect: [checkout.p99 < 1.2s], or stable: true, or slos: in the scenario")
		}
	}
	return made
}

// layers returns the files of a list, which are beside the tests.
func (t *tester) layers(n *node) []string {
	var files []string
	for _, item := range plainItems(n) {
		files = append(files, beside(t.name, item.text))
	}
	return files
}

// settings returns the paths and values of a map.
func (t *tester) settings(n *node, where string) []entry {
	if n == nil {
		return nil
	}
	if n.kind != table {
		t.all.errorf(n.at, where, "%v stands where a map belongs; write for example {services.api.replicas: 8}", n.kind)
		return nil
	}
	return n.entries
}

// plainItems returns the plain values of a list.
func plainItems(n *node) []*node {
	if n == nil {
		return nil
	}
	var items []*node
	for _, item := range n.items {
		if item.kind == scalar {
			items = append(items, item)
		}
	}
	return items
}

// change turns a path and a value of a test into a layer, nil when the path leads nowhere.
func (l *loader) change(c entry, names *node) *node {
	t, err := l.resolve(names, c.key)
	if err != nil {
		l.errorf(c.at, "", "%v", err)
		return nil
	}
	return layerOf(t, c.at, c.value)
}

// expect lays what a case expects beside the objectives of the scenario, or in their place.
func (l *loader) expect(tree *node) {
	if l.is {
		tree.drop("studies") // a case has none, and they may name what it leaves out
	}
	if l.only {
		tree.drop("slos")
	}
	if len(l.expects) == 0 {
		return
	}
	all := tree.get("slos")
	if all == nil || all.kind != table {
		all = &node{kind: table, at: l.expects[0].at}
		tree.put("slos", all.at, all)
	}
	for _, n := range l.expects {
		line := n
		if n.kind == table {
			line = n.get("objective")
		}
		if line == nil || line.kind != scalar {
			continue // reported by the decoder
		}
		all.entries = append(all.entries, entry{freeName(all, metricName(line.text)), n.at, n})
	}
}

// metricName makes a name for an objective of what it is about: checkout-p99.
func metricName(objective string) string {
	words := strings.Fields(strings.ToLower(objective))
	if len(words) == 0 {
		return "expected"
	}
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, words[0])
	if name = strings.TrimRight(strings.TrimLeft(name, "-0123456789"), "-"); name == "" || len(name) > maxName-4 || !nameForm.MatchString(name) {
		return "expected"
	}
	return name
}

// freeName returns a name that a map does not have yet: checkout-p99-2.
func freeName(n *node, name string) string {
	free := name
	for i := 2; n.get(free) != nil; i++ {
		free = fmt.Sprintf("%s-%d", name, i)
	}
	return free
}
