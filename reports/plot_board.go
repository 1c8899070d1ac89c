package reports

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// drawing is a picture with two axes: what it shows. The board draws its head, its key and
// its axes; paint draws the rest.
type drawing struct {
	name  string // of its file, without extension
	title string
	note  string // the subtitle
	key   []keyItem
	x, y  axis
	// height of the area that the axes span, and what is kept free to the right of it, in
	// points; 0 means 200 and 20.
	height, right vg.Length
	paint         func(b *board)
}

// keyItem explains a sign.
type keyItem struct {
	text string
	// sign draws the sign in a field that is 14 points wide, around a point.
	sign func(b *board, at vg.Point)
}

// board is a drawing being drawn.
type board struct {
	drawing
	pen
	theme theme
	size  vg.Length // height of the whole

	keys     []keyPlace
	notes    []string
	slant    float64   // of the names below the area, in radians
	below    vg.Length // height of what stands below the area
	leftEdge vg.Length // ends of the area
	rightEnd vg.Length
	bottom   vg.Length
	top      vg.Length
}

// Most characters of a name at an axis.
const mostOfName = 26

func newBoard(d drawing, t theme) *board {
	b := &board{drawing: d, theme: t}
	if b.height == 0 {
		b.height = 200
	}
	if b.right == 0 {
		b.right = 20
	}
	widest := 34.0
	for i := range b.y.ticks {
		k := &b.y.ticks[i]
		k.label = cutName(k.label, mostOfName)
		widest = math.Max(widest, textWidth(k.label, plain, tickSize))
	}
	b.leftEdge = sheetMargin + vg.Length(widest) + 6
	if b.y.title != "" {
		b.leftEdge += 14
	}
	b.rightEnd = sheetWidth - b.right
	b.placeNames()
	b.notes = folded(b.note, float64(sheetWidth-2*sheetMargin), noteSize)
	rows := b.placeItems()
	b.bottom = b.below
	b.top = b.bottom + b.height
	b.size = b.top + 43 + vg.Length(14*len(b.notes)) + vg.Length(rows*keyRowHeight)
	return b
}

