package configs

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"slices"

	"headroom/sim/stats"
)

// Diff lists the settings in which b differs from a, in the order of the scenario. Values
// are compared by what they mean: 1s and 1000ms are the same. A section, component or
// item that only one side has is one setting. Left out are the name, the description and
// the studies, and what differs only because something else does: defaults that follow
// from another choice, and values taken from the scenario's own defaults. Diff is empty
// when the hashes are equal; where only files that values name, or the order of
// components, differ, it is empty although the hashes are not.
func Diff(a, b *Merged) []stats.Setting {
	if a.Hash == b.Hash {
		return nil
	}
	var d differ
	root := newLanguage().root
	sections := slices.Concat(a.tree.keys(), b.tree.keys())
	slices.SortStableFunc(sections, func(x, y string) int {
		return cmp.Or(cmp.Compare(a.rank(x), a.rank(y)), slices.Index(sections, x)-slices.Index(sections, y))
	})
	for _, section := range slices.Compact(sections) {
		switch section {
		case "name", "description", "studies":
			continue
		}
		form, _ := root.child(nil, section)
		d.compare(section, form, a.tree.get(section), b.tree.get(section))
	}
	return d.settings
}

// differ collects the settings in which two trees differ.
type differ struct {
	settings []stats.Setting
}

// compare looks for what differs between two values at a path; nil is no value.
func (d *differ) compare(path string, f *form, x, y *node) {
	x, y = unfold(f, x, y), unfold(f, y, x)
	switch {
	case derived(x) && derived(y):
	case f != nil && f.kind == namesForm && (x == nil && y.kind == table || y == nil && x.kind == table):
		d.tables(path, f, x, y) // one by one, not the section as a whole
	case x == nil || y == nil || x.kind != y.kind:
		d.add(path, x, y)
	case x.kind == table:
		d.tables(path, f, x, y)
	case x.kind == list && plainList(x) && plainList(y):
		if !slices.EqualFunc(x.items, y.items, func(v, w *node) bool { return alike(elementOf(f), v, w) }) {
			d.add(path, x, y)
		}
	case x.kind == list:
		d.lists(path, f, x, y)
	case !alike(f, x, y):
		d.add(path, x, y)
	}
}

// derived tells whether nobody has written a value for its place.
func derived(n *node) bool { return n == nil || n.fallen || n.at.origin == byDefault }

// unfold returns the map that a plain value stands for where the other side has a map, or
// both stand for the same key.
func unfold(f *form, n, other *node) *node {
	if f == nil || n == nil || n.kind != scalar || other == nil || other.kind == list {
		return n
	}
	key := f.stands(n.text)
	if key == "" || other.kind == scalar && f.stands(other.text) != key {
		return n
	}
	return n.expanded(key)
}

func (d *differ) add(path string, x, y *node) {
	d.settings = append(d.settings, stats.Setting{Path: path, Old: written(x), New: written(y)})
}

// written returns a value in one line, "" for none.
func written(n *node) string {
	if n == nil {
		return ""
	}
	w := &writer{origins: derived(n)}
	return w.flow(n)
}

func (d *differ) tables(path string, f *form, x, y *node) {
	keys := x.keys()
	for _, key := range y.keys() {
		if x.get(key) == nil {
			keys = append(keys, key)
		}
	}
	if f != nil && f.kind == choiceForm && slices.Contains(keys, f.key) {
		keys = slices.Insert(slices.DeleteFunc(keys, func(k string) bool { return k == f.key }), 0, f.key)
	}
	for _, key := range keys {
		where := join(path, key)
		if x != nil && y != nil && x.short && y.short {
			where = path // both are written as the plain value
		}
		d.compare(where, childOf(f, key, x, y), under(f, x, key), under(f, y, key))
	}
}

// under returns the value of a key. Without it, the key of a choice means its first form.
func under(f *form, n *node, key string) *node {
	v := n.get(key)
	if v == nil && f != nil && f.kind == choiceForm && key == f.key {
		return &node{kind: scalar, text: f.variants[0].name, at: place{origin: byDefault}}
	}
	return v
}

// childOf returns the form under a key that at least one of two nodes has; nil when
// there is none.
func childOf(f *form, key string, x, y *node) *form {
	if f == nil {
		return nil
	}
	if x.get(key) == nil {
		x = y
	}
	child, _ := f.child(x, key)
	return child
}

func elementOf(f *form) *form {
	if f == nil {
		return nil
	}
	return f.elem
}

// lists compares items one by one. When the numbers of items differ, what is alike at
// both ends is set aside, and what is left between has gone and come.
func (d *differ) lists(path string, f *form, x, y *node) {
	elem := elementOf(f)
	same := func(v, w *node) bool {
		var sub differ
		sub.compare(path, elem, v, w)
		return len(sub.settings) == 0
	}
	from, xEnd, yEnd := 0, len(x.items), len(y.items)
	if xEnd != yEnd {
		for from < min(xEnd, yEnd) && same(x.items[from], y.items[from]) {
			from++
		}
		for min(xEnd, yEnd) > from && same(x.items[xEnd-1], y.items[yEnd-1]) {
			xEnd, yEnd = xEnd-1, yEnd-1
		}
	}
	item := func(i int) string { return fmt.Sprintf("%s[%d]", path, i) }
	if xEnd == yEnd {
		for i := from; i < xEnd; i++ {
			d.compare(item(i), elem, x.items[i], y.items[i])
		}
		return
	}
	for i := from; i < xEnd; i++ {
		d.add(item(i), x.items[i], nil)
	}
	for i := from; i < yEnd; i++ {
		d.add(item(i), nil, y.items[i])
	}
}

// alike tells whether two plain values, or lists of them, mean the same.
func alike(f *form, x, y *node) bool {
	switch {
	case x.kind != y.kind:
		return false
	case x.kind == list:
		return slices.EqualFunc(x.items, y.items, func(v, w *node) bool { return alike(elementOf(f), v, w) })
	case x.text == y.text:
		return true
	case f == nil || f.kind != textForm && f.kind != integerForm && f.kind != numberForm:
		return false
	}
	meaning := func(n *node) (string, bool) {
		v := reflect.New(f.typ).Elem()
		d := decoder{collector: newCollector(), open: unread}
		err := d.plain(f, n, v)
		return plainText(v), err == nil
	}
	mx, ok := meaning(x)
	my, also := meaning(y)
	return ok && also && mx == my
}

// unread opens no file: whether two names mean the same is not looked into.
func unread(place, string) (io.ReadCloser, error) { return nil, fs.ErrNotExist }
