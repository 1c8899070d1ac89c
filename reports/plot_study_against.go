package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/sim/stats"

	"gonum.org/v1/plot/vg"
)

// Most points and metrics whose differences to the first point are shown.
const mostAgainst, mostDifferences = 25, 3

// forestRow is a row of a plot of differences.
type forestRow struct {
	name   string
	value  float64
	within *[2]float64 // nil without interval
	effect stats.Effect
	text   string // the number in words
}

// againstFigures shows how the points of a sweep differ from its first one, replication by
// replication under the same random numbers.
func againstFigures(s *stats.Study) []drawing {
	knobs := varied(s)
	if s.Form != "sweep" || len(s.Points) < 2 || len(s.Points) > mostAgainst || len(knobs) > 1 && 2*len(s.Points) > mostAgainst {
		return nil
	}
	var list []drawing
	for _, m := range movers(s, studyMetrics(s)) {
		if len(list) == mostDifferences {
			break
		}
		var rows []forestRow
		for i := range s.Points {
			if r, ok := againstRow(&s.Points[i], m); ok {
				rows = append(rows, r)
			}
		}
		if len(rows) == 0 {
			continue
		}
		var values []float64
		for _, r := range rows {
			values = append(values, r.value)
			if r.within != nil {
				values = append(values, r.within[0], r.within[1])
			}
		}
		d := forest(rows, differenceScale(m.unit, values), 0)
		d.name = "against-" + m.name
		d.title = m.name + ": difference to " + settingsText(s, &s.Points[0])
		if len(knobs) == 1 {
			d.y.title = s.Knobs[knobs[0]].Set
		}
		d.note = fmt.Sprintf("%s, less that of the first point, with the same random numbers; bars: 95 %% confidence", metricTitle(m.metric))
		list = append(list, d)
	}
	return list
}

func againstRow(p *stats.Point, m shownMetric) (r forestRow, ok bool) {
	for _, of := range p.Metrics {
		if of.Subject != m.subject || of.Metric != m.metric || !known(of.Against) {
			continue
		}
		r = forestRow{name: valuesText(p), value: of.Against.Value}
		if low, high, ok := within(of.Against); ok {
			r.within = &[2]float64{low, high}
			if low > 0 || high < 0 {
				r.effect = stats.Higher
			}
		}
		value, interval := changed(of.Against, m.unit)
		r.text = strings.TrimSpace(value + " " + interval)
		return r, true
	}
	return r, false
}

// forest draws rows of differences around an origin, the first at the top, with their numbers
// beside them. Filled marks are more than chance; better and worse have colours too.
func forest(rows []forestRow, x scale, origin float64) drawing {
	rows = slices.Clone(rows)
	slices.Reverse(rows)
	var names []string
	widest := 0.0
	kinds := map[stats.Effect]bool{}
	for _, r := range rows {
		names = append(names, r.name)
		widest = math.Max(widest, textWidth(r.text, plain, labelSize))
		kinds[r.effect] = true
	}
	d := drawing{
		x: axis{scale: x, lines: true}, y: axis{scale: named(names)},
		height: vg.Length(max(20*len(rows), 40)), right: vg.Length(widest) + 20,
	}
	for _, k := range []struct {
		effect stats.Effect
		text   string
	}{{stats.Better, "better"}, {stats.Worse, "worse"}, {stats.Higher, "more than chance"}, {"", "not told from chance"}} {
		if kinds[k.effect] || k.effect == stats.Higher && kinds[stats.Lower] {
			d.key = append(d.key, keyItem{k.text, func(b *board, at vg.Point) {
				b.mark(markOfEffect(k.effect), at, 3, inkOfEffect(b.theme, k.effect), b.theme.background)
			}})
		}
	}
	d.paint = func(b *board) {
		zero := b.xAt(origin)
		b.stroke(b.theme.muted, 1, nil, point(zero, b.bottom), point(zero, b.top))
		for i, r := range rows {
			y := b.yAt(float64(i))
			hex := inkOfEffect(b.theme, r.effect)
			if r.within != nil {
				b.reach(r.within[0], r.within[1], y, hex)
			}
			b.mark(markOfEffect(r.effect), point(b.xAt(r.value), y), 3.2, hex, b.theme.background)
			b.text(b.rightEnd+8, y-3, r.text, plain, labelSize, b.theme.muted)
		}
	}
	return d
}

// reach draws an interval in a row; an arrow where it leaves the axis.
func (b *board) reach(low, high float64, y vg.Length, hex string) {
	x0, x1 := b.xAt(low), b.xAt(high)
	b.bar(point(x0, y), point(x1, y), hex)
	if low < b.x.min {
		b.stroke(hex, 1, nil, point(x0+5, y+4), point(x0, y), point(x0+5, y-4))
	}
	if high > b.x.max {
		b.stroke(hex, 1, nil, point(x1-5, y+4), point(x1, y), point(x1-5, y-4))
	}
}

func markOfEffect(e stats.Effect) mark {
	switch e {
	case "":
		return markRing
	case stats.Worse:
		return markCross
	}
	return markDot
}

func inkOfEffect(t theme, e stats.Effect) string {
	switch e {
	case stats.Better:
		return t.good
	case stats.Worse:
		return t.alarm
	case "":
		return t.muted
	}
	return t.line(0)
}
