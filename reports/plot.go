package reports

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strings"

	"headroom/sim/stats"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// figures is the table of plots, in the order in which they are written and shown. Each
// function returns the plots there are data for, none if there are none.
var figures = []func(*stats.Result) []figure{
	latencyFigures,
	percentileFigures,
	throughputFigures,
	failureFigures,
	utilizationFigures,
	queueFigures,
	lagFigures,
	connectionFigures,
	replicaFigures,
	hitFigures,
	attemptFigures,
	breakerFigures,
	ejectionFigures,
	refusalFigures,
	limitFigures,
	costFigures,
}

// figure is one plot: what it shows, not how it looks.
type figure struct {
	name  string // of its file, without extension
	group string // heading in the page; the figures of a group share a chart
	title string
	note  string // the first part of the subtitle, without the facts of the run

	unit    unit
	log     bool // logarithmic value axis
	whole   bool // the value axis always reaches 1
	stacked bool // areas on top of each other
	ranks   bool // xs are -log10(1-p) instead of seconds

	xs     []float64
	lines  []plotLine
	bounds []bound
}

// plotLine is a row of values, NaN where there is none.
type plotLine struct {
	name      string
	values    []float64
	low, high []float64 // ends of the confidence interval; nil without
	alarm     bool      // failures: in the colour of alarm
}

// ink is the place of the i-th line in the theme's list of series, -1 for failures. A
// figure with failures in it does without the red of that list.
func (f figure) ink(i int) int {
	if f.lines[i].alarm {
		return -1
	}
	const red = 2
	for _, l := range f.lines {
		if l.alarm && i >= red {
			return i + 1
		}
	}
	return i
}

// bound is the value that an objective asks for.
type bound struct {
	value  float64
	text   string
	missed bool
}

// Plots draws every plot there are data for as SVG, named plots/NAME.svg. The bytes are
// the same for the same result. o.Theme may be "dark".
func Plots(r *stats.Result, o Options) ([]File, error) {
	return render(r, "svg", func(f figure) ([]byte, error) {
		return drawSVG(f, r, themeNamed(o.Theme), thinFile)
	})
}

// PNG draws the same plots as PNG, named plots/NAME.png, at 192 dots per inch.
func PNG(r *stats.Result, o Options) ([]File, error) {
	return render(r, "png", func(f figure) ([]byte, error) {
		return drawPNG(f, r, themeNamed(o.Theme))
	})
}

func render(r *stats.Result, extension string, paint func(figure) ([]byte, error)) ([]File, error) {
	var files []File
	for _, f := range allFigures(r) {
		data, err := paint(f)
		if err != nil {
			return nil, fmt.Errorf("plot %s: %w", f.name, err)
		}
		files = append(files, File{Name: "plots/" + f.name + "." + extension, Data: data})
	}
	return files, nil
}

// allFigures collects the figures of the table and gives each a name of its own that is
// fit for a file.
func allFigures(r *stats.Result) []figure {
	var list []figure
	taken := map[string]bool{}
	for _, of := range figures {
		for _, f := range of(r) {
			stem := unfit.ReplaceAllString(f.name, "-")
			f.name = stem
			for n := 2; taken[f.name]; n++ {
				f.name = fmt.Sprintf("%s-%d", stem, n)
			}
			taken[f.name] = true
			list = append(list, f)
		}
	}
	return list
}

var unfit = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

func drawSVG(f figure, r *stats.Result, t theme, stretches int) ([]byte, error) {
	s := newSheet(f, r, t, stretches)
	c := vgsvg.New(sheetWidth, s.height)
	s.paint(draw.New(c))
	return svgOf(c)
}

func drawPNG(f figure, r *stats.Result, t theme) ([]byte, error) {
	s := newSheet(f, r, t, thinFile)
	c := vgimg.NewWith(vgimg.UseWH(sheetWidth, s.height), vgimg.UseDPI(192),
		vgimg.UseBackgroundColor(rgb(t.background)))
	s.paint(draw.New(c))
	var b bytes.Buffer
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(&b)
	return b.Bytes(), err
}

