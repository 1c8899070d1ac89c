package configs

import (
	"regexp"
	"slices"
	"strings"

	"headroom/models"
)

// Merged is a scenario as its layers made it: every value with the place that it comes
// from. Included files and templates are in their places.
type Merged struct {
	// Hash identifies the meaning of the scenario, "sha256:...". Two scenarios with the
	// same hash and seed give the same numbers. The description and the studies do not
	// count, nor does the way in which the scenario is written.
	Hash string
	// RunHash identifies what one replication of the scenario plays: it is a hash without
	// the number of replications.
	RunHash string
	// Files holds the content of the files that values name, by the name as written, but for
	// those that come with the program. With it [Options.Named] makes the same scenario again.
	Files map[string][]byte
	// Warnings are what can be played and is probably not meant.
	Warnings Problems

	tree     *node
	sections []string
}

// Where returns where the value of a path comes from: "shop.yaml:14:5", "env
// HEADROOM_RUN_SEED", "--set run.seed", "default". It returns "" when the path leads
// nowhere.
func (m *Merged) Where(path string) string {
	value, at := m.tree.find(path)
	switch {
	case value == nil || path == "":
		return ""
	case value.at.origin == byDefault:
		return byDefault
	}
	return at.String()
}

// position returns the place of a path in a file, "" when it comes from somewhere else.
func (m *Merged) position(path string) string {
	if value, at := m.tree.find(path); value != nil && path != "" && value.at.file != "" {
		return at.String()
	}
	return ""
}

// Text returns the plain value of a path as it is written, or by default; "" when the
// path leads to no plain value.
func (m *Merged) Text(path string) string {
	if value, _ := m.tree.find(path); value != nil && value.kind == scalar {
		return value.text
	}
	return ""
}

// Alone returns the scenario with one of its studies, or none for "".
func (m *Merged) Alone(study string) *Merged {
	only, tree := *m, *m.tree
	only.tree = &tree
	tree.entries = nil
	for _, e := range m.tree.entries {
		if e.key == "studies" {
			all := *e.value
			all.entries = slices.DeleteFunc(slices.Clone(all.entries), func(e entry) bool { return e.key != study })
			if e.value = &all; len(all.entries) == 0 {
				continue
			}
		}
		tree.entries = append(tree.entries, e)
	}
	return &only
}

// YAML prints the scenario. With origins, each value is followed by a comment that says
// where it comes from, and values by default are there too; defaults within lists are
// not. Without, only what was written is there, in a form that loads with the same hash.
func (m *Merged) YAML(origins bool) []byte {
	w := &writer{origins: origins}
	entries := slices.Clone(m.tree.entries)
	slices.SortStableFunc(entries, func(a, b entry) int { return m.rank(a.key) - m.rank(b.key) })
	for _, e := range entries {
		w.entry(e, 0)
	}
	return []byte(w.String())
}

// rank orders the sections as the language does. Those of components keep the order of
// the files, which is the order of the components.
func (m *Merged) rank(section string) int {
	kinds := models.Kinds()
	if _, ok := models.KindOf(section); ok {
		section = kinds[0].Section
	}
	return slices.Index(m.sections, section)
}

// width is the length of line up to which maps and lists are written in one line.
const width = 110

// writer prints nodes as YAML.
type writer struct {
	strings.Builder
	origins bool
}

// shown tells whether a value is part of the print.
func (w *writer) shown(n *node) bool { return w.origins || n.at.origin != byDefault && !n.fallen }

// entry prints a key with its value, at the end of an indented line.
func (w *writer) entry(e entry, indent int) {
	if !w.shown(e.value) {
		return
	}
	w.pad(indent)
	w.WriteString(quote(e.key) + ":")
	w.value(e.value, indent)
}

