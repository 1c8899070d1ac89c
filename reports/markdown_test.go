package reports

import (
	"strings"
	"testing"
)

func TestMarkdownTablesHoldAnyText(t *testing.T) {
	r := sample()
	r.Objectives[0].Objective = "a|b\n<img src=x> `c` *d* \\| [e](f)"
	got := string(written(t, Markdown, r, Options{}))
	want := "| a\\|b &lt;img src=x&gt; \\`c\\` \\*d\\* \\\\\\| \\[e\\](f) |"
	if !strings.Contains(got, want) {
		t.Errorf("want %s in\n%s", want, got)
	}
}

func TestMarkdownTablesAreRectangular(t *testing.T) {
	inTable := 0
	for _, line := range strings.Split(string(written(t, Markdown, sample(), Options{})), "\n") {
		if !strings.HasPrefix(line, "|") {
			inTable = 0
			continue
		}
		n := strings.Count(line, "|")
		if inTable > 0 && n != inTable {
			t.Errorf("a row with %d borders in a table with %d: %s", n, inTable, line)
		}
		inTable = n
	}
}
