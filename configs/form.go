package configs

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"headroom/models"
	"headroom/models/variant"
)

// form is what the values of a Go type look like in a scenario.
type form struct {
	kind formKind
	typ  reflect.Type

	fields []field // of a struct, those of inlined structs too
	short  string  // the key of a struct that a plain value stands for

	elem *form // of a list, of named values

	key      string   // of a choice: the key that chooses
	variants []choice // of a choice; the first is meant without the key

	summary  string // of a text: what it is
	examples []string
}

type formKind uint8

const (
	textForm    formKind = iota // read by UnmarshalText
	wordForm                    // a Go string
	integerForm                 // int, uint64
	numberForm                  // float64
	switchForm                  // bool
	pairForm                    // a list of texts, read by UnmarshalPair
	structForm
	listForm
	namesForm  // a map from names to values
	choiceForm // one of several structs
	freeForm   // anything: the content of templates
)

// field is a key of a struct.
type field struct {
	name        string
	index       []int // of the Go field; nil for what has been used up before decoding
	form        *form
	fallback    string // the text that applies when the key is absent
	defaults    bool   // whether there is a fallback
	required    bool
	optional    bool // a struct that is left alone when the key is absent
	least, most string
	enum        []string
	comment     string // the key of its text in fieldtext.json
}

// choice is one form of a choice.
type choice struct {
	name, summary string
	form          *form
	make          func() any
}

// language is all forms, and the one of a whole scenario.
type language struct {
	forms map[reflect.Type]*form
	root  *form
}

// newLanguage derives the language from the types of package models: the fields of a
// system, with a section for each kind of component where System has its components.
func newLanguage() *language {
	l := &language{forms: map[reflect.Type]*form{}}
	t := reflect.TypeFor[models.System]()
	l.root = &form{kind: structForm, typ: t}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type == reflect.TypeFor[[]models.Component]() {
			l.sections()
			continue
		}
		l.root.fields = append(l.root.fields, l.field(t, f, nil)...)
		if f.Type == reflect.TypeFor[models.Fallbacks]() {
			l.root.fields = append(l.root.fields, field{name: "templates", form: &form{kind: namesForm, elem: &form{kind: freeForm}}})
		}
	}
	return l
}

// sections adds the section of each kind of component. A component can use a template.
func (l *language) sections() {
	for _, k := range models.Kinds() {
		spec := *l.of(reflect.TypeOf(k.New()).Elem())
		spec.fields = append([]field{{name: "use", form: &form{kind: wordForm}}}, spec.fields...)
		l.root.fields = append(l.root.fields, field{name: k.Section, form: &form{kind: namesForm, elem: &spec}})
	}
}

// chooser is a field that has one of several forms.
type chooser interface {
	Variants() (key string, table []variant.Form)
	SetVariant(any)
}

// pair is a field that is written as a short list: [10m, 500/s].
type pair interface{ UnmarshalPair([]string) error }

// shortened is a struct that can be written as a plain value.
type shortened interface{ ShortForm() string }

// described is a text that says what it is.
type described interface {
	SchemaText() (description string, examples []string)
}

// of returns the form of a type. It panics for a type that the language has no form for.
func (l *language) of(t reflect.Type) *form {
	if f := l.forms[t]; f != nil {
		return f
	}
	f := &form{typ: t}
	l.forms[t] = f // before its parts: a step holds steps
	value := reflect.New(t).Interface()
	if d, ok := value.(described); ok {
		f.summary, f.examples = d.SchemaText()
	}
	switch v := value.(type) {
	case encoding.TextUnmarshaler:
		f.kind = textForm
		return f
	case pair:
		f.kind = pairForm
		return f
	case chooser:
		f.kind = choiceForm
		key, table := v.Variants()
		f.key = key
		for _, w := range table {
			f.variants = append(f.variants, choice{w.Name, w.Summary, l.of(reflect.TypeOf(w.New()).Elem()), w.New})
		}
		return f
	}
	switch t.Kind() {
	case reflect.String:
		f.kind = wordForm
	case reflect.Int, reflect.Uint64:
		f.kind = integerForm
	case reflect.Float64:
		f.kind = numberForm
	case reflect.Bool:
		f.kind = switchForm
	case reflect.Struct:
		f.kind = structForm
		f.fields = l.fields(t, nil)
		if s, ok := value.(shortened); ok {
			f.short = s.ShortForm()
		}
	case reflect.Slice:
		f.kind, f.elem = listForm, nil
		if isOrdered(t) {
			f.kind, f.elem = namesForm, l.of(t.Elem().Field(1).Type)
		} else {
			f.elem = l.of(t.Elem())
		}
	default:
		panic(fmt.Sprintf("configs: type %v has no form in the language", t))
	}
	return f
}

