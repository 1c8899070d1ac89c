package reports

import "headroom/sim/stats"

// attemptFigures shows the attempts after failures, and the hedges, of the links that made any.
func attemptFigures(r *stats.Result) []figure {
	lines := nonZero(seriesLines(r, "link/", "retries"))
	if len(lines) == 0 {
		return nil
	}
	kept, of := largest(lines, mostLines)
	return []figure{{
		name: "retries", group: "Retries", title: "further attempts",
		note: "retries and hedges per second, mean " + perWindow(r) + shown(kept, of, "most"),
		unit: unitPerSecond, xs: r.Series.Times, lines: kept,
	}}
}
