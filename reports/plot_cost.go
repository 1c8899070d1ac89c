package reports

import "headroom/sim/stats"

// costFigures shows what the components cost per hour, on top of each other.
func costFigures(r *stats.Result) []figure {
	lines := stackable(nonZero(seriesLines(r, "cost/", "per_hour")), mostLines)
	if len(lines) == 0 {
		return nil
	}
	note := "by component, " + perWindow(r)
	if r.Cost.PerMonth != nil {
		note += "; " + dollars(r.Cost.PerMonth.Value) + " per month"
	}
	return []figure{{
		name: "cost", group: "Cost", title: "cost per hour", note: note,
		unit: unitPerHour, stacked: true, xs: r.Series.Times, lines: lines,
	}}
}
