package configs

import "headroom/models"

// templates resolves use: of components. What a template has and the component has not
// is added to it; the templates themselves then go.
func (l *loader) templates(tree *node) {
	all := tree.get("templates")
	if all != nil && all.kind != table {
		l.errorf(all.at, "templates", "%v stands where a map of names belongs; write templates: {web: {cpu: 2}}", all.kind)
		all = nil
	}
	used := map[string]bool{}
	for _, k := range models.Kinds() {
		section := tree.get(k.Section)
		if section == nil || section.kind != table {
			continue
		}
		for _, e := range section.entries {
			if e.value.kind == table {
				l.use(l.root.field(k.Section).form.elem, e.value, all, used, k.Section+"."+e.key)
			}
		}
	}
	for _, name := range all.keys() {
		t := all.get(name)
		where := "templates." + name
		switch {
		case t.kind != table:
			l.errorf(t.at, where, "%v stands where a map belongs; write for example {cpu: 2}", t.kind)
		case t.get("use") != nil:
			l.errorf(t.get("use").at, where+".use", "a template cannot use another; write its keys here")
		case !used[name]:
			l.warnf(t.at, where, "no component uses this template")
		}
	}
	tree.drop("templates")
}

// use completes one component.
func (l *loader) use(f *form, component, all *node, used map[string]bool, where string) {
	name := component.get("use")
	if name == nil {
		return
	}
	component.drop("use")
	t := all.get(name.text)
	switch {
	case name.kind != scalar:
		l.errorf(name.at, where+".use", "%v stands where the name of a template belongs", name.kind)
		return
	case t == nil:
		l.errorf(name.at, where+".use", "no template %q%s; declare it under templates:", name.text, didYouMean(name.text, all.keys()))
		return
	}
	used[name.text] = true
	if t.kind == table {
		add := t.clone()
		add.drop("use")
		fill(f, component, add)
	}
}
