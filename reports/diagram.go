package reports

import (
	"fmt"
	"html"
	"io"
	"math"
	"strings"

	"headroom/sim/stats"
)

// Diagram draws the architecture as SVG: boxes for components and traffic sources,
// coloured by kind, red where the mean utilisation is 80 % or more; arrows for links,
// as wide as their rate, with rate and failures. It also draws a result that has
// components and links only, as before a run. o.Theme may be "dark".
func Diagram(w io.Writer, r *stats.Result, o Options) error {
	t := themeNamed(o.Theme)
	hex := map[string]string{}
	for _, c := range t.colours() {
		hex[c.name] = c.hex
	}
	style := diagramStyle(func(name string) string { return hex[name] })
	_, err := io.WriteString(w, diagramSVG(r, style, t.background)+"\n")
	return err
}

// diagramStyle is the style sheet of the diagram; colour gives the value for the name of
// a colour of the theme.
func diagramStyle(colour func(string) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".diagram text{font-family:'Liberation Sans',Arial,Helvetica,sans-serif;text-anchor:middle}"+
		".diagram .name{font-size:12px;font-weight:bold;fill:%s}"+
		".diagram .kind{font-size:9px;fill:%s}"+
		".diagram .state{font-size:10.5px;fill:%s}"+
		".diagram .label{font-size:10px;fill:%s}",
		colour("text"), colour("muted"), colour("text"), colour("muted"))
	fmt.Fprintf(&b, ".diagram .edge path{fill:none;stroke:%s;stroke-linecap:round}.diagram .edge polygon{fill:%s}",
		colour("edge"), colour("edge"))
	b.WriteString(".diagram .publish path,.diagram .consume path{stroke-dasharray:5 4;stroke-linecap:butt}")
	fmt.Fprintf(&b, ".diagram .failing path{stroke:%s}.diagram .failing polygon,.diagram .failing .label{fill:%s}",
		colour("alarm"), colour("alarm"))
	fmt.Fprintf(&b, ".diagram .behind{fill:%s}", colour("bg"))
	for _, kind := range kindNames {
		width := ""
		if kind == "hot" {
			width = ";stroke-width:2"
		}
		fmt.Fprintf(&b, ".diagram .%s rect{fill:%s;stroke:%s%s}", kind, colour(kind+"-fill"), colour(kind+"-line"), width)
	}
	return b.String()
}

// The measures of the diagram, in pixels.
const (
	diagramMargin = 20.0
	nameSize      = 12.0
	kindSize      = 9.0
	stateSize     = 10.5
	edgeTextSize  = 10.0
)

