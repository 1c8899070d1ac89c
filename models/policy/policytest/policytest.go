// Package policytest holds what the tests of the policies share.
package policytest

import (
	"math"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"headroom/models"
	"headroom/models/variant"
)

// Errors checks that there is one error for each wanted part, in the same order.
func Errors(t *testing.T, name string, errs []error, want []string) {
	t.Helper()
	if len(errs) != len(want) {
		t.Errorf("%s: got errors %v, want %d", name, errs, len(want))
		return
	}
	for i, err := range errs {
		if !strings.Contains(err.Error(), want[i]) {
			t.Errorf("%s: got error %q, want one with %q", name, err, want[i])
		}
	}
}

// Within checks a mean of independent replications against its expected value: inside the
// 99.9% interval of Student's t (10 replications: t = 4.781), and no further off than the
// relative tolerance.
func Within(t *testing.T, what string, replications []float64, want, tolerance float64) {
	t.Helper()
	if len(replications) != 10 {
		t.Fatalf("%s: %d replications, want 10", what, len(replications))
	}
	var sum, squares float64
	for _, x := range replications {
		sum += x
	}
	mean := sum / 10
	for _, x := range replications {
		squares += float64((x - mean) * (x - mean))
	}
	half := 4.781 * math.Sqrt(squares/9/10)
	if off := math.Abs(mean - want); off > half || off > tolerance*want {
		t.Errorf("%s = %.6g +/- %.2g, want %.6g within %.2g%%", what, mean, half, want, 100*tolerance)
	}
}

// Valid is a spec that can be wrong.
type Valid interface{ Validate() []error }

var formName = regexp.MustCompile(`^[a-z][a-z0-9]*([_-][a-z0-9]+)*$`)

// Forms holds a table of forms to the rules of the language: names are lower case,
// every form is valid with its defaults once complete has set what has none, and its
// short form is one of its fields. Complete may be nil.
func Forms(t *testing.T, forms []variant.Form, complete func(spec any)) {
	t.Helper()
	seen := map[string]bool{}
	for _, f := range forms {
		if !formName.MatchString(f.Name) || seen[f.Name] {
			t.Errorf("form %q: not a new lower-case name", f.Name)
		}
		seen[f.Name] = true
		spec := f.New()
		if _, off := spec.(*variant.None); off {
			continue
		}
		models.FillDefaults(spec)
		if complete != nil {
			complete(spec)
		}
		for _, err := range spec.(Valid).Validate() {
			t.Errorf("%s with its defaults: %v", f.Name, err)
		}
		if s, ok := spec.(interface{ ShortForm() string }); ok {
			found := false
			for _, field := range reflect.VisibleFields(reflect.TypeOf(spec).Elem()) {
				found = found || field.Tag.Get("yaml") == s.ShortForm()
			}
			if !found {
				t.Errorf("%s: no field %q", f.Name, s.ShortForm())
			}
		}
	}
}
