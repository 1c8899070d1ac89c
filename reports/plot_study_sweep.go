package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/sim/stats"

	"gonum.org/v1/plot/vg"
)

// mostMarks is how many points have a mark each; of more only the stretches are shown in
// which objectives are not kept.
const mostMarks = 120

// sweepFigures shows metrics against the only setting that varies: one plot for the p99 of
// all operations, one for their success, the cost, the busiest components, and whatever
// else an objective names.
func sweepFigures(s *stats.Study) []drawing {
	knobs := varied(s)
	if len(knobs) > 1 || len(s.Knobs) == 0 || s.Cliff != nil || len(s.Points) == 0 || len(s.Sensitivity) > 0 {
		return nil
	}
	k := 0
	if len(knobs) == 1 {
		k = knobs[0]
	}
	var list []drawing
	for _, family := range metricFamilies(studyMetrics(s)) {
		list = append(list, sweepOf(s, k, family))
	}
	return list
}

// metricFamilies puts the metrics together that share an axis: the same of one kind of
// subject.
func metricFamilies(metrics []shownMetric) [][]shownMetric {
	var list [][]shownMetric
	at := map[string]int{}
	for _, m := range metrics {
		kind, _, _ := strings.Cut(m.subject, "/")
		i, known := at[kind+" "+m.metric]
		if !known {
			i = len(list)
			at[kind+" "+m.metric] = i
			list = append(list, nil)
		}
		list[i] = append(list[i], m)
	}
	return list
}

// sweepLine is a metric along a setting, by rising place.
type sweepLine struct {
	name             string
	at               []float64
	value, low, high []float64
	verdicts         []stats.Verdict
	labelAt          vg.Length // where its name stands, set while drawing
}

func sweepOf(s *stats.Study, k int, family []shownMetric) drawing {
	first := family[0]
	knob := axisOf(s, k, false)
	kept := family[:min(len(family), mostLines)]
	d := drawing{
		name:  "sweep-" + first.name,
		title: first.name + " against " + knobNames(s.Knobs)[k],
		note:  metricTitle(first.metric),
		x:     knob.axis, key: verdictKey(s.Points),
	}
	if len(family) > 1 {
		d.name = "sweep-" + strings.TrimSuffix(first.metric, ".mean")
		d.title = metricTitle(first.metric) + " against " + knobNames(s.Knobs)[k]
		d.note = ""
		if len(kept) < len(family) {
			d.note = fmt.Sprintf("%d of %d", len(kept), len(family))
		}
	}
	var lines []sweepLine
	var all []float64
	var bounds []bound
	intervals := false
	for _, m := range kept {
		l := lineAlong(s, knob.places, m)
		for i := range l.at {
			all = append(all, l.value[i], l.low[i], l.high[i])
			intervals = intervals || l.low[i] != l.high[i]
		}
		lines = append(lines, l)
		bounds = append(bounds, m.bounds...)
	}
	if intervals {
		d.note = strings.TrimPrefix(d.note+"; band: 95 % confidence", "; ")
	}
	if len(bounds) > 0 {
		d.key = append(d.key, dashKey("objective"))
	}
	d.y = axis{scale: metricScale(first.unit, all, bounds), lines: true}
	d.right = 20
	if len(lines) > 1 {
		for _, l := range lines {
			d.right = max(d.right, vg.Length(textWidth(cutName(l.name, mostOfName), plain, labelSize))+18)
		}
	}
	d.paint = func(b *board) {
		for i := range lines {
			b.sweepBand(&lines[i], b.theme.line(i), knob.names)
		}
		b.verdictStrip(s, knob.places)
		for i := range lines {
			b.sweepPath(&lines[i], b.theme.line(i), knob.names)
		}
		if len(lines) > 1 {
			b.nameLines(lines)
		}
		b.boundLines(bounds, lines)
	}
	return d
}

// lineAlong collects a metric along places.
func lineAlong(s *stats.Study, places []float64, m shownMetric) sweepLine {
	l := sweepLine{name: m.name}
	var order []int
	for i := range s.Points {
		if !math.IsNaN(places[i]) && !math.IsNaN(valueOf(&s.Points[i], m)) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(places[a], places[b]) })
	for _, i := range order {
		e := s.Points[i].Metric(m.subject, m.metric)
		low, high, ok := within(e)
		if !ok {
			low, high = e.Value, e.Value
		}
		l.at, l.verdicts = append(l.at, places[i]), append(l.verdicts, s.Points[i].Verdict)
		l.value, l.low, l.high = append(l.value, e.Value), append(l.low, low), append(l.high, high)
	}
	return l
}

// sweepBand fills what lies between the ends of the intervals; values apart have a bar each.
func (b *board) sweepBand(l *sweepLine, hex string, apart bool) {
	if len(l.at) > 1 && !apart {
		var corners []vg.Point
		for i, x := range l.at {
			corners = append(corners, b.at(x, l.high[i]))
		}
		for i := len(l.at) - 1; i >= 0; i-- {
			corners = append(corners, b.at(l.at[i], l.low[i]))
		}
		b.fill(hex, 0.18, corners...)
	}
	if len(l.at) > mostMarks {
		return
	}
	for i, x := range l.at {
		b.bar(b.at(x, l.low[i]), b.at(x, l.high[i]), hex)
	}
}

