package reports

import (
	"bufio"
	"fmt"
	"io"

	"headroom/sim/stats"
)

// StudyWriters is the only list of formats of a study.
var StudyWriters = []Writer[*stats.Study]{
	{"text", "a page for a terminal", StudyText},
	{"json", "everything, for programs", StudyJSON},
	{"md", "a page in Markdown, for a pull request", StudyMarkdown},
	{"html", "one self-contained page for a browser, with all plots", StudyHTML},
	{"csv", "every metric of every point", StudyCSV},
}

// StudyText writes a page for a terminal: the answer first, then what it rests on, the
// points, and what to know about the numbers. A narrow page leaves out intervals and the
// less important metrics. Colour only adds to what the words say.
func StudyText(w io.Writer, s *stats.Study, o Options) error {
	p := newPrinter(w, o)
	p.paint(strong, studyTitle(s))
	p.paint(unstyled, "\n")
	p.prose(faint, "", studyHeadline(s))
	if s.Answer != "" {
		p.paint(unstyled, "\n")
		p.prose(strong, "", s.Answer)
	}
	if warning := studyWarning(s); warning != "" {
		p.prose(bad, "", warning)
	}
	for _, part := range studySections(s) {
		p.section(part)
	}
	return p.b.Flush()
}

// StudyMarkdown writes the same page as tables for a pull request.
func StudyMarkdown(w io.Writer, s *stats.Study, _ Options) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# %s\n\n", markdownText(studyTitle(s)))
	if s.Answer != "" {
		fmt.Fprintf(b, "**%s**\n\n", markdownText(s.Answer))
	}
	fmt.Fprintf(b, "%s\n", markdownText(studyHeadline(s)))
	if warning := studyWarning(s); warning != "" {
		fmt.Fprintf(b, "\n> **%s**\n", markdownText(warning))
	}
	for _, part := range studySections(s) {
		markdownSection(b, part)
	}
	return b.Flush()
}

// StudyJSON writes the whole study: indented, with a newline at the end, the same bytes for
// the same study. Options do not matter. A number that is not finite has no place in JSON:
// it is an error, and nothing is written.
func StudyJSON(w io.Writer, s *stats.Study, _ Options) error {
	if err := WriteJSON(w, s); err != nil {
		return fmt.Errorf("study %q: %w", s.Name, err)
	}
	return nil
}
