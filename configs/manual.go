package configs

import (
	"fmt"
	"reflect"
	"strings"

	"headroom/models"
	"headroom/models/policy"
)

// Manual returns the manual page of a component kind in Markdown: what it is, then a
// table of its keys and one for each map below them. It is made from the spec types and
// their comments. What many kinds share stands on pages of its own: see [ManualPages].
func Manual(kind models.Kind) string {
	l := newLanguage()
	f := l.root.field(kind.Section).form.elem
	m := newManual(l, "")
	m.seen[f.typ] = kind.Name
	fmt.Fprintf(m, "# %s\n\nSection `%s`: %s.\n", kind.Name, kind.Section, kind.Summary)
	m.page(f)
	return m.String()
}

// ManualOf returns the manual page of another section of a scenario (run, defaults, data,
// faults, slos, prices, studies), or one of [ManualPages]. It returns false when there is
// no such page.
func ManualOf(name string) (string, bool) {
	l := newLanguage()
	m := newManual(l, name)
	for _, p := range sharedPages() {
		if p.name == name {
			fmt.Fprintf(m, "# %s\n\nOn %s.\n", name, p.on)
			m.page(l.of(p.typ))
			return m.String(), true
		}
	}
	g := l.root.field(name)
	if g == nil || g.index == nil {
		return "", false
	}
	fmt.Fprintf(m, "# %s\n\n%s\n", name, plainMarkdown(g.text()))
	f := g.form
	for f.kind == namesForm || f.kind == listForm {
		f = f.elem
	}
	if f.kind == structForm {
		m.seen[f.typ] = name
		m.page(f)
	}
	return m.String(), true
}

// ManualPages lists the pages on what many kinds share, to which their pages refer.
func ManualPages() []string {
	var names []string
	for _, p := range sharedPages() {
		names = append(names, p.name)
	}
	return names
}

// sharedPage is a page on a struct that many kinds have, inlined or as a map.
type sharedPage struct {
	name string
	typ  reflect.Type
	on   string // what has it
}

func sharedPages() []sharedPage {
	return []sharedPage{
		{"calls", reflect.TypeFor[policy.Call](), "each `call` of a program, each route, the `origin` of a CDN, the calls of a traffic source, and `defaults.call`: the policies of the caller"},
		{"link", reflect.TypeFor[models.Link](), "each call, beside its policies, and on `defaults.link`: the network"},
	}
}

// newManual begins a page. What stands on shared pages is known on all others.
func newManual(l *language, name string) *manual {
	m := &manual{seen: map[reflect.Type]string{}}
	for _, p := range sharedPages() {
		if p.name == name {
			m.seen[p.typ] = name
			continue
		}
		m.seen[p.typ] = "page " + p.name
		m.shared = append(m.shared, p)
		for _, g := range l.of(p.typ).fields {
			if g.form.kind == structForm || g.form.kind == choiceForm {
				m.seen[g.form.typ] = g.name + " on page " + p.name
			}
		}
	}
	return m
}

// manual writes one page.
type manual struct {
	strings.Builder
	seen   map[reflect.Type]string // the titles of types that have a table
	shared []sharedPage            // other pages
	later  []part
}

// part is a map that gets a table of its own.
type part struct {
	title string
	form  *form
}

// page writes the text and the table of a form, then those of the maps in it.
func (m *manual) page(f *form) {
	m.WriteString("\n" + plainMarkdown(f.text()) + "\n")
	m.table(f)
	for len(m.later) > 0 {
		p := m.later[0]
		m.later = m.later[1:]
		fmt.Fprintf(m, "\n## %s\n", p.title)
		if p.form.kind != choiceForm {
			m.WriteString("\n" + plainMarkdown(p.form.text()) + "\n")
			m.table(p.form)
			continue
		}
		for _, v := range p.form.variants {
			fmt.Fprintf(m, "\n`%s: %s`: %s.\n", p.form.key, v.name, v.summary)
			if len(v.form.fields) > 0 {
				m.table(v.form)
			}
		}
	}
}

// table writes the keys of a struct.
func (m *manual) table(f *form) {
	m.WriteString("\n| key | value | default | meaning |\n|---|---|---|---|\n")
	last := ""
	for i := range f.fields {
		g := &f.fields[i]
		if page := m.elsewhere(g); page != "" {
			if page != last {
				fmt.Fprintf(m, "| `%s` ... | policies of a call |  | All keys of page %s. |\n", g.name, page)
			}
			last = page
			continue
		}
		fallback := ""
		switch {
		case g.required:
			fallback = "required"
		case g.defaults && g.fallback != "":
			fallback = "`" + g.fallback + "`"
		}
		fmt.Fprintf(m, "| `%s` | %s | %s | %s |\n", g.name, cell(m.value(g)), cell(fallback), cell(g.text()))
	}
}

// elsewhere returns the shared page that an inlined key stands on, "" when it stands here.
func (m *manual) elsewhere(g *field) string {
	for _, p := range m.shared {
		if strings.HasPrefix(g.comment, commentKey(p.typ)+".") {
			return p.name
		}
	}
	return ""
}

// value says what can be written for a key.
func (m *manual) value(g *field) string {
	if len(g.enum) > 0 {
		return "`" + strings.Join(g.enum, "` `") + "`"
	}
	bounds := ""
	switch {
	case g.least != "" && g.most != "":
		bounds = ", " + g.least + " to " + g.most
	case g.least != "":
		bounds = ", at least " + g.least
	case g.most != "":
		bounds = ", at most " + g.most
	}
	return m.describe(g.name, g.form) + bounds
}

// describe says what a form is, and keeps maps for a table of their own.
func (m *manual) describe(name string, f *form) string {
	switch f.kind {
	case textForm:
		if len(f.examples) > 0 {
			return f.noun() + ": `" + strings.Join(f.examples[:min(3, len(f.examples))], "` `") + "`"
		}
	case pairForm:
		return "a pair"
	case listForm:
		return "a list of: " + m.describe(name, f.elem)
	case namesForm:
		return "a map of names to: " + m.describe(name, f.elem)
	case structForm, choiceForm:
		if m.seen[f.typ] == "" {
			m.seen[f.typ] = name
			m.later = append(m.later, part{name, f})
		}
		switch {
		case f.kind == choiceForm && f.variants[0].form.short != "":
			return "a map, see " + m.seen[f.typ] + ", a `" + f.key + "` or a `" + f.variants[0].form.short + "` alone"
		case f.kind == choiceForm:
			return "a map, see " + m.seen[f.typ] + ", or its `" + f.key + "` alone"
		case f.short != "":
			return "a map, see " + m.seen[f.typ] + ", or its `" + f.short + "` alone"
		}
		return "a map, see " + m.seen[f.typ]
	case freeForm:
		return "a map"
	}
	return f.noun()
}

// cell makes a text fit into a cell of a table.
func cell(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\n", " "), "|", `\|`)
}

// plainMarkdown keeps the brackets of Go's comments from being links.
func plainMarkdown(text string) string {
	return strings.NewReplacer("[", "", "]", "").Replace(text)
}
