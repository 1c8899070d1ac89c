package policy_test

import (
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"headroom/models/policy"
)

// fill sets every field that has a default, in nested structs too unless they are
// optional, and reports tags that make no sense.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		name := v.Type().Name() + "." + field.Name
		if field.Tag.Get("yaml") == "" {
			t.Errorf("%s has no yaml tag", name)
		}
		text, told := field.Tag.Lookup("default")
		if enum := field.Tag.Get("enum"); told && enum != "" && !slices.Contains(strings.Split(enum, ","), text) {
			t.Errorf("%s: default %q is not one of %s", name, text, enum)
		}
		reader, readable := value.Addr().Interface().(encoding.TextUnmarshaler)
		switch {
		case !told && value.Kind() == reflect.Struct && !readable && field.Tag.Get("optional") == "":
			fill(t, value)
		case !told:
		case readable:
			if err := reader.UnmarshalText([]byte(text)); err != nil {
				t.Errorf("%s: default %q: %v", name, text, err)
			}
		case value.Kind() == reflect.String:
			value.SetString(text)
		case value.Kind() == reflect.Int:
			n, err := strconv.Atoi(text)
			if err != nil {
				t.Errorf("%s: default %q: %v", name, text, err)
			}
			value.SetInt(int64(n))
		case value.Kind() == reflect.Bool:
			value.SetBool(text == "true")
		default:
			t.Errorf("%s: default of kind %v", name, value.Kind())
		}
	}
}

func TestDefaultsAreValid(t *testing.T) {
	type spec interface{ Validate() []error }
	for _, s := range []spec{
		&policy.Backoff{}, &policy.Breaker{}, &policy.Call{}, &policy.RateLimit{Rate: 1}, &policy.ScaleUp{}, &policy.ScaleDown{}, &policy.Policy{},
		&policy.HPA{Max: 10}, // Max has no default, nor has the rate of a limit
	} {
		fill(t, reflect.ValueOf(s).Elem())
		for _, err := range s.Validate() {
			t.Errorf("%T with its defaults: %v", s, err)
		}
	}
	var b policy.Breaker
	fill(t, reflect.ValueOf(&b).Elem())
	policy.NewBreakerState(b)
	h := policy.HPA{Max: 10}
	fill(t, reflect.ValueOf(&h).Elem())
	if got := policy.NewHPAState(h).Desired(0, 4, policy.Metrics{Ready: 4, Level: 4, Request: 1}); got != 5 {
		t.Errorf("4 full replicas at the default target go to %d, want 5", got)
	}
	var c policy.Call
	fill(t, reflect.ValueOf(&c).Elem())
	if c.Breaker.Enabled() {
		t.Error("a call that is told nothing has a breaker, want none")
	}
}

func TestShortFormsAreFields(t *testing.T) {
	for _, s := range []interface{ ShortForm() string }{policy.Backoff{}, policy.Breaker{}, policy.RateLimit{}} {
		found := false
		for _, field := range reflect.VisibleFields(reflect.TypeOf(s)) {
			found = found || field.Tag.Get("yaml") == s.ShortForm()
		}
		if !found {
			t.Errorf("%T: no field %q", s, s.ShortForm())
		}
	}
}
