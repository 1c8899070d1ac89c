package reports

import (
	"math"
	"slices"
	"strings"

	"headroom/sim/stats"

	"gonum.org/v1/plot/vg"
)

// ranked returns the settings of a sensitivity with their names, the one that matters least
// first, as rows are counted from below, and the metric that they are ranked by.
func ranked(s *stats.Study, of func(*stats.Sensitivity) bool) (list []stats.Sensitivity, names []string, m shownMetric) {
	knobs := knobNames(s.Knobs)
	for i := range s.Sensitivity {
		r := &s.Sensitivity[i]
		if r.Knob < 0 || r.Knob >= len(knobs) || !of(r) {
			continue
		}
		list, names = append(list, *r), append(names, knobs[r.Knob])
	}
	slices.Reverse(list)
	slices.Reverse(names)
	if len(list) > 0 {
		m.subject, m.metric = list[0].Subject, list[0].Metric
		m.unit, _ = unitAmong(s.Points, m.subject, m.metric)
		m.name = metricName(m.subject, m.metric)
		m.bounds = boundsAmong(s.Points, m.subject, m.metric)
	}
	return list, names, m
}

// rowHeight is the height of a row of a ranking.
const rowHeight = 24

// tornadoFigures shows what each setting alone does to the metric of a sensitivity: the
// metric at both of its ends, all others as in the scenario.
func tornadoFigures(s *stats.Study) []drawing {
	list, names, m := ranked(s, func(r *stats.Sensitivity) bool { return known(r.Low) && known(r.High) })
	if len(list) == 0 {
		return nil
	}
	var all []float64
	for _, r := range list {
		all = append(all, reached(r.Low, r.High)...)
	}
	least, most := ends(all)
	d := drawing{
		name: "tornado", title: "what each setting alone does to " + m.name,
		note: metricTitle(m.metric) + " at both ends of a setting, all others as in the scenario; bars: 95 % confidence",
		key: []keyItem{
			signKey("low end of the setting", markRing, inkFirst),
			signKey("high end", markDot, func(t theme) string { return t.line(1) }),
		},
		x: axis{scale: span(least, most, m.unit).padded(0.05), title: m.name, lines: true}, y: axis{scale: named(names)}, height: vg.Length(rowHeight * len(list)),
	}
	d.paint = func(b *board) {
		for row, r := range list {
			y := b.yAt(float64(row))
			low, high := point(b.xAt(r.Low.Value), y), point(b.xAt(r.High.Value), y)
			b.fill(b.theme.edge, 0.35, point(low.X, y-4), point(high.X, y-4), point(high.X, y+4), point(low.X, y+4))
			for _, e := range []struct {
				of  *stats.Estimate
				hex string
				at  vg.Point
				m   mark
			}{{r.Low, b.theme.line(0), low, markRing}, {r.High, b.theme.line(1), high, markDot}} {
				if from, to, ok := within(e.of); ok {
					b.bar(point(b.xAt(from), y), point(b.xAt(to), y), e.hex)
				}
				b.mark(e.m, e.at, 3.4, e.hex, b.theme.background)
			}
			b.endTexts(s, r, low.X, high.X, y)
		}
	}
	return []drawing{d}
}

// endTexts writes beside a row with what values of the setting its ends were played.
func (b *board) endTexts(s *stats.Study, r stats.Sensitivity, low, high, y vg.Length) {
	values, numeric := knobValues(s, r.Knob)
	if !numeric || len(values) < 2 {
		return
	}
	left, right := values[0].Text, values[len(values)-1].Text
	if high < low {
		left, right = right, left
	}
	from, to := min(low, high)-3.4, max(low, high)+3.4
	for _, e := range []*stats.Estimate{r.Low, r.High} {
		if a, z, ok := within(e); ok {
			from, to = min(from, b.xAt(a)), max(to, b.xAt(z))
		}
	}
	if w := vg.Length(textWidth(left, plain, labelSize)); from-4-w > b.leftEdge-4 {
		b.text(from-4-w, y-3, left, plain, labelSize, b.theme.muted)
	}
	if w := vg.Length(textWidth(right, plain, labelSize)); to+4+w < sheetWidth-2 {
		b.text(to+4, y-3, right, plain, labelSize, b.theme.muted)
	}
}

