package reports

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// pen draws on a canvas. Lengths are points, y grows upwards.
type pen struct{ c draw.Canvas }

func point(x, y vg.Length) vg.Point { return vg.Point{X: x, Y: y} }

// text writes one line whose left end and baseline are given.
func (p *pen) text(x, y vg.Length, text string, f font.Font, size vg.Length, hex string) {
	p.c.SetColor(rgb(hex))
	p.c.FillString(face(f, size), point(x, y), text)
}

// textTurned writes one line whose right end and baseline are given, turned by an angle
// in radians against the clock.
func (p *pen) textTurned(x, y vg.Length, angle float64, text string, size vg.Length, hex string) {
	p.c.Push()
	p.c.Translate(point(x, y))
	p.c.Rotate(angle)
	p.text(-vg.Length(textWidth(text, plain, float64(size))), 0, text, plain, size, hex)
	p.c.Pop()
}

func (p *pen) stroke(hex string, width vg.Length, dashes []vg.Length, points ...vg.Point) {
	p.c.StrokeLines(draw.LineStyle{Color: rgb(hex), Width: width, Dashes: dashes}, points)
}

func (p *pen) box(x0, y0, x1, y1 vg.Length, hex string) {
	p.fill(hex, 1, point(x0, y0), point(x1, y0), point(x1, y1), point(x0, y1))
}

// fill fills a polygon. An opacity below 1 lets through what is behind it.
func (p *pen) fill(hex string, opacity float64, corners ...vg.Point) {
	p.c.FillPolygon(seeThrough(hex, opacity), corners)
}

func (p *pen) dot(at vg.Point, hex string) {
	p.c.DrawGlyphNoClip(draw.GlyphStyle{Color: rgb(hex), Radius: 1.8, Shape: draw.CircleGlyph{}}, at)
}

func seeThrough(hex string, opacity float64) color.Color {
	c := rgb(hex)
	c.A = uint8(math.Round(opacity * 255))
	return c
}

// mark is a shape that stands for something, whatever its colour.
type mark int

const (
	markDot     mark = iota // objectives kept; a value
	markDiamond             // undecided
	markCross               // objectives missed
	markRing                // not significant
	markStar                // the best
	markNone
)

// mark draws a shape around a point, about two radii wide. Hollow ones are filled with the
// colour of the background.
func (p *pen) mark(m mark, at vg.Point, radius vg.Length, hex, background string) {
	around := func(n int, r func(i int) vg.Length) []vg.Point {
		var corners []vg.Point
		for i := range n {
			sin, cos := math.Sincos(math.Pi/2 + 2*math.Pi*float64(i)/float64(n))
			corners = append(corners, point(at.X+r(i)*vg.Length(cos), at.Y+r(i)*vg.Length(sin)))
		}
		return corners
	}
	switch m {
	case markDot:
		p.c.DrawGlyphNoClip(draw.GlyphStyle{Color: rgb(hex), Radius: radius, Shape: draw.CircleGlyph{}}, at)
	case markRing:
		p.c.DrawGlyphNoClip(draw.GlyphStyle{Color: rgb(background), Radius: radius, Shape: draw.CircleGlyph{}}, at)
		p.c.SetLineWidth(1.2)
		p.c.SetLineDash(nil, 0)
		p.c.SetColor(rgb(hex))
		var ring vg.Path
		ring.Move(point(at.X+radius, at.Y))
		ring.Arc(at, radius, 0, 2*math.Pi)
		ring.Close()
		p.c.Stroke(ring)
	case markDiamond:
		corners := around(4, func(int) vg.Length { return 1.35 * radius })
		p.fill(background, 1, corners...)
		p.stroke(hex, 1.2, nil, append(corners, corners[0], corners[1])...)
	case markCross:
		for _, colour := range []struct {
			hex   string
			width vg.Length
		}{{background, 3.2}, {hex, 1.7}} {
			p.stroke(colour.hex, colour.width, nil, point(at.X-radius, at.Y-radius), point(at.X+radius, at.Y+radius))
			p.stroke(colour.hex, colour.width, nil, point(at.X-radius, at.Y+radius), point(at.X+radius, at.Y-radius))
		}
	case markStar:
		p.fill(hex, 1, around(10, func(i int) vg.Length {
			if i%2 == 1 {
				return 0.8 * radius
			}
			return 1.9 * radius
		})...)
	}
}

// hatch fills a convex polygon with parallel lines, so many points apart and at an angle.
func (p *pen) hatch(hex string, width, apart vg.Length, angle float64, corners []vg.Point) {
	sin, cos := math.Sincos(angle)
	nx, ny := vg.Length(-sin), vg.Length(cos) // across the lines
	low, high := vg.Length(math.Inf(1)), vg.Length(math.Inf(-1))
	for _, q := range corners {
		d := q.X*nx + q.Y*ny
		low, high = min(low, d), max(high, d)
	}
	var lines vg.Path
	for k := vg.Length(math.Ceil(float64(low / apart))); k*apart <= high; k++ {
		if a, b, ok := across(corners, nx, ny, k*apart); ok {
			lines.Move(a)
			lines.Line(b)
		}
	}
	if len(lines) == 0 {
		return
	}
	p.c.SetLineWidth(width)
	p.c.SetLineDash(nil, 0)
	p.c.SetColor(rgb(hex))
	p.c.Stroke(lines)
}

// across returns where the line of the points q with q·n = d enters and leaves a convex
// polygon.
func across(corners []vg.Point, nx, ny, d vg.Length) (a, b vg.Point, ok bool) {
	var ends []vg.Point
	for i, q := range corners {
		r := corners[(i+1)%len(corners)]
		u, v := q.X*nx+q.Y*ny-d, r.X*nx+r.Y*ny-d
		if u < 0 == (v < 0) {
			continue
		}
		t := u / (u - v)
		ends = append(ends, point(q.X+t*(r.X-q.X), q.Y+t*(r.Y-q.Y)))
	}
	if len(ends) < 2 {
		return a, b, false
	}
	return ends[0], ends[1], true
}