// isOrdered recognises stats.Ordered: a slice of names with values.
func isOrdered(t reflect.Type) bool {
	return strings.HasPrefix(t.Name(), "Ordered[") && strings.HasSuffix(t.PkgPath(), "/sim/stats")
}

// fields returns the keys of a struct.
func (l *language) fields(t reflect.Type, index []int) []field {
	var fields []field
	for i := range t.NumField() {
		fields = append(fields, l.field(t, t.Field(i), index)...)
	}
	return fields
}

// field returns the key of a Go field: none when it is not part of the language, several
// when it is inlined. Index leads to the struct that it is in.
func (l *language) field(owner reflect.Type, f reflect.StructField, index []int) []field {
	tag, tagged := f.Tag.Lookup("yaml")
	if !tagged || tag == "-" {
		return nil
	}
	index = append(append([]int(nil), index...), f.Index...)
	if tag == ",inline" {
		return l.fields(f.Type, index)
	}
	g := field{
		name: tag, index: index, form: l.of(f.Type),
		required: f.Tag.Get("required") == "true", optional: f.Tag.Get("optional") == "true",
		least: f.Tag.Get("min"), most: f.Tag.Get("max"),
		comment: commentKey(owner) + "." + f.Name,
	}
	g.fallback, g.defaults = f.Tag.Lookup("default")
	if enum := f.Tag.Get("enum"); enum != "" {
		g.enum = strings.Split(enum, ",")
	}
	for _, bound := range []string{g.least, g.most} {
		if _, err := strconv.ParseFloat(bound, 64); bound != "" && err != nil {
			panic(fmt.Sprintf("configs: %v.%s has the bound %q", owner, f.Name, bound))
		}
	}
	return []field{g}
}

// field returns the key of a struct, nil when it has none of that name.
func (f *form) field(name string) *field {
	for i := range f.fields {
		if f.fields[i].name == name {
			return &f.fields[i]
		}
	}
	return nil
}

// names returns the keys of a struct.
func (f *form) names() []string {
	names := make([]string, len(f.fields))
	for i := range f.fields {
		names[i] = f.fields[i].name
	}
	return names
}

// chosen returns the variant that a node has: that which its key names, else the first;
// nil when the key names none.
func (f *form) chosen(n *node) *choice {
	name := f.variants[0].name
	if k := n.get(f.key); k != nil {
		name = k.text
	}
	for i := range f.variants {
		if f.variants[i].name == name {
			return &f.variants[i]
		}
	}
	return nil
}

// variantNames lists the forms of a choice.
func (f *form) variantNames() []string {
	names := make([]string, len(f.variants))
	for i, v := range f.variants {
		names[i] = v.name
	}
	return names
}

// stands returns the key that a plain value stands for, "" when it must be a map: of a
// choice, the key that chooses when the value is the name of a form.
func (f *form) stands(text string) string {
	switch {
	case f.kind == structForm:
		return f.short
	case f.kind == choiceForm && slices.Contains(f.variantNames(), text):
		return f.key
	case f.kind == choiceForm:
		return f.variants[0].form.short
	}
	return ""
}

// child returns the form of the value under a key of a node with this form; the node
// may be nil. It returns nil for a key that is not known.
func (f *form) child(n *node, key string) (*form, *field) {
	switch f.kind {
	case structForm:
		if g := f.field(key); g != nil {
			return g.form, g
		}
	case namesForm:
		return f.elem, nil
	case freeForm:
		return f, nil
	case choiceForm:
		if key == f.key {
			return &form{kind: wordForm, typ: reflect.TypeFor[string]()}, &field{name: key, enum: f.variantNames()}
		}
		if v := f.chosen(n); v != nil {
			return v.form.child(n, key)
		}
	}
	return nil, nil
}
