package reports

import "headroom/sim/stats"

// throughputFigures shows the answered requests of all operations on top of each other,
// and the failed ones on top of those.
func throughputFigures(r *stats.Result) []figure {
	lines := stackable(seriesLines(r, "operation/", "ok"), mostLines)
	if failed := seriesColumn(r, "total", "failed"); highest(failed) > 0 {
		lines = append(lines, plotLine{name: "failed", values: failed, alarm: true})
	}
	if len(lines) == 0 {
		return nil
	}
	return []figure{{
		name: "throughput", group: "Throughput", title: "throughput and failures",
		note: "requests per second by outcome, " + perWindow(r), unit: unitPerSecond, stacked: true,
		xs: r.Series.Times, lines: lines,
	}}
}