// value prints what follows a key or a hyphen. Sections and components have a line for
// each key; what is deeper shares a line where it fits.
func (w *writer) value(n *node, indent int) {
	if n.kind == scalar || w.inOneLine(n, indent) {
		w.WriteString(" " + w.flow(n) + w.origin(n) + "\n")
		return
	}
	w.WriteString("\n")
	for _, e := range n.entries {
		w.entry(e, indent+1)
	}
	for _, item := range n.items {
		w.pad(indent + 1)
		w.WriteString("-")
		w.item(item, indent+1)
	}
}

// item prints what follows a hyphen; the first key of a map stands in the same line.
func (w *writer) item(n *node, indent int) {
	if n.kind != table || len(n.entries) != 1 && w.inOneLine(n, indent) {
		w.value(n, indent)
		return
	}
	first := true
	for _, e := range n.entries {
		switch {
		case !w.shown(e.value):
		case first:
			w.WriteString(" " + quote(e.key) + ":")
			w.value(e.value, indent+1)
			first = false
		default:
			w.entry(e, indent+1)
		}
	}
}

func (w *writer) inOneLine(n *node, indent int) bool {
	if w.empty(n) {
		return true
	}
	if w.origins {
		return n.kind == list && plainList(n)
	}
	return (indent > 1 || n.kind == list || indent == 0 && plainMap(n)) && 2*indent+len(w.flow(n)) < width-30
}

// empty tells whether nothing of a map or a list is shown.
func (w *writer) empty(n *node) bool {
	for _, e := range n.entries {
		if w.shown(e.value) {
			return false
		}
	}
	return len(n.items) == 0
}

// plainList tells whether a list has plain values only, or lists of them.
func plainList(n *node) bool {
	for _, item := range n.items {
		if item.kind == table || item.kind == list && !plainList(item) {
			return false
		}
	}
	return true
}

func plainMap(n *node) bool {
	for _, e := range n.entries {
		if e.value.kind != scalar {
			return false
		}
	}
	return true
}

func (w *writer) pad(indent int) { w.WriteString(strings.Repeat("  ", indent)) }

// origin returns the comment that says where a value comes from.
func (w *writer) origin(n *node) string {
	if !w.origins {
		return ""
	}
	return "  # " + oneLine(n.at.String())
}

// flow returns a value in one line.
func (w *writer) flow(n *node) string {
	var parts []string
	switch n.kind {
	case table:
		for _, e := range n.entries {
			if w.shown(e.value) {
				parts = append(parts, quote(e.key)+": "+w.flow(e.value))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case list:
		for _, item := range n.items {
			parts = append(parts, w.flow(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return quote(n.text)
}

// dateForm is what some readers take for a date.
var dateForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}`)

// quote writes a plain value so that every reader of YAML finds the same text.
func quote(text string) string {
	switch strings.ToLower(text) {
	case "", "~", "null", "=", "<<", "-", "---", "...", ".":
		return doubleQuoted(text)
	}
	first := text[0]
	plain := first == '$' || first == '/' || first == '-' || first == '.' || first == '_' || first >= '0' && first <= '9' || first >= 'a' && first <= 'z' || first >= 'A' && first <= 'Z'
	for i := 0; plain && i < len(text); i++ {
		switch c := text[i]; {
		case c < ' ' || c > '~' || strings.IndexByte(",[]{}\"'`", c) >= 0:
			plain = false
		case c == ':' || c == ' ' || c == '#' || c == '-':
			end := i+1 == len(text)
			if end || c == ':' && text[i+1] == ' ' || c == ' ' && (text[i+1] == '#' || text[i+1] == ' ') || c == '-' && i == 0 && text[1] == ' ' {
				plain = false
			}
		}
	}
	if plain && !dateForm.MatchString(text) && !strings.HasPrefix(text, "---") && !strings.HasPrefix(text, "...") {
		return text
	}
	return doubleQuoted(text)
}

func doubleQuoted(text string) string {
	const hex = "0123456789abcdef"
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			b.WriteString(`\x` + string(hex[r>>4]) + string(hex[r&15]))
		case r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
			b.WriteString(`\u`)
			for shift := 12; shift >= 0; shift -= 4 {
				b.WriteByte(hex[r>>shift&15])
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
