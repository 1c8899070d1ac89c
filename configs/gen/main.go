// Gen writes configs/fieldtext.json: the comments of all types of a scenario, and of
// their fields, from the source of package models. The JSON Schema and the manual pages
// show them. It is run by go generate in configs.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// folders hold the types, relative to configs.
var folders = [...]string{"../models", "../models/policy", "../models/policy/autoscale", "../models/policy/balance", "../models/policy/breaker", "../models/policy/health", "../models/policy/limit", "../models/policy/retry"}

func main() {
	text, err := generate(".")
	if err == nil {
		err = os.WriteFile("fieldtext.json", text, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// generate returns the content of fieldtext.json; base is the folder configs.
func generate(base string) ([]byte, error) {
	texts := map[string]string{}
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(base, folder, "*.go"))
		if err != nil {
			return nil, err
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
			if err != nil {
				return nil, err
			}
			collect(texts, path.Base(folder), f)
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(texts) // maps are written in the order of their keys
	return b.Bytes(), err
}

// collect adds the structs of a file that have fields with yaml tags.
func collect(texts map[string]string, pkg string, f *ast.File) {
	for _, decl := range f.Decls {
		g, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range g.Specs {
			t, ok := spec.(*ast.TypeSpec)
			if !ok {
				continue
			}
			s, ok := t.Type.(*ast.StructType)
			if !ok || !fields(texts, pkg+"."+t.Name.Name, s) {
				continue
			}
			doc := t.Doc
			if doc == nil {
				doc = g.Doc
			}
			texts[pkg+"."+t.Name.Name] = paragraphs(doc.Text())
		}
	}
}

// fields adds the fields of a struct, and tells whether there are any. A field without a
// comment shares that of the field above when it is named there: "From and To bound ...".
func fields(texts map[string]string, name string, s *ast.StructType) bool {
	found := false
	above := ""
	for _, f := range s.Fields.List {
		if f.Tag == nil {
			continue
		}
		tag, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			continue
		}
		if key, ok := reflect.StructTag(tag).Lookup("yaml"); !ok || key == "-" {
			continue
		}
		found = true
		text := f.Doc.Text()
		if text == "" {
			text = f.Comment.Text()
		}
		for _, n := range f.Names {
			if text == "" && slices.Contains(strings.Fields(above), n.Name) {
				text = above
			}
			above = text
			texts[name+"."+n.Name] = paragraphs(text)
		}
	}
	return found
}

// paragraphs joins the lines of each paragraph; indented lines stay as they are.
func paragraphs(text string) string {
	var b strings.Builder
	joins := false // whether the next line goes on with the paragraph
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		prose := line != "" && !strings.HasPrefix(line, "\t") && !strings.HasPrefix(line, " ")
		switch {
		case i == 0:
		case prose && joins:
			b.WriteString(" ")
		default:
			b.WriteString("\n")
		}
		b.WriteString(strings.ReplaceAll(line, "\t", "    "))
		joins = prose
	}
	return b.String()
}
