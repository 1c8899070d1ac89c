package configs

import (
	"slices"
	"strings"
)

// node is a value of a scenario as it was written: a text, a list or a map in the order
// of the file, with its place.
type node struct {
	kind    nodeKind
	text    string  // of a scalar
	items   []*node // of a list
	entries []entry // of a table
	at      place   // of a table or list under a key: of that key
	fallen  bool    // taken from the scenario's own defaults, not written here
	short   bool    // made of a plain value that stands for a map
}

type nodeKind uint8

const (
	scalar nodeKind = iota
	list
	table
)

func (k nodeKind) String() string { return [...]string{"a plain value", "a list", "a map"}[k] }

// entry is a key of a table.
type entry struct {
	key   string
	at    place
	value *node
}

// expanded returns the map that a plain value stands for.
func (n *node) expanded(key string) *node {
	return &node{kind: table, at: n.at, fallen: n.fallen, short: true, entries: []entry{{key, n.at, n}}}
}

// get returns the value of a key, nil without one. A nil node has no keys.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for i := range n.entries {
		if n.entries[i].key == key {
			return n.entries[i].value
		}
	}
	return nil
}

// put sets the value of a key, at the end when it is new.
func (n *node) put(key string, at place, value *node) {
	for i := range n.entries {
		if n.entries[i].key == key {
			n.entries[i].at, n.entries[i].value = at, value
			return
		}
	}
	n.entries = append(n.entries, entry{key, at, value})
}

// drop removes a key.
func (n *node) drop(key string) {
	n.entries = slices.DeleteFunc(n.entries, func(e entry) bool { return e.key == key })
}

// keys returns the keys in order; a nil node has none.
func (n *node) keys() []string {
	if n == nil {
		return nil
	}
	keys := make([]string, len(n.entries))
	for i, e := range n.entries {
		keys[i] = e.key
	}
	return keys
}

// clone copies a node with all below it.
func (n *node) clone() *node {
	c := *n
	c.items = make([]*node, len(n.items))
	for i, item := range n.items {
		c.items[i] = item.clone()
	}
	c.entries = make([]entry, len(n.entries))
	for i, e := range n.entries {
		c.entries[i] = entry{e.key, e.at, e.value.clone()}
	}
	return &c
}

// fall marks a node and all below it as taken from the scenario's defaults.
func (n *node) fall() *node {
	n.fallen = true
	for _, item := range n.items {
		item.fall()
	}
	for _, e := range n.entries {
		e.value.fall()
	}
	return n
}

// next takes the first part off a path: a key of a table, the longest that fits, since
// names of prices have points in them, or the number of an item. Rest is what follows;
// ok tells whether there is such a part.
func (n *node) next(path string) (child *node, at place, rest string, ok bool) {
	if n.kind == list {
		i, rest, ok := cutIndex(path)
		if !ok || i >= len(n.items) {
			return nil, place{}, "", false
		}
		return n.items[i], n.items[i].at, rest, true
	}
	for i := range n.entries {
		e := &n.entries[i]
		if r, fits := cutKey(path, e.key); fits && (!ok || len(r) < len(rest)) {
			child, at, rest, ok = e.value, e.at, r, true
		}
	}
	return child, at, rest, ok
}

// find follows a path as far as it goes. Value is nil when it does not go to the end;
// at is the place of the last part that was written by somebody.
func (n *node) find(path string) (value *node, at place) {
	at = n.at
	for path != "" {
		child, _, rest, ok := n.next(path)
		if !ok {
			return nil, at
		}
		if child.at.origin != byDefault {
			at = child.at
		}
		n, path = child, rest
	}
	return n, at
}

// cutKey takes a key off the start of a path, with the point behind it.
func cutKey(path, key string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(path, key)
	switch {
	case !ok:
		return "", false
	case strings.HasPrefix(rest, "."):
		return rest[1:], len(rest) > 1
	}
	return rest, rest == "" || rest[0] == '['
}

// cutIndex takes the number of an item off the start of a path: "[2]".
func cutIndex(path string) (i int, rest string, ok bool) {
	body, rest, closed := strings.Cut(path, "]")
	digits, opened := strings.CutPrefix(body, "[")
	if !closed || !opened || digits == "" || len(digits) > 9 {
		return 0, "", false
	}
	for _, d := range digits {
		if d < '0' || d > '9' {
			return 0, "", false
		}
		i = i*10 + int(d-'0')
	}
	if r, point := strings.CutPrefix(rest, "."); point {
		return i, r, r != ""
	}
	return i, rest, rest == "" || rest[0] == '['
}
