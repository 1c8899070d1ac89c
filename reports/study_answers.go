package reports

import (
	"fmt"
	"slices"
	"strings"

	"headroom/sim/stats"
)

// foundSection tells between which places the answer of a search lies, and what breaks.
func foundSection(s *stats.Study) section {
	f := s.Found
	if f == nil {
		return section{}
	}
	out := section{title: "Bracket", summary: bracketText(f)}
	if len(f.Undecided) > 0 {
		var texts []string
		for _, u := range f.Undecided {
			texts = append(texts, u.Text)
		}
		out.lines = append(out.lines, "undecided between them: "+strings.Join(texts, ", "))
	}
	if len(f.Limits) > 0 {
		out.lines = append(out.lines, "breaks first: "+strings.Join(f.Limits, ", "))
	}
	if f.Confidence != "" {
		out.lines = append(out.lines, f.Confidence)
	}
	return out
}

func bracketText(f *stats.Found) string {
	switch {
	case f.Holds != nil && f.Fails != nil:
		return "holds at " + f.Holds.Text + ", fails at " + f.Fails.Text
	case f.Holds != nil:
		return "holds at " + f.Holds.Text + ", and nothing beyond it was seen to fail"
	case f.Fails != nil:
		return "fails at " + f.Fails.Text + ", and nothing before it was seen to hold"
	}
	return "no place was decided"
}

// optimumSection tells how sure the best point is.
func optimumSection(s *stats.Study) section {
	o := s.Optimum
	if o == nil {
		return section{}
	}
	out := section{title: "Best", summary: "no point keeps the objectives"}
	if o.Best != nil && *o.Best >= 0 && *o.Best < len(s.Points) {
		p := &s.Points[*o.Best]
		out.summary = settingsText(s, p)
		if e := p.Metric(o.Subject, o.Metric); known(e) {
			u, _ := unitAmong(s.Points, o.Subject, o.Metric)
			out.summary += ": " + metricName(o.Subject, o.Metric) + " " + estimated(e, u)
		}
	}
	front := knownPoints(o.Front, s)
	if len(front) > 0 {
		subject, metric, _ := strings.Cut(o.Against, " ")
		out.lines = append(out.lines, fmt.Sprintf("front: %s, none of them better in both %s and %s", counted(len(front), "point"), metricName(o.Subject, o.Metric), metricName(subject, metric)))
	}
	switch {
	case o.RuledOut > 0:
		out.lines = append(out.lines, counted(o.RuledOut, "more point")+" ruled out by what is dearer or safer")
	case !o.Complete:
		out.lines = append(out.lines, "a local search: a better point may be elsewhere")
	}
	return out
}

// rankingSection ranks the settings.
func rankingSection(s *stats.Study) section {
	if len(s.Sensitivity) == 0 {
		return section{}
	}
	names := knobNames(s.Knobs)
	first := s.Sensitivity[0]
	u, _ := unitAmong(s.Points, first.Subject, first.Metric)
	out := section{title: "What matters to " + metricName(first.Subject, first.Metric), table: grid{columns: []gridColumn{
		{name: ""}, {name: "setting", text: true}, {name: "effect"}, {name: "spread", spare: 1}, {name: "alone", spareInterval: 2}, {name: "with others"},
		{name: "at low end", spareInterval: 3}, {name: "at high end", spareInterval: 4},
	}}}
	out.summary = "the mean size of the effect over the whole range of a setting (Morris)"
	if known(first.Total) {
		out.summary = "the share of the variance that a setting explains (Sobol)"
	}
	for i, r := range s.Sensitivity {
		if r.Knob < 0 || r.Knob >= len(names) {
			continue
		}
		row := []gridCell{{text: fmt.Sprint(i + 1)}, {text: names[r.Knob]}, estimateOrNone(r.MeanAbs, u), {}, estimateOrNone(r.First, unitRatio), estimateOrNone(r.Total, unitRatio),
			estimateOrNone(r.Low, u), estimateOrNone(r.High, u)}
		if r.Spread != nil {
			row[3].text = amount(*r.Spread, u)
		}
		out.table.rows = append(out.table.rows, gridRow{cells: row})
	}
	return out
}

// estimateOrNone writes an estimate; nothing where there is no number.
func estimateOrNone(e *stats.Estimate, u unit) gridCell {
	if !known(e) {
		return gridCell{}
	}
	return estimateText(e, u)
}

// mostLoads is how many loads a map of characters has columns for.
const mostLoads = 9

