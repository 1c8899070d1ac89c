package reports

import "headroom/sim/stats"

// queueFigures shows how many requests wait at each component.
func queueFigures(r *stats.Result) []figure {
	return componentFigure(r, "queue", figure{
		name: "queues", group: "Queues", title: "queue length",
		note: "waiting requests, all instances together", unit: unitCount,
	}, "longest")
}
