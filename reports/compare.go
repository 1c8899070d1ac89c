package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"headroom/sim/stats"
)

// ComparisonWriters is the only list of formats of a comparison.
var ComparisonWriters = []Writer[*stats.Compared]{
	{"text", "a page for a terminal", ComparisonText},
	{"md", "a page in Markdown, for a pull request", ComparisonMarkdown},
	{"json", "everything, for programs", ComparisonJSON},
	{"html", "one self-contained page for a browser, with a plot of the differences", ComparisonHTML},
}

// ComparisonText writes a page for a terminal: in what the settings differ, which
// objectives changed their verdict, then the significant changes, the relatively largest
// first. Colour only adds to what the words say.
func ComparisonText(w io.Writer, c *stats.Compared, o Options) error {
	p := newPrinter(w, o)
	p.paint(strong, comparisonTitle(c))
	p.paint(unstyled, "\n")
	p.prose(faint, "", "A: "+c.A.Source)
	p.prose(faint, "", "B: "+c.B.Source)
	p.prose(faint, "", comparisonHeadline(c))
	for _, warning := range comparisonWarnings(c) {
		p.prose(bad, "", warning)
	}
	settings := section{title: "Settings", summary: settingsSummary(c)}
	settings.lines, settings.more = settingLines(c.Settings)
	p.section(settings)
	for _, s := range comparisonSections(c) {
		p.section(s)
	}
	for i, note := range comparisonNotes(c) {
		if i == 0 {
			p.paint(unstyled, "\n")
		}
		p.prose(faint, "", note)
	}
	return p.b.Flush()
}

// ComparisonMarkdown writes the same page as tables for a pull request.
func ComparisonMarkdown(w io.Writer, c *stats.Compared, _ Options) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# %s\n\n", markdownText(comparisonTitle(c)))
	fmt.Fprintf(b, "A: %s  \nB: %s  \n%s\n", markdownText(c.A.Source), markdownText(c.B.Source), markdownText(comparisonHeadline(c)))
	for _, warning := range comparisonWarnings(c) {
		fmt.Fprintf(b, "\n> **%s**\n", markdownText(warning))
	}
	fmt.Fprintf(b, "\n## Settings\n\n%s\n", markdownText(settingsSummary(c)))
	lines, more := settingLines(c.Settings)
	if len(lines) > 0 {
		fmt.Fprintf(b, "\n```diff\n%s\n```\n", strings.Join(lines, "\n"))
	}
	if more != "" {
		fmt.Fprintf(b, "\n%s\n", markdownText(more))
	}
	for _, s := range comparisonSections(c) {
		markdownSection(b, s)
	}
	for _, note := range comparisonNotes(c) {
		fmt.Fprintf(b, "\n%s\n", markdownText(note))
	}
	return b.Flush()
}

// ComparisonJSON writes the whole comparison: indented, with a newline at the end, the
// same bytes for the same comparison. Options do not matter.
func ComparisonJSON(w io.Writer, c *stats.Compared, _ Options) error {
	if err := WriteJSON(w, c); err != nil {
		return fmt.Errorf("comparison of %q and %q: %w", c.A.Scenario.Name, c.B.Scenario.Name, err)
	}
	return nil
}
