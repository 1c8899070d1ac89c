package reports

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"
	"sync"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
)

// theme is a set of colours, each written #rrggbb. Plots, diagram and page share it, so
// that a component has the same look in all three.
type theme struct {
	background string
	panel      string // cards, code, buttons
	text       string
	muted      string // subtitles, tick labels
	grid       string
	axis       string
	edge       string // arrows of the diagram
	alarm      string // objectives, faults, failures, saturation
	fault      string // the band behind the lines while a fault lasts
	warmup     string // the band behind the lines before measurement starts
	good       string
	series     []string // lines and areas, in the order in which they are handed out
	kinds      map[string]tint
}

// tint colours the boxes of one kind of component.
type tint struct{ fill, line string }

// The two themes. Lines and texts have a contrast of at least 3:1 against the
// background (WCAG 2.2, 1.4.11); neighbours in the list of series differ in lightness
// too, so that they can be told apart in greyscale.
var (
	light = theme{
		background: "#ffffff", panel: "#f8fafc", text: "#1f2937", muted: "#667085",
		grid: "#e5e7eb", axis: "#d0d5dd", edge: "#8391a7", alarm: "#d92d20",
		fault: "#fdecec", warmup: "#f4f5f7", good: "#15803d",
		series: []string{
			"#3b6db5", "#d57a0c", "#b5304b", "#1f9482",
			"#7b57b8", "#6b7280", "#8a6d1b", "#c2479b",
		},
		kinds: map[string]tint{
			"traffic":  {"#effdf4", "#22a05a"},
			"cdn":      {"#f5f3ff", "#8b6fd6"},
			"gateway":  {"#eef6ff", "#4a86cf"},
			"balancer": {"#eef6fe", "#4a86ce"},
			"service":  {"#f9fafb", "#7a869a"},
			"cache":    {"#fff8eb", "#c07a12"},
			"database": {"#ecfbfd", "#1f8fa6"},
			"queue":    {"#fdf2fa", "#c0559b"},
			"external": {"#f3f4f6", "#8a8f98"},
			"hot":      {"#fef2f2", "#d92d21"},
		},
	}
	dark = theme{
		background: "#111827", panel: "#1a2234", text: "#e5e7eb", muted: "#9ca3af",
		grid: "#273142", axis: "#3b4657", edge: "#7d8ba1", alarm: "#f87171",
		fault: "#33202d", warmup: "#182031", good: "#4ade80",
		series: []string{
			"#7aadff", "#f5b04a", "#f4718b", "#45cfbb",
			"#b898f8", "#a5adba", "#d5c05a", "#f29ad2",
		},
		kinds: map[string]tint{
			"traffic":  {"#12301f", "#3fbf7a"},
			"cdn":      {"#241f3d", "#a48bea"},
			"gateway":  {"#162a45", "#6aa4ea"},
			"balancer": {"#162a44", "#6aa4e9"},
			"service":  {"#1d2638", "#94a0b4"},
			"cache":    {"#33270f", "#dca03c"},
			"database": {"#0f2f36", "#3fb3cb"},
			"queue":    {"#351c2e", "#dd7dbb"},
			"external": {"#232a37", "#9aa0ab"},
			"hot":      {"#3a1a1d", "#f87172"},
		},
	}
)

// themeNamed returns the dark theme for "dark" and the light one for every other name.
func themeNamed(name string) theme {
	if name == "dark" {
		return dark
	}
	return light
}

// colour is a name of the theme and what it stands for.
type colour struct{ name, hex string }

// kindNames lists the kinds that have a tint, in the order of their style rules.
var kindNames = []string{
	"traffic", "cdn", "gateway", "balancer", "service",
	"cache", "database", "queue", "external", "hot",
}

// colours lists every colour with the name of its CSS custom property.
func (t theme) colours() []colour {
	list := []colour{
		{"bg", t.background}, {"panel", t.panel}, {"text", t.text}, {"muted", t.muted},
		{"grid", t.grid}, {"axis", t.axis}, {"edge", t.edge}, {"alarm", t.alarm},
		{"fault", t.fault}, {"warmup", t.warmup}, {"good", t.good},
	}
	for i, hex := range t.series {
		list = append(list, colour{fmt.Sprintf("s%d", i), hex}, colour{fmt.Sprintf("a%d", i), t.area(i)})
	}
	for _, kind := range kindNames {
		list = append(list,
			colour{kind + "-fill", t.kinds[kind].fill}, colour{kind + "-line", t.kinds[kind].line})
	}
	return list
}

// properties writes the colours as CSS custom properties.
func (t theme) properties() string {
	var b strings.Builder
	for _, c := range t.colours() {
		fmt.Fprintf(&b, "--%s:%s;", c.name, c.hex)
	}
	return b.String()
}

// line returns the colour of the i-th line; the list starts again at its end.
func (t theme) line(i int) string { return t.series[i%len(t.series)] }

// area returns the colour of the i-th area: that of the line, paler, since it covers more.
func (t theme) area(i int) string {
	c, back := rgb(t.line(i)), rgb(t.background)
	mix := func(a, b uint8) int { return (int(a)*82 + int(b)*18) / 100 }
	return fmt.Sprintf("#%02x%02x%02x", mix(c.R, back.R), mix(c.G, back.G), mix(c.B, back.B))
}

// rgb reads #rrggbb. It panics on anything else: colours are constants of this package.
func rgb(hex string) color.NRGBA {
	v, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 {
		panic(fmt.Sprintf("reports: %q is not a colour", hex))
	}
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

// typefaces holds the Liberation fonts that plots and diagram are measured and drawn
// with. Liberation Sans has the widths of Arial and Helvetica.
var typefaces = sync.OnceValue(func() *font.Cache { return font.NewCache(liberation.Collection()) })

// The two weights. 3 is the value of x/image's WeightBold.
var (
	plain = font.Font{Typeface: "Liberation", Variant: "Sans"}
	bold  = font.Font{Typeface: "Liberation", Variant: "Sans", Weight: 3}
)

// face returns a weight in a size, in points.
func face(f font.Font, size vg.Length) font.Face { return typefaces().Lookup(f, size) }

// textWidth returns the width of a text, in the unit of size.
func textWidth(s string, f font.Font, size float64) float64 {
	measured := face(f, vg.Length(size))
	return float64(measured.Width(s))
}
