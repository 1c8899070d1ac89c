package reports

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"headroom/sim/stats"
)

// Pages without a time axis: their script has no charts, only the theme and the tables.
var (
	//go:embed html/study.tmpl
	studyTemplate string
	//go:embed html/table.tmpl
	tableTemplate string
)

// plainPage is a page of plots and tables, as studies and comparisons have.
type plainPage struct {
	Policy   string
	Style    template.CSS
	Script   template.JS
	Theme    string // fixed theme, empty for the reader's
	Title    string
	About    string
	Facts    string
	Answer   string
	Warnings []string
	Cards    []card
	Plots    []pagePlot
	Tables   []pageSection
	Notes    []string
}

type pagePlot struct {
	Name string // what it shows, for readers who do not see it
	SVG  template.HTML
}

// pageSection is a table of the page with its heading. Folded ones are opened by a click.
type pageSection struct {
	Title, Text string
	Lines       []string
	Table       pageTable
	More        string
	Folded      bool
}

// plainPageOf returns a page without content, in the looks that the options ask for.
func plainPageOf(o Options) plainPage {
	p := plainPage{Policy: contentPolicy(pageScript), Style: template.CSS(plainStyles()), Script: template.JS(pageScript)}
	if o.Theme == "light" || o.Theme == "dark" {
		p.Theme = o.Theme
	}
	return p
}

// draw adds drawings to the page, in its own colours.
func (p *plainPage) draw(list []drawing) error {
	for _, d := range list {
		data, err := boardSVG(d, light)
		if err != nil {
			return fmt.Errorf("plot %s: %w", d.name, err)
		}
		p.Plots = append(p.Plots, pagePlot{d.title, inPage(data)})
	}
	return nil
}

// section adds a section of the textual page as a table.
func (p *plainPage) section(s section) {
	if s.summary == "" && len(s.table.rows) == 0 && len(s.lines) == 0 {
		return
	}
	p.Tables = append(p.Tables, pageSection{Title: s.title, Text: s.summary, Lines: s.lines, Table: tableOf(s.table), More: s.more})
}

