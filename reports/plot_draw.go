package reports

import (
	"math"

	"headroom/sim/stats"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// sheet is a figure being drawn. Lengths are points, y grows upwards.
type sheet struct {
	figure
	theme theme
	facts string
	bands []band

	x, y   scale
	height vg.Length

	keys     []keyPlace // of lines, and "objective" last
	bandRow  []int
	bandRows int

	left, right, bottom, top vg.Length // of the area that the axes span
	pen
}

// keyPlace is where an entry of the key stands: its row and its left end.
type keyPlace struct {
	row int
	at  vg.Length
}

// The measures of a sheet, in points.
const (
	sheetMargin   = 14
	titleSize     = 13.5
	noteSize      = 10
	keySize       = 9.5
	tickSize      = 9
	labelSize     = 8.5
	keyRowHeight  = 15
	bandRowHeight = 12
	keyDash       = 14 // length of the sample of a line
)

// The number of stretches that a long series is cut into, with two values for each of
// them: in files about four values for each point of width, inside the page fewer.
const (
	thinFile = 1000
	thinPage = 150
)

// newSheet measures a figure: the scales, the rows of the key and those of the band
// labels, and with them the height. Series are thinned to the given number of stretches.
func newSheet(f figure, r *stats.Result, t theme, stretches int) *sheet {
	s := &sheet{figure: f, theme: t, facts: facts(r)}
	end := r.Scenario.Duration
	if !f.ranks {
		s.bands = bandsOf(r)
		if n := len(f.xs); n > 0 {
			end = math.Max(end, f.xs[n-1]+r.Series.Width)
		}
		s.xs, s.lines = thin(f.xs, f.lines, stretches)
	}
	s.y = valueScale(s.figure)
	s.x = timeScale(end)
	if f.ranks {
		s.x = rankScale(f.xs[len(f.xs)-1])
	}

	widest := 0.0
	for _, k := range s.y.ticks {
		widest = math.Max(widest, textWidth(k.label, plain, tickSize))
	}
	s.left = sheetMargin + vg.Length(math.Max(widest, 34)) + 6
	s.right = sheetWidth - 20

	keyRows := s.placeKeys()
	s.placeBands()
	head := vg.Length(56) + vg.Length(keyRows*keyRowHeight) + vg.Length(s.bandRows*bandRowHeight)
	s.bottom = 28
	s.top = s.bottom + 172
	s.height = s.top + head
	return s
}

// valueScale fits the value axis to the lines and the bounds of a figure.
func valueScale(f figure) scale {
	low, high := math.Inf(1), math.Inf(-1)
	for _, l := range f.lines {
		for _, values := range [][]float64{l.values, l.low, l.high} {
			for _, v := range values {
				if math.IsInf(v, 0) || f.log && v <= 0 {
					continue
				}
				low, high = minNumber(low, v), maxNumber(high, v)
			}
		}
	}
	if f.stacked {
		high = highest(total(f))
	}
	for _, b := range f.bounds {
		low, high = math.Min(low, b.value), math.Max(high, b.value)
	}
	switch {
	case f.log:
		return logScale(low, high, f.unit)
	case f.whole:
		return linearScale(math.Max(1, high), f.unit)
	}
	return linearScale(high, f.unit)
}

// total adds the lines of a figure up.
func total(f figure) []float64 {
	sum := make([]float64, len(f.xs))
	for _, l := range f.lines {
		for i, v := range l.values {
			if !math.IsNaN(v) {
				sum[i] += v
			}
		}
	}
	return sum
}

func minNumber(a, b float64) float64 {
	if b < a {
		return b
	}
	return a
}

func maxNumber(a, b float64) float64 {
	if b > a {
		return b
	}
	return a
}

// placeKeys lays the entries of the key out in rows and returns the number of rows.
func (s *sheet) placeKeys() int {
	at, row := vg.Length(sheetMargin), 0
	for _, name := range s.keyNames() {
		w := vg.Length(keyDash+4) + vg.Length(textWidth(name, plain, keySize))
		if at+w > s.right && at > sheetMargin {
			at, row = sheetMargin, row+1
		}
		s.keys = append(s.keys, keyPlace{row, at})
		at += w + 15
	}
	return row + 1
}

func (s *sheet) keyNames() []string {
	var names []string
	for _, l := range s.lines {
		names = append(names, l.name)
	}
	if len(s.bounds) > 0 {
		names = append(names, "objective")
	}
	return names
}

// placeBands gives the labels of the bands rows above the axes.
func (s *sheet) placeBands() {
	var starts, widths []float64
	for _, b := range s.bands {
		start, width := s.bandLabel(b)
		starts, widths = append(starts, float64(start)), append(widths, width+8)
	}
	s.bandRow, s.bandRows = spreadRows(starts, widths, 3)
}

// bandLabel returns the left end and the width of the label of a band: at the start of
// the band, or further left where it would leave the sheet.
func (s *sheet) bandLabel(b band) (start vg.Length, width float64) {
	width = textWidth(b.text, plain, labelSize)
	start = s.xAt(b.from) + 3
	if limit := sheetWidth - 8 - vg.Length(width); start > limit {
		start = limit
	}
	return start, width
}

func (s *sheet) xAt(v float64) vg.Length {
	return s.left + vg.Length(vg.Length(s.x.place(v))*(s.right-s.left))
}

func (s *sheet) yAt(v float64) vg.Length {
	return s.bottom + vg.Length(vg.Length(s.y.place(v))*(s.top-s.bottom))
}

// paint draws the sheet, from the back to the front.
func (s *sheet) paint(c draw.Canvas) {
	s.c = c
	s.box(0, 0, sheetWidth, s.height, s.theme.background)
	s.paintBands()
	s.paintAxes()
	if s.stacked {
		s.paintAreas()
	} else {
		for i, l := range s.lines {
			s.paintLine(l, s.inkOf(i))
		}
	}
	s.paintBounds()
	s.paintHead()
}

func (s *sheet) paintHead() {
	s.text(sheetMargin, s.height-26, s.title, bold, titleSize, s.theme.text)
	note := s.facts
	if s.note != "" {
		note = s.note + "; " + s.facts
	}
	s.text(sheetMargin, s.height-42, note, plain, noteSize, s.theme.muted)
	for i, name := range s.keyNames() {
		k := s.keys[i]
		y := s.height - 59 - vg.Length(k.row*keyRowHeight)
		if i < len(s.lines) {
			s.box(k.at, y+1.5, k.at+keyDash, y+4.5, s.inkOf(i))
		} else {
			s.stroke(s.theme.alarm, 1.2, []vg.Length{3, 2}, point(k.at, y+3), point(k.at+keyDash, y+3))
		}
		s.text(k.at+keyDash+4, y, name, plain, keySize, s.theme.text)
	}
}

// paintBands draws the bands, and above the axes their names.
func (s *sheet) paintBands() {
	for i, b := range s.bands {
		x0, x1 := s.xAt(b.from), s.xAt(b.to)
		top := s.top + vg.Length((s.bandRow[i]+1)*bandRowHeight)
		switch {
		case x1-x0 < 0.5:
			s.stroke(s.theme.alarm, 0.8, []vg.Length{2, 2}, point(x0, s.bottom), point(x0, top))
		case b.fault:
			s.box(x0, s.bottom, x1, top, s.theme.fault)
		default:
			s.box(x0, s.bottom, x1, top, s.theme.warmup)
		}
	}
	for i, b := range s.bands {
		if s.bandRow[i] < 0 {
			continue
		}
		hex := s.theme.muted
		if b.fault {
			hex = s.theme.alarm
		}
		start, _ := s.bandLabel(b)
		s.text(start, s.top+vg.Length(s.bandRow[i]*bandRowHeight)+3, b.text, plain, labelSize, hex)
	}
}

func (s *sheet) paintAxes() {
	for _, k := range s.y.ticks {
		y := s.yAt(k.at)
		s.stroke(s.theme.grid, 0.6, nil, point(s.left, y), point(s.right, y))
		w := vg.Length(textWidth(k.label, plain, tickSize))
		s.text(s.left-6-w, y-3.1, k.label, plain, tickSize, s.theme.muted)
	}
	free := vg.Length(0)
	for _, k := range s.x.ticks {
		x := s.xAt(k.at)
		if s.ranks {
			s.stroke(s.theme.grid, 0.6, nil, point(x, s.bottom), point(x, s.top))
		}
		s.stroke(s.theme.axis, 0.8, nil, point(x, s.bottom-4), point(x, s.bottom))
		w := vg.Length(textWidth(k.label, plain, tickSize))
		start := min(x-w/2, sheetWidth-3-w)
		if start < free {
			continue
		}
		s.text(start, s.bottom-14, k.label, plain, tickSize, s.theme.muted)
		free = start + w + 6
	}
	s.stroke(s.theme.axis, 0.8, nil, point(s.left, s.bottom), point(s.right, s.bottom))
}

// paintLine draws a line with a gap wherever a value is missing; a value without
// neighbours becomes a dot.
func (s *sheet) paintLine(l plotLine, hex string) {
	var run []vg.Point
	finish := func() {
		switch {
		case len(run) == 1:
			s.dot(run[0], hex)
		case len(run) > 1:
			s.stroke(hex, 1.4, nil, run...)
		}
		run = run[:0]
	}
	for i, v := range l.values {
		if math.IsNaN(v) {
			finish()
			continue
		}
		p := point(s.xAt(s.xs[i]), s.yAt(v))
		run = append(run, p)
		if !s.ranks {
			continue
		}
		s.dot(p, hex)
		if l.low != nil && !math.IsNaN(l.low[i]) && !math.IsNaN(l.high[i]) {
			s.stroke(hex, 0.9, nil, point(p.X, s.yAt(l.low[i])), point(p.X, s.yAt(l.high[i])))
		}
	}
	finish()
}

// paintAreas draws the lines as areas on top of each other, parted by a thin line in the
// colour of the background.
func (s *sheet) paintAreas() {
	floor := make([]float64, len(s.xs))
	for i, l := range s.lines {
		var upper, lower []vg.Point
		for j, v := range l.values {
			x := s.xAt(s.xs[j])
			lower = append(lower, point(x, s.yAt(floor[j])))
			if !math.IsNaN(v) {
				floor[j] += v
			}
			upper = append(upper, point(x, s.yAt(floor[j])))
		}
		outline := append([]vg.Point{}, upper...)
		for j := len(lower) - 1; j >= 0; j-- {
			outline = append(outline, lower[j])
		}
		s.c.FillPolygon(rgb(s.inkOf(i)), outline)
		s.stroke(s.theme.background, 0.5, nil, upper...)
	}
}

// paintBounds draws the objectives as dashed lines, each with its text where it covers
// the fewest values.
func (s *sheet) paintBounds() {
	for _, b := range s.bounds {
		y := s.yAt(b.value)
		s.stroke(s.theme.alarm, 1, []vg.Length{4, 3}, point(s.left, y), point(s.right, y))
		w := vg.Length(textWidth(b.text, plain, labelSize))
		x, base := s.left+4, y+3
		fewest := math.MaxInt
		for _, dy := range []vg.Length{3, -9} {
			if y+dy+8 > s.top || y+dy < s.bottom {
				continue
			}
			for _, left := range []vg.Length{s.left + 4, s.right - w - 4, (s.left + s.right - w) / 2} {
				if n := s.covered(left, y+dy-1, left+w, y+dy+8); n < fewest {
					fewest, x, base = n, left, y+dy
				}
			}
		}
		s.text(x, base, b.text, plain, labelSize, s.theme.alarm)
	}
}

// covered counts the values that lie in a rectangle.
func (s *sheet) covered(x0, y0, x1, y1 vg.Length) int {
	n := 0
	for i, v := range s.xs {
		x := s.xAt(v)
		if x < x0 || x > x1 {
			continue
		}
		for _, l := range s.lines {
			if y := s.yAt(l.values[i]); y >= y0 && y <= y1 {
				n++
			}
		}
	}
	return n
}

// inkOf returns the colour of the i-th line or area.
func (s *sheet) inkOf(i int) string {
	k := s.ink(i)
	switch {
	case k < 0:
		return s.theme.alarm
	case s.stacked:
		return s.theme.area(k)
	}
	return s.theme.line(k)
}
