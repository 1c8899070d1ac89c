package configs

import (
	"bytes"
	"headroom/models"
	"strings"
	"testing"
)

func TestExcerptMarksTheColumn(t *testing.T) {
	tests := []struct {
		name       string
		line       string
		col        int
		text, mark string
	}{
		{"the first column", "key: 5", 1, "key: 5", "^"},
		{"a column in the middle", "key: 5", 6, "key: 5", "     ^"},
		{"letters of several bytes count once", "ä: 5", 4, "ä: 5", "   ^"},
		{"tabs stay tabs", "\tkey: 5", 2, "\tkey: 5", "\t^"},
		{"a column beyond the line", "key", 9, "key", "   ^"},
	}
	for _, tt := range tests {
		text, mark := excerpt(tt.line, tt.col)
		if text != tt.text || mark != tt.mark {
			t.Errorf("%s: got %q %q, want %q %q", tt.name, text, mark, tt.text, tt.mark)
		}
	}
	text, mark := excerpt(strings.Repeat("x", 500)+"!"+strings.Repeat("y", 500), 501)
	if len(text) > 150 || text[len(mark)-1] != '!' {
		t.Errorf("a long line: got %q with the mark at %d", text, len(mark))
	}
}

func TestWriteInColor(t *testing.T) {
	p := Problems{{File: "a.yaml", Line: 2, Col: 3, Where: "run", Text: "is odd", Warning: true, source: "  x"}, {Origin: "--set x", Text: "no path"}}
	var b bytes.Buffer
	if err := p.Write(&b, true); err != nil {
		t.Fatal(err)
	}
	want := "\x1b[1ma.yaml:2:3: \x1b[0m\x1b[1;33mwarning\x1b[0m: run: is odd\n     2 |   x\n       | \x1b[1;32m  ^\x1b[0m\n\x1b[1m--set x: \x1b[0m\x1b[1;31merror\x1b[0m: no path\n"
	if got := b.String(); got != want {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
	if got := p.Errors(); got != 1 {
		t.Errorf("got %d errors, want 1", got)
	}
}

func TestDidYouMean(t *testing.T) {
	names := []string{"replicas", "retries", "cpu", "queue"}
	tests := []struct{ name, text, want string }{
		{"a letter is missing", "replica", "replicas"},
		{"two letters are swapped", "reties", "retries"},
		{"a short name with one wrong letter", "cpy", "cpu"},
		{"a short name is not guessed at from afar", "x", ""},
		{"nothing is near", "colour", ""},
	}
	for _, tt := range tests {
		if got := models.Nearest(tt.text, names); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestQuoteIsReadBack(t *testing.T) {
	for _, text := range []string{"", "null", "~", "5ms", "a b", "a: b", "a #b", "a#b", "- a", "-", "a,b", "{a}", "a:", "a ", " a", "it's", `"q"`, "\x00\x1b\x7f", "ä\u2028", "line\nline", "---", "2026-01-01", "!x", "&x", "*x", "%5", "@x", "=", "<<", "$0.1/GB", ">= 5", "a\tb", "\\"} {
		for _, form := range []string{"k: " + quote(text), "{k: " + quote(text) + ", j: 1}", "? " + quote(text) + "\n: 1"} {
			r := &reader{collector: newCollector(), file: "x"}
			n := r.read([]byte(form), "")
			switch {
			case n == nil:
				t.Errorf("%q: %v", form, r.list)
			case form[0] == '?':
				if text != "" && n.entries[0].key != strings.ToLower(text) {
					t.Errorf("got key %q, want %q", n.entries[0].key, text)
				}
			case n.get("k") == nil || n.get("k").text != text:
				t.Errorf("%s: got %v, want %q", form, n.get("k"), text)
			}
		}
	}
}
