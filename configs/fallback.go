package configs

import (
	"reflect"

	"headroom/models"
)

// fallbacks writes the scenario's own defaults where they apply: defaults.link into every
// link, defaults.call into every call step.
func (l *loader) fallbacks(tree *node) {
	defaults := tree.get("defaults")
	link, call := defaults.get("link"), defaults.get("call")
	if link == nil && call == nil {
		return
	}
	fb := &fallbacks{link: whole(link), call: whole(call)}
	for _, k := range models.Kinds() {
		if section := tree.get(k.Section); section != nil {
			fb.apply(l.root.field(k.Section).form, section)
		}
	}
}

// whole returns a copy of a table to fill in elsewhere, nil when there is none.
func whole(n *node) *node {
	if n == nil || n.kind != table {
		return nil
	}
	return n.clone().fall()
}

type fallbacks struct{ link, call *node }

// apply walks down from a node of a form.
func (fb *fallbacks) apply(f *form, n *node) {
	switch f.kind {
	case namesForm:
		for i := range n.entries {
			v := n.entries[i].value
			if key := f.elem.stands(v.text); key != "" && v.kind == scalar && f.elem.field("link") != nil {
				n.entries[i].value = v.expanded(key)
			}
			fb.apply(f.elem, n.entries[i].value)
		}
	case listForm:
		for _, item := range n.items {
			fb.apply(f.elem, item)
		}
	case structForm:
		if n.kind == table {
			fb.fields(f, n)
		}
	}
}

// fields fills the keys of a struct, then looks below.
func (fb *fallbacks) fields(f *form, n *node) {
	isStep := f.typ == reflect.TypeFor[models.Step]()
	if isStep && n.get("call") != nil && fb.call != nil {
		fill(f, n, fb.call)
	}
	for i := range f.fields {
		g := &f.fields[i]
		value := n.get(g.name)
		if g.form.typ == reflect.TypeFor[models.Link]() {
			crosses := !isStep || n.get("call") != nil || n.get("publish") != nil
			fb.linkOf(g, n, value, crosses)
			continue
		}
		if value != nil {
			fb.apply(g.form, value)
		}
	}
}

// linkOf fills one link. A step that calls nobody has none.
func (fb *fallbacks) linkOf(g *field, n, link *node, crosses bool) {
	switch {
	case fb.link == nil || !crosses:
	case link == nil:
		n.entries = append(n.entries, entry{g.name, fb.link.at, fb.link.clone()})
	case link.kind == table:
		fill(g.form, link, fb.link)
	}
}
