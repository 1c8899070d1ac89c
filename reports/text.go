package reports

import (
	"bufio"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"headroom/sim/stats"
)

// Widths of the text page, in columns: when the options tell none, and at the ends.
const usualWidth, leastWidth, mostWidth = 100, 80, 120

// Text writes a page for a terminal: what was asked for first, then what clients saw, what
// the components did, what it costs, what happened and why. A narrow page leaves out
// intervals and minor columns. Colour only adds to what the words say.
func Text(w io.Writer, r *stats.Result, o Options) error {
	p := newPrinter(w, o)
	p.paint(strong, r.Scenario.Name)
	p.paint(unstyled, "\n")
	if r.Scenario.Description != "" {
		p.prose(unstyled, "", r.Scenario.Description)
	}
	p.prose(faint, "", headline(r))
	p.prose(faint, "", "again: "+runCommand(r, o)+identity(r))
	if text := analysisText(r); text != "" {
		p.prose(faint, "", text)
	}
	if warning := pageWarning(r); warning != "" {
		p.prose(bad, "", warning)
	}
	for _, s := range sections(r) {
		p.section(s)
	}
	if n := len(r.NotModelled); n > 0 {
		p.heading("Not modelled", counted(n, "simplification")+", listed under not_modelled in result.json")
	}
	return p.b.Flush()
}

// style is how a terminal shows a text: an ANSI code, or nothing.
type style string

// The styles of a page.
const (
	unstyled style = ""
	strong   style = "1"
	faint    style = "2"
	bad      style = "31"
	good     style = "32"
	unsure   style = "33"
)

// printer writes lines of a limited width. It leaves errors to the Flush of b.
type printer struct {
	b     *bufio.Writer
	color bool
	width int
}

// paint writes a text. Control characters, which could steer a terminal, become blanks.
func (p *printer) paint(s style, text string) {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return ' '
		}
		return r
	}, text)
	if p.color && s != unstyled {
		text = "\x1b[" + string(s) + "m" + text + "\x1b[0m"
	}
	p.b.WriteString(text)
}

// heading writes the title of a section and, beside or below it, its summary.
func (p *printer) heading(title, summary string) {
	p.paint(unstyled, "\n")
	p.paint(strong, title)
	if summary == "" {
		p.paint(unstyled, "\n")
		return
	}
	if utf8.RuneCountInString(title+": "+summary) > p.width {
		p.paint(unstyled, "\n")
		p.prose(unstyled, strings.Repeat(" ", indent), summary)
		return
	}
	p.paint(unstyled, ": "+summary+"\n")
}

// grid writes a table in aligned columns.
func (p *printer) grid(g grid) {
	if len(g.rows) == 0 {
		return
	}
	g = g.fit(p.width)
	head := gridRow{}
	for _, c := range g.columns {
		head.cells = append(head.cells, gridCell{text: c.name, style: faint})
	}
	p.row(g, head)
	for _, r := range g.rows {
		p.row(g, r)
		if r.note != "" {
			p.prose(faint, strings.Repeat(" ", 2*indent), r.note)
		}
	}
}

// row writes a line of a table, without blanks at its end.
func (p *printer) row(g grid, r gridRow) {
	blanks := indent - between
	for i, c := range r.cells {
		text, interval := g.width(i)
		pad := text - utf8.RuneCountInString(c.text)
		blanks += between
		if !g.columns[i].text {
			blanks, pad = blanks+pad, 0
		}
		if c.text != "" {
			p.paint(unstyled, strings.Repeat(" ", blanks))
			p.paint(c.style, c.text)
			blanks = 0
		}
		blanks += pad
		if interval == 0 {
			continue
		}
		blanks++
		if c.interval != "" {
			p.paint(unstyled, strings.Repeat(" ", blanks))
			p.paint(faint, c.interval)
			blanks = 0
		}
		blanks += interval - utf8.RuneCountInString(c.interval)
	}
	p.paint(unstyled, "\n")
}

// prose writes a text folded between words, its further lines two columns to the right.
func (p *printer) prose(s style, margin, text string) {
	line := margin
	words := strings.Fields(text)
	for i, word := range words {
		switch {
		case i == 0:
			line += word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > p.width:
			p.paint(s, line)
			p.paint(unstyled, "\n")
			line = margin + "  " + word
		default:
			line += " " + word
		}
	}
	p.paint(s, line)
	p.paint(unstyled, "\n")
}
