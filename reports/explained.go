package reports

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"headroom/sim/stats"
)

// mostLatencyParts is how many parts of a latency are told.
const mostLatencyParts = 3

// Explained writes what theory tells of a scenario as a page for a terminal: where the load
// comes from, what clients can expect, what the components do, what limits the system and
// what it costs at least.
func Explained(w io.Writer, e *stats.Explained, o Options) error {
	p := newPrinter(w, o)
	p.paint(strong, e.Name)
	p.paint(unstyled, "\n")
	if e.Description != "" {
		p.prose(unstyled, "", e.Description)
	}
	at := "at " + clock(e.At, e.At)
	if e.Busiest {
		at = "at the busiest moment, " + clock(e.At, e.At)
	}
	p.prose(faint, "", fmt.Sprintf("theory %s: %s, on average %s · nothing was played", at, amount(e.Rate, unitPerSecond), amount(e.MeanRate, unitPerSecond)))
	for _, text := range e.Warnings {
		p.prose(bad, "", text)
	}
	for _, s := range []section{trafficDerived(e), operationsExplained(e), componentsExplained(e), limitsExplained(e), floorExplained(e), assumptionsExplained(e)} {
		p.section(s)
	}
	return p.b.Flush()
}

// newPrinter returns a printer of the width that the options ask for.
func newPrinter(w io.Writer, o Options) *printer {
	p := &printer{b: bufio.NewWriter(w), color: o.Color, width: usualWidth}
	if o.Width > 0 {
		p.width = min(max(o.Width, leastWidth), mostWidth)
	}
	return p
}

// section writes a section; nothing when it has nothing to tell.
func (p *printer) section(s section) {
	if s.summary == "" && len(s.table.rows) == 0 && len(s.lines) == 0 {
		return
	}
	p.heading(s.title, s.summary)
	p.grid(s.table)
	for _, line := range s.lines {
		p.prose(unstyled, strings.Repeat(" ", indent), line)
	}
	if s.more != "" {
		p.prose(faint, strings.Repeat(" ", indent), s.more)
	}
}

// trafficDerived tells how the load comes about.
func trafficDerived(e *stats.Explained) section {
	s := section{title: "Traffic", table: grid{columns: []gridColumn{{name: "source", text: true}, {name: "step", text: true}, {name: "value"}, {name: "from", text: true}}}}
	for _, t := range e.Traffic {
		name := t.Name
		for _, d := range t.Value {
			s.table.rows = append(s.table.rows, gridRow{cells: []gridCell{{text: name}, {text: d.Label}, {text: d.Amount}, {text: d.Formula, style: faint}}})
			name = ""
		}
	}
	return s
}

// operationsExplained tells what clients can expect.
func operationsExplained(e *stats.Explained) section {
	s := section{title: "Operations", table: grid{columns: []gridColumn{
		{name: "operation", text: true}, {name: "rate"}, {name: "alone"}, {name: "loaded"}, {name: "of it", text: true},
	}}}
	for _, o := range e.Operations {
		v := o.Value
		loaded := "-"
		sum := v.ZeroLoad
		if v.Loaded != nil {
			loaded, sum = amount(*v.Loaded, unitSeconds), *v.Loaded
		}
		s.table.rows = append(s.table.rows, gridRow{cells: []gridCell{
			{text: o.Name}, {text: amount(v.Rate, unitPerSecond)}, {text: amount(v.ZeroLoad, unitSeconds)}, {text: loaded}, {text: partsText(v.Parts, sum), style: faint},
		}, note: visitsText(v.Visits)})
	}
	return s
}

func partsText(parts []stats.LatencyPart, sum float64) string {
	var texts []string
	for i, p := range parts {
		if i == mostLatencyParts || p.Mean < 0.01*sum {
			break
		}
		texts = append(texts, fmt.Sprintf("%s %s %s", p.Component, p.Cause, percentOf(p.Mean, sum)))
	}
	return strings.Join(texts, ", ")
}

func visitsText(visits stats.Ordered[float64]) string {
	var texts []string
	for _, v := range visits {
		texts = append(texts, v.Name+" "+amount(v.Value, unitCount))
	}
	if len(texts) == 0 {
		return ""
	}
	return "visits: " + strings.Join(texts, ", ")
}

