package reports

import "headroom/sim/stats"

// limitFigures shows the limits of concurrency of callers.
func limitFigures(r *stats.Result) []figure {
	lines := nonZero(seriesLines(r, "link/", "concurrency_limit"))
	if len(lines) == 0 {
		return nil
	}
	kept, of := largest(lines, mostLines)
	return []figure{{
		name: "limits", group: "Limits", title: "concurrency limits",
		note: "mean over the instances of the caller, " + perWindow(r) + shown(kept, of, "largest"),
		unit: unitCount, xs: r.Series.Times, lines: kept,
	}}
}
