package main

import (
	"bytes"
	"os"
	"testing"
)

func TestFieldTextIsFresh(t *testing.T) {
	want, err := generate("..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../fieldtext.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("fieldtext.json is older than the comments of package models; run go generate ./configs")
	}
}

func TestParagraphs(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"lines of a paragraph are joined", "one\ntwo\n", "one two"},
		{"paragraphs stay apart", "one\n\ntwo", "one\n\ntwo"},
		{"formulas keep their lines", "with\n\n\ta = b\n\tc = d\n\nand", "with\n\n    a = b\n    c = d\n\nand"},
		{"nothing stays nothing", "", ""},
	}
	for _, tt := range tests {
		if got := paragraphs(tt.text); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
