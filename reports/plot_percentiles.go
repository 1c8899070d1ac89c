package reports

import (
	"math"

	"headroom/sim/stats"
)

// percentileFigures shows how the latency of each operation grows towards its tail, on
// the axis of HdrHistogram: every step to the right is ten times rarer.
func percentileFigures(r *stats.Result) []figure {
	f := figure{
		name: "latency-percentiles", group: "Response time by percentile",
		title: "response time by percentile", unit: unitSeconds, log: true, ranks: true,
		xs: []float64{rank(0.5), rank(0.9), rank(0.95), rank(0.99), rank(0.999)},
	}
	intervals := false
	for _, o := range r.Operations {
		l := plotLine{name: o.Name}
		some := false
		for _, e := range []*stats.Estimate{
			o.Value.Latency.P50, o.Value.Latency.P90, o.Value.Latency.P95,
			o.Value.Latency.P99, o.Value.Latency.P999,
		} {
			v, low, high := math.NaN(), math.NaN(), math.NaN()
			if e != nil && e.Value > 0 {
				v, some = e.Value, true
				if e.CI95 != nil {
					low, high, intervals = e.CI95[0], e.CI95[1], true
				}
			}
			l.values, l.low, l.high = append(l.values, v), append(l.low, low), append(l.high, high)
		}
		if some {
			f.lines = append(f.lines, l)
		}
	}
	if len(f.lines) == 0 {
		return nil
	}
	var of int
	f.lines, of = largest(f.lines, mostLines)
	f.note = "each step of the axis is ten times rarer" + shown(f.lines, of, "slowest")
	if intervals {
		f.note += "; bars: 95 % confidence"
	}
	if len(f.lines) == 1 {
		f.bounds = bounds(r, f.lines[0].name+".")
	}
	return []figure{f}
}

// rank is the place of quantile p on the percentile axis.
func rank(p float64) float64 { return -math.Log10(1 - p) }
