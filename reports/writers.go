package reports

import (
	"io"

	"headroom/sim/stats"
)

// Options say how a report is written. The zero value is plain text for 100 columns.
type Options struct {
	Color  bool   // colour as an addition to words, for terminals
	Width  int    // of a terminal, in columns, 80 to 120; what is outside counts as the nearer end, 0 as 100
	Source string // path of the scenario, as headings and annotations write it; may be empty
	Theme  string // light or dark; empty leaves it to the format
	// Changes are the flags that made the scenario another than its file says, as a shell
	// reads them: --set services.api.replicas=4. They are part of the command that repeats the
	// run; seed and replications are known from the result. May be empty.
	Changes string
}

// File is a named part of a result folder.
type File struct {
	Name string // relative, with slashes: plots/cost.svg
	Data []byte
}

// Writer writes one format of a T: a result, a comparison or a study.
type Writer[T any] struct {
	Name    string
	Summary string
	Write   func(w io.Writer, of T, o Options) error
}

// Writers is the only list of formats of a result.
var Writers = []Writer[*stats.Result]{
	{"text", "a page for a terminal", Text},
	{"json", "everything, for programs", JSON},
	{"md", "a page in Markdown, for a job summary or a pull request", Markdown},
	{"html", "one self-contained page for a browser", HTML},
	{"csv", "the time series", CSV},
	{"junit", "a test case per objective, for CI", JUnit},
	{"github", "annotations at the objectives' lines, for GitHub Actions", GitHub},
}

// Find returns the writer of a format from a list such as [Writers].
func Find[T any](list []Writer[T], format string) (Writer[T], bool) {
	for _, w := range list {
		if w.Name == format {
			return w, true
		}
	}
	return Writer[T]{}, false
}
