package reports

import "headroom/sim/stats"

// ejectionFigures shows how many replicas callers had taken out of rotation.
func ejectionFigures(r *stats.Result) []figure {
	lines := nonZero(seriesLines(r, "link/", "ejected"))
	if len(lines) == 0 {
		return nil
	}
	kept, of := largest(lines, mostLines)
	return []figure{{
		name: "ejections", group: "Ejection", title: "replicas out of rotation",
		note: "mean over the instances of the caller, " + perWindow(r) + shown(kept, of, "most"),
		unit: unitCount, xs: r.Series.Times, lines: kept,
	}}
}
