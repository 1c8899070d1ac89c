package reports

import (
	"math"
	"slices"
	"strings"

	"headroom/sim/stats"

	"gonum.org/v1/plot/vg"
)

// mostBars is how many points have bars for their intervals beside those of the front.
const mostBars = 150

// frontFigures shows what a study minimises against what it costs elsewhere: the points of
// which none is better in both, and all others behind them.
func frontFigures(s *stats.Study) []drawing {
	if s.Optimum == nil {
		return nil
	}
	o := s.Optimum
	subject, metric, ok := strings.Cut(o.Against, " ")
	if !ok {
		return nil
	}
	find := func(subject, metric string) (shownMetric, bool) {
		for _, m := range studyMetrics(s) {
			if m.subject == subject && m.metric == metric {
				return m, true
			}
		}
		return shownMetric{}, false
	}
	x, okX := find(o.Subject, o.Metric)
	y, okY := find(subject, metric)
	if !okX || !okY || x.name == y.name {
		return nil
	}
	var xs, ys []float64
	for i := range s.Points {
		p := &s.Points[i]
		for _, m := range []struct {
			of  shownMetric
			all *[]float64
		}{{x, &xs}, {y, &ys}} {
			*m.all = append(*m.all, reached(p.Metric(m.of.subject, m.of.metric))...)
		}
	}
	least, most := ends(xs)
	d := drawing{
		name: "front", title: y.name + " against " + x.name,
		note:   "the line joins the points of which none is better in both; bars: 95 % confidence",
		x:      axis{scale: span(least, most, x.unit).padded(0.02), title: metricTitle(x.metric)},
		y:      axis{scale: metricScale(y.unit, ys, y.bounds), lines: true},
		height: 260,
	}
	if x.name != "cost" {
		d.x.title = x.name
	}
	front := knownPoints(o.Front, s)
	d.key = append(d.key, signKey("on the front", markDot, inkFirst))
	if o.Best != nil && *o.Best >= 0 && *o.Best < len(s.Points) {
		d.key = append(d.key, signKey("the best", markStar, inkFirst))
	}
	d.key = append(d.key, signKey("dominated", markDot, func(t theme) string { return t.edge }))
	for _, k := range verdictKey(s.Points) {
		if k.text != keptText {
			d.key = append(d.key, k)
		}
	}
	if len(y.bounds) > 0 {
		d.key = append(d.key, dashKey("objective"))
	}
	d.paint = func(b *board) { b.front(s, x, y, front) }
	return []drawing{d}
}

// knownPoints leaves out numbers that are not points.
func knownPoints(list []int, s *stats.Study) []int {
	return slices.DeleteFunc(slices.Clone(list), func(i int) bool { return i < 0 || i >= len(s.Points) })
}

func (b *board) front(s *stats.Study, x, y shownMetric, front []int) {
	place := func(i int) (vg.Point, bool) {
		v, w := valueOf(&s.Points[i], x), valueOf(&s.Points[i], y)
		return b.at(v, w), !math.IsNaN(v) && !math.IsNaN(w)
	}
	bars := func(i int, hex string) {
		at, _ := place(i)
		if low, high, ok := within(s.Points[i].Metric(x.subject, x.metric)); ok {
			b.bar(point(b.xAt(low), at.Y), point(b.xAt(high), at.Y), hex)
		}
		if low, high, ok := within(s.Points[i].Metric(y.subject, y.metric)); ok {
			b.bar(point(at.X, b.yAt(low)), point(at.X, b.yAt(high)), hex)
		}
	}
	var taken [][4]vg.Length // by marks, lines and names
	for i := range s.Points {
		at, ok := place(i)
		if !ok || slices.Contains(front, i) {
			continue
		}
		if len(s.Points) <= mostBars {
			bars(i, b.theme.axis)
		}
		b.mark(markOf(s.Points[i].Verdict), at, 2.6, inkOfVerdict(b.theme, s.Points[i].Verdict, b.theme.edge), b.theme.background)
		taken = append(taken, around(at, 3))
	}
	b.boundLines(y.bounds, nil)
	for _, o := range y.bounds {
		taken = append(taken, [4]vg.Length{b.leftEdge, b.yAt(o.value) - 1, b.rightEnd, b.yAt(o.value) + 1})
	}
	hex := b.theme.line(0)
	var line []vg.Point
	for _, i := range front {
		at, ok := place(i)
		if !ok {
			continue
		}
		if n := len(line); n > 0 { // as far as the next point nothing is better
			if at.Y >= line[n-1].Y {
				continue
			}
			line = append(line, point(at.X, line[n-1].Y))
			taken = append(taken, [4]vg.Length{line[n-1].X, line[n-1].Y - 1, at.X, line[n-1].Y + 1}, [4]vg.Length{at.X - 1, at.Y, at.X + 1, line[n-1].Y})
		}
		line = append(line, at)
	}
	if len(line) > 1 {
		b.stroke(hex, 1.4, nil, line...)
	}
	for _, i := range front {
		at, ok := place(i)
		if !ok {
			continue
		}
		bars(i, hex)
		if s.Optimum.Best != nil && *s.Optimum.Best == i {
			b.mark(markStar, at, 4, hex, b.theme.background)
		} else {
			b.mark(markDot, at, 3.2, hex, b.theme.background)
		}
		taken = append(taken, around(at, 4))
	}
	for n, i := range front {
		if at, ok := place(i); ok && n < mostNames {
			taken = b.nameBeside(at, cutName(valuesText(&s.Points[i]), 36), taken)
		}
	}
}

// around is the square around a place.
func around(at vg.Point, by vg.Length) [4]vg.Length {
	return [4]vg.Length{at.X - by, at.Y - by, at.X + by, at.Y + by}
}

// mostNames is how many points of a front are named.
const mostNames = 10

// nameBeside writes a name beside a place where it covers nothing that is taken; not at all
// where there is no such room.
func (b *board) nameBeside(at vg.Point, name string, taken [][4]vg.Length) [][4]vg.Length {
	w := vg.Length(textWidth(name, plain, labelSize))
	for _, from := range []vg.Point{
		point(at.X+6, at.Y+6), point(at.X-6-w, at.Y-12), point(at.X-6-w, at.Y+6), point(at.X+6, at.Y-12),
		point(at.X+6, at.Y+17), point(at.X-6-w, at.Y-23), point(at.X-w/2, at.Y+19), point(at.X-w/2, at.Y-26),
	} {
		r := [4]vg.Length{from.X - 1, from.Y - 2, from.X + w + 1, from.Y + 8}
		if r[0] < b.leftEdge || r[2] > sheetWidth-2 || r[1] < b.bottom || r[3] > b.top+8 || slices.ContainsFunc(taken, func(t [4]vg.Length) bool {
			return r[0] < t[2] && t[0] < r[2] && r[1] < t[3] && t[1] < r[3]
		}) {
			continue
		}
		b.text(from.X, from.Y, name, plain, labelSize, b.theme.text)
		return append(taken, r)
	}
	return taken
}
