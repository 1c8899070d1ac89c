package reports

import "headroom/sim/stats"

// breakerFigures shows the circuit breakers that opened.
func breakerFigures(r *stats.Result) []figure {
	lines := nonZero(seriesLines(r, "link/", "breaker_open"))
	if len(lines) == 0 {
		return nil
	}
	kept, of := largest(lines, mostLines)
	return []figure{{
		name: "breakers", group: "Circuit breakers", title: "open circuit breakers",
		note: "share of the instances of the caller, " + perWindow(r) + shown(kept, of, "longest open"),
		unit: unitRatio, whole: true, xs: r.Series.Times, lines: kept,
	}}
}
