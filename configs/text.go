package configs

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"strings"
	"sync"
)

// fieldText is written by go generate from the comments of package models.
//
//go:embed fieldtext.json
var fieldText []byte

// comments returns the comments of the spec types and of their fields, by the names
// models.Service and models.Service.Replicas.
var comments = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	if err := json.Unmarshal(fieldText, &m); err != nil {
		panic(fmt.Sprintf("configs: fieldtext.json: %v; run go generate ./configs", err))
	}
	return m
})

// commentKey names a type in fieldtext.json.
func commentKey(t reflect.Type) string { return path.Base(t.PkgPath()) + "." + t.Name() }

// text returns what a key means.
func (g *field) text() string {
	switch g.name {
	case "use":
		return "Name of a template whose keys apply where this component says nothing itself."
	case "templates":
		return "Pieces to reuse: a component takes one with use: and its name. Its own keys win."
	}
	text := comments()[g.comment]
	if text == "" {
		text = testTexts[g.comment]
	}
	_, name, _ := strings.Cut(g.comment, ".")
	_, name, _ = strings.Cut(name, ".")
	for _, verb := range []string{" is ", " are "} {
		if rest, ok := strings.CutPrefix(text, name+verb); ok {
			return strings.ToUpper(rest[:1]) + rest[1:] // "Replicas is the number": the reader sees the key
		}
	}
	return text
}

// text returns what a type means.
func (f *form) text() string { return comments()[commentKey(f.typ)] }
