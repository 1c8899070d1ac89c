package reports

import (
	"fmt"
	"io"
	"strings"

	"headroom/sim/stats"
)

// GitHub shows at most 10 annotations of a type for each step; the last one of ours says
// how many more there are.
const mostAnnotations = 10

// GitHub writes an annotation at the line of each objective that was not kept.
func GitHub(w io.Writer, r *stats.Result, _ Options) error {
	var lines []string
	for _, o := range r.Objectives {
		if o.Verdict == stats.Pass {
			continue
		}
		level := "error"
		if o.Severity == "warning" || o.Verdict == stats.Undecided {
			level = "warning"
		}
		lines = append(lines, fmt.Sprintf("::%s %stitle=%s::%s", level, position(o.At), escapeProperty(o.Name), escapeData(verdictText(o))))
	}
	if len(lines) > mostAnnotations {
		more := len(lines) - mostAnnotations + 1
		lines = append(lines[:mostAnnotations-1], fmt.Sprintf("::error::%d more objectives were not kept", more))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// position turns file:line:col into the properties of an annotation.
func position(at string) string {
	parts := strings.Split(at, ":")
	if len(parts) < 3 {
		return ""
	}
	n := len(parts)
	return fmt.Sprintf("file=%s,line=%s,col=%s,", escapeProperty(strings.Join(parts[:n-2], ":")), parts[n-2], parts[n-1])
}

func escapeData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func escapeProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
