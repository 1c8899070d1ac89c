package models

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"

	"headroom/models/variant"
)

// Defaults sets every field of the spec (a pointer to a struct) that has a default, in
// the structs inside it too, but not in those marked optional, which are absent until
// they are set. Call it on a new spec and then fill in what differs.
//
// It panics when a default does not parse; a test holds that none does.
func Defaults[T any](spec *T) *T {
	fill(reflect.ValueOf(spec).Elem())
	return spec
}

// FillDefaults is [Defaults] for a spec whose type is not known when it is compiled.
func FillDefaults(spec any) { fill(reflect.ValueOf(spec).Elem()) }

func fill(v reflect.Value) {
	for i := range v.NumField() {
		field, tag := v.Field(i), v.Type().Field(i).Tag
		if text, ok := tag.Lookup("default"); ok {
			if err := setText(field, text); err != nil {
				panic(fmt.Sprintf("models: default of %s.%s: %v", v.Type(), v.Type().Field(i).Name, err))
			}
			continue
		}
		if _, isText := field.Addr().Interface().(encoding.TextUnmarshaler); isText || tag.Get("yaml") == "-" {
			continue
		}
		if field.Kind() == reflect.Struct && tag.Get("optional") != "true" {
			fill(field)
		}
	}
}

// setText sets a field from its text form.
func setText(field reflect.Value, text string) error {
	if t, ok := field.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return t.UnmarshalText([]byte(text))
	}
	if c, ok := field.Addr().Interface().(chooser); ok {
		return setForm(c, text)
	}
	switch field.Kind() {
	case reflect.String:
		field.SetString(text)
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		field.SetInt(n)
		return err
	case reflect.Uint64:
		n, err := strconv.ParseUint(text, 10, 64)
		field.SetUint(n)
		return err
	case reflect.Float64:
		x, err := strconv.ParseFloat(text, 64)
		field.SetFloat(x)
		return err
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		field.SetBool(b)
		return err
	default:
		return fmt.Errorf("no text form for %s", field.Type())
	}
	return nil
}

// chooser is a field that has one of several forms.
type chooser interface {
	Variants() (key string, table []variant.Form)
	SetVariant(any)
}

// setForm sets a field to one of its forms, named by the text, with its defaults.
func setForm(c chooser, text string) error {
	_, table := c.Variants()
	for _, f := range table {
		if f.Name == text {
			spec := f.New()
			FillDefaults(spec)
			c.SetVariant(spec)
			return nil
		}
	}
	return fmt.Errorf("no form is named %q", text)
}