// componentsExplained tells what every component has to do.
func componentsExplained(e *stats.Explained) section {
	s := section{title: "Components", table: grid{columns: []gridColumn{
		{name: "component", text: true}, {name: "rate"}, {name: "on average", spare: 3}, {name: "service"}, {name: "cv", spare: 4}, {name: "servers"},
		{name: "busy"}, {name: "busiest", spare: 2}, {name: "wait"}, {name: "p99"}, {name: "headroom"},
		{name: "hidden"},
	}}}
	var hits []string
	var formulas []string
	from := map[string][]string{}
	for _, c := range e.Components {
		s.table.rows = append(s.table.rows, gridRow{cells: explainedCells(c.Name, c.Value)})
		if h := c.Value.HitRatio; h != nil {
			hits = append(hits, fmt.Sprintf("%s %s (%s)", c.Name, amount(*h, unitRatio), c.Value.HitFrom))
		}
		if f := c.Value.Formula; f != "" && c.Value.Servers > 0 {
			if from[f] == nil {
				formulas = append(formulas, f)
			}
			from[f] = append(from[f], c.Name)
		}
	}
	if len(hits) > 0 {
		s.lines = append(s.lines, "hits: "+strings.Join(hits, ", "))
	}
	for _, f := range formulas {
		s.lines = append(s.lines, "waits by "+f+": "+strings.Join(from[f], ", "))
	}
	return s
}

func explainedCells(name string, c *stats.ExplainedComponent) []gridCell {
	row := make([]gridCell, 12)
	row[0].text, row[1].text, row[2].text = name, amount(c.Rate, unitPerSecond), amount(c.MeanRate, unitPerSecond)
	if c.Demand > 0 {
		row[3].text, row[4].text = amount(c.Demand, unitSeconds), amountDigits(c.Variation, unitCount, 2)
	}
	if c.Servers > 0 {
		row[5].text = fmt.Sprintf("%d × %d", c.Instances, c.Servers)
	}
	if u := c.Utilization; u != nil {
		row[6].text = amountDigits(*u, unitRatio, 2)
		if *u >= 1 {
			row[6].style = bad
		}
	}
	if b := c.Busiest; b != nil && c.Utilization != nil && *b > 1.005**c.Utilization {
		row[7].text = amountDigits(*b, unitRatio, 2)
	}
	if c.Servers > 0 && c.Rate > 0 {
		row[8].text, row[9].text = orDash(c.Wait, unitSeconds), orDash(c.WaitP99, unitSeconds)
	}
	if c.Headroom != nil {
		row[10].text = factor(*c.Headroom)
	}
	if c.Hidden != nil {
		row[11].text = factor(*c.Hidden)
		if *c.Hidden < 1 {
			row[11].style = unsure
		}
	}
	return row
}

func orDash(v *float64, u unit) string {
	if v == nil {
		return "-"
	}
	return amount(*v, u)
}

// factor writes a multiple: 1.33x.
func factor(v float64) string { return amount(v, unitCount) + "x" }

// limitsExplained tells what limits the system.
func limitsExplained(e *stats.Explained) section {
	b := e.Bottleneck
	if b == nil {
		return section{}
	}
	return section{title: "Bottleneck", summary: fmt.Sprintf("%s (%s) allows %s the load, %s", b.Component, b.Limit, factor(b.Factor), amount(b.Rate, unitPerSecond))}
}

// floorExplained tells what a month costs at least.
func floorExplained(e *stats.Explained) section {
	if e.Cost.PerMonth <= 0 {
		return section{}
	}
	var by stats.Ordered[float64]
	for _, c := range e.Components {
		if v := c.Value.CostMonth; v != nil {
			by.Add(c.Name, *v)
		}
	}
	s := section{title: "Cost", summary: "at least " + amount(e.Cost.PerMonth, unitPerMonth) + " at the mean load"}
	s.lines = append(s.lines, "by component: "+largestShares(by, e.Cost.PerMonth), "by meter: "+largestShares(e.Cost.ByMeter, e.Cost.PerMonth))
	if len(e.Cost.Unpriced) > 0 {
		s.lines = append(s.lines, "without a price: "+strings.Join(e.Cost.Unpriced, ", "))
	}
	return s
}

// assumptionsExplained lists what the numbers rest on: first for all of them, then those of
// components, each with the components that it is about.
func assumptionsExplained(e *stats.Explained) section {
	s := section{title: "Assumptions"}
	for _, a := range e.Assumptions {
		s.lines = append(s.lines, "all: "+a)
	}
	var texts []string
	about := map[string][]string{}
	for _, c := range e.Components {
		list := c.Value.Assumptions
		if c.Value.WhyNot != "" {
			list = append(slices.Clone(list), c.Value.WhyNot)
		}
		for _, a := range list {
			if about[a] == nil {
				texts = append(texts, a)
			}
			about[a] = append(about[a], c.Name)
		}
	}
	for _, a := range texts {
		s.lines = append(s.lines, strings.Join(about[a], ", ")+": "+a)
	}
	return s
}
