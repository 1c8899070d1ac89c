package reports

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"headroom/sim/stats"
)

// chartData is what the script of the page draws from.
type chartData struct {
	Times  numbers     `json:"times"`
	End    float64     `json:"end"`
	Bands  []chartBand `json:"bands"`
	Groups []chartSet  `json:"groups"`
}

type chartBand struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Text  string  `json:"text"`
	Fault bool    `json:"fault"`
}

// chartSet is a chart that can show one of several figures.
type chartSet struct {
	Name   string  `json:"name"`
	First  int     `json:"first"` // shown at first
	Charts []chart `json:"charts"`
	missed bool    // the first one shown has a missed objective
}

type chart struct {
	Title   string       `json:"title"`
	Note    string       `json:"note"`
	Unit    unit         `json:"unit"`
	Log     bool         `json:"log,omitempty"`
	Whole   bool         `json:"whole,omitempty"`
	Stacked bool         `json:"stacked,omitempty"`
	Lines   []chartLine  `json:"lines"`
	Bounds  []chartBound `json:"bounds,omitempty"`
}

type chartLine struct {
	Name   string  `json:"name"`
	Colour string  `json:"colour"` // of the page's custom properties
	Values numbers `json:"values"`
}

type chartBound struct {
	Value float64 `json:"value"`
	Text  string  `json:"text"`
}

// numbers are written with five significant digits; NaN and infinities as null.
type numbers []float64

// MarshalJSON writes an array.
func (n numbers) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, v := range n {
		if i > 0 {
			b = append(b, ',')
		}
		if math.IsNaN(v) || math.IsInf(v, 0) {
			b = append(b, "null"...)
		} else {
			b = strconv.AppendFloat(b, v, 'g', 5, 64)
		}
	}
	return append(b, ']'), nil
}

// thinChart is the number of stretches of a long series in the charts: 4000 values, two
// for each pixel of a wide screen.
const thinChart = 2000

// chartsOf collects the figures over time, by group.
func chartsOf(r *stats.Result, figures []figure) chartData {
	d := chartData{End: r.Scenario.Duration}
	for _, b := range bandsOf(r) {
		d.Bands = append(d.Bands, chartBand{b.from, b.to, b.text, b.fault})
	}
	for _, f := range figures {
		if f.ranks {
			continue
		}
		c := chart{Title: f.title, Note: f.note, Unit: f.unit, Log: f.log, Whole: f.whole, Stacked: f.stacked}
		times, lines := thin(f.xs, f.lines, thinChart)
		d.Times, d.End = times, math.Max(d.End, times[len(times)-1]+r.Series.Width)
		for i, l := range lines {
			colour := "alarm"
			if k := f.ink(i); k >= 0 {
				colour = fmt.Sprintf("s%d", k%len(light.series))
			}
			c.Lines = append(c.Lines, chartLine{l.name, colour, l.values})
		}
		for _, b := range f.bounds {
			c.Bounds = append(c.Bounds, chartBound{b.value, b.text})
		}
		missed := slices.ContainsFunc(f.bounds, func(b bound) bool { return b.missed })
		if n := len(d.Groups); n > 0 && d.Groups[n-1].Name == f.group {
			group := &d.Groups[n-1]
			group.Charts = append(group.Charts, c)
			if missed && !group.missed {
				group.First, group.missed = len(group.Charts)-1, true
			}
		} else {
			d.Groups = append(d.Groups, chartSet{Name: f.group, Charts: []chart{c}, missed: missed})
		}
	}
	return d
}