// diagramSVG writes the diagram. Without a style it takes the one of the page around it;
// without a background it is transparent.
func diagramSVG(r *stats.Result, style, background string) string {
	g := graphOf(r)
	l := arrange(boxSizes(g), arcsOf(g))
	routes := l.routes()
	boxes := make([]rectangle, len(g.nodes))
	width, height := 0.0, 0.0
	for v := range g.nodes {
		size := l.size[v]
		boxes[v] = rectangle{l.x[v], l.y[v] - size.y/2, size.x, size.y}
		width = math.Max(width, l.x[v]+size.x)
	}
	for v := range l.y {
		height = math.Max(height, l.y[v]+l.size[v].y/2)
	}
	texts := make([]spot, len(g.edges))
	for i, e := range g.edges {
		if e.label != "" {
			texts[i] = spot{float64(textWidth(e.label, plain, edgeTextSize)*1.06) + 6, 13}
		}
	}
	places := placeTexts(routes, texts, boxes)

	least := ""
	if style == "" { // in the page: scroll rather than shrink to illegible texts
		least = fmt.Sprintf(` style="min-width:%spx"`, px(0.8*(width+2*diagramMargin)))
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="diagram" xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="%s %s %s %s" role="img" aria-label="architecture of %s"%s>`,
		px(width+2*diagramMargin), px(height+2*diagramMargin), px(-diagramMargin), px(-diagramMargin),
		px(width+2*diagramMargin), px(height+2*diagramMargin), html.EscapeString(r.Scenario.Name), least)
	b.WriteByte('\n')
	if style != "" {
		fmt.Fprintf(&b, "<style>%s</style>\n", style)
	}
	if background != "" {
		fmt.Fprintf(&b, `<rect x="%s" y="%s" width="100%%" height="100%%" fill="%s"/>`+"\n",
			px(-diagramMargin), px(-diagramMargin), background)
	}
	most := 0.0
	for _, e := range g.edges {
		most = math.Max(most, e.rate)
	}
	for i, e := range g.edges {
		drawEdge(&b, g, e, l.arcs[i], routes[i], most)
	}
	for i, e := range g.edges {
		drawLabel(&b, e, places[i])
	}
	for v, n := range g.nodes {
		drawNode(&b, n, boxes[v])
	}
	b.WriteString("</svg>")
	return b.String()
}

func boxSizes(g graph) []spot {
	sizes := make([]spot, len(g.nodes))
	for i, n := range g.nodes {
		w := math.Max(textWidth(n.name, bold, nameSize), textWidth(n.state, plain, stateSize))
		w = math.Max(w, textWidth(n.kind, plain, kindSize))
		sizes[i] = spot{math.Max(84, math.Ceil(w*1.06)+22), 42}
		if n.state != "" {
			sizes[i].y = 54
		}
	}
	return sizes
}

func arcsOf(g graph) []arc {
	arcs := make([]arc, len(g.edges))
	for i, e := range g.edges {
		arcs[i] = arc{from: e.from, to: e.to}
		if e.label != "" {
			arcs[i].room = textWidth(e.label, plain, edgeTextSize)
		}
	}
	return arcs
}

// drawEdge draws an arrow; its width grows with the square root of its rate.
func drawEdge(b *strings.Builder, g graph, e edge, a arc, route []stretch, most float64) {
	if len(route) == 0 {
		return
	}
	width := 1.4
	if most > 0 {
		width = 1.2 + float64(2.6*math.Sqrt(e.rate/most))
	}
	class := "edge " + className(e.kind)
	if e.failing {
		class += " failing"
	}
	fmt.Fprintf(b, `<g class="%s"><title>%s → %s%s</title><path stroke-width="%s" d="`, class,
		html.EscapeString(g.nodes[e.from].name), html.EscapeString(g.nodes[e.to].name),
		html.EscapeString(prefixed(": ", joined(e.kind, e.label))), px(width))
	tip := 5 + width
	first, last := route[0].a, route[len(route)-1].b
	if a.backward {
		fmt.Fprintf(b, "M%s,%sL%s,%s", px(first.x+tip-1), px(first.y), px(first.x+tip), px(first.y))
		route[0].a.x += tip
	} else {
		fmt.Fprintf(b, "M%s,%s", px(first.x), px(first.y))
		route[len(route)-1].b.x -= tip
	}
	for _, s := range route {
		if s.straight {
			fmt.Fprintf(b, "L%s,%s", px(s.b.x), px(s.b.y))
			continue
		}
		mid := px((s.a.x + s.b.x) / 2)
		fmt.Fprintf(b, "C%s,%s %s,%s %s,%s", mid, px(s.a.y), mid, px(s.b.y), px(s.b.x), px(s.b.y))
	}
	head, back := last, last.x-tip-2
	if a.backward {
		head, back = first, first.x+tip+2
	}
	half := 2.6 + float64(width*0.7)
	fmt.Fprintf(b, `"/><polygon points="%s,%s %s,%s %s,%s"/></g>`+"\n", px(head.x), px(head.y),
		px(back), px(head.y-half), px(back), px(head.y+half))
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// drawLabel writes the text of an arrow on a patch of the background.
func drawLabel(b *strings.Builder, e edge, place rectangle) {
	if place.w == 0 {
		return
	}
	class := "edge"
	if e.failing {
		class += " failing"
	}
	fmt.Fprintf(b, `<g class="%s"><rect class="behind" x="%s" y="%s" width="%s" height="%s" rx="3"/><text class="label" x="%s" y="%s">%s</text></g>`+"\n",
		class, px(place.x), px(place.y), px(place.w), px(place.h),
		px(place.x+place.w/2), px(place.y+place.h/2+3.5), html.EscapeString(e.label))
}

func drawNode(b *strings.Builder, n node, box rectangle) {
	class := "node " + className(n.kind)
	if _, known := light.kinds[n.kind]; !known {
		class = "node service"
	}
	if n.hot {
		class += " hot"
	}
	name := html.EscapeString(n.name)
	fmt.Fprintf(b, `<g class="%s"><title>%s</title><rect x="%s" y="%s" width="%s" height="%s" rx="7"/>`, class,
		html.EscapeString(joined(joined(n.name, n.kind), n.state)), px(box.x), px(box.y), px(box.w), px(box.h))
	x := px(box.x + box.w/2)
	fmt.Fprintf(b, `<text class="kind" x="%s" y="%s">%s</text>`, x, px(box.y+14), html.EscapeString(n.kind))
	fmt.Fprintf(b, `<text class="name" x="%s" y="%s">%s</text>`, x, px(box.y+29), name)
	if n.state != "" {
		fmt.Fprintf(b, `<text class="state" x="%s" y="%s">%s</text>`, x, px(box.y+44), html.EscapeString(n.state))
	}
	b.WriteString("</g>\n")
}

// className makes a word of a kind that is fit for a class attribute.
func className(kind string) string { return unfit.ReplaceAllString(kind, "-") }

// px writes a length with at most one decimal.
func px(v float64) string {
	return fmt.Sprint(math.Round(v*10) / 10)
}
