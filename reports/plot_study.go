package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"headroom/sim/stats"

	"gonum.org/v1/plot/vg"
)

// studyFigures is the table of the plots of studies, in the order in which they are
// written and shown. Each function returns the plots there are data for, none if there are
// none.
var studyFigures = []func(*stats.Study) []drawing{
	foundFigures,
	frontFigures,
	cliffFigures,
	recoveryFigures,
	tornadoFigures,
	screeningFigures,
	varianceFigures,
	sweepFigures,
	heatFigures,
	surfaceFigures,
	sliceFigures,
	againstFigures,
}

// StudyPlots draws every plot of a study there are data for as SVG, named plots/NAME.svg.
// The bytes are the same for the same study. o.Theme may be "dark".
func StudyPlots(s *stats.Study, o Options) ([]File, error) {
	return boardFiles(studyDrawings(s), "svg", boardSVG, themeNamed(o.Theme))
}

// StudyPNG draws the same plots as PNG, named plots/NAME.png, at 192 dots per inch.
func StudyPNG(s *stats.Study, o Options) ([]File, error) {
	return boardFiles(studyDrawings(s), "png", boardPNG, themeNamed(o.Theme))
}

func studyDrawings(s *stats.Study) []drawing {
	var list []drawing
	for _, of := range studyFigures {
		for _, d := range of(s) {
			if d.note != "" {
				d.note += "; "
			}
			d.note += fmt.Sprintf("%s, %s, seed %d", counted(len(s.Points), "point"), counted(s.Runs, "replication"), s.Scenario.Seed)
			list = append(list, d)
		}
	}
	return list
}

// knobAxis is the axis of a setting, with the place of each point of a study on it.
type knobAxis struct {
	axis
	places []float64 // by point; NaN where the point has no place
	names  bool      // the values are names, or stand apart like names
}

// playedPoints are the numbers of the points that leave nothing out of the scenario.
func playedPoints(s *stats.Study) []int {
	var list []int
	for i := range s.Points {
		if len(s.Points[i].Without) == 0 && len(s.Points[i].Values) == len(s.Knobs) {
			list = append(list, i)
		}
	}
	return list
}

// knobValues are the values of a setting, each once: numbers in their order, names in the
// order of the points. Numeric tells that all of them are numbers.
func knobValues(s *stats.Study, k int) (values []stats.KnobValue, numeric bool) {
	numeric = true
	seen := map[string]bool{}
	for _, i := range playedPoints(s) {
		v := s.Points[i].Values[k]
		if !seen[v.Text] {
			seen[v.Text] = true
			values = append(values, v)
		}
		numeric = numeric && v.Number != nil && !math.IsNaN(*v.Number) && !math.IsInf(*v.Number, 0)
	}
	if numeric {
		slices.SortStableFunc(values, func(a, b stats.KnobValue) int { return cmp.Compare(*a.Number, *b.Number) })
	}
	return values, numeric
}

// varied are the settings that have more than one value.
func varied(s *stats.Study) []int {
	var list []int
	for k := range s.Knobs {
		if values, _ := knobValues(s, k); len(values) > 1 {
			list = append(list, k)
		}
	}
	return list
}

// axisOf lays a setting out. Numbers are spread by their size, unless apart wants a field
// for each value.
func axisOf(s *stats.Study, k int, apart bool) knobAxis {
	values, numeric := knobValues(s, k)
	a := knobAxis{axis: axis{title: s.Knobs[k].Set}, places: make([]float64, len(s.Points)), names: apart || !numeric}
	at := map[string]float64{}
	if a.names {
		var names []string
		for i, v := range values {
			names = append(names, v.Text)
			at[v.Text] = float64(i)
		}
		a.scale, a.axis.names = named(names), true
	} else {
		for _, v := range values {
			at[v.Text] = *v.Number
		}
		a.scale = numberScale(values, unit(s.Knobs[k].Unit), s.Knobs[k].Logarithmic)
	}
	for i := range a.places {
		a.places[i] = math.NaN()
	}
	for _, i := range playedPoints(s) {
		a.places[i] = at[s.Points[i].Values[k].Text]
	}
	return a
}

