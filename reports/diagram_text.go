package reports

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"headroom/sim/stats"
)

// Mermaid writes the architecture as a Mermaid flow chart, the form that GitHub draws in
// Markdown.
func Mermaid(w io.Writer, r *stats.Result, o Options) error {
	g := graphOf(r)
	t := themeNamed(o.Theme)
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	used := map[string]bool{}
	for i, n := range g.nodes {
		open, close := mermaidShape(n.kind)
		text := mermaidText(n.name)
		if n.state != "" {
			text += "<br>" + mermaidText(n.state)
		}
		class := classOf(n)
		used[class] = true
		fmt.Fprintf(&b, "    n%d%s\"%s\"%s:::%s\n", i, open, text, close, class)
	}
	for _, e := range g.edges {
		arrow := "-->"
		if e.kind == "publish" || e.kind == "consume" {
			arrow = "-.->"
		}
		if e.label != "" {
			arrow += "|\"" + mermaidText(e.label) + "\"|"
		}
		fmt.Fprintf(&b, "    n%d %s n%d\n", e.from, arrow, e.to)
	}
	for _, kind := range kindNames {
		if used[kind] {
			fmt.Fprintf(&b, "    classDef %s fill:%s,stroke:%s,color:%s\n", kind, t.kinds[kind].fill, t.kinds[kind].line, t.text)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// classOf is the tint of a node: that of its kind, or "hot".
func classOf(n node) string {
	if n.hot {
		return "hot"
	}
	if _, ok := light.kinds[n.kind]; ok {
		return n.kind
	}
	return "service"
}

func mermaidShape(kind string) (open, close string) {
	switch kind {
	case "traffic":
		return "([", "])"
	case "database", "cache":
		return "[(", ")]"
	case "queue":
		return "[[", "]]"
	case "gateway", "balancer", "cdn":
		return "{{", "}}"
	}
	return "[", "]"
}

// mermaidText writes the characters that end a quoted text as entities.
func mermaidText(s string) string {
	return strings.NewReplacer("#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "\n", " ").Replace(s)
}

// DOT writes the architecture in the language of Graphviz.
func DOT(w io.Writer, r *stats.Result, o Options) error {
	g := graphOf(r)
	t := themeNamed(o.Theme)
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %s {\n", dotText(r.Scenario.Name))
	fmt.Fprintf(&b, "  graph [rankdir=LR, bgcolor=%q];\n", t.background)
	fmt.Fprintf(&b, "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontcolor=%q];\n", t.text)
	fmt.Fprintf(&b, "  edge [fontname=\"Helvetica\", fontsize=10, color=%q, fontcolor=%q];\n", t.edge, t.muted)
	for _, n := range g.nodes {
		text := n.name
		if n.state != "" {
			text += "\n" + n.state
		}
		tint := t.kinds[classOf(n)]
		fmt.Fprintf(&b, "  %s [label=%s, shape=%s, fillcolor=%q, color=%q];\n",
			dotText(n.name), dotText(text), dotShape(n.kind), tint.fill, tint.line)
	}
	for _, e := range g.edges {
		var attributes []string
		if e.label != "" {
			attributes = append(attributes, "label="+dotText(e.label))
		}
		if e.kind == "publish" || e.kind == "consume" {
			attributes = append(attributes, "style=dashed")
		}
		if e.failing {
			attributes = append(attributes, "color="+strconv.Quote(t.alarm), "fontcolor="+strconv.Quote(t.alarm))
		}
		list := ""
		if len(attributes) > 0 {
			list = " [" + strings.Join(attributes, ", ") + "]"
		}
		fmt.Fprintf(&b, "  %s -> %s%s;\n", dotText(g.nodes[e.from].name), dotText(g.nodes[e.to].name), list)
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func dotShape(kind string) string {
	switch kind {
	case "database", "cache":
		return "cylinder"
	case "traffic":
		return "oval"
	}
	return "box"
}

// dotText quotes a text; a backslash stands for itself.
func dotText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
