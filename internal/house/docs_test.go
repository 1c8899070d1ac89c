package house

import (
	"errors"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"headroom/configs"
	"headroom/models"
	"headroom/sim/stats"
)

func TestDocsTellOfEveryKind(t *testing.T) {
	language, semantics := read(t, filepath.Join(root, "docs/scenario.md")), read(t, filepath.Join(root, "docs/semantics.md"))
	for _, k := range models.Kinds() {
		if !strings.Contains(language, "\n"+k.Section+":") {
			t.Errorf("docs/scenario.md has no example of %s:", k.Section)
		}
		if !strings.Contains(strings.ToLower(semantics), "\n## "+k.Name+"\n") {
			t.Errorf("docs/semantics.md has no section on the %s", k.Name)
		}
	}
}

func TestDocsTellOfEveryFieldOfAResult(t *testing.T) {
	page := read(t, filepath.Join(root, "docs/results.md"))
	seen := map[reflect.Type]bool{}
	var walk func(typ reflect.Type)
	walk = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(typ.Elem())
			return
		case reflect.Struct:
		default:
			return
		}
		if seen[typ] {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			f := typ.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "-" {
				continue
			}
			if name != "" && !strings.Contains(page, "`"+name+"`") && !strings.Contains(page, `"`+name+`"`) {
				t.Errorf("docs/results.md does not tell of %s (%s.%s)", name, typ.Name(), f.Name)
			}
			walk(f.Type)
		}
	}
	walk(reflect.TypeFor[stats.Result]())
	walk(reflect.TypeFor[stats.Study]())
}

// TestTheLanguageIsAsDocumented lays the examples of docs/scenario.md over each other. They
// are pieces, so that some name what is not there; all else must be as the program has it.
func TestTheLanguageIsAsDocumented(t *testing.T) {
	fragments := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindAllStringSubmatch(read(t, filepath.Join(root, "docs/scenario.md")), -1)
	missing := regexp.MustCompile(`no component is named|has no operation|no data "|the price book has no|it ends after`)
	if len(fragments) < 10 {
		t.Fatalf("got %d examples, want at least 10", len(fragments))
	}
	var files []string
	for i, f := range fragments {
		file := filepath.Join(t.TempDir(), strconv.Itoa(i)+".yaml")
		write(t, file, f[1])
		files = append(files, file)
	}
	_, _, err := configs.Load(configs.Options{Files: files})
	var problems configs.Problems
	if err != nil && !errors.As(err, &problems) {
		t.Fatal(err)
	}
	for _, p := range problems {
		if !missing.MatchString(p.Text) {
			t.Error(p)
		}
	}
}
