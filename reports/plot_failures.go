package reports

import (
	"math"

	"headroom/sim/stats"
)

// failureFigures shows the failed share of each operation that failed at all.
func failureFigures(r *stats.Result) []figure {
	var lines []plotLine
	for _, l := range seriesLines(r, "operation/", "failed") {
		if highest(l.values) <= 0 {
			continue
		}
		ok := seriesColumn(r, "operation/"+l.name, "ok")
		if len(ok) != len(l.values) {
			continue
		}
		share := make([]float64, len(ok))
		for i, failed := range l.values {
			share[i] = math.NaN()
			if all := failed + ok[i]; all > 0 {
				share[i] = failed / all
			}
		}
		lines = append(lines, plotLine{name: l.name, values: share})
	}
	if len(lines) == 0 {
		return nil
	}
	kept, of := largest(lines, mostLines)
	return []figure{{
		name: "failures", group: "Failures", title: "failed requests",
		note: "share of each operation, " + perWindow(r) + shown(kept, of, "worst"), unit: unitRatio,
		xs: r.Series.Times, lines: kept,
	}}
}
