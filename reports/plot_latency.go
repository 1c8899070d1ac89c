package reports

import (
	"math"
	"strings"

	"headroom/sim/stats"
)

// latencyFigures shows the percentiles of each operation over time, with the objectives
// that bound them.
func latencyFigures(r *stats.Result) []figure {
	if r.Series == nil {
		return nil
	}
	var list []figure
	for _, o := range r.Operations {
		f := figure{
			name: "latency-" + o.Name, group: "Response time", title: o.Name + ": response time",
			note: "percentiles " + perWindow(r) + " of simulated time, log scale",
			unit: unitSeconds, log: true, xs: r.Series.Times, bounds: bounds(r, o.Name+"."),
		}
		for _, p := range []string{"p50", "p95", "p99"} {
			if values := seriesColumn(r, "operation/"+o.Name, p); highest(values) > 0 {
				f.lines = append(f.lines, plotLine{name: p, values: values})
			}
		}
		if len(f.lines) > 0 {
			list = append(list, f)
		}
	}
	return list
}

// bounds returns the objectives in seconds whose metric starts with prefix.
func bounds(r *stats.Result, prefix string) []bound {
	var list []bound
	for _, o := range r.Objectives {
		metric, ok := strings.CutPrefix(o.Metric, prefix)
		if !ok || o.Unit != "s" || o.Bound <= 0 || math.IsInf(o.Bound, 0) {
			continue
		}
		text := "objective " + metric + " " + o.Op + " " + unitSeconds.text(o.Bound)
		list = append(list, bound{o.Bound, text, o.Verdict == stats.Fail})
	}
	return list
}