// facts is the end of every subtitle: enough to find the run again.
func facts(r *stats.Result) string {
	var requests uint64
	for _, o := range r.Operations {
		requests += o.Value.Offered
	}
	parts := []string{unitSeconds.text(r.Scenario.Duration), tickCount(float64(requests)) + " requests"}
	if n := r.Scenario.Replications; n > 1 {
		parts = append(parts, fmt.Sprintf("%d replications", n))
	}
	return strings.Join(append(parts, fmt.Sprintf("seed %d", r.Scenario.Seed)), ", ")
}

// perWindow names the width of the windows, as in "per 10 s".
func perWindow(r *stats.Result) string { return "per " + unitSeconds.text(r.Series.Width) }

// seriesLines collects one line per name, for the names whose subject has the metric
// with at least one value.
func seriesLines(r *stats.Result, prefix, metric string) []plotLine {
	if r.Series == nil {
		return nil
	}
	var list []plotLine
	for _, c := range r.Series.Columns {
		name, ok := strings.CutPrefix(c.Subject, prefix)
		if ok && c.Metric == metric && len(c.Values) == len(r.Series.Times) && highest(c.Values) > math.Inf(-1) {
			list = append(list, plotLine{name: name, values: c.Values})
		}
	}
	return list
}

// seriesColumn returns the values of a metric of a subject, nil unless there is one for
// each window.
func seriesColumn(r *stats.Result, subject, metric string) []float64 {
	values := r.Series.Column(subject, metric)
	if r.Series == nil || len(values) != len(r.Series.Times) {
		return nil
	}
	return values
}

// mostLines is how many lines a plot can carry and still be read.
const mostLines = 7

// largest keeps the n lines with the highest mean, in their old order, and tells how
// many there were.
func largest(lines []plotLine, n int) (kept []plotLine, of int) {
	of = len(lines)
	if of <= n {
		return lines, of
	}
	chosen := make([]bool, of)
	for range n {
		best, value := -1, math.Inf(-1)
		for i, l := range lines {
			if m := meanOf(l.values); !chosen[i] && (best < 0 || m > value) {
				best, value = i, m
			}
		}
		chosen[best] = true
	}
	for i, l := range lines {
		if chosen[i] {
			kept = append(kept, l)
		}
	}
	return kept, of
}

// stackable keeps the n-1 largest lines and adds the rest up under one name.
func stackable(lines []plotLine, n int) []plotLine {
	if len(lines) <= n {
		return lines
	}
	kept, _ := largest(lines, n-1)
	in := map[string]bool{}
	for _, l := range kept {
		in[l.name] = true
	}
	rest := plotLine{name: fmt.Sprintf("%d others", len(lines)-len(kept)), values: make([]float64, len(lines[0].values))}
	for _, l := range lines {
		if in[l.name] {
			continue
		}
		for i, v := range l.values {
			if !math.IsNaN(v) {
				rest.values[i] += v
			}
		}
	}
	return append(kept, rest)
}

// shown is the note's ending when some lines were left out.
func shown(kept []plotLine, of int, what string) string {
	if len(kept) == of {
		return ""
	}
	return fmt.Sprintf(", the %s %d of %d", what, len(kept), of)
}

// highest is the largest value, -Inf without any.
func highest(values []float64) float64 {
	most := math.Inf(-1)
	for _, v := range values {
		if v > most {
			most = v
		}
	}
	return most
}

// meanOf is the mean of the values that are there, -Inf without any.
func meanOf(values []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range values {
		if !math.IsNaN(v) {
			sum, n = sum+v, n+1
		}
	}
	if n == 0 {
		return math.Inf(-1)
	}
	return sum / float64(n)
}

const sheetWidth = 8 * vg.Inch
