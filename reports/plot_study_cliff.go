package reports

import (
	"math"
	"slices"

	"headroom/sim/stats"

	"gonum.org/v1/plot/vg"
)

// mapRegion is the look of a region of a cliff map: its colour, its lines, and its words.
type mapRegion struct {
	name  string
	share float64   // of the ordered colours
	lines []float64 // angles of the hatches
	apart vg.Length
	text  string
}

// mapRegions are the regions from the best to the worst.
var mapRegions = []mapRegion{
	{"stable", 0, nil, 0, "stable: every run recovers"},
	{"vulnerable", 0.2, []float64{math.Pi / 4}, 7, "vulnerable: recovers, but not from a larger trigger"},
	{"metastable", 0.47, []float64{math.Pi / 4, -math.Pi / 4}, 6, "metastable: some runs never recover"},
	{"collapsed", 0.93, []float64{0}, 4, "collapsed: lost without a trigger"},
}

// cliffMap is a cliff as an area with two axes.
type cliffMap struct {
	cells []stats.Cell
	x, y  axis
}

// cliffAreas lays the cells of a cliff out; false when some place is not a number.
func cliffAreas(s *stats.Study) (m cliffMap, ok bool) {
	if s.Cliff == nil || len(s.Cliff.Cells) == 0 || max(s.Cliff.Load, s.Cliff.Trigger) >= len(s.Knobs) || min(s.Cliff.Load, s.Cliff.Trigger) < 0 {
		return m, false
	}
	m.cells = s.Cliff.Cells
	number := func(v stats.KnobValue) bool {
		return v.Number != nil && !math.IsNaN(*v.Number) && !math.IsInf(*v.Number, 0)
	}
	if slices.ContainsFunc(m.cells, func(c stats.Cell) bool { return !number(c.Load) || !number(c.Trigger) }) {
		return m, false
	}
	m.x = mapAxis(&s.Knobs[s.Cliff.Load], m.cells, func(c stats.Cell) stats.KnobValue { return c.Load })
	m.y = mapAxis(&s.Knobs[s.Cliff.Trigger], m.cells, func(c stats.Cell) stats.KnobValue { return c.Trigger })
	return m, true
}

// mapAxis is the axis of a map: half a field longer at both ends than its places.
func mapAxis(k *stats.Knob, cells []stats.Cell, of func(stats.Cell) stats.KnobValue) axis {
	var values []stats.KnobValue
	for _, c := range cells {
		if v := of(c); !slices.ContainsFunc(values, func(w stats.KnobValue) bool { return *w.Number == *v.Number }) {
			values = append(values, v)
		}
	}
	slices.SortFunc(values, func(a, b stats.KnobValue) int {
		if *a.Number < *b.Number {
			return -1
		}
		return 1
	})
	a := axis{title: k.Set, scale: numberScale(values, unit(k.Unit), k.Logarithmic)}
	low, high := *values[0].Number, *values[len(values)-1].Number
	if len(values) < 2 {
		return a
	}
	next, last := *values[1].Number, *values[len(values)-2].Number
	if a.log {
		a.min, a.max = low*math.Sqrt(low/next), high*math.Sqrt(high/last)
	} else {
		a.min, a.max = low-(next-low)/2, high+(high-last)/2
	}
	return a
}

// cliffFigures shows where the system stands and where it falls: the regions of the map, and
// in each field the share of runs that are lost.
func cliffFigures(s *stats.Study) []drawing {
	m, ok := cliffAreas(s)
	if !ok {
		return nil
	}
	d := drawing{
		name: "cliff", title: "where the system does not come back",
		note: "in the fields: the probability that a run is lost; each field is what is nearest to a place that was played",
		x:    m.x, y: m.y, height: 300,
	}
	for _, r := range mapRegions {
		if slices.ContainsFunc(m.cells, func(c stats.Cell) bool { return c.Region == r.name }) {
			d.key = append(d.key, keyItem{r.text, func(b *board, at vg.Point) {
				b.region(r, []vg.Point{
					point(at.X-keyDash/2, at.Y-4), point(at.X+keyDash/2, at.Y-4), point(at.X+keyDash/2, at.Y+5), point(at.X-keyDash/2, at.Y+5),
				}, 0.5)
			}})
		}
	}
	if s.Cliff.Hidden != nil {
		d.key = append(d.key, keyItem{"hidden capacity, " + s.Cliff.Hidden.Text, func(b *board, at vg.Point) {
			b.stroke(b.theme.line(0), 2, []vg.Length{5, 2}, point(at.X-keyDash/2, at.Y), point(at.X+keyDash/2, at.Y))
		}})
	}
	d.paint = func(b *board) {
		b.cells(m.cells, s.Cliff.Hidden, func(c stats.Cell, corners []vg.Point) (back string) {
			r := regionNamed(c.Region)
			if r.name == "metastable" { // the darker, the likelier
				r.share += 0.3 * (c.Collapse.Value - 0.5)
			}
			b.region(r, corners, 1)
			return ordered(r.share)
		}, func(c stats.Cell) string { return amountDigits(c.Collapse.Value, unitRatio, 2) })
	}
	return []drawing{d}
}

// regionNamed returns the look of a region; of an unknown one the plainest.
func regionNamed(name string) mapRegion {
	for _, r := range mapRegions {
		if r.name == name {
			return r
		}
	}
	return mapRegions[0]
}