// screeningFigures shows the elementary effects of Morris: the size of the effect of a
// setting against how much it depends on where the others are.
func screeningFigures(s *stats.Study) []drawing {
	list, names, m := ranked(s, func(r *stats.Sensitivity) bool { return known(r.MeanAbs) && r.Spread != nil && !math.IsNaN(*r.Spread) })
	if len(list) == 0 {
		return nil
	}
	var xs, ys []float64
	for _, r := range list {
		xs, ys = append(xs, reached(r.MeanAbs)...), append(ys, *r.Spread)
	}
	d := drawing{
		name: "screening", title: "which settings move " + m.name,
		note: "right: moves it more, over its whole range; up: by how much that depends on the other settings, or bends; bars: 95 % confidence",
		key: []keyItem{
			signKey("a setting", markDot, inkFirst),
			{"spread = size: above it the effect is mostly interaction", func(b *board, at vg.Point) {
				b.stroke(b.theme.edge, 1, []vg.Length{3, 2}, point(at.X-keyDash/2, at.Y), point(at.X+keyDash/2, at.Y))
			}},
		},
		x: axis{scale: differenceScale(m.unit, xs), title: "mean size of the effect", lines: true},
		y: axis{scale: differenceScale(m.unit, ys), title: "spread of the effects", lines: true}, height: 260,
	}
	d.paint = func(b *board) {
		far := math.Min(b.x.max, b.y.max)
		b.stroke(b.theme.edge, 1, []vg.Length{3, 2}, b.at(0, 0), b.at(far, far))
		var taken [][4]vg.Length
		for _, r := range list {
			at := b.at(r.MeanAbs.Value, *r.Spread)
			taken = append(taken, around(at, 4))
			if low, high, ok := within(r.MeanAbs); ok {
				b.bar(point(b.xAt(low), at.Y), point(b.xAt(high), at.Y), b.theme.line(0))
			}
			b.mark(markDot, at, 3.2, b.theme.line(0), b.theme.background)
		}
		for i := len(list) - 1; i >= 0; i-- { // the one that matters most has the first choice
			taken = b.nameBeside(b.at(list[i].MeanAbs.Value, *list[i].Spread), cutName(names[i], mostOfName), taken)
		}
	}
	return []drawing{d}
}

// varianceFigures shows the indices of Sobol: which share of the variance of the metric a
// setting explains alone, and with all others.
func varianceFigures(s *stats.Study) []drawing {
	list, names, m := ranked(s, func(r *stats.Sensitivity) bool { return known(r.Total) })
	if len(list) == 0 {
		return nil
	}
	var all []float64
	for _, r := range list {
		all = append(all, reached(r.First, r.Total)...)
	}
	low, high := ends(all)
	d := drawing{
		name: "variance", title: "whose variance is that of " + m.name,
		note: "share of the variance of the metric over the ranges of all settings (Sobol); bars: 95 % confidence",
		key: []keyItem{
			{"alone (first order)", func(b *board, at vg.Point) { b.box(at.X-keyDash/2, at.Y-3, at.X+keyDash/2, at.Y+4, b.theme.line(0)) }},
			{"with all interactions (total)", func(b *board, at vg.Point) {
				b.outline(at.X-keyDash/2, at.Y-3, at.X+keyDash/2, at.Y+4)
			}},
		},
		x: axis{scale: reaching(span(math.Min(low, 0), math.Max(high, 1), unitRatio), low, high), title: "share of the variance", lines: true}, y: axis{scale: named(names)},
		height: vg.Length((rowHeight + 8) * len(list)),
	}
	d.paint = func(b *board) {
		zero := b.xAt(0)
		for row, r := range list {
			y := b.yAt(float64(row))
			total := b.xAt(r.Total.Value)
			b.outline(zero, y-9, total, y-1)
			if from, to, ok := within(r.Total); ok {
				b.bar(point(b.xAt(from), y-5), point(b.xAt(to), y-5), b.theme.text)
			}
			if known(r.First) {
				b.box(zero, y+1, b.xAt(r.First.Value), y+9, b.theme.line(0))
				if from, to, ok := within(r.First); ok {
					b.bar(point(b.xAt(from), y+5), point(b.xAt(to), y+5), b.theme.text)
				}
			}
		}
		b.stroke(b.theme.axis, 1, nil, point(zero, b.bottom), point(zero, b.top))
	}
	return []drawing{d}
}

// outline draws a hollow bar.
func (b *board) outline(x0, y0, x1, y1 vg.Length) {
	b.fill(b.theme.line(1), 0.3, point(x0, y0), point(x1, y0), point(x1, y1), point(x0, y1))
	b.stroke(b.theme.line(1), 1, nil, point(x0, y0), point(x1, y0), point(x1, y1), point(x0, y1), point(x0, y0), point(x1, y0))
}

// reaching cuts a scale below zero to what is needed.
func reaching(s scale, low, high float64) scale {
	if low < 0 && high > 0 && low > s.min {
		s.min = low - (s.max-s.min)/50
		s.ticks = slices.DeleteFunc(s.ticks, func(t tick) bool { return t.at < s.min })
	}
	return s
}

// differenceScale is the axis of sizes from zero on, or of differences of both signs. Those
// of shares are in percentage points.
func differenceScale(u unit, values []float64) scale {
	low, high := ends(values)
	s := reaching(span(math.Min(low, 0), math.Max(high, 0), u), low, high)
	if u == unitRatio {
		for i := range s.ticks {
			s.ticks[i].label = strings.Replace(s.ticks[i].label, " %", " pp", 1)
		}
	}
	return s
}
