package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"headroom/sim/stats"
)

// Verdicts writes the objectives and the verdict alone, for a terminal.
func Verdicts(w io.Writer, r *stats.Result, o Options) error {
	b := bufio.NewWriter(w)
	p := printer{b: b, color: o.Color, width: o.Width}
	p.paint(emphasis, r.Scenario.Name)
	fmt.Fprintf(b, "  %s\n", headline(r))
	if len(r.Objectives) == 0 {
		b.WriteString("  there are no objectives; write them under slos:\n")
		return b.Flush()
	}
	p.table(objectiveTable(r))
	b.WriteString("verdict: ")
	p.paint(colors[string(r.Verdict)], strings.ToUpper(string(r.Verdict)))
	b.WriteString("\n")
	return b.Flush()
}
