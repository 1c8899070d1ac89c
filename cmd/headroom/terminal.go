package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// terminalOf returns the width of the terminal that a stream goes to, in characters, and
// whether it is one at all.
func terminalOf(w io.Writer) (width int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = 80
	}
	return width, true
}

// colored tells whether to write colors: on a terminal that knows them, unless the user
// does not want them (no-color.org).
func (a *app) colored(w io.Writer) bool {
	_, terminal := terminalOf(w)
	return terminal && !a.noColor && a.environ("NO_COLOR") == "" && a.environ("TERM") != "dumb"
}
