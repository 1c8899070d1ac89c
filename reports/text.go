package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"headroom/sim/stats"
)

// Text writes a page for a terminal. Colour only underlines what words say.
func Text(w io.Writer, r *stats.Result, o Options) error {
	b := bufio.NewWriter(w)
	p := printer{b: b, color: o.Color, width: o.Width}
	if p.width == 0 {
		p.width = 100
	}
	p.paint(emphasis, r.Scenario.Name)
	if r.Scenario.Description != "" {
		fmt.Fprintf(b, "  %s", r.Scenario.Description)
	}
	fmt.Fprintf(b, "\n%s\n", headline(r))
	if warning := pageWarning(r); warning != "" {
		fmt.Fprintln(b, warning)
	}
	for _, s := range sections(r) {
		b.WriteString("\n")
		p.paint(emphasis, s.Title)
		b.WriteString("\n")
		if s.Title == "Not modelled" {
			fmt.Fprintf(b, "  %s, listed in result.json and in the manual\n", counted(len(s.Lines), "simplification"))
			continue
		}
		p.table(s.Table)
		for _, line := range s.Lines {
			p.prose(line)
		}
	}
	if len(r.Objectives) > 0 {
		b.WriteString("\nverdict: ")
		p.paint(colors[string(r.Verdict)], strings.ToUpper(string(r.Verdict)))
		b.WriteString("\n")
	}
	return b.Flush()
}

type printer struct {
	b     *bufio.Writer
	color bool
	width int
}

const emphasis = "1"

// colors of the verdicts, as ANSI codes.
var colors = map[string]string{"pass": "32", "fail": "31", "undecided": "33"}

func (p *printer) paint(code, text string) {
	if p.color && code != "" {
		fmt.Fprintf(p.b, "\x1b[%sm%s\x1b[0m", code, text)
		return
	}
	p.b.WriteString(text)
}

// table writes aligned columns; numbers to the right, the last column as it comes.
func (p *printer) table(t pageTable) {
	if len(t.Rows) == 0 {
		return
	}
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = utf8.RuneCountInString(c.Name)
		for _, row := range t.Rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i].Text))
		}
	}
	row := func(cell func(i int) (text, code string)) {
		p.b.WriteString(" ")
		gap := 0
		for i, c := range t.Columns {
			text, code := cell(i)
			pad := widths[i] - utf8.RuneCountInString(text)
			if text == "" {
				gap += 1 + widths[i]
				continue
			}
			if c.Text {
				p.b.WriteString(strings.Repeat(" ", gap+1))
				p.paint(code, text)
				gap = pad + 1
			} else {
				p.b.WriteString(strings.Repeat(" ", gap+1+pad))
				p.paint(code, text)
				gap = 1
			}
		}
		p.b.WriteString("\n")
	}
	row(func(i int) (string, string) { return t.Columns[i].Name, "2" })
	for _, cells := range t.Rows {
		row(func(i int) (string, string) {
			return cells[i].Text, colors[strings.TrimSuffix(cells[i].Class, " text")]
		})
	}
}

// prose writes a line, folded between words.
func (p *printer) prose(text string) {
	column := 0
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
			p.b.WriteString("  ")
			column = 2
		case column+1+n > p.width:
			p.b.WriteString("\n    ")
			column = 4
		default:
			p.b.WriteString(" ")
			column++
		}
		p.b.WriteString(word)
		column += n
	}
	p.b.WriteString("\n")
}
