package house

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

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
}
