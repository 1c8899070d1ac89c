package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"
)

// called matches a call of headroom in a script or a page, up to the end of the command.
var called = regexp.MustCompile(`(?m)(?:^|[ \x60;&|(])headroom ([a-z]+)((?:[ \t]+[^\s#|&;>()\x60]+)*)`)

// TestCommandsOfTheCIPageExist holds the commands in the pages about CI and in the action
// against the verbs and flags that there are.
func TestCommandsOfTheCIPageExist(t *testing.T) {
	root := newApp(nil, &bytes.Buffer{}, &bytes.Buffer{}, nil).root()
	for _, file := range []string{"../../docs/ci.md", "../../action.yml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		calls := called.FindAllStringSubmatch(string(text), -1)
		seen := 0
		for _, c := range calls {
			verb, _, err := root.Find([]string{c[1]})
			if err != nil || verb == root {
				if !strings.Contains(c[2], "--") {
					continue // a word after the name, in prose
				}
				t.Errorf("%s: %q: there is no verb %s", file, c[0], c[1])
				continue
			}
			seen++
			for _, word := range strings.Fields(c[2]) {
				if name, ok := strings.CutPrefix(word, "--"); ok && flagOf(verb, name) == false {
					t.Errorf("%s: %q: there is no flag --%s", file, strings.TrimSpace(c[0]), name)
				}
			}
		}
		if seen == 0 {
			t.Errorf("%s: no command of headroom was found", file)
		}
	}
}

func flagOf(verb *cobra.Command, name string) bool {
	return verb.Flags().Lookup(name) != nil || verb.InheritedFlags().Lookup(name) != nil
}

// TestFilesOfTheCIPage reads the workflows and the action as YAML, and the tests of the page
// with the reader of tests.
func TestFilesOfTheCIPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindAllStringSubmatch(string(page), -1)
	action, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	if len(blocks) != 4 {
		t.Fatalf("docs/ci.md has %d files, want tests, two workflows and one for GitLab", len(blocks))
	}
	texts := []string{string(action)}
	for _, b := range blocks {
		texts = append(texts, b[1])
	}
	for _, text := range texts {
		var content map[string]any
		d := yaml.NewDecoder(strings.NewReader(text))
		if err := d.Decode(&content); err != nil || len(content) == 0 {
			t.Errorf("not YAML: %v\n%s", err, text)
		}
	}
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"shop_test.yaml": blocks[0][1], "no-cache.yaml": "caches: {product-cache: {memory: 1KiB}}\n",
	} {
		if err := os.WriteFile(filepath.Join(".", name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr bytes.Buffer
	if code := run([]string{"init", "shop", "--quiet"}, nil, &stdout, &stderr, nil); code != exitWell {
		t.Fatalf("init: %d %s", code, &stderr)
	}
	if _, err := newApp(nil, &stdout, &stderr, nil).checksIn("shop_test.yaml", &checkFlags{}); err != nil {
		t.Errorf("the tests of docs/ci.md: %v", err)
	}
}