// numberScale spreads numbers by their size. A few have a tick each, with the text of the
// scenario.
func numberScale(values []stats.KnobValue, u unit, logarithmic bool) scale {
	if len(values) == 0 {
		return span(0, 1, u)
	}
	low, high := *values[0].Number, *values[len(values)-1].Number
	var sc scale
	if logarithmic && low > 0 {
		sc = logSpan(low, high, u)
	} else {
		sc = span(low, high, u)
		low, high = apartEnds(low, high)
		sc.min, sc.max = low, high
	}
	if len(values) <= mostTicks {
		sc.ticks = nil
		for _, v := range values {
			sc.ticks = append(sc.ticks, tick{*v.Number, v.Text})
		}
	}
	sc = sc.padded(0.03)
	sc.ticks = slices.DeleteFunc(sc.ticks, func(t tick) bool { return t.at < sc.min || t.at > sc.max })
	return sc
}

// shareSpan is a scale of shares up to 100 %, and beyond only as far as an interval reaches.
func shareSpan(low, high float64) scale {
	sc := span(math.Min(low, 0.9999), 1, unitRatio)
	sc.max = math.Max(1, high)
	return sc
}

// metricScale is the axis of a metric: logarithmic for times that differ 20 times or more,
// up to 100 % for shares, from zero where that is not far away.
func metricScale(u unit, values []float64, bounds []bound) scale {
	all := slices.Clone(values)
	for _, b := range bounds {
		all = append(all, b.value)
	}
	low, high := ends(all)
	switch {
	case u == unitSeconds && low > 0 && high >= 20*low:
		return logScale(low, high, u)
	case u == unitRatio && high < 1.3 && low >= 0.5:
		return shareSpan(low, high)
	case u == unitRatio && high < 1.3 && low >= 0:
		return shareSpan(0, high)
	case low < 0, high-low < 0.2*high:
		return span(low, high, u)
	}
	return span(0, high, u)
}

// markOf is the shape of a verdict.
func markOf(v stats.Verdict) mark {
	switch v {
	case stats.Fail:
		return markCross
	case stats.Undecided:
		return markDiamond
	}
	return markDot
}

// inkOfVerdict is the colour of a verdict; that of what it is about when all is well.
func inkOfVerdict(t theme, v stats.Verdict, otherwise string) string {
	switch v {
	case stats.Fail:
		return t.alarm
	case stats.Undecided:
		return t.line(1)
	}
	return otherwise
}

const keptText = "objectives kept"

// verdictKey explains the shapes of the verdicts that occur.
func verdictKey(points []stats.Point) []keyItem {
	if len(studyObjectives(points)) == 0 {
		return nil
	}
	var key []keyItem
	for _, k := range []struct {
		verdict stats.Verdict
		text    string
	}{{stats.Pass, keptText}, {stats.Undecided, "undecided"}, {stats.Fail, "missed"}} {
		if slices.ContainsFunc(points, func(p stats.Point) bool { return p.Verdict == k.verdict }) {
			key = append(key, keyItem{k.text, func(b *board, at vg.Point) {
				b.mark(markOf(k.verdict), at, 3, inkOfVerdict(b.theme, k.verdict, b.theme.muted), b.theme.background)
			}})
		}
	}
	return key
}

// signKey explains a mark in a colour of the theme.
func signKey(text string, m mark, hex func(theme) string) keyItem {
	return keyItem{text, func(b *board, at vg.Point) { b.mark(m, at, 3, hex(b.theme), b.theme.background) }}
}

// dashKey explains a dashed line in the colour of alarm.
func dashKey(text string) keyItem {
	return keyItem{text, func(b *board, at vg.Point) {
		b.stroke(b.theme.alarm, 1.2, []vg.Length{3, 2}, point(at.X-keyDash/2, at.Y), point(at.X+keyDash/2, at.Y))
	}}
}

func inkMuted(t theme) string { return t.muted }
func inkFirst(t theme) string { return t.line(0) }
