package configs

import (
	"encoding"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headroom/models"
	"headroom/sim/dist"
)

// decoder turns nodes into Go values. It goes on after a problem, with a value that
// makes sense in place of the wrong one, so that one play finds all problems.
type decoder struct {
	*collector
	// open reads the files that a value at a place names.
	open  func(at place, name string) (io.ReadCloser, error)
	lists int // how many lists the walk is in: defaults are not shown there
}

// decode reads a node of a form into v. Field says what else must hold; it may be nil.
func (d *decoder) decode(f *form, fd *field, n *node, v reflect.Value, path string) {
	switch f.kind {
	case structForm:
		d.fields(f, d.expand(f, n, path), v, path)
	case choiceForm:
		d.choose(f, d.expand(f, n, path), v, path)
	case listForm:
		d.list(f, n, v, path)
	case namesForm:
		d.names(f, n, v, path)
	case pairForm:
		d.pair(n, v, path)
	default:
		d.scalar(f, fd, n, v, path)
	}
}

// expand returns the map that a node of a struct's form means; nil when it means none.
func (d *decoder) expand(f *form, n *node, path string) *node {
	if n.kind == table {
		return n
	}
	if key := f.stands(); key != "" && n.kind == scalar {
		return n.expanded(key)
	}
	d.errorf(n.at, path, "%v stands where a map belongs; write for example %s", n.kind, sketch(f))
	return nil
}

// sketch returns an example of a struct's map.
func sketch(f *form) string {
	if f.kind == choiceForm {
		return "{" + f.key + ": " + f.variants[0].name + "}"
	}
	for _, g := range f.fields {
		if g.index != nil {
			return "{" + g.name + ": " + g.example() + "}"
		}
	}
	return "{}"
}

// fields reads the keys of a struct; n is a table, or nil when there was no map.
func (d *decoder) fields(f *form, n *node, v reflect.Value, path string) {
	if n == nil {
		n = &node{kind: table, at: place{origin: byDefault}}
	} else {
		d.known(n, f.names(), path)
	}
	for i := range f.fields {
		g := &f.fields[i]
		if g.index == nil {
			continue
		}
		value := n.get(g.name)
		if value == nil {
			d.absent(g, n, v.FieldByIndex(g.index), join(path, g.name))
			continue
		}
		where := join(path, g.name)
		if n.short {
			where = path
		}
		d.decode(g.form, g, value, v.FieldByIndex(g.index), where)
	}
}

// known reports keys that are not in the list.
func (d *decoder) known(n *node, names []string, path string) {
	for _, e := range n.entries {
		if slices.Contains(names, e.key) || e.value.fallen {
			continue // what fell from defaults is reported there
		}
		hint := didYouMean(e.key, names)
		if hint == "" {
			hint = known(names)
		}
		if path == "" {
			d.keyf(e.at, path, e.key, "unknown section %q%s", e.key, hint)
			continue
		}
		d.keyf(e.at, path, e.key, "unknown key %q%s", e.key, hint)
	}
}

// absent applies what holds for a key that is not there.
func (d *decoder) absent(g *field, parent *node, v reflect.Value, path string) {
	nobody := place{origin: byDefault}
	switch {
	case g.required && parent.at.origin != byDefault:
		d.errorf(parent.at, path, "missing; write for example %s: %s", g.name, g.example())
		d.standIn(g, v)
	case g.defaults:
		value := &node{kind: scalar, text: g.fallback, at: nobody}
		d.decode(g.form, g, value, v, path)
		d.show(parent, g, value)
	case g.form.kind == structForm && !g.optional:
		value := &node{kind: table, at: nobody}
		d.decode(g.form, g, value, v, path)
		if len(value.entries) > 0 {
			d.show(parent, g, value)
		}
	}
}

