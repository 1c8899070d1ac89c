package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"headroom/sim/stats"
)

// Markdown writes the page as tables for a pull request or the summary of a CI job, with
// the architecture as a Mermaid diagram and the small print folded.
func Markdown(w io.Writer, r *stats.Result, o Options) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# %s\n\n", markdownText(r.Scenario.Name))
	if r.Scenario.Description != "" {
		fmt.Fprintf(b, "%s\n\n", markdownText(r.Scenario.Description))
	}
	fmt.Fprintf(b, "%s  \n%s\n", markdownText(headline(r)), markdownText("again: "+runCommand(r, o)+identity(r)))
	if text := analysisText(r); text != "" {
		fmt.Fprintf(b, "\n%s\n", markdownText(text))
	}
	if warning := pageWarning(r); warning != "" {
		fmt.Fprintf(b, "\n> **%s**\n", markdownText(warning))
	}
	for _, s := range sections(r) {
		markdownSection(b, s)
	}
	markdownFold(b, "Not modelled", r.NotModelled)
	markdownFold(b, "Assumptions of the cost", r.Cost.Assumptions)
	if len(r.Components) > 0 {
		fmt.Fprint(b, "\n<details><summary>Architecture</summary>\n\n```mermaid\n")
		if err := Mermaid(b, r, o); err != nil {
			return err
		}
		fmt.Fprint(b, "```\n\n</details>\n")
	}
	return b.Flush()
}

func markdownSection(b *bufio.Writer, s section) {
	fmt.Fprintf(b, "\n## %s\n", s.title)
	if s.summary != "" {
		fmt.Fprintf(b, "\n%s\n", markdownText(s.summary))
	}
	markdownTable(b, s.table)
	markdownList(b, s.lines)
	if s.more != "" {
		fmt.Fprintf(b, "\n%s\n", markdownText(s.more))
	}
}

func markdownTable(b *bufio.Writer, g grid) {
	g = g.trim()
	if len(g.rows) == 0 {
		return
	}
	notes := false
	for _, r := range g.rows {
		notes = notes || r.note != ""
	}
	names, rules := "|", "|"
	for _, c := range g.columns {
		names += " " + c.name + " |"
		if c.text {
			rules += "---|"
		} else {
			rules += "---:|"
		}
	}
	if notes {
		names, rules = names+" "+g.notes+" |", rules+"---|"
	}
	fmt.Fprintf(b, "\n%s\n%s\n", names, rules)
	for _, r := range g.rows {
		b.WriteString("|")
		for _, c := range r.cells {
			text := markdownText(strings.TrimSpace(c.text + " " + c.interval))
			if c.style == bad || c.style == unsure {
				text = "**" + text + "**"
			}
			fmt.Fprintf(b, " %s |", text)
		}
		if notes {
			fmt.Fprintf(b, " %s |", markdownText(r.note))
		}
		b.WriteString("\n")
	}
}

func markdownList(b *bufio.Writer, lines []string) {
	if len(lines) > 0 {
		b.WriteString("\n")
	}
	for _, line := range lines {
		fmt.Fprintf(b, "- %s\n", markdownText(line))
	}
}

// markdownFold writes a list that a reader has to open.
func markdownFold(b *bufio.Writer, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "\n<details><summary>%s (%d)</summary>\n", title, len(lines))
	markdownList(b, lines)
	b.WriteString("\n</details>\n")
}

// MarkdownText writes a text on one line of Markdown, in which nothing is markup.
func MarkdownText(s string) string { return markdownText(s) }

// markdownText writes a text on one line, so that nothing in it is read as Markdown, as
// HTML, or as the border of a cell.
func markdownText(s string) string {
	return strings.NewReplacer(
		"&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "\\|", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]", "\\", "\\\\",
	).Replace(strings.Join(strings.Fields(s), " "))
}
