package reports

import "headroom/sim/stats"

// connectionFigures shows the people who hold connections: how many are online, and how
// many are not and want to be.
func connectionFigures(r *stats.Result) []figure {
	var lines []plotLine
	for _, metric := range []string{"online", "connecting", "waiting"} {
		for _, l := range seriesLines(r, "traffic/", metric) {
			if highest(l.values) > 0 {
				l.name += " " + metric
				lines = append(lines, l)
			}
		}
	}
	if len(lines) == 0 {
		return nil
	}
	kept, of := largest(lines, mostLines)
	return []figure{{
		name: "connections", group: "Connections", title: "connections",
		note: "people online, and people who are not yet, mean " + perWindow(r) +
			shown(kept, of, "largest"),
		unit: unitCount, xs: r.Series.Times, lines: kept,
	}}
}
