package reports

import (
	"fmt"
	"math"

	"headroom/sim/stats"

	"gonum.org/v1/plot/vg"
)

// mostSlices is how many settings have a panel each.
const mostSlices = 8

// sliceFigures shows metrics against each setting in turn, all others being whatever they
// are, when neither a grid nor a surface can show the points: for three settings and more,
// and where what varies are names.
func sliceFigures(s *stats.Study) []drawing {
	knobs := varied(s)
	if len(knobs) < 2 || s.Cliff != nil {
		return nil
	}
	if len(knobs) == 2 && len(s.Sensitivity) == 0 {
		if _, grid := gridOf(s); grid || len(surfaceFigures(s)) > 0 {
			return nil
		}
	}
	metrics := movers(s, studyMetrics(s))
	most := mostMaps
	if len(s.Sensitivity) > 0 {
		most = 1
	}
	var list []drawing
	for _, m := range metrics[:min(len(metrics), most)] {
		list = append(list, slicesOf(s, knobs, m))
	}
	return list
}

func slicesOf(s *stats.Study, knobs []int, m shownMetric) drawing {
	shown := knobs[:min(len(knobs), mostSlices)]
	names := knobNames(s.Knobs)
	var values []float64
	for _, i := range playedPoints(s) {
		values = append(values, valueOf(&s.Points[i], m))
	}
	d := drawing{
		name: "slices-" + m.name, title: m.name + " against each setting",
		note: metricTitle(m.metric) + " of every point; the other settings differ from point to point", key: verdictKey(s.Points),
		x: axis{scale: scale{max: float64(len(shown))}, title: " "}, y: axis{scale: metricScale(m.unit, values, m.bounds), lines: true},
		height: 190,
	}
	if len(shown) < len(knobs) {
		d.note += fmt.Sprintf("; the first %d of %d settings", len(shown), len(knobs))
	}
	if len(m.bounds) > 0 {
		d.key = append(d.key, dashKey("objective"))
	}
	d.paint = func(b *board) {
		w := (b.rightEnd - b.leftEdge) / vg.Length(len(shown))
		for n, k := range shown {
			left := b.leftEdge + w*vg.Length(n)
			if n > 0 {
				b.stroke(b.theme.axis, 0.8, nil, point(left, b.bottom), point(left, b.top))
			}
			b.slice(s, axisOf(s, k, false), m, names[k], left+8, left+w-8)
		}
		for _, o := range m.bounds {
			b.stroke(b.theme.alarm, 1, []vg.Length{4, 3}, point(b.leftEdge, b.yAt(o.value)), point(b.rightEnd, b.yAt(o.value)))
		}
	}
	return d
}

// slice draws the points along a setting, between two ends.
func (b *board) slice(s *stats.Study, a knobAxis, m shownMetric, name string, left, right vg.Length) {
	place := func(v float64) vg.Length { return left + vg.Length(a.place(v))*(right-left) }
	radius := vg.Length(2.4)
	if len(s.Points) > mostMarks {
		radius = 1.5
	}
	for i := range s.Points {
		v := valueOf(&s.Points[i], m)
		if math.IsNaN(v) || math.IsNaN(a.places[i]) {
			continue
		}
		b.mark(markOf(s.Points[i].Verdict), point(place(a.places[i]), b.yAt(v)), radius, inkOfVerdict(b.theme, s.Points[i].Verdict, b.theme.line(0)), b.theme.background)
	}
	room := float64(right - left)
	free := left - 8
	for i, k := range a.ticks {
		x := place(k.at)
		b.stroke(b.theme.axis, 0.8, nil, point(x, b.bottom-4), point(x, b.bottom))
		text := cutName(k.label, max(6, int(room/float64(len(a.ticks))/4.2)))
		w := vg.Length(textWidth(text, plain, labelSize))
		start := min(max(x-w/2, left-6), right+6-w)
		if start < free || i > 0 && i < len(a.ticks)-1 && room < 90 {
			continue
		}
		b.text(start, b.bottom-14, text, plain, labelSize, b.theme.muted)
		free = start + w + 5
	}
	text := cutName(name, max(8, int(room/4.6)))
	b.centred((left+right)/2, 8, text, labelSize, b.theme.text)
}
