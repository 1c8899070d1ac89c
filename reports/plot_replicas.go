package reports

import (
	"math"

	"headroom/sim/stats"
)

// replicaFigures shows the ready instances of the components whose number changes.
func replicaFigures(r *stats.Result) []figure {
	var lines []plotLine
	for _, l := range seriesLines(r, "component/", "replicas") {
		if highest(l.values) > lowest(l.values) {
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	kept, of := largest(lines, mostLines)
	return []figure{{
		name: "replicas", group: "Replicas", title: "replicas",
		note: "ready instances of the components whose number changes, mean " + perWindow(r) +
			shown(kept, of, "largest"),
		unit: unitCount, xs: r.Series.Times, lines: kept,
	}}
}

// lowest is the smallest value, +Inf without any.
func lowest(values []float64) float64 {
	least := math.Inf(1)
	for _, v := range values {
		if v < least {
			least = v
		}
	}
	return least
}
