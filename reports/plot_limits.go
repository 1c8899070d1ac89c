package reports

import (
	"slices"

	"headroom/sim/stats"
)

// limitFigures shows the limits of concurrency of callers, and what is inside them.
func limitFigures(r *stats.Result) []figure {
	limits, of := largest(nonZero(seriesLines(r, "link/", "concurrency_limit")), mostLines/2)
	if len(limits) == 0 {
		return nil
	}
	inside := seriesLines(r, "link/", "in_flight")
	var lines []plotLine
	for _, l := range limits {
		lines = append(lines, plotLine{name: l.name + " limit", values: l.values})
		if i := slices.IndexFunc(inside, func(in plotLine) bool { return in.name == l.name }); i >= 0 {
			lines = append(lines, plotLine{name: l.name + " in flight", values: inside[i].values})
		}
	}
	return []figure{{
		name: "limits", group: "Limits", title: "concurrency limits",
		note: "mean over the instances of the caller, " + perWindow(r) + shown(limits, of, "largest"),
		unit: unitCount, xs: r.Series.Times, lines: lines,
	}}
}
