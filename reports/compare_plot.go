package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/sim/stats"
)

// comparisonFigures is the table of the plots of comparisons.
var comparisonFigures = []func(*stats.Compared) []drawing{
	relativeFigures,
}

// ComparisonPlots draws the plots of a comparison as SVG, named plots/NAME.svg. The bytes
// are the same for the same comparison. o.Theme may be "dark".
func ComparisonPlots(c *stats.Compared, o Options) ([]File, error) {
	return boardFiles(comparisonDrawings(c), "svg", boardSVG, themeNamed(o.Theme))
}

// ComparisonPNG draws the same plots as PNG, named plots/NAME.png, at 192 dots per inch.
func ComparisonPNG(c *stats.Compared, o Options) ([]File, error) {
	return boardFiles(comparisonDrawings(c), "png", boardPNG, themeNamed(o.Theme))
}

func comparisonDrawings(c *stats.Compared) []drawing {
	var list []drawing
	for _, of := range comparisonFigures {
		list = append(list, of(c)...)
	}
	return list
}

// mostRelative is how many metrics the plot of differences has.
const mostRelative = 30

// relativeFigures shows the differences of B and A in percent of A: the significant ones
// first, the largest on top, then those of the objectives that are not. Metrics that are
// from 0, or the same in every replication, are not among them.
func relativeFigures(c *stats.Compared) []drawing {
	var significant, other []*stats.MetricCompared
	left := 0
	for i := range c.Metrics {
		m := &c.Metrics[i]
		switch {
		case !known(m.Relative) || m.Same():
		case m.Effect != "":
			significant = append(significant, m)
		case m.P == nil || ofObjective(c, m):
			other = append(other, m)
		default:
			left++
		}
	}
	slices.SortStableFunc(significant, largerChange)
	slices.SortStableFunc(other, largerChange)
	all := append(significant, other...)
	if len(all) == 0 {
		return nil
	}
	left += max(0, len(all)-mostRelative)
	all = all[:min(len(all), mostRelative)]
	var rows []forestRow
	for _, m := range all {
		r := forestRow{name: metricName(m.Subject, m.Metric), value: m.Relative.Value, effect: m.Effect, text: relativeText(m.Relative)}
		if low, high, ok := within(m.Relative); ok {
			r.within = &[2]float64{low, high}
		}
		rows = append(rows, r)
	}
	x, origin := relativeScale(rows)
	d := forest(rows, x, origin)
	d.name, d.title = "differences", shortened(comparisonTitle(c), 60)+": difference in percent of A"
	d.note = "B against A; bars: 95 % confidence"
	if c.Paired {
		d.note += ", replication by replication with the same random numbers"
	}
	if left > 0 {
		d.note += fmt.Sprintf("; %s not shown, which differ less", counted(left, "metric"))
	}
	return []drawing{d}
}

// ofObjective tells that an objective is about a metric.
func ofObjective(c *stats.Compared, m *stats.MetricCompared) bool {
	return slices.ContainsFunc(c.Objectives, func(o stats.ObjectiveCompared) bool {
		of := o.B
		if of == nil {
			of = o.A
		}
		subject, metric := of.Sample()
		return subject == m.Subject && metric == m.Metric
	})
}

// relativeScale is the axis of relative differences. Where some is above +100 % or below
// -60 % it becomes one of ratios, B over A, with equal steps for equal ratios, and the rows
// are changed to ratios; origin is what stands for no difference. It has room for all
// differences, and for intervals up to half its length again: longer ones end in an arrow.
func relativeScale(rows []forestRow) (s scale, origin float64) {
	var values, all []float64
	for _, r := range rows {
		values, all = append(values, r.value), append(all, r.value)
		if r.within != nil {
			all = append(all, r.within[0], r.within[1])
		}
	}
	low, high := ends(append(all, 0))
	if low >= -0.6 && high <= 1 {
		s = span(low, high, unitRatio)
		for i := range s.ticks {
			if s.ticks[i].at > 0 {
				s.ticks[i].label = "+" + s.ticks[i].label
			}
		}
		return s, 0
	}
	const least = 1e-3 // a ratio that is shown
	for i := range rows {
		rows[i].value = math.Max(rows[i].value+1, least)
		if rows[i].within != nil {
			rows[i].within = &[2]float64{rows[i].within[0] + 1, rows[i].within[1] + 1}
		}
		values[i] = rows[i].value
	}
	from, to := ends(append(values, 1))
	further := math.Sqrt(math.Max(to/from, 1.5))
	s = logSpan(math.Max(from/further, low+1), math.Min(to*further, high+1), unitCount)
	if low+1 <= 0 {
		s.min = from / further
	}
	s = s.padded(0.03)
	var ticks []tick
	free := math.Inf(-1)
	for _, v := range []float64{0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 30, 100, 300, 1000, 1e4, 1e5, 1e6} {
		if at := s.place(v); v < s.min || v > s.max || at < free {
			continue
		}
		free = s.place(v) + 0.08
		ticks = append(ticks, tick{v, strings.TrimSpace(relativeText(&stats.Estimate{Value: v - 1}))})
	}
	s.ticks = ticks
	return s, 1
}
