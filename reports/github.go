package reports

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"headroom/sim/stats"
)

// mostAnnotations of a level are shown by GitHub for each step; it drops further ones
// without a word.
const mostAnnotations = 10

// GitHub writes an annotation for each objective that was not kept, at its own line in
// the scenario: an error, or a warning for objectives of severity warning. Where there
// are more of a level than GitHub shows, the last tells how many more. Nothing is written
// when all objectives are kept.
func GitHub(w io.Writer, r *stats.Result, o Options) error { return GitHubOf(w, one(r, o)) }

// GitHubOf writes the annotations of many checks, as one step of a job may show them.
func GitHubOf(w io.Writer, checks []Checked) error {
	levels := []string{"error", "warning"}
	lines := map[string][]string{}
	for _, c := range checks {
		for _, o := range c.Outcomes() {
			if o.Verdict == stats.Pass {
				continue
			}
			level := levels[0]
			if o.Severity == "warning" {
				level = levels[1]
			}
			lines[level] = append(lines[level], annotation(level, o, c))
		}
	}
	for _, level := range levels {
		list := lines[level]
		if more := len(list) - mostAnnotations + 1; more > 1 {
			list = append(list[:mostAnnotations-1], fmt.Sprintf("::%s::%d more objectives were not kept; the report has them all", level, more))
		}
		for _, line := range list {
			if _, err := fmt.Fprintln(w, line); err != nil {
				return err
			}
		}
	}
	return nil
}

// annotation writes a workflow command. Its properties and its message escape different
// signs.
func annotation(level string, o Outcome, c Checked) string {
	message := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	var properties []string
	title := o.Name
	if c.Case != "" {
		title = c.Case + ": " + title
	}
	at := positionOf(o.At, c.Source)
	for _, p := range []struct{ name, value string }{{"file", at.file}, {"line", at.line}, {"col", at.column}, {"title", title}} {
		if p.value != "" {
			properties = append(properties, p.name+"="+property.Replace(p.value))
		}
	}
	return fmt.Sprintf("::%s %s::%s", level, strings.Join(properties, ","), message.Replace(o.Text))
}

// position is where an objective is written. Parts that are not known are empty.
type position struct{ file, line, column string }

// positionOf reads a file:line:col. What stands elsewhere, such as on the command line, has
// only the file of the scenario.
func positionOf(text, source string) position {
	parts := strings.Split(text, ":")
	if n := len(parts); n >= 3 {
		_, lineErr := strconv.ParseUint(parts[n-2], 10, 32)
		_, columnErr := strconv.ParseUint(parts[n-1], 10, 32)
		if lineErr == nil && columnErr == nil {
			return position{strings.Join(parts[:n-2], ":"), parts[n-2], parts[n-1]}
		}
	}
	return position{file: source}
}