// show adds a default to the tree, for the print of a merged scenario.
func (d *decoder) show(parent *node, g *field, value *node) {
	if d.lists == 0 {
		parent.entries = append(parent.entries, entry{g.name, value.at, value})
	}
}

// choose reads one of several forms.
func (d *decoder) choose(f *form, n *node, v reflect.Value, path string) {
	if n == nil {
		return
	}
	chosen := f.chosen(n)
	key := n.get(f.key)
	if chosen == nil {
		d.errorf(key.at, join(path, f.key), "no %s %q%s; %s", f.key, key.text, didYouMean(key.text, f.variantNames()), oneOf(f.variantNames()))
		d.wrong[path] = true
		return
	}
	value := chosen.make()
	rest := *n
	rest.entries = append([]entry(nil), n.entries...)
	rest.drop(f.key)
	d.fields(chosen.form, &rest, reflect.ValueOf(value).Elem(), path)
	n.entries = rest.entries
	if key != nil {
		n.entries = append([]entry{{f.key, key.at, key}}, rest.entries...)
	}
	v.Addr().Interface().(chooser).SetVariant(value)
}

func (d *decoder) list(f *form, n *node, v reflect.Value, path string) {
	if n.kind != list {
		d.errorf(n.at, path, "%v stands where a list belongs; write [ ... ], or lines that start with a hyphen", n.kind)
		return
	}
	d.lists++
	defer func() { d.lists-- }()
	v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
	for i, item := range n.items {
		d.decode(f.elem, nil, item, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

var (
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	itemForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`) // names of prices are the provider's
)

// maxName is the longest DNS label.
const maxName = 63

// names reads a map from names to values, in its order.
func (d *decoder) names(f *form, n *node, v reflect.Value, path string) {
	if n.kind != table {
		d.errorf(n.at, path, "%v stands where a map of names belongs; write for example {main: %s}", n.kind, f.elem.example())
		return
	}
	for _, e := range n.entries {
		d.name(e, f.elem, path)
		item := reflect.New(v.Type().Elem()).Elem()
		item.Field(0).SetString(e.key)
		d.decode(f.elem, nil, e.value, item.Field(1), join(path, e.key))
		v.Set(reflect.Append(v, item))
	}
}

// name checks the form of a name.
func (d *decoder) name(e entry, of *form, path string) {
	allowed, words := nameForm, "start with a small letter and have small letters, digits and hyphens only"
	if of.typ == reflect.TypeFor[models.Price]() {
		allowed, words = itemForm, "have small letters, digits, points and hyphens only"
	}
	switch {
	case !allowed.MatchString(e.key):
		d.keyf(e.at, path, e.key, "name %q must %s", e.key, words)
	case len(e.key) > maxName:
		d.keyf(e.at, path, e.key, "name %q has %d characters; write at most %d", e.key, len(e.key), maxName)
	}
}

func (d *decoder) pair(n *node, v reflect.Value, path string) {
	texts := []string{}
	for _, item := range n.items {
		if item.kind == scalar {
			texts = append(texts, item.text)
		}
	}
	if n.kind != list || len(texts) < len(n.items) {
		d.errorf(n.at, path, "%v stands where a pair belongs; write two values in brackets, as in [10m, 500/s]", n.kind)
		return
	}
	if err := v.Addr().Interface().(pair).UnmarshalPair(texts); err != nil {
		d.errorf(n.at, path, "%v", err)
	}
}

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

// standIn puts a harmless value in the place of a wrong or missing one.
func (d *decoder) standIn(g *field, v reflect.Value) {
	text := g.fallback
	if !g.defaults {
		text = g.example()
	}
	quiet := &decoder{collector: newCollector(), open: d.open}
	switch g.form.kind {
	case textForm, integerForm, numberForm, switchForm:
		_ = quiet.plain(g.form, &node{kind: scalar, text: text}, v) // an example of the type itself
	case wordForm:
		if len(g.enum) > 0 {
			v.SetString(text)
		}
	}
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
