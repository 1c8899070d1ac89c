package reports

import "headroom/sim/stats"

// utilizationFigures shows the busiest components.
func utilizationFigures(r *stats.Result) []figure {
	return componentFigure(r, "utilization", figure{
		name: "utilization", group: "Utilisation", title: "utilisation",
		note: "busy share of the servers of a component", unit: unitRatio, whole: true,
	}, "busiest")
}