// bar draws an interval with its ends; nothing when it has no length.
func (b *board) bar(from, to vg.Point, hex string) {
	if math.Hypot(float64(to.X-from.X), float64(to.Y-from.Y)) < 1 {
		return
	}
	b.stroke(hex, 0.9, nil, from, to)
	for _, end := range []vg.Point{from, to} {
		if from.X == to.X {
			b.stroke(hex, 0.9, nil, point(end.X-2, end.Y), point(end.X+2, end.Y))
		} else {
			b.stroke(hex, 0.9, nil, point(end.X, end.Y-2), point(end.X, end.Y+2))
		}
	}
}

// sweepPath draws the line and the marks of its points. Names have no order, and no line.
func (b *board) sweepPath(l *sweepLine, hex string, apart bool) {
	if len(l.at) > 1 {
		var path []vg.Point
		for i, x := range l.at {
			path = append(path, b.at(x, l.value[i]))
		}
		if apart {
			b.stroke(hex, 0.7, []vg.Length{1, 2.5}, path...)
		} else {
			b.stroke(hex, 1.4, nil, path...)
		}
	}
	if len(l.at) > mostMarks {
		return
	}
	radius := vg.Length(3)
	if len(l.at) > mostMarks/3 {
		radius = 2
	}
	for i, x := range l.at {
		b.mark(markOf(l.verdicts[i]), b.at(x, l.value[i]), radius, inkOfVerdict(b.theme, l.verdicts[i], hex), b.theme.background)
	}
}

// verdictStrip shows, where there are too many points for marks, in which stretches of the
// setting objectives are missed (filled) or undecided (an outline), along the axis.
func (b *board) verdictStrip(s *stats.Study, places []float64) {
	if len(s.Points) <= mostMarks {
		return
	}
	var order []int
	for i := range s.Points {
		if !math.IsNaN(places[i]) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(places[a], places[b]) })
	for from := 0; from < len(order); {
		to := from
		for to+1 < len(order) && s.Points[order[to+1]].Verdict == s.Points[order[from]].Verdict {
			to++
		}
		v := s.Points[order[from]].Verdict
		x0, x1 := b.xAt(places[order[from]])-0.7, b.xAt(places[order[to]])+0.7
		switch v {
		case stats.Fail:
			b.box(x0, b.bottom, x1, b.bottom+5, b.theme.alarm)
		case stats.Undecided:
			b.stroke(b.theme.line(1), 0.8, nil, point(x0, b.bottom), point(x0, b.bottom+5), point(x1, b.bottom+5), point(x1, b.bottom))
		}
		from = to + 1
	}
}

// nameLines writes the names of lines at their right ends, moved apart where they would
// cover each other.
func (b *board) nameLines(lines []sweepLine) {
	const room = 10.5
	var order []int
	for i := range lines {
		if n := len(lines[i].at); n > 0 {
			lines[i].labelAt = b.yAt(lines[i].value[n-1])
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(lines[i].labelAt, lines[j].labelAt) })
	for n, i := range order {
		if n > 0 {
			lines[i].labelAt = max(lines[i].labelAt, lines[order[n-1]].labelAt+room)
		}
	}
	for n := len(order) - 1; n >= 0; n-- {
		limit := b.top
		if n+1 < len(order) {
			limit = lines[order[n+1]].labelAt - room
		}
		lines[order[n]].labelAt = min(lines[order[n]].labelAt, limit)
	}
	for _, i := range order {
		l := &lines[i]
		end := b.at(l.at[len(l.at)-1], l.value[len(l.at)-1])
		b.stroke(b.theme.line(i), 0.6, nil, point(end.X+4, end.Y), point(b.rightEnd+7, l.labelAt))
		b.text(b.rightEnd+9, l.labelAt-3, cutName(l.name, mostOfName), plain, labelSize, b.theme.line(i))
	}
}

// boundLines draws the objectives as dashed lines, each with its text where it covers the
// fewest values.
func (b *board) boundLines(bounds []bound, lines []sweepLine) {
	for _, o := range bounds {
		y := b.yAt(o.value)
		b.stroke(b.theme.alarm, 1, []vg.Length{4, 3}, point(b.leftEdge, y), point(b.rightEnd, y))
		text := shortened(o.text, 60)
		w := vg.Length(textWidth(text, plain, labelSize))
		x, base, fewest := b.leftEdge+4, y+3, math.MaxInt
		for _, dy := range []vg.Length{3, -9} {
			if y+dy+8 > b.top || y+dy < b.bottom {
				continue
			}
			for _, left := range []vg.Length{b.leftEdge + 4, b.rightEnd - w - 4, (b.leftEdge + b.rightEnd - w) / 2} {
				if n := b.covers(lines, left, y+dy-2, left+w, y+dy+9); n < fewest {
					x, base, fewest = left, y+dy, n
				}
			}
		}
		b.text(x, base, text, plain, labelSize, b.theme.alarm)
	}
}

// covers counts the places of lines inside a rectangle, eight between each two points.
func (b *board) covers(lines []sweepLine, x0, y0, x1, y1 vg.Length) int {
	const parts = 8
	n := 0
	inside := func(p vg.Point) {
		if p.X >= x0 && p.X <= x1 && p.Y >= y0 && p.Y <= y1 {
			n++
		}
	}
	for _, l := range lines {
		for i := range l.at {
			p := b.at(l.at[i], l.value[i])
			inside(p)
			if i+1 == len(l.at) {
				break
			}
			q := b.at(l.at[i+1], l.value[i+1])
			for k := vg.Length(1); k < parts; k++ {
				inside(point(p.X+(q.X-p.X)*k/parts, p.Y+(q.Y-p.Y)*k/parts))
			}
		}
	}
	return n
}