// region fills a field in the look of a region.
func (b *board) region(r mapRegion, corners []vg.Point, tight vg.Length) {
	back := ordered(r.share)
	b.fill(back, 1, corners...)
	for _, angle := range r.lines {
		b.hatch(ordered(math.Abs(r.share-0.22)), 0.6, r.apart*tight, angle, corners)
	}
	b.stroke(b.theme.axis, 0.5, nil, append(slices.Clone(corners), corners[0])...)
}

// cells draws a field for each place of a map, the line of the hidden capacity, and in the
// fields that have room a text.
func (b *board) cells(cells []stats.Cell, hidden *stats.KnobValue, paint func(stats.Cell, []vg.Point) (back string), text func(stats.Cell) string) {
	var places []vg.Point
	for _, c := range cells {
		places = append(places, b.at(*c.Load.Number, *c.Trigger.Number))
	}
	fields := fieldsAround(places, b.leftEdge, b.bottom, b.rightEnd, b.top)
	backs := make([]string, len(cells))
	for i, c := range cells {
		if len(fields[i]) > 2 {
			backs[i] = paint(c, fields[i])
		}
	}
	b.hiddenLine(hidden)
	for i, c := range cells {
		corners, back, label := fields[i], backs[i], text(c)
		if len(corners) < 3 || label == "" {
			continue
		}
		at, size := roomFor(label, places[i], corners)
		if size == 0 {
			b.mark(markDot, places[i], 1, inkOn(back), back)
			continue
		}
		w := vg.Length(textWidth(label, plain, float64(size)))
		b.box(at.X-w/2-2, at.Y-0.5*size, at.X+w/2+2, at.Y+0.65*size, back)
		b.text(at.X-w/2, at.Y-0.35*size, label, plain, size, inkOn(back))
	}
}

// roomFor finds where a field has room for a text, and for which size: at its place, else
// in its middle. The size is 0 when there is none.
func roomFor(text string, place vg.Point, corners []vg.Point) (at vg.Point, size vg.Length) {
	middle := point(0, 0)
	for _, q := range corners {
		middle.X += q.X / vg.Length(len(corners))
		middle.Y += q.Y / vg.Length(len(corners))
	}
	for _, size := range []vg.Length{labelSize, 6.5} {
		w := vg.Length(textWidth(text, plain, float64(size)))/2 + 1.5
		for _, at := range []vg.Point{place, middle} {
			if holds(corners, point(at.X-w, at.Y-0.5*size), point(at.X+w, at.Y+0.65*size)) {
				return at, size
			}
		}
	}
	return place, 0
}

// holds tells whether a rectangle lies inside a convex polygon that runs against the clock.
func holds(corners []vg.Point, low, high vg.Point) bool {
	for i, q := range corners {
		r := corners[(i+1)%len(corners)]
		for _, p := range []vg.Point{low, high, point(low.X, high.Y), point(high.X, low.Y)} {
			if turn(q, r, p) < 0 {
				return false
			}
		}
	}
	return true
}

// hiddenLine marks the hidden capacity.
func (b *board) hiddenLine(v *stats.KnobValue) {
	if v == nil || v.Number == nil {
		return
	}
	x := b.xAt(*v.Number)
	b.stroke(b.theme.background, 4, nil, point(x, b.bottom), point(x, b.top+4))
	b.stroke(b.theme.line(0), 2, []vg.Length{5, 2}, point(x, b.bottom), point(x, b.top+4))
}

// recoveryFigures shows over the same map how long the runs took to recover that did.
func recoveryFigures(s *stats.Study) []drawing {
	m, ok := cliffAreas(s)
	if !ok {
		return nil
	}
	var values []float64
	for _, c := range m.cells {
		if known(c.Recovery) {
			values = append(values, c.Recovery.Value)
		}
	}
	if len(values) == 0 || slices.Max(values) == 0 {
		return nil
	}
	t := tonesOf(values, unitSeconds)
	d := drawing{
		name: "recovery", title: "how long it takes to come back",
		note: "mean time from the end of the trigger until the objectives are kept again, of the runs that recover" + toneNote(t),
		x:    m.x, y: m.y, height: 300, right: roomOfBar(t),
		key: []keyItem{{"no run recovered, or there was nothing to recover from", func(b *board, at vg.Point) {
			corners := []vg.Point{point(at.X-keyDash/2, at.Y-4), point(at.X+keyDash/2, at.Y-4), point(at.X+keyDash/2, at.Y+5), point(at.X-keyDash/2, at.Y+5)}
			b.hatch(b.theme.edge, 0.6, 4, math.Pi/4, corners)
			b.stroke(b.theme.axis, 0.5, nil, append(corners, corners[0])...)
		}}},
	}
	if len(values) == len(m.cells) {
		d.key = nil
	}
	d.paint = func(b *board) {
		b.cells(m.cells, s.Cliff.Hidden, func(c stats.Cell, corners []vg.Point) string {
			back := b.theme.background
			if known(c.Recovery) {
				back = t.colour(c.Recovery.Value)
				b.fill(back, 1, corners...)
			} else {
				b.hatch(b.theme.edge, 0.6, 6, math.Pi/4, corners)
			}
			b.stroke(b.theme.axis, 0.5, nil, append(slices.Clone(corners), corners[0])...)
			return back
		}, func(c stats.Cell) string {
			if !known(c.Recovery) {
				return ""
			}
			return amountDigits(c.Recovery.Value, unitSeconds, 2)
		})
		b.colourBar(t)
	}
	return []drawing{d}
}
