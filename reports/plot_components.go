package reports

import "headroom/sim/stats"

// componentFigure shows one metric of the components, the largest of them.
func componentFigure(r *stats.Result, metric string, f figure, what string) []figure {
	lines := seriesLines(r, "component/", metric)
	if !f.whole {
		lines = nonZero(lines)
	}
	if len(lines) == 0 {
		return nil
	}
	kept, of := largest(lines, mostLines)
	f.note += ", mean " + perWindow(r) + shown(kept, of, what)
	f.xs, f.lines = r.Series.Times, kept
	return []figure{f}
}

// nonZero drops the lines that never leave zero.
func nonZero(lines []plotLine) []plotLine {
	var kept []plotLine
	for _, l := range lines {
		if highest(l.values) > 0 {
			kept = append(kept, l)
		}
	}
	return kept
}
