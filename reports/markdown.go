package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"headroom/sim/stats"
)

// Markdown writes the page for a job summary or a pull request.
func Markdown(w io.Writer, r *stats.Result, _ Options) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# %s\n\n", escapeMarkdown(r.Scenario.Name))
	if r.Scenario.Description != "" {
		fmt.Fprintf(b, "%s\n\n", escapeMarkdown(r.Scenario.Description))
	}
	if len(r.Objectives) > 0 {
		fmt.Fprintf(b, "**%s**\n\n", strings.ToUpper(string(r.Verdict)))
	}
	fmt.Fprintf(b, "%s\n", escapeMarkdown(headline(r)))
	if warning := pageWarning(r); warning != "" {
		fmt.Fprintf(b, "\n> %s\n", escapeMarkdown(warning))
	}
	for _, s := range sections(r) {
		fmt.Fprintf(b, "\n## %s\n\n", s.Title)
		markdownTable(b, s.Table)
		for _, line := range s.Lines {
			fmt.Fprintf(b, "- %s\n", escapeMarkdown(line))
		}
	}
	return b.Flush()
}

func markdownTable(b *bufio.Writer, t pageTable) {
	if len(t.Rows) == 0 {
		return
	}
	names, rules := "|", "|"
	for _, c := range t.Columns {
		names += " " + c.Name + " |"
		if c.Text {
			rules += "---|"
		} else {
			rules += "---:|"
		}
	}
	fmt.Fprintf(b, "%s\n%s\n", names, rules)
	for _, row := range t.Rows {
		b.WriteString("|")
		for _, c := range row {
			fmt.Fprintf(b, " %s |", escapeMarkdown(c.Text))
		}
		b.WriteString("\n")
	}
}

var markdownEscapes = strings.NewReplacer("|", "\\|", "<", "&lt;", ">", "&gt;", "*", "\\*", "_", "\\_", "`", "\\`", "\n", " ")

func escapeMarkdown(text string) string { return markdownEscapes.Replace(text) }