// tableOf makes a grid a table of the page.
func tableOf(g grid) pageTable {
	g = g.trim()
	t := pageTable{Fixed: true}
	for _, c := range g.columns {
		t.Columns = append(t.Columns, pageColumn{Name: c.name, Text: c.text})
	}
	for _, r := range g.rows {
		var row []pageCell
		for _, c := range r.cells {
			row = append(row, pageCell{Text: c.text, Small: c.interval, Class: styleClass(c.style)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t.trim()
}

// styleClass is the class of the page for a style of a terminal.
func styleClass(s style) string {
	switch s {
	case bad:
		return "bad"
	case good:
		return "good"
	}
	return ""
}

func (p *plainPage) write(w io.Writer) error {
	t, err := template.New("page").Parse(tableTemplate + studyTemplate)
	if err != nil {
		return err
	}
	return t.Execute(w, p)
}

// StudyHTML writes the study as one file that needs no other: it loads nothing, and forbids
// the browser to. It has the plots of the study, the settings with their numbers, and a
// table of the points that sorts. It follows the reader's light or dark preference unless
// o.Theme is "light" or "dark".
func StudyHTML(w io.Writer, s *stats.Study, o Options) error {
	p := plainPageOf(o)
	p.Title, p.About, p.Facts, p.Answer, p.Notes = studyTitle(s), s.Scenario.Description, studyHeadline(s), s.Answer, s.Notes
	if warning := studyWarning(s); warning != "" {
		p.Warnings = append(p.Warnings, warning)
	}
	p.Cards = studyCards(s)
	if err := p.draw(studyDrawings(s)); err != nil {
		return err
	}
	for _, part := range []section{foundSection(s), optimumSection(s), rankingSection(s)} {
		p.section(part)
	}
	if s.Cliff != nil {
		g, more := cellTable(s)
		p.section(section{title: "Places of the map", summary: "lost: of so many runs; at most: the upper end of the 95 % interval of the probability", table: g, more: more})
	}
	p.Tables = append(p.Tables, studyPointTable(s))
	return p.write(w)
}

// mostRows is how many points the table of the page has.
const mostRows = 500

// studyPointTable lists the points with all metrics that the plots show, and in small print
// their intervals.
func studyPointTable(s *stats.Study) pageSection {
	out := pageSection{Title: "Points", Text: verdictCounts(s), Folded: len(s.Sensitivity) > 0 || s.Cliff != nil}
	metrics := studyMetrics(s)
	out.Table.Columns = []pageColumn{{Name: "role", Text: true}}
	for k, name := range knobNames(s.Knobs) {
		_, numeric := knobValues(s, k)
		out.Table.Columns = append(out.Table.Columns, pageColumn{Name: name, Help: s.Knobs[k].Set, Text: !numeric})
	}
	out.Table.Columns = append(out.Table.Columns, pageColumn{Name: "without", Text: true}, pageColumn{Name: "verdict", Text: true}, pageColumn{Name: "runs", Help: "replications"})
	for _, m := range metrics {
		out.Table.Columns = append(out.Table.Columns, pageColumn{Name: m.name, Help: metricTitle(m.metric)})
	}
	order := pointOrder(s)
	for _, i := range order[:min(len(order), mostRows)] {
		out.Table.Rows = append(out.Table.Rows, studyRow(s, i, metrics))
	}
	out.Table = out.Table.trim()
	out.More = "In small print: the 95 % confidence interval. All metrics are in points.csv."
	if n := len(order) - mostRows; n > 0 {
		out.More = fmt.Sprintf("The first %d points; the other %d are in points.csv. ", mostRows, n) + out.More
	}
	return out
}

func studyRow(s *stats.Study, i int, metrics []shownMetric) []pageCell {
	p := &s.Points[i]
	row := []pageCell{textCell(pointRole(s, i))}
	for k := range s.Knobs {
		c := pageCell{}
		if k < len(p.Values) {
			c = textCell(p.Values[k].Text)
			if p.Values[k].Number != nil {
				c.Sort = sortKey(*p.Values[k].Number)
			}
		}
		row = append(row, c)
	}
	without := ""
	for _, part := range p.Without {
		without += part + " "
	}
	row = append(row, textCell(without), verdictCell(p), pageCell{Text: fmt.Sprint(p.Replications), Sort: fmt.Sprint(p.Replications)})
	for _, m := range metrics {
		c := pageCell{}
		if e := p.Metric(m.subject, m.metric); known(e) {
			c = pageCell{Text: axisText(e.Value, m.unit, 3), Sort: sortKey(e.Value)}
			if low, high, ok := within(e); ok {
				c.Small = axisText(low, m.unit, 3) + "–" + axisText(high, m.unit, 3)
			}
		}
		row = append(row, c)
	}
	return row
}

// verdictCell is the verdict of a point with a sign for readers who do not see its colour.
func verdictCell(p *stats.Point) pageCell {
	word, look := pointVerdict(p)
	if word == "" {
		return pageCell{}
	}
	sign := map[style]string{good: "✓ ", bad: "✗ ", unsure: "? "}[look]
	return pageCell{Text: sign + word, Sort: word, Class: styleClass(look)}
}

// studyCards are the large numbers at the top.
func studyCards(s *stats.Study) []card {
	var list []card
	if f := s.Found; f != nil {
		if f.Holds != nil {
			list = append(list, card{Name: "holds at", Value: f.Holds.Text, Note: "the last place that keeps the objectives", Class: "good"})
		}
		if f.Fails != nil {
			list = append(list, card{Name: "fails at", Value: f.Fails.Text, Note: "the first place that does not", Class: "bad"})
		}
	}
	if o := s.Optimum; o != nil {
		c := card{Name: "least " + metricName(o.Subject, o.Metric), Value: "none", Note: "no point keeps the objectives", Class: "bad"}
		if o.Best != nil && *o.Best >= 0 && *o.Best < len(s.Points) {
			p := &s.Points[*o.Best]
			u, _ := unitAmong(s.Points, o.Subject, o.Metric)
			c.Class, c.Note = "good", settingsText(s, p)
			if e := p.Metric(o.Subject, o.Metric); known(e) {
				c.Value = amount(e.Value, u)
			}
		}
		list = append(list, c)
	}
	if len(s.Sensitivity) > 0 {
		if r := s.Sensitivity[0]; r.Knob >= 0 && r.Knob < len(s.Knobs) {
			list = append(list, card{Name: "matters most", Value: knobNames(s.Knobs)[r.Knob], Note: "to " + metricName(r.Subject, r.Metric)})
		}
	}
	if c := s.Cliff; c != nil {
		value := card{Name: "hidden capacity", Value: "none", Note: "some run is lost at every load", Class: "bad"}
		if c.Hidden != nil {
			value = card{Name: "hidden capacity", Value: c.Hidden.Text, Note: "every run recovers from every trigger up to here", Class: "good"}
		}
		list = append(list, value)
	}
	if len(s.Points) > 0 && len(studyObjectives(s.Points)) > 0 && s.Cliff == nil {
		list = append(list, keptCard(s))
	}
	return append(list, card{Name: "played", Value: counted(len(s.Points), "point"), Note: counted(s.Runs, "replication")})
}

// keptCard counts the points that keep the objectives.
func keptCard(s *stats.Study) card {
	counts := map[stats.Verdict]int{}
	for i := range s.Points {
		counts[s.Points[i].Verdict]++
	}
	c := card{Name: "objectives", Value: fmt.Sprintf("kept at %d of %d", counts[stats.Pass], len(s.Points))}
	switch {
	case counts[stats.Pass] == len(s.Points):
		c.Class = "good"
	case counts[stats.Pass] == 0:
		c.Class = "bad"
	}
	c.Note = fmt.Sprintf("missed at %d, undecided at %d", counts[stats.Fail], counts[stats.Undecided])
	return c
}
