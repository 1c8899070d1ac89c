package reports

import "headroom/sim/stats"

// lagFigures shows how old messages are when their consumption starts.
func lagFigures(r *stats.Result) []figure {
	return componentFigure(r, "lag", figure{
		name: "lag", group: "Queue lag", title: "queue lag",
		note: "publication to start of consumption", unit: unitSeconds,
	}, "longest")
}
