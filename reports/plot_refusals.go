package reports

import "headroom/sim/stats"

// refusalFigures shows what callers did not send because of policies of their own.
func refusalFigures(r *stats.Result) []figure {
	lines := nonZero(seriesLines(r, "link/", "refused"))
	if len(lines) == 0 {
		return nil
	}
	kept, of := largest(lines, mostLines)
	return []figure{{
		name: "refusals", group: "Limits", title: "attempts refused by the caller",
		note: "breakers, limits and throttles, per second, mean " + perWindow(r) + shown(kept, of, "most"),
		unit: unitPerSecond, xs: r.Series.Times, lines: kept,
	}}
}
