package reports

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// grid is a table of the textual reports.
type grid struct {
	columns []gridColumn
	rows    []gridRow
	notes   string // what the notes of the rows are about; heads their column in Markdown
}

// gridColumn is a column: numbers stand to the right, text to the left.
type gridColumn struct {
	name string
	text bool
	// spare says when a narrow page does without the column, the highest first, and
	// without the intervals in it. 0 means never.
	spare, spareInterval int
}

// gridRow is a row. Its note stands below it on a terminal.
type gridRow struct {
	cells []gridCell
	note  string
}

// gridCell is an entry: a text, the interval of a number, and the style of a terminal.
type gridCell struct {
	text, interval string
	style          style
}

// trim leaves out the columns in which no row has a text.
func (g grid) trim() grid {
	return g.keep(func(i int) bool {
		return slices.ContainsFunc(g.rows, func(r gridRow) bool { return r.cells[i].text != "" })
	})
}

// keep leaves out columns.
func (g grid) keep(wanted func(i int) bool) grid {
	kept := grid{notes: g.notes}
	for i, c := range g.columns {
		if wanted(i) {
			kept.columns = append(kept.columns, c)
		}
	}
	for _, r := range g.rows {
		row := gridRow{note: r.note}
		for i, c := range r.cells {
			if wanted(i) {
				row.cells = append(row.cells, c)
			}
		}
		kept.rows = append(kept.rows, row)
	}
	return kept
}

// width returns the columns that a terminal needs for a column of g: for its texts and,
// beside them, its intervals.
func (g grid) width(i int) (text, interval int) {
	text = utf8.RuneCountInString(g.columns[i].name)
	for _, r := range g.rows {
		text = max(text, utf8.RuneCountInString(r.cells[i].text))
		interval = max(interval, utf8.RuneCountInString(r.cells[i].interval))
	}
	return text, interval
}

const (
	indent   = 2 // columns before a line
	between  = 2 // columns between two columns of a grid
	shortest = 8 // columns to which a name is cut at most
)

// total is the width of a line of g.
func (g grid) total() int {
	sum := indent - between
	for i := range g.columns {
		text, interval := g.width(i)
		sum += between + text
		if interval > 0 {
			sum += 1 + interval
		}
	}
	return sum
}

// fit makes g as narrow as a page: it leaves out intervals and columns that can be spared,
// then cuts the longest texts.
func (g grid) fit(width int) grid {
	g = g.trim()
	for g.total() > width {
		most, at := 0, -1
		for i, c := range g.columns {
			if _, interval := g.width(i); interval > 0 && c.spareInterval > most {
				most, at = c.spareInterval, i
			}
			if c.spare > most {
				most, at = c.spare, i
			}
		}
		if at < 0 {
			return g.cut(width)
		}
		if g.columns[at].spare == most {
			g = g.keep(func(i int) bool { return i != at })
			continue
		}
		for _, r := range g.rows {
			r.cells[at].interval = ""
		}
	}
	return g
}

// cut shortens the widest text column by what is too much.
func (g grid) cut(width int) grid {
	widest, at := shortest, -1
	for i, c := range g.columns {
		if text, _ := g.width(i); c.text && text > widest {
			widest, at = text, i
		}
	}
	if at < 0 {
		return g
	}
	room := max(widest-(g.total()-width), shortest)
	for _, r := range g.rows {
		if runes := []rune(r.cells[at].text); len(runes) > room {
			r.cells[at].text = strings.TrimSpace(string(runes[:room-1])) + "…"
		}
	}
	return g
}

// top keeps the n rows with the highest scores, in their order, and returns how many it
// left out. Of equal scores the first are kept.
func (g *grid) top(n int, score func(row int) float64) (left int) {
	if len(g.rows) <= n {
		return 0
	}
	order := make([]int, len(g.rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch x, y := score(a), score(b); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	order = order[:n]
	slices.Sort(order)
	rows := g.rows
	g.rows = nil
	for _, i := range order {
		g.rows = append(g.rows, rows[i])
	}
	return len(rows) - n
}
