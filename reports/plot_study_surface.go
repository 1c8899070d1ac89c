package reports

import (
	"math"

	"headroom/sim/stats"

	"gonum.org/v1/plot/vg"
)

// mostSpots is how many points a surface is drawn through. More are put together in fields,
// each with the mean of the points in it.
const mostSpots = 400

// The fields of a surface of many points.
const binsAcross, binsUp = 36, 20

// surfaceFigures shows metrics over two settings that are numbers, when the points are
// spread over their ranges and not a grid.
func surfaceFigures(s *stats.Study) []drawing {
	knobs := varied(s)
	if len(knobs) != 2 || s.Cliff != nil || len(s.Sensitivity) > 0 {
		return nil
	}
	if _, grid := gridOf(s); grid {
		return nil
	}
	x, y := axisOf(s, knobs[0], false), axisOf(s, knobs[1], false)
	if x.names || y.names {
		return nil
	}
	var list []drawing
	for i, m := range movers(s, studyMetrics(s)) {
		if i == mostMaps {
			break
		}
		var spots []int
		var values []float64
		for _, p := range playedPoints(s) {
			if v := valueOf(&s.Points[p], m); !math.IsNaN(v) {
				spots, values = append(spots, p), append(values, v)
			}
		}
		if len(spots) < 4 {
			continue
		}
		names := knobNames(s.Knobs)
		d := drawing{
			name: "surface-" + m.name, title: m.name + " over " + names[knobs[0]] + " and " + names[knobs[1]],
			x: x.axis, y: y.axis, height: 300,
		}
		if len(spots) > mostSpots {
			d = binned(s, d, m, spots, values, x.places, y.places)
		} else {
			d = interpolated(s, d, m, spots, values, x.places, y.places)
		}
		list = append(list, d)
	}
	return list
}

// interpolated draws the surface between the points: linear within the triangles that they
// span, nothing outside of them.
func interpolated(s *stats.Study, d drawing, m shownMetric, spots []int, values []float64, xs, ys []float64) drawing {
	t := tonesOf(values, m.unit)
	d.note = metricTitle(m.metric) + ": measured at the marks, interpolated linearly between them" + toneNote(t)
	d.right = roomOfBar(t)
	d.key = verdictKey(s.Points)
	for i := range d.key {
		if d.key[i].text == keptText {
			d.key[i] = signKey(keptText, markRing, inkMuted)
		}
	}
	if len(d.key) == 0 {
		d.key = []keyItem{signKey("measured", markRing, inkMuted)}
	}
	d.paint = func(b *board) {
		var places []vg.Point
		for _, i := range spots {
			places = append(places, b.at(xs[i], ys[i]))
		}
		for _, tri := range triangles(places) {
			b.slope(tri, places, values, t)
		}
		for n, i := range spots {
			p := &s.Points[i]
			back := t.colour(values[n])
			if m := markOf(p.Verdict); m == markDot {
				b.mark(markDot, places[n], 3.6, inkOn(back), back)
				b.mark(markDot, places[n], 2.6, back, back)
			} else {
				b.mark(m, places[n], 2.8, inkOn(back), back)
			}
		}
		b.colourBar(t)
	}
	return d
}

// slope fills a triangle with the colours of the numbers at its corners, in bands between
// the ticks and halfway between them, and draws the lines of the ticks.
func (b *board) slope(tri triangle, places []vg.Point, values []float64, t tones) {
	const bands = 24
	corners := []vg.Point{places[tri[0]], places[tri[1]], places[tri[2]]}
	share := func(v float64) vg.Length { return vg.Length(t.place(v)) }
	s0, s1, s2 := share(values[tri[0]]), share(values[tri[1]]), share(values[tri[2]])
	nx, ny, d := plane(corners, s0, s1, s2)
	first := math.Floor(float64(min(s0, s1, s2)) * bands)
	last := math.Min(math.Floor(float64(max(s0, s1, s2))*bands), bands-1)
	for k := math.Min(first, last); k <= last; k++ {
		part := corners
		if k > first {
			part = clipped(part, -nx, -ny, d-vg.Length(k/bands))
		}
		if k < last {
			part = clipped(part, nx, ny, vg.Length((k+1)/bands)-d)
		}
		if len(part) > 2 {
			hex := ordered((k + 0.5) / bands)
			b.fill(hex, 1, part...)
			b.stroke(hex, 0.5, nil, append(part, part[0])...)
		}
	}
	for _, k := range t.ticks {
		level := share(k.at)
		if level < 0.001 || level > 0.999 {
			continue // the edge of a plateau is no line
		}
		if from, to, ok := across(corners, nx, ny, level-d); ok {
			b.stroke(inkOn(t.colour(k.at)), 0.5, nil, from, to)
		}
	}
}

// plane returns n and d such that q·n + d is the number at each corner of a triangle.
func plane(corners []vg.Point, v0, v1, v2 vg.Length) (nx, ny, d vg.Length) {
	a, b, c := corners[0], corners[1], corners[2]
	area := vg.Length(turn(a, b, c))
	nx = ((v1-v0)*(c.Y-a.Y) - (v2-v0)*(b.Y-a.Y)) / area
	ny = ((v2-v0)*(b.X-a.X) - (v1-v0)*(c.X-a.X)) / area
	return nx, ny, v0 - nx*a.X - ny*a.Y
}

// binned draws the means of the points in fields. A cross marks the fields in which some
// point misses its objectives.
func binned(s *stats.Study, d drawing, m shownMetric, spots []int, values []float64, xs, ys []float64) drawing {
	var sum, n [binsAcross][binsUp]float64
	var missed [binsAcross][binsUp]bool
	for k, i := range spots {
		x, y := binOf(d.x.scale, xs[i], binsAcross), binOf(d.y.scale, ys[i], binsUp)
		sum[x][y] += values[k]
		n[x][y]++
		missed[x][y] = missed[x][y] || s.Points[i].Verdict == stats.Fail
	}
	var means []float64
	some := false
	for x := range sum {
		for y := range sum[x] {
			if n[x][y] > 0 {
				sum[x][y] /= n[x][y]
				means = append(means, sum[x][y])
				some = some || missed[x][y]
			}
		}
	}
	t := tonesOf(means, m.unit)
	d.note = metricTitle(m.metric) + ": mean of the points in each field" + toneNote(t)
	d.right = roomOfBar(t)
	if some {
		d.key = []keyItem{signKey("a point here misses its objectives", markCross, inkMuted)}
	}
	d.paint = func(b *board) {
		w, h := b.fields(binsAcross, binsUp)
		for x := range sum {
			for y := range sum[x] {
				if n[x][y] == 0 {
					continue
				}
				x0, y0, back := b.leftEdge+w*vg.Length(x), b.bottom+h*vg.Length(y), t.colour(sum[x][y])
				b.box(x0, y0, x0+w, y0+h, back)
				if missed[x][y] {
					ink := inkOn(back)
					b.stroke(ink, 0.7, nil, point(x0+w/2-2, y0+h/2-2), point(x0+w/2+2, y0+h/2+2))
					b.stroke(ink, 0.7, nil, point(x0+w/2-2, y0+h/2+2), point(x0+w/2+2, y0+h/2-2))
				}
			}
		}
		b.colourBar(t)
	}
	return d
}

func binOf(s scale, v float64, bins int) int {
	return min(int(s.place(v)*float64(bins)), bins-1)
}
