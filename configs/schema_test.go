package configs

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"headroom/internal/golden"
	"headroom/models"
)

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft7)
	if err := c.AddResource(schemaID, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(schemaID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSchemaFile(t *testing.T) {
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, schemaID, text)
}

func TestSchemaAcceptsTheGallery(t *testing.T) {
	s := compileSchema(t)
	for _, pattern := range []string{"scenarios/*.yaml", "prices/*.yaml"} {
		names, err := fs.Glob(Bundled(), pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: got %d files and error %v", pattern, len(names), err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(Bundled(), name)
			if err != nil {
				t.Fatal(err)
			}
			if err := validate(s, text); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"an unknown key", "services: {api: {replica: 3}}", "replica"},
		{"an unknown section", "meshes: {}", "meshes"},
		{"a number that is too small", "services: {api: {cpu: 0}}", "minimum"},
		{"a bare number for a duration", "run: {duration: 10}", "string"},
		{"a word that is no choice", "caches: {c: {kind: hazelcast}}", "redis"},
		{"an unknown shape", "traffic: {users: {to: api, rate: {shape: sine}}}", "rate"},
		{"a missing key", "traffic: {users: {rate: 5/s}}", "to"},
		{"a name with capitals", "services: {API: {}}", "pattern"},
		{"a map for a program", "services: {api: {operations: {main: {cpu: 5ms}}}}", "array"},
	}
	s := compileSchema(t)
	for _, tt := range tests {
		err := validate(s, []byte(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want an error with %q", tt.name, err, tt.want)
		}
	}
}

func validate(s *jsonschema.Schema, text []byte) error {
	var doc any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return err
	}
	return s.Validate(doc)
}

func TestManualPages(t *testing.T) {
	for _, k := range models.Kinds() {
		golden.Check(t, filepath.Join("testdata", "manual", k.Name+".md"), []byte(Manual(k)))
	}
	for _, section := range append([]string{"run", "faults", "slos", "studies", "prices", "data", "defaults"}, ManualPages()...) {
		page, ok := ManualOf(section)
		if !ok {
			t.Errorf("got no page for %s", section)
		}
		golden.Check(t, filepath.Join("testdata", "manual", section+".md"), []byte(page))
	}
	if _, ok := ManualOf("services"); ok {
		t.Error("got a page for a section of components, want none: it is the kind's")
	}
}

// TestEveryKeyHasAText finds keys without a comment, and comments that are not in
// fieldtext.json.
func TestEveryKeyHasAText(t *testing.T) {
	seen := map[*form]bool{}
	var walk func(f *form, path string)
	walk = func(f *form, path string) {
		if f == nil || seen[f] {
			return
		}
		seen[f] = true
		for i := range f.fields {
			g := &f.fields[i]
			if g.description() == "" {
				t.Errorf("%s.%s has no text; write a comment in package models and run go generate ./configs", path, g.name)
			}
			walk(g.form, path+"."+g.name)
		}
		for i := range f.variants {
			walk(f.variants[i].form, path)
		}
		walk(f.elem, path)
	}
	walk(newLanguage().root, "")
}
