package configs

import (
	"slices"
	"strings"

	"github.com/spf13/viper"
)

// layerDelimiter separates the keys of a path within viper. Names of prices have points
// in them, which viper's own delimiter would split.
const layerDelimiter = "::"

// spot is what viper does not keep of a key: its turn in the files and its place.
type spot struct {
	turn int
	key  place // of the key
	at   place // of a table
}

// merge lays the files, the environment and the settings over each other. Viper decides
// which value wins. It would drop a plain value or a list that replaces a map without a
// word, and mix the keys of two forms of a rate; such values are taken out of the lower
// layers before.
func (l *loader) merge() *node {
	files := len(l.layers)
	l.layers = append(l.layers, l.environment(l.together())...)
	for _, c := range l.changes {
		if n := l.change(c, l.together()); n != nil {
			l.layers = append(l.layers, n)
		}
	}
	for _, s := range l.Set {
		if n := l.setting(s, l.together()); n != nil {
			l.layers = append(l.layers, n)
		}
	}
	l.laid = len(l.layers) > files
	spots := map[string]spot{}
	for _, n := range l.layers {
		index(spots, n, "")
	}
	for i, n := range l.layers {
		settle(l.root, n, l.layers[:i])
	}
	v := viper.NewWithOptions(viper.KeyDelimiter(layerDelimiter))
	for i, n := range l.layers {
		if i < files {
			// It fails for maps that viper cannot copy, and these are made for it.
			_ = v.MergeConfigMap(settings(n))
			continue
		}
		override(v, n, "")
	}
	tree := assemble(spots, v.AllSettings(), "")
	tree.at = place{file: l.first, line: 1, col: 1}
	return tree
}

// together returns a rough merge of the layers so far, to look up names in.
func (l *loader) together() *node {
	all := &node{kind: table}
	for i := len(l.layers) - 1; i >= 0; i-- {
		fill(l.root, all, l.layers[i])
	}
	return all
}

// index notes the turn and the place of every key outside of lists.
func index(spots map[string]spot, n *node, path string) {
	for _, e := range n.entries {
		p := path + layerDelimiter + e.key
		s, known := spots[p]
		if !known {
			s = spot{turn: len(spots), key: e.at, at: e.value.at}
		}
		if e.value.kind != table {
			s.key = e.at
		}
		spots[p] = s
		index(spots, e.value, p)
	}
}

// settle takes out of the layers below what a table replaces as a whole. Under holds
// what lies at the same path.
func settle(f *form, over *node, under []*node) {
	for _, e := range over.entries {
		child, _ := f.orFree().child(over, e.key)
		replaces := e.value.kind != table || otherVariant(child.orFree(), e.value, e.key, under)
		var below []*node
		for _, u := range under {
			v := u.get(e.key)
			switch {
			case v == nil:
				continue
			case replaces:
				u.drop(e.key)
				continue
			case v.kind == scalar && child.orFree().stands(v.text) != "":
				v = v.expanded(child.stands(v.text))
				u.put(e.key, v.at, v)
			case v.kind != table:
				u.drop(e.key)
				continue
			}
			below = append(below, v)
		}
		if e.value.kind == table {
			settle(child, e.value, below)
		}
	}
}

// orFree stands in for the form of a key that is not known.
func (f *form) orFree() *form {
	if f == nil {
		return &form{kind: freeForm}
	}
	return f
}

// otherVariant tells whether a table chooses another form of a choice than the layers
// below: the keys of the old form then mean nothing.
func otherVariant(f *form, over *node, key string, under []*node) bool {
	if f.kind != choiceForm || over.get(f.key) == nil {
		return false
	}
	for i := len(under) - 1; i >= 0; i-- {
		v := under[i].get(key)
		if v == nil || v.kind == table && v.get(f.key) == nil {
			continue
		}
		return f.chosen(v) != f.chosen(over)
	}
	return false
}

// settings turns a table into the maps that viper merges. All else is a value to it: a
// list is replaced as a whole, and an empty map is not lost.
func settings(n *node) map[string]any {
	m := make(map[string]any, len(n.entries))
	for _, e := range n.entries {
		if e.value.kind == table && len(e.value.entries) > 0 {
			m[e.key] = settings(e.value)
		} else {
			m[e.key] = e.value
		}
	}
	return m
}

// override sets the values of a layer above all files.
func override(v *viper.Viper, n *node, path string) {
	for _, e := range n.entries {
		p := e.key
		if path != "" {
			p = path + layerDelimiter + e.key
		}
		if e.value.kind == table && len(e.value.entries) > 0 {
			override(v, e.value, p)
			continue
		}
		if e.value.kind != table || v.Get(p) == nil {
			v.Set(p, e.value)
		}
	}
}

// assemble turns viper's maps into a tree again, in the order of the files.
func assemble(spots map[string]spot, m map[string]any, path string) *node {
	n := &node{kind: table}
	for key, value := range m {
		s := spots[path+layerDelimiter+key]
		switch v := value.(type) {
		case *node:
			n.entries = append(n.entries, entry{key, s.key, v})
		case map[string]any:
			t := assemble(spots, v, path+layerDelimiter+key)
			t.at = s.at
			n.entries = append(n.entries, entry{key, s.key, t})
		}
	}
	slices.SortFunc(n.entries, func(a, b entry) int {
		return spots[path+layerDelimiter+a.key].turn - spots[path+layerDelimiter+b.key].turn
	})
	return n
}

// fill adds to a table what another has and it has not, all the way down. A plain value
// is complete: nothing is added to it.
func fill(f *form, n, from *node) {
	for _, e := range from.entries {
		mine := n.get(e.key)
		if mine == nil {
			n.entries = append(n.entries, entry{e.key, e.at, e.value.clone()})
			continue
		}
		child, _ := f.orFree().child(n, e.key)
		theirs := e.value
		if key := child.orFree().stands(theirs.text); key != "" && theirs.kind == scalar {
			theirs = theirs.expanded(key)
		}
		if mine.kind == table && theirs.kind == table && sameVariant(child.orFree(), mine, theirs) {
			fill(child, mine, theirs)
		}
	}
}

// sameVariant tells whether two tables can be mixed: they are of the same form of a choice.
func sameVariant(f *form, a, b *node) bool {
	return f.kind != choiceForm || a.get(f.key) == nil || f.chosen(a) == f.chosen(b)
}

// setting turns "path=value" into a layer, nil when it is wrong.
func (l *loader) setting(text string, names *node) *node {
	path, value, ok := strings.Cut(text, "=")
	at := place{origin: "--set " + path}
	if path = strings.TrimSpace(path); !ok || path == "" {
		l.errorf(place{origin: "--set " + text}, "", "no path and value; write for example --set services.api.replicas=8")
		return nil
	}
	t, err := l.resolve(names, path)
	if err != nil {
		l.errorf(at, "", "%v", err)
		return nil
	}
	r := &reader{collector: l.collector, origin: at.origin}
	v := r.read([]byte(value), path)
	if v == nil {
		return nil
	}
	return layerOf(t, at, v)
}

// layerOf returns a layer with nothing but a value at a path. Within a list, the whole
// list is repeated with the value in its place.
func layerOf(t target, at place, v *node) *node {
	for i := len(t.steps) - 1; i >= 0; i-- {
		s := t.steps[i]
		if s.within != nil {
			whole := s.within.clone()
			if s.within.kind == list {
				whole.items[s.index] = v
			} else {
				whole.put(s.key, at, v)
			}
			v = whole
			continue
		}
		v = &node{kind: table, at: at, entries: []entry{{s.key, at, v}}}
	}
	return v
}
