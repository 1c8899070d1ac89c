package reports

import (
	"cmp"
	"math"
	"slices"

	"headroom/sim/stats"

	"gonum.org/v1/plot/vg"
)

// foundFigures shows a search for an extreme: the places that were asked, with what each
// measured of the objectives that end it, and the bracket of the answer.
func foundFigures(s *stats.Study) []drawing {
	if s.Found == nil || len(s.Knobs) != 1 || len(s.Points) == 0 {
		return nil
	}
	names := s.Found.Limits
	if len(names) == 0 {
		for _, o := range studyObjectives(s.Points) {
			if o.Severity != "warning" {
				names = append(names, o.Name)
			}
		}
		names = names[:min(len(names), 1)]
	}
	var list []drawing
	for _, name := range names {
		if d, ok := foundOf(s, name); ok {
			list = append(list, d)
		}
	}
	return list
}

// objectiveNamed returns an objective of a point, nil without it.
func objectiveNamed(p *stats.Point, name string) *stats.Objective {
	for i := range p.Objectives {
		if p.Objectives[i].Name == name {
			return &p.Objectives[i]
		}
	}
	return nil
}

func foundOf(s *stats.Study, name string) (drawing, bool) {
	knob := axisOf(s, 0, false)
	l := sweepLine{name: name}
	var objective *stats.Objective
	var all []float64
	for i := range s.Points {
		o := objectiveNamed(&s.Points[i], name)
		if o == nil || math.IsNaN(knob.places[i]) {
			continue
		}
		objective = o
		if o.Value == nil || math.IsNaN(*o.Value) || math.IsInf(*o.Value, 0) {
			continue
		}
		low, high, ok := within(&stats.Estimate{Value: *o.Value, CI95: o.CI95})
		if !ok {
			low, high = *o.Value, *o.Value
		}
		l.at, l.verdicts = append(l.at, knob.places[i]), append(l.verdicts, s.Points[i].Verdict)
		l.value, l.low, l.high = append(l.value, *o.Value), append(l.low, low), append(l.high, high)
		all = append(all, low, high)
	}
	if objective == nil || len(l.at) == 0 {
		return drawing{}, false
	}
	l = l.sorted()
	bounds := []bound{{value: objective.Bound, text: objective.Objective}}
	d := drawing{
		name: "find-" + name, title: "how far: " + objective.Metric + " against " + knobNames(s.Knobs)[0],
		note: "each place that was asked; bars: 95 % confidence", x: knob.axis, key: verdictKey(s.Points), height: 220,
		y: axis{scale: metricScale(unit(objective.Unit), all, bounds), lines: true},
	}
	d.key = append(d.key, dashKey("objective"))
	if s.Found.Holds != nil || s.Found.Fails != nil {
		d.key = append(d.key, keyItem{"the answer lies here", func(b *board, at vg.Point) {
			b.box(at.X-keyDash/2, at.Y-4, at.X+keyDash/2, at.Y+5, b.theme.fault)
		}})
	}
	d.paint = func(b *board) {
		b.bracket(s, knob)
		hex := b.theme.line(0)
		b.sweepBand(&l, hex, true)
		b.sweepPath(&l, hex, knob.names)
		b.boundLines(bounds, []sweepLine{l})
	}
	return d, true
}

// sorted puts the places of a line in their order.
func (l sweepLine) sorted() sweepLine {
	order := make([]int, len(l.at))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(l.at[a], l.at[b]) })
	r := sweepLine{name: l.name}
	for _, i := range order {
		r.at, r.verdicts = append(r.at, l.at[i]), append(r.verdicts, l.verdicts[i])
		r.value, r.low, r.high = append(r.value, l.value[i]), append(r.low, l.low[i]), append(r.high, l.high[i])
	}
	return r
}

// bracket shades what lies between the last place that holds and the first that fails, and
// writes both. Where one is missing it reaches to the end of the axis.
func (b *board) bracket(s *stats.Study, knob knobAxis) {
	place := func(v *stats.KnobValue) (vg.Length, bool) {
		if v == nil {
			return 0, false
		}
		for i := range s.Points {
			if len(s.Points[i].Values) == 1 && s.Points[i].Values[0].Text == v.Text && !math.IsNaN(knob.places[i]) {
				return b.xAt(knob.places[i]), true
			}
		}
		return 0, false
	}
	holds, some := place(s.Found.Holds)
	fails, other := place(s.Found.Fails)
	if !some || !other {
		b.edge(s.Found.Holds, holds, some, "holds ", b.theme.muted)
		b.edge(s.Found.Fails, fails, other, "fails ", b.theme.alarm)
		return
	}
	from, to := min(holds, fails), max(holds, fails)
	b.box(from, b.bottom, max(to, from+1.5), b.top, b.theme.fault)
	texts := []string{"holds " + s.Found.Holds.Text, "fails " + s.Found.Fails.Text}
	hexes := []string{b.theme.muted, b.theme.alarm}
	if fails < holds {
		texts[0], texts[1] = texts[1], texts[0]
		hexes[0], hexes[1] = hexes[1], hexes[0]
	}
	b.stroke(b.theme.axis, 0.8, nil, point(from, b.bottom), point(from, b.top))
	b.stroke(b.theme.axis, 0.8, nil, point(to, b.bottom), point(to, b.top))
	w := vg.Length(textWidth(texts[0], plain, labelSize))
	left := from - 4 - w
	right := to + 4
	level := b.top - 9
	if left < b.leftEdge+2 { // both texts on the right
		left, level = right, level-11
	}
	if right+vg.Length(textWidth(texts[1], plain, labelSize)) > sheetWidth-4 {
		right, level = from-4-vg.Length(textWidth(texts[1], plain, labelSize)), b.top-20
	}
	b.text(left, level, texts[0], plain, labelSize, hexes[0])
	b.text(right, b.top-9, texts[1], plain, labelSize, hexes[1])
}

// edge draws an end of a bracket that has no other end.
func (b *board) edge(v *stats.KnobValue, x vg.Length, known bool, word, hex string) {
	if !known {
		return
	}
	b.stroke(b.theme.axis, 0.8, nil, point(x, b.bottom), point(x, b.top))
	text := word + v.Text
	w := vg.Length(textWidth(text, plain, labelSize))
	left := x + 4
	if left+w > b.rightEnd {
		left = x - 4 - w
	}
	b.text(left, b.top-9, text, plain, labelSize, hex)
}