// cliffSection draws the map in characters: the probability that a run is lost, and a sign
// for the region. Triggers grow upwards.
func cliffSection(s *stats.Study) section {
	c := s.Cliff
	if c == nil {
		return section{}
	}
	out := section{title: "Map", summary: "the probability that a run is lost, by load and size of the trigger"}
	if c.Hidden != nil {
		out.summary += "; hidden capacity " + c.Hidden.Text
	}
	loads, triggers := textsOf(c.Cells, func(c stats.Cell) stats.KnobValue { return c.Load }), textsOf(c.Cells, func(c stats.Cell) stats.KnobValue { return c.Trigger })
	if len(loads) > mostLoads { // without the places that were added along the edge
		loads = crowded(c.Cells, loads, func(c stats.Cell) string { return c.Load.Text })
		triggers = crowded(c.Cells, triggers, func(c stats.Cell) string { return c.Trigger.Text })
	}
	if len(loads) > mostLoads {
		out.table, out.more = cellTable(s)
		return out
	}
	shown := 0
	at := map[string]stats.Cell{}
	for _, cell := range c.Cells {
		at[cell.Load.Text+" "+cell.Trigger.Text] = cell
	}
	out.table.columns = []gridColumn{{name: "trigger \\ load"}}
	for _, load := range loads {
		out.table.columns = append(out.table.columns, gridColumn{name: load})
	}
	slices.Reverse(triggers)
	for _, trigger := range triggers {
		row := []gridCell{{text: trigger}}
		for _, load := range loads {
			cell, played := at[load+" "+trigger]
			if !played {
				row = append(row, gridCell{})
				continue
			}
			shown++
			row = append(row, gridCell{text: amountDigits(cell.Collapse.Value, unitRatio, 2) + " " + regionSign(cell.Region), style: regionStyle(cell.Region)})
		}
		out.table.rows = append(out.table.rows, gridRow{cells: row})
	}
	if left := len(c.Cells) - shown; left > 0 {
		out.more = fmt.Sprintf("and %s along the edge; the plot has them, and --format json lists them", counted(left, "more place"))
	}
	for _, r := range mapRegions {
		if slices.ContainsFunc(c.Cells, func(cell stats.Cell) bool { return cell.Region == r.name }) {
			out.lines = append(out.lines, strings.Replace(r.text, r.name, r.name+" ("+regionSign(r.name)+")", 1))
		}
	}
	return out
}

// crowded keeps the values with at least half as many places as the one that has the most.
func crowded(cells []stats.Cell, texts []string, of func(stats.Cell) string) []string {
	count := map[string]int{}
	most := 0
	for _, c := range cells {
		count[of(c)]++
		most = max(most, count[of(c)])
	}
	var kept []string
	for _, text := range texts {
		if 2*count[text] >= most {
			kept = append(kept, text)
		}
	}
	return kept
}

// textsOf are the values of the cells, each once, in their order as numbers.
func textsOf(cells []stats.Cell, of func(stats.Cell) stats.KnobValue) []string {
	var values []stats.KnobValue
	for _, c := range cells {
		if v := of(c); !slices.ContainsFunc(values, func(w stats.KnobValue) bool { return w.Text == v.Text }) {
			values = append(values, v)
		}
	}
	slices.SortStableFunc(values, func(a, b stats.KnobValue) int {
		switch {
		case a.Number == nil || b.Number == nil:
			return 0
		case *a.Number < *b.Number:
			return -1
		case *a.Number > *b.Number:
			return 1
		}
		return 0
	})
	var texts []string
	for _, v := range values {
		texts = append(texts, v.Text)
	}
	return texts
}

func regionSign(region string) string {
	switch region {
	case "stable":
		return "."
	case "vulnerable":
		return "~"
	case "metastable":
		return "!"
	case "collapsed":
		return "#"
	}
	return "?"
}

func regionStyle(region string) style {
	switch region {
	case "vulnerable":
		return unsure
	case "metastable", "collapsed":
		return bad
	}
	return good
}

// cellTable lists the places of a map that has no room as a map.
func cellTable(s *stats.Study) (g grid, more string) {
	names := knobNames(s.Knobs)
	name := func(k int, otherwise string) string {
		if k < 0 || k >= len(names) {
			return otherwise
		}
		return names[k]
	}
	g.columns = []gridColumn{
		{name: name(s.Cliff.Load, "load")}, {name: name(s.Cliff.Trigger, "trigger")}, {name: "region", text: true}, {name: "lost"}, {name: "of"},
		{name: "probability"}, {name: "at most", spare: 2}, {name: "recovery", spareInterval: 3, spare: 1},
	}
	for i, c := range s.Cliff.Cells {
		if i == mostPoints {
			return g, fmt.Sprintf("and %s; --format json lists them all", counted(len(s.Cliff.Cells)-i, "more place"))
		}
		row := []gridCell{
			{text: c.Load.Text}, {text: c.Trigger.Text}, {text: c.Region, style: regionStyle(c.Region)}, {text: fmt.Sprint(c.Lost)}, {text: fmt.Sprint(c.Runs)},
			{text: amountDigits(c.Collapse.Value, unitRatio, 2)}, {}, estimateOrNone(c.Recovery, unitSeconds),
		}
		if _, high, ok := within(&c.Collapse); ok {
			row[6].text = amountDigits(high, unitRatio, 2)
		}
		g.rows = append(g.rows, gridRow{cells: row})
	}
	return g, ""
}
