package reports

import (
	"fmt"
	"io"
	"math"
	"strings"

	"headroom/sim/stats"
)

// Beside writes a page that sets theory next to a run.
func Beside(w io.Writer, r *stats.Result, rows []stats.Beside, o Options) error {
	p := newPrinter(w, o)
	p.paint(strong, r.Scenario.Name)
	p.paint(unstyled, "\n")
	p.prose(faint, "", "theory beside the run of "+headline(r))
	s := section{title: "Theory and simulation", summary: besideSummary(rows), table: grid{columns: []gridColumn{
		{name: "subject", text: true}, {name: "metric", text: true}, {name: "theory"}, {name: "simulated", spareInterval: 1}, {name: "off"},
		{name: "verdict", text: true}, {name: "formula", text: true, spare: 2},
	}}}
	for _, b := range rows {
		if b.Theory != nil {
			s.table.rows = append(s.table.rows, gridRow{cells: besideCells(&b)})
		}
	}
	p.section(s)
	p.section(section{title: "No closed form", lines: withoutTheory(rows)})
	return p.b.Flush()
}

// withoutTheory says for which metrics there is no closed form, and why.
func withoutTheory(rows []stats.Beside) []string {
	var why, lines []string
	about := map[string][]string{}
	for _, b := range rows {
		if b.Theory != nil {
			continue
		}
		if about[b.WhyNot] == nil {
			why = append(why, b.WhyNot)
		}
		about[b.WhyNot] = append(about[b.WhyNot], b.Component+" "+b.Metric)
	}
	for _, text := range why {
		lines = append(lines, strings.Join(about[text], ", ")+": "+text)
	}
	return lines
}

// farOff is the share by which simulation differs from an exact formula when that is worth
// a line: less may be significant in a long run, and matters to nobody.
const farOff = 0.01

// theorySection tells in the report of a run how far theory and simulation agree, and names
// the exact formulas that lie outside of the interval and [farOff]. An approximation may be
// off.
func theorySection(r *stats.Result) section {
	s := section{title: "Theory", summary: besideSummary(r.Theory)}
	for i := range r.Theory {
		b := &r.Theory[i]
		if b.Verdict != stats.Outside || !b.Exact || b.Off == nil || math.Abs(*b.Off) < farOff {
			continue
		}
		u := unit(b.Unit)
		line := fmt.Sprintf("%s %s: simulated %s, theory %s", b.Component, b.Metric, amount(b.Simulated.Value, u), amount(*b.Theory, u))
		if b.Formula != "" {
			line += " (" + b.Formula + ")"
		}
		s.lines = append(s.lines, line)
	}
	return s
}

// theoryTable sets theory next to the run on the page.
func theoryTable(r *stats.Result) pageTable {
	t := pageTable{Columns: []pageColumn{
		{"subject", "", true}, {"metric", "", true}, {"theory", "", false}, {"simulated", "", false}, {"off", "simulated over theory, less 1", false},
		{"verdict", "whether theory lies within the interval of the run", true}, {"formula", "", true}, {"assumes", "", true},
	}}
	for i := range r.Theory {
		b := &r.Theory[i]
		if b.Theory == nil {
			continue
		}
		u := unit(b.Unit)
		row := []pageCell{
			textCell(b.Component), textCell(b.Metric), valueCell(*b.Theory, u), estimateCell(b.Simulated, u), {},
			textCell(b.Verdict), textCell(b.Formula), textCell(strings.Join(b.Assumptions, "; ")),
		}
		if b.Off != nil {
			row[4] = pageCell{Text: fmt.Sprintf("%+.1f %%", 100**b.Off), Sort: sortKey(*b.Off)}
		}
		if b.Verdict == stats.Outside && !b.Exact {
			row[5].Text += ", an approximation"
		}
		t.Rows = append(t.Rows, row)
	}
	return t.trim()
}

func besideSummary(rows []stats.Beside) string {
	inside, judged := 0, 0
	for _, b := range rows {
		if b.Verdict != "" {
			judged++
		}
		if b.Verdict == stats.Inside {
			inside++
		}
	}
	if judged == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d closed forms within the interval of the run", inside, judged)
}

func besideCells(b *stats.Beside) []gridCell {
	u := unit(b.Unit)
	row := []gridCell{{text: b.Component}, {text: b.Metric}, {text: amount(*b.Theory, u)}, estimateText(b.Simulated, u), {}, {text: b.Verdict}, {text: b.Formula, style: faint}}
	if b.Off != nil {
		row[4].text = fmt.Sprintf("%+.1f %%", 100**b.Off)
	}
	switch b.Verdict {
	case stats.Inside:
		row[5].style = good
	case stats.Outside:
		row[5].style = unsure
		if !b.Exact {
			row[5].text += ", an approximation"
		}
	}
	return row
}
