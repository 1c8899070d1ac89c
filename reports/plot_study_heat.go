package reports

import (
	"math"

	"headroom/sim/stats"

	"gonum.org/v1/plot/vg"
)

// mostMaps is how many metrics have a map of their own.
const mostMaps = 6

// mostFields is how many values a setting has at most for a field each.
const mostFields = 60

// knobGrid is a study of two settings whose points fill a grid.
type knobGrid struct {
	across, up int // the settings
	x, y       knobAxis
	points     [][]int // by column and row; -1 where nothing was played
}

// gridOf returns the grid of a study; false when there are not two settings that vary, or
// when less than half of their combinations were played.
func gridOf(s *stats.Study) (g knobGrid, ok bool) {
	knobs := varied(s)
	if len(knobs) != 2 || s.Cliff != nil || len(s.Sensitivity) > 0 {
		return g, false
	}
	g.across, g.up = knobs[0], knobs[1]
	a, numeric := knobValues(s, g.across)
	b, other := knobValues(s, g.up)
	if len(b) > len(a) || len(b) == len(a) && !numeric && other {
		g.across, g.up = g.up, g.across
		a, b = b, a
	}
	played := playedPoints(s)
	if len(a) > mostFields || len(b) > mostFields || 2*len(played) < len(a)*len(b) {
		return g, false
	}
	g.x, g.y = axisOf(s, g.across, true), axisOf(s, g.up, true)
	for range a {
		column := make([]int, len(b))
		for i := range column {
			column[i] = -1
		}
		g.points = append(g.points, column)
	}
	for _, i := range played {
		g.points[int(g.x.places[i])][int(g.y.places[i])] = i
	}
	return g, true
}

// heatFigures shows metrics over two settings whose combinations were played: a field for
// each, with the number in it.
func heatFigures(s *stats.Study) []drawing {
	g, ok := gridOf(s)
	if !ok {
		return nil
	}
	var list []drawing
	for i, m := range movers(s, studyMetrics(s)) {
		if i == mostMaps {
			break
		}
		list = append(list, heatOf(s, g, m))
	}
	return list
}

func heatOf(s *stats.Study, g knobGrid, m shownMetric) drawing {
	var values []float64
	for _, i := range playedPoints(s) {
		values = append(values, valueOf(&s.Points[i], m))
	}
	t := tonesOf(values, m.unit)
	rows := vg.Length(len(g.points[0]))
	names := knobNames(s.Knobs)
	d := drawing{
		name: "heat-" + m.name, title: m.name + " over " + names[g.across] + " and " + names[g.up],
		note: metricTitle(m.metric) + toneNote(t), key: heatKey(s),
		x: g.x.axis, y: g.y.axis, height: min(max(28*rows, 140), 380), right: roomOfBar(t),
	}
	d.paint = func(b *board) {
		w, h := b.fields(len(g.points), len(g.points[0]))
		size := fieldSize(values, m.unit, w, h)
		for x, column := range g.points {
			for y, i := range column {
				b.field(s, m, i, x, y, t, size)
			}
		}
		b.colourBar(t)
	}
	return d
}

func toneNote(t tones) string {
	if t.log {
		return ", logarithmic colours"
	}
	return ""
}

// heatKey explains the marks in the corners of the fields.
func heatKey(s *stats.Study) []keyItem {
	var key []keyItem
	for _, k := range verdictKey(s.Points) {
		if k.text == keptText {
			k = keyItem{"no mark: " + keptText, func(b *board, at vg.Point) {
				b.stroke(b.theme.muted, 0.8, nil, point(at.X-4, at.Y-4), point(at.X+4, at.Y-4), point(at.X+4, at.Y+4), point(at.X-4, at.Y+4), point(at.X-4, at.Y-4), point(at.X+4, at.Y-4))
			}}
		}
		key = append(key, k)
	}
	if len(key) == 1 {
		return nil
	}
	return key
}

// fields returns the size of one of so many fields.
func (b *board) fields(columns, rows int) (w, h vg.Length) {
	return (b.rightEnd - b.leftEdge) / vg.Length(columns), (b.top - b.bottom) / vg.Length(rows)
}

// fieldSize is the size of the numbers in the fields, 0 when they have no room.
func fieldSize(values []float64, u unit, w, h vg.Length) vg.Length {
	for _, size := range []vg.Length{9, 8, 7} {
		if size+3 > h {
			continue
		}
		fits := true
		for _, v := range values {
			fits = fits && vg.Length(textWidth(bareAmount(v, u), plain, float64(size)))+4 <= w
		}
		if fits {
			return size
		}
	}
	return 0
}

// field draws a field: its colour, its number, and in its corner the mark of a verdict
// that is not a pass.
func (b *board) field(s *stats.Study, m shownMetric, i, x, y int, t tones, size vg.Length) {
	w, h := b.fields(len(b.x.ticks), len(b.y.ticks))
	x0, y0 := b.leftEdge+w*vg.Length(x), b.bottom+h*vg.Length(y)
	gap := min(0.6, w/20)
	corners := []vg.Point{point(x0+gap, y0+gap), point(x0+w-gap, y0+gap), point(x0+w-gap, y0+h-gap), point(x0+gap, y0+h-gap)}
	if i < 0 {
		b.hatch(b.theme.grid, 0.7, 5, math.Pi/4, corners)
		return
	}
	p := &s.Points[i]
	v := valueOf(p, m)
	ink, back := b.theme.muted, b.theme.warmup
	if !math.IsNaN(v) {
		back = t.colour(v)
		ink = inkOn(back)
	}
	b.fill(back, 1, corners...)
	lift := vg.Length(0)
	corner := w >= 30 && h >= 17
	if p.Verdict == stats.Fail || p.Verdict == stats.Undecided {
		at := point(x0+w-7, y0+h-6.5)
		radius := vg.Length(2.2)
		if !corner {
			at = point(x0+w/2, y0+h/2)
			radius = min(2.1, w/6, h/6)
			if size > 0 {
				at = point(x0+w-4, y0+h-4)
				radius = 1.4
			}
		}
		if radius < 2.2 && p.Verdict == stats.Fail { // small, and there can be many
			b.stroke(ink, 0.6, nil, point(at.X-radius, at.Y-radius), point(at.X+radius, at.Y+radius))
			b.stroke(ink, 0.6, nil, point(at.X-radius, at.Y+radius), point(at.X+radius, at.Y-radius))
		} else {
			b.mark(markOf(p.Verdict), at, radius, ink, back)
		}
		if h < 24 && corner {
			lift = -1.5
		}
	}
	if size > 0 {
		text := bareAmount(v, m.unit)
		b.centred(x0+w/2, y0+h/2-0.35*size+lift, text, size, ink)
	}
}
