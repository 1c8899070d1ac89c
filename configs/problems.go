package configs

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Problem is something wrong with a scenario.
type Problem struct {
	// File, Line and Col say where, counted from 1. They are empty for what does not come
	// from a file.
	File string
	Line int
	Col  int
	// Origin says where a value comes from that is in no file: "env HEADROOM_RUN_SEED",
	// "--set run.seed".
	Origin string
	// Where is the path of the value in the scenario: services.catalog.replicas. Empty for
	// the scenario as a whole.
	Where string
	// Text says what is wrong and what to write instead.
	Text string
	// Warning marks what runs and is probably not meant.
	Warning bool

	source string // the line of the file
}

// Error returns the problem in one line: place: error: where: text.
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.place())
	b.WriteString(p.level())
	b.WriteString(": ")
	if p.Where != "" {
		b.WriteString(p.Where + ": ")
	}
	b.WriteString(p.Text)
	return b.String()
}

func (p Problem) place() string {
	if p.File == "" {
		return p.Origin + ": "
	}
	return fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Col)
}

func (p Problem) level() string {
	if p.Warning {
		return "warning"
	}
	return "error"
}

// Problems are all problems of a scenario, in the order of files, lines and columns. As
// an error they say that the scenario cannot be played.
type Problems []Problem

// Error returns one line for each problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, q := range p {
		lines[i] = q.Error()
	}
	return strings.Join(lines, "\n")
}

// Errors returns the number of problems that are no warnings.
func (p Problems) Errors() int {
	n := 0
	for _, q := range p {
		if !q.Warning {
			n++
		}
	}
	return n
}

// Write writes each problem with the line of the file and a mark under the place; with
// color, in the colors of a terminal. It returns the error of w.
func (p Problems) Write(w io.Writer, color bool) error {
	paint := func(code, text string) string {
		if !color {
			return text
		}
		return "\x1b[" + code + "m" + text + "\x1b[0m"
	}
	var b strings.Builder
	for _, q := range p {
		level := paint("1;31", q.level())
		if q.Warning {
			level = paint("1;33", q.level())
		}
		b.WriteString(paint("1", q.place()) + level + ": ")
		if q.Where != "" {
			b.WriteString(q.Where + ": ")
		}
		b.WriteString(q.Text + "\n")
		if q.File == "" || q.source == "" {
			continue
		}
		text, mark := excerpt(q.source, q.Col)
		fmt.Fprintf(&b, "%6d | %s\n       | %s\n", q.Line, text, paint("1;32", mark))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// excerpt returns a line of a file, cut when it is very long, and the mark to stand
// under the column, which counts characters from 1.
func excerpt(line string, col int) (text, mark string) {
	const width = 140
	runes := []rune(strings.ToValidUTF8(line, "?"))
	at := min(max(col-1, 0), len(runes))
	if from := at - width/2; from > 0 && len(runes) > width {
		runes, at = append([]rune("..."), runes[from:]...), at-from+3
	}
	if len(runes) > width {
		runes = append(runes[:width:width], []rune("...")...)
	}
	space := make([]rune, at)
	for i := range space {
		space[i] = ' '
		if runes[i] == '\t' {
			space[i] = '\t'
		}
	}
	return string(runes), string(space) + "^"
}

// place is where a value comes from: a file, or an origin.
type place struct {
	file      string
	line, col int
	origin    string
}

// byDefault is the place of what nobody wrote.
const byDefault = "default"

func (p place) String() string {
	if p.file == "" {
		return p.origin
	}
	return fmt.Sprintf("%s:%d:%d", p.file, p.line, p.col)
}

// collector gathers problems.
type collector struct {
	list    Problems
	sources map[string][]string // lines of the files read
	wrong   map[string]bool     // paths whose value is wrong
	marred  map[string]bool     // paths of maps that hold something wrong
}

func newCollector() *collector {
	return &collector{sources: map[string][]string{}, wrong: map[string]bool{}, marred: map[string]bool{}}
}

// errorf reports that the value of a path is wrong.
func (c *collector) errorf(at place, where, format string, args ...any) {
	c.wrong[where] = true
	c.marred[parent(where)] = true
	c.add(at, where, fmt.Sprintf(format, args...), false)
}

// keyf reports that a key of the map at a path is wrong.
func (c *collector) keyf(at place, where, key, format string, args ...any) {
	c.wrong[join(where, key)] = true
	c.marred[where] = true
	c.add(at, where, fmt.Sprintf(format, args...), false)
}

// notef reports an error beside which the value of the path can still be judged.
func (c *collector) notef(at place, where, format string, args ...any) {
	c.add(at, where, fmt.Sprintf(format, args...), false)
}

func (c *collector) warnf(at place, where, format string, args ...any) {
	c.add(at, where, fmt.Sprintf(format, args...), true)
}

func (c *collector) add(at place, where, text string, warning bool) {
	p := Problem{File: at.file, Line: at.line, Col: at.col, Origin: oneLine(at.origin), Where: oneLine(where), Text: oneLine(text), Warning: warning}
	if lines := c.sources[at.file]; at.line >= 1 && at.line <= len(lines) {
		p.source = lines[at.line-1]
	}
	c.list = append(c.list, p)
}

// follows tells whether a problem at a path is likely to follow from one reported
// already: at the same value, at a part of it, or at the map that holds it.
func (c *collector) follows(path string) bool {
	if c.marred[path] {
		return true
	}
	for ; path != ""; path = parent(path) {
		if c.wrong[path] {
			return true
		}
	}
	return false
}

// sorted returns the problems in order, without those that say the same of the same
// place: a template is decoded for each of its users.
func (c *collector) sorted() Problems {
	slices.SortStableFunc(c.list, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Origin, b.Origin),
		)
	})
	type key struct{ place, text string }
	seen := map[key]bool{}
	return slices.DeleteFunc(c.list, func(p Problem) bool {
		k := key{p.place(), p.Text}
		if p.File == "" {
			k.text = p.Where + p.Text
		}
		again := seen[k]
		seen[k] = true
		return again
	})
}

// oneLine makes sure that what a user wrote cannot break the form of a message.
func oneLine(text string) string {
	if utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool { return r < ' ' }) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
}

// join appends a key to a path.
func join(path, key string) string {
	switch {
	case key == "":
		return path
	case path == "":
		return key
	}
	return path + "." + key
}

// parent returns a path without its last part, "" at the top.
func parent(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }
