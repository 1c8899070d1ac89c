package configs

import (
	"slices"
	"strings"
)

// envPrefix begins the names of environment variables that set values of a scenario.
const envPrefix = "HEADROOM_"

// environment returns a layer for each variable that names a value of the scenario, in
// the order of their names.
func (l *loader) environment(names *node) []*node {
	vars := map[string]string{}
	for _, v := range l.Env {
		if name, value, ok := strings.Cut(v, "="); ok && strings.HasPrefix(name, envPrefix) {
			vars[name] = value
		}
	}
	if len(vars) == 0 {
		return nil
	}
	paths := map[string][]string{}
	enumerate(l.root, names, "", func(path string) {
		name := envName(path)
		paths[name] = append(paths[name], path)
	})
	known := sortedKeys(paths)
	var layers []*node
	for _, name := range sortedKeys(vars) {
		at := place{origin: "env " + name}
		switch found := paths[name]; {
		case len(found) == 0:
			l.stray(at, name, known)
		case len(found) > 1:
			l.errorf(at, "", "can mean %s; use --set with the path that you mean", strings.Join(found, " or "))
		default:
			r := &reader{collector: l.collector, origin: at.origin}
			t, err := l.resolve(names, found[0])
			v := r.read([]byte(vars[name]), found[0])
			if err == nil && v != nil {
				layers = append(layers, layerOf(t, at, v))
			}
		}
	}
	return layers
}

// stray reports a variable that names nothing: an error when it starts like a section of
// scenarios, else a warning, since other programs may use the prefix too.
func (l *loader) stray(at place, name string, known []string) {
	for _, g := range l.root.fields {
		if strings.HasPrefix(name, envName(g.name)+"_") {
			l.errorf(at, "", "names nothing in the scenario%s", didYouMean(name, known))
			return
		}
	}
	l.warnf(at, "", "names nothing in the scenario and is not used")
}

// envName returns the variable that sets the value of a path.
func envName(path string) string {
	return envPrefix + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(path))
}

// enumerate visits the path of every value that can be set and is in no list.
func enumerate(f *form, n *node, path string, visit func(path string)) {
	if path != "" {
		visit(path)
	}
	switch f.kind {
	case structForm:
		for i := range f.fields {
			g := &f.fields[i]
			enumerate(g.form, n.get(g.name), join(path, g.name), visit)
		}
	case choiceForm:
		visit(join(path, f.key))
		if v := f.chosen(n); v != nil {
			for i := range v.form.fields {
				g := &v.form.fields[i]
				enumerate(g.form, n.get(g.name), join(path, g.name), visit)
			}
		}
	case namesForm, freeForm:
		for _, key := range n.keys() {
			elem := f
			if f.kind == namesForm {
				elem = f.elem
			}
			enumerate(elem, n.get(key), join(path, key), visit)
		}
	}
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
