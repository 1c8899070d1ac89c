package configs

import (
	"encoding"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"headroom/sim/dist"
)

// fileReader is a text that may name files: a distribution.
type fileReader interface {
	Parse(text string, o dist.Options) error
}

// scalar reads a plain value.
func (d *decoder) scalar(f *form, fd *field, n *node, v reflect.Value, path string) {
	if n.kind != scalar {
		example := f.example()
		if fd != nil {
			example = fd.example()
		}
		d.errorf(n.at, path, "%v stands where %s belongs; write for example %s", n.kind, f.noun(), example)
		d.standIn(&field{form: f}, v)
		return
	}
	if err := d.plain(f, n, v); err != nil {
		d.errorf(n.at, path, "%v", err)
		d.standIn(fd.or(f), v)
		return
	}
	if err := fd.or(f).allows(v); err != nil {
		d.errorf(n.at, path, "%v", err)
		d.standIn(fd.or(f), v)
	}
}

func (d *decoder) plain(f *form, n *node, v reflect.Value) (err error) {
	switch f.kind {
	case textForm:
		if p, ok := v.Addr().Interface().(fileReader); ok {
			return p.Parse(n.text, dist.Options{Open: func(name string) (io.ReadCloser, error) { return d.open(n.at, name) }})
		}
		return v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(n.text))
	case wordForm:
		v.SetString(n.text)
	case integerForm:
		return setInteger(v, n.text)
	case numberForm:
		x, err := strconv.ParseFloat(n.text, 64)
		if err != nil || strings.Trim(n.text, "0123456789.-") != "" {
			return fmt.Errorf("%q is not a number; write for example 2.5", n.text)
		}
		v.SetFloat(x)
	case switchForm:
		if n.text != "true" && n.text != "false" {
			return fmt.Errorf("%q is neither true nor false; write one of them", n.text)
		}
		v.SetBool(n.text == "true")
	}
	return nil
}

func setInteger(v reflect.Value, text string) error {
	digits := strings.TrimPrefix(text, "-")
	canonical := digits != "" && strings.Trim(digits, "0123456789") == "" && (digits == "0" || digits[0] != '0')
	if !canonical {
		return fmt.Errorf("%q is not a whole number; write digits only, for example 4", text)
	}
	if v.CanInt() {
		i, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return fmt.Errorf("%s is too large a number", text)
		}
		v.SetInt(i)
		return nil
	}
	u, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%s is not between 0 and 18446744073709551615", text)
	}
	v.SetUint(u)
	return nil
}

// or returns the field, or one that allows everything.
func (g *field) or(f *form) *field {
	if g == nil {
		return &field{form: f}
	}
	return g
}

// allows checks the range of a number and the choice of a word.
func (g *field) allows(v reflect.Value) error {
	if len(g.enum) > 0 && v.Kind() == reflect.String && !slices.Contains(g.enum, v.String()) {
		return fmt.Errorf("no %s %q%s; %s", g.name, v.String(), didYouMean(v.String(), g.enum), oneOf(g.enum))
	}
	var x float64
	switch {
	case v.CanInt():
		x = float64(v.Int())
	case v.CanUint():
		x = float64(v.Uint())
	case v.CanFloat():
		x = v.Float()
	default:
		return nil
	}
	if least, err := strconv.ParseFloat(g.least, 64); err == nil && x < least {
		return fmt.Errorf("must be at least %s, is %v", g.least, v.Interface())
	}
	if most, err := strconv.ParseFloat(g.most, 64); err == nil && x > most {
		return fmt.Errorf("must be at most %s, is %v", g.most, v.Interface())
	}
	return nil
}

// example returns a value of the field as it would be written.
func (g *field) example() string {
	switch {
	case g.defaults:
		return g.fallback
	case len(g.enum) > 0:
		return g.enum[0]
	case g.least != "" && (g.form.kind == integerForm || g.form.kind == numberForm):
		return g.least
	}
	return g.form.example()
}

func (f *form) example() string {
	switch f.kind {
	case textForm:
		if len(f.examples) > 0 {
			return f.examples[0]
		}
	case integerForm:
		return "1"
	case numberForm:
		return "2.5"
	case switchForm:
		return "true"
	case pairForm, listForm:
		return "[ ... ]"
	case structForm, choiceForm, namesForm, freeForm:
		return "{ ... }"
	}
	return "name"
}

// noun says what a plain value is.
func (f *form) noun() string {
	switch f.kind {
	case integerForm:
		return "a whole number"
	case numberForm:
		return "a number"
	case switchForm:
		return "true or false"
	case textForm:
		if summary, _, _ := strings.Cut(f.summary, ":"); summary != "" {
			return lowerFirst(strings.TrimSuffix(summary, "."))
		}
	}
	return "a text"
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
