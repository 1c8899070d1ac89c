package configs

import (
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"

	"headroom/models"
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
	if key := f.stands(n.text); n.kind == scalar && key != "" {
		return n.expanded(key)
	}
	if n.kind == scalar && f.kind == choiceForm {
		d.errorf(n.at, path, "no %s %q%s; %s", f.key, n.text, didYouMean(n.text, f.variantNames()), oneOf(f.variantNames()))
		d.wrong[path] = true
		return nil
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
		if n.short && g.name == f.short {
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
		d.notef(e.at, path, "name %q must %s", e.key, words)
	case len(e.key) > maxName:
		d.notef(e.at, path, "name %q has %d characters; write at most %d", e.key, len(e.key), maxName)
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
