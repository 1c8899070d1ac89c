package configs

import (
	"crypto/sha256"
	"encoding"
	"fmt"
	"io"
	"reflect"
	"strconv"

	"headroom/models"
)

// hash identifies what a scenario means: "sha256:" and the digest of all its values, one
// line each, in their own text forms, with defaults applied. It does not depend on how
// the file is laid out, in which layer a value stands, or in which unit it is written.
// Left out are values that say nothing (0, "", off), the description and the studies.
// Files that values name count with their content. The second hash is that of what each
// replication plays: it lacks their number.
func (l *loader) hash(sys *models.System) (whole, run string) {
	forAll, forRun := sha256.New(), sha256.New()
	h := io.MultiWriter(forAll, forRun)
	once := sys.Run
	once.Repeat = 0
	for i := range l.root.fields {
		switch g := &l.root.fields[i]; {
		case g.index == nil || g.name == "description" || g.name == "studies":
		case g.name == "run":
			canonical(forAll, g.form, reflect.ValueOf(&sys.Run).Elem(), g.name)
			canonical(forRun, g.form, reflect.ValueOf(&once).Elem(), g.name)
		default:
			canonical(h, g.form, reflect.ValueOf(sys).Elem().FieldByIndex(g.index), g.name)
		}
	}
	for _, c := range sys.Components {
		path := c.Kind.Section + "." + c.Name
		fmt.Fprintln(h, path)
		canonical(h, l.of(reflect.TypeOf(c.Spec).Elem()), reflect.ValueOf(c.Spec).Elem(), path)
	}
	for _, name := range sortedKeys(l.digests) {
		fmt.Fprintln(h, "file", name, l.digests[name])
	}
	return fmt.Sprintf("sha256:%x", forAll.Sum(nil)), fmt.Sprintf("sha256:%x", forRun.Sum(nil))
}

// canonical writes a line for each value that is not zero.
func canonical(w io.Writer, f *form, v reflect.Value, path string) {
	if v.IsZero() {
		return
	}
	switch f.kind {
	case structForm:
		for i := range f.fields {
			g := &f.fields[i]
			if g.index != nil {
				canonical(w, g.form, v.FieldByIndex(g.index), path+"."+g.name)
			}
		}
	case choiceForm:
		chosen, ok := v.Addr().Interface().(interface{ Variant() any })
		if !ok || chosen.Variant() == nil {
			return
		}
		made := reflect.ValueOf(chosen.Variant()).Elem()
		for _, variant := range f.variants {
			if variant.form.typ == made.Type() {
				fmt.Fprintln(w, path+"."+f.key, variant.name)
				canonical(w, variant.form, made, path)
			}
		}
	case namesForm:
		for i := range v.Len() {
			p := path + "." + v.Index(i).Field(0).String()
			fmt.Fprintln(w, p)
			canonical(w, f.elem, v.Index(i).Field(1), p)
		}
	case listForm:
		for i := range v.Len() {
			p := fmt.Sprintf("%s[%d]", path, i)
			fmt.Fprintln(w, p)
			canonical(w, f.elem, v.Index(i), p)
		}
	default:
		fmt.Fprintln(w, path, plainText(v))
	}
}

// plainText returns the text form of a plain value, quoted.
func plainText(v reflect.Value) string {
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		if text, err := m.MarshalText(); err == nil {
			return strconv.Quote(string(text))
		}
	}
	return fmt.Sprintf("%q", fmt.Sprint(v.Interface()))
}
