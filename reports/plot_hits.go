package reports

import "headroom/sim/stats"

// hitFigures shows the hit ratio of caches and CDNs.
func hitFigures(r *stats.Result) []figure {
	return componentFigure(r, "hit_ratio", figure{
		name: "hit-ratios", group: "Hit ratios", title: "hit ratio of caches",
		note: "lookups answered without the origin", unit: unitRatio, whole: true,
	}, "highest")
}