// folded breaks a text into lines of a width.
func folded(text string, width float64, size float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && textWidth(line+" "+word, plain, size) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// placeNames decides whether the names below the area are slanted, and how much room they
// need.
func (b *board) placeNames() {
	b.below = 24
	if b.x.title != "" {
		b.below = 38
	}
	if !b.x.names || len(b.x.ticks) == 0 {
		return
	}
	field := float64(b.rightEnd-b.leftEdge) / float64(len(b.x.ticks))
	widest := 0.0
	for i := range b.x.ticks {
		k := &b.x.ticks[i]
		k.label = cutName(k.label, mostOfName)
		widest = math.Max(widest, textWidth(k.label, plain, tickSize))
	}
	if widest+6 <= field {
		return
	}
	b.slant = math.Pi / 4
	if field < 14 {
		b.slant = math.Pi / 2
	}
	b.below += vg.Length(widest*math.Sin(b.slant)) - 4
}

func (b *board) placeItems() (rows int) {
	at, row := vg.Length(sheetMargin), 0
	for _, k := range b.key {
		w := vg.Length(keyDash+4) + vg.Length(textWidth(k.text, plain, keySize))
		if at+w > sheetWidth-sheetMargin && at > sheetMargin {
			at, row = sheetMargin, row+1
		}
		b.keys = append(b.keys, keyPlace{row, at})
		at += w + 15
	}
	if len(b.key) == 0 {
		return 0
	}
	return row + 1
}

func (b *board) xAt(v float64) vg.Length {
	return b.leftEdge + vg.Length(vg.Length(b.x.place(v))*(b.rightEnd-b.leftEdge))
}

func (b *board) yAt(v float64) vg.Length {
	return b.bottom + vg.Length(vg.Length(b.y.place(v))*(b.top-b.bottom))
}

func (b *board) at(x, y float64) vg.Point { return point(b.xAt(x), b.yAt(y)) }

// draw draws the board, from the back to the front.
func (b *board) draw(c draw.Canvas) {
	b.c = c
	b.box(0, 0, sheetWidth, b.size, b.theme.background)
	b.drawAxes()
	b.paint(b)
	b.text(sheetMargin, b.size-26, shortened(b.title, 72), bold, titleSize, b.theme.text)
	for i, line := range b.notes {
		b.text(sheetMargin, b.size-42-vg.Length(13*i), line, plain, noteSize, b.theme.muted)
	}
	for i, k := range b.key {
		y := b.size - 46 - vg.Length(13*len(b.notes)) - vg.Length(b.keys[i].row*keyRowHeight)
		k.sign(b, point(b.keys[i].at+keyDash/2, y+3))
		b.text(b.keys[i].at+keyDash+4, y, k.text, plain, keySize, b.theme.text)
	}
}

func (b *board) drawAxes() {
	free := vg.Length(math.Inf(-1))
	for _, k := range b.y.ticks {
		y := b.yAt(k.at)
		if b.y.lines {
			b.stroke(b.theme.grid, 0.6, nil, point(b.leftEdge, y), point(b.rightEnd, y))
		}
		if y-tickSize < free {
			continue
		}
		w := vg.Length(textWidth(k.label, plain, tickSize))
		b.text(b.leftEdge-6-w, y-3.1, k.label, plain, tickSize, b.theme.muted)
		free = y
	}
	if b.y.title != "" {
		title := cutName(b.y.title, int(b.height/4.6))
		w := vg.Length(textWidth(title, plain, tickSize))
		b.textTurned(sheetMargin+5, min((b.bottom+b.top+w)/2, b.size-2), math.Pi/2, title, tickSize, b.theme.text)
	}
	b.drawNames()
	b.stroke(b.theme.axis, 0.8, nil, point(b.leftEdge, b.bottom), point(b.rightEnd, b.bottom))
	if b.x.title != "" {
		title := cutName(b.x.title, 90)
		w := vg.Length(textWidth(title, plain, tickSize))
		b.text((b.leftEdge+b.rightEnd-w)/2, 8, title, plain, tickSize, b.theme.text)
	}
}

// drawNames writes the ticks of the x axis. Of numbers that are too close some are left out,
// of slanted names those that have no room at all.
func (b *board) drawNames() {
	free := vg.Length(0)
	for _, k := range b.x.ticks {
		x := b.xAt(k.at)
		if b.x.lines {
			b.stroke(b.theme.grid, 0.6, nil, point(x, b.bottom), point(x, b.top))
		}
		b.stroke(b.theme.axis, 0.8, nil, point(x, b.bottom-4), point(x, b.bottom))
		w := vg.Length(textWidth(k.label, plain, tickSize))
		if b.slant > 0 {
			if x < free {
				continue
			}
			free = x + 10
			sin, cos := math.Sincos(b.slant)
			b.textTurned(x+vg.Length(4*sin), b.bottom-8-vg.Length(3*cos), b.slant, k.label, tickSize, b.theme.muted)
			continue
		}
		start := min(x-w/2, sheetWidth-3-w)
		if start < free {
			continue
		}
		b.text(start, b.bottom-14, k.label, plain, tickSize, b.theme.muted)
		free = start + w + 6
	}
}

// bar writes the colours of numbers beside the area, with their ticks.
func (b *board) colourBar(t tones) {
	const width, steps = 10, 60
	x := b.rightEnd + 14
	h := (b.top - b.bottom) / steps
	for i := range steps {
		y := b.bottom + vg.Length(i)*h
		b.box(x, y, x+width, min(y+h+0.4, b.top), ordered((float64(i)+0.5)/steps))
	}
	free := b.bottom - 20
	for _, k := range t.ticks {
		y := b.bottom + vg.Length(t.place(k.at))*(b.top-b.bottom)
		if y < free+tickSize {
			continue
		}
		free = y
		b.stroke(b.theme.axis, 0.8, nil, point(x+width, y), point(x+width+3, y))
		b.text(x+width+6, y-3.1, k.label, plain, tickSize, b.theme.muted)
	}
}

// roomOfBar is what a bar of colours needs to the right of the area.
func roomOfBar(t tones) vg.Length {
	widest := 0.0
	for _, k := range t.ticks {
		widest = math.Max(widest, textWidth(k.label, plain, tickSize))
	}
	return 14 + 10 + 6 + vg.Length(widest) + 10
}

// write writes a text where it stays within the sheet, its middle at x.
func (b *board) centred(x, y vg.Length, text string, size vg.Length, hex string) {
	w := vg.Length(textWidth(text, plain, float64(size)))
	b.text(min(max(x-w/2, 2), sheetWidth-2-w), y, text, plain, size, hex)
}

// boardSVG draws a drawing as SVG.
func boardSVG(d drawing, t theme) ([]byte, error) {
	b := newBoard(d, t)
	c := vgsvg.New(sheetWidth, b.size)
	b.draw(draw.New(c))
	return svgOf(c)
}

// boardPNG draws a drawing as PNG, at 192 dots per inch.
func boardPNG(d drawing, t theme) ([]byte, error) {
	b := newBoard(d, t)
	c := vgimg.NewWith(vgimg.UseWH(sheetWidth, b.size), vgimg.UseDPI(192), vgimg.UseBackgroundColor(rgb(t.background)))
	b.draw(draw.New(c))
	var out bytes.Buffer
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(&out)
	return out.Bytes(), err
}

// svgOf writes what was drawn, with fonts that readers have.
func svgOf(c *vgsvg.Canvas) ([]byte, error) {
	var out bytes.Buffer
	if _, err := c.WriteTo(&out); err != nil {
		return nil, err
	}
	return bytes.ReplaceAll(out.Bytes(), []byte("font-family:Liberation Sans;"),
		[]byte("font-family:'Liberation Sans',Arial,Helvetica,sans-serif;")), nil
}

// boardFiles draws drawings into files plots/NAME.extension. Names are made fit for files,
// and each is there once.
func boardFiles(list []drawing, extension string, paint func(drawing, theme) ([]byte, error), t theme) ([]File, error) {
	var files []File
	taken := map[string]bool{}
	for _, d := range list {
		stem := unfit.ReplaceAllString(d.name, "-")
		name := stem
		for n := 2; taken[name]; n++ {
			name = fmt.Sprintf("%s-%d", stem, n)
		}
		taken[name] = true
		data, err := paint(d, t)
		if err != nil {
			return nil, fmt.Errorf("plot %s: %w", name, err)
		}
		files = append(files, File{Name: "plots/" + name + "." + extension, Data: data})
	}
	return files, nil
}
