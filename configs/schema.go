package configs

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"headroom/models"
	"headroom/sim/stats"
)

// schemaID is the name of the schema; the number is that of the language.
const schemaID = "scenario.v1.json"

// object is a JSON object in the order in which it is written.
type object = stats.Ordered[any]

// Schema returns the JSON Schema (draft-07, which editors know best) of a scenario, made
// from the spec types and their comments. Editors complete and check with it; Load knows
// more: references, units, what excludes each other.
func Schema() ([]byte, error) {
	l := newLanguage()
	s := &schema{language: l, made: map[string]bool{}}
	properties := object{
		{Name: "$schema", Value: object{{Name: "type", Value: "string"}, {Name: "description", Value: "The schema of this file, for editors."}}},
		{Name: "include", Value: object{
			{Name: "description", Value: "Files to read first: a price book of the program (prices/...) or a path beside this file. What is written here wins."},
			{Name: "type", Value: "array"},
			{Name: "items", Value: object{{Name: "type", Value: "string"}}},
			{Name: "examples", Value: [][]string{{"prices/aws-us-east-1.yaml"}}},
		}},
	}
	for i := range l.root.fields {
		g := &l.root.fields[i]
		properties.Add(g.name, s.property(g))
	}
	return s.document(schemaID, "headroom scenario", properties)
}

// document writes the schema of a file with some keys and the definitions on the way.
func (s *schema) document(id, title string, properties object, required ...string) ([]byte, error) {
	root := object{
		{Name: "$schema", Value: "http://json-schema.org/draft-07/schema#"},
		{Name: "$id", Value: id},
		{Name: "title", Value: title},
		{Name: "type", Value: "object"},
		{Name: "additionalProperties", Value: false},
		{Name: "properties", Value: properties},
	}
	if len(required) > 0 {
		root.Add("required", required)
	}
	root.Add("definitions", s.definitions)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(root)
	return b.Bytes(), err
}

// schema gathers the definitions of the types on the way.
type schema struct {
	*language
	definitions object
	made        map[string]bool
}

// property returns the schema of a key: its form, what it means, its default.
func (s *schema) property(g *field) object {
	o := object{}
	if text := g.description(); text != "" {
		o.Add("description", text)
	}
	if g.defaults {
		o.Add("default", typed(g.form, g.fallback))
	}
	if slices.Equal(g.enum, []string{"true", "false"}) { // a switch that may be left alone
		o.Add("type", "boolean")
		return o
	}
	if len(g.enum) > 0 {
		o.Add("enum", g.enum)
		return o
	}
	value := s.form(g.form)
	for _, bound := range []struct{ key, text string }{{"minimum", g.least}, {"maximum", g.most}} {
		if bound.text != "" && (g.form.kind == integerForm || g.form.kind == numberForm) {
			value.Add(bound.key, json.RawMessage(bound.text))
		}
	}
	if _, refers := value.Find("$ref"); refers { // what stands beside $ref does not count in draft-07
		return append(o, stats.Entry[any]{Name: "allOf", Value: []object{value}})
	}
	return append(o, value...)
}

// description returns the comment of a key, with that of a component's section.
func (g *field) description() string {
	if k, ok := models.KindOf(g.name); ok && g.index == nil {
		return strings.ToUpper(k.Summary[:1]) + k.Summary[1:] + "."
	}
	return g.text()
}

// typed returns the text of a default as JSON has it.
func typed(f *form, text string) any {
	switch f.kind {
	case integerForm, numberForm, switchForm:
		return json.RawMessage(text)
	}
	return text
}

// form returns the schema of a form, or a reference to its definition.
func (s *schema) form(f *form) object {
	switch f.kind {
	case textForm:
		o := object{{Name: "type", Value: textTypes(f)}}
		if f.summary != "" {
			o.Add("title", f.summary)
		}
		if len(f.examples) > 0 {
			o.Add("examples", f.examples)
		}
		return o
	case wordForm: // the bounds of a study are written as they are at their path: 2 or 200/s
		return object{{Name: "type", Value: []string{"string", "number"}}}
	case integerForm:
		return object{{Name: "type", Value: "integer"}}
	case numberForm:
		return object{{Name: "type", Value: "number"}}
	case switchForm:
		return object{{Name: "type", Value: "boolean"}}
	case pairForm:
		return object{{Name: "type", Value: "array"}, {Name: "minItems", Value: 2}, {Name: "maxItems", Value: 2}, {Name: "items", Value: object{{Name: "type", Value: []string{"string", "number"}}}}}
	case listForm:
		item := s.form(f.elem)
		if f.elem.kind == wordForm { // so are its values
			item = object{{Name: "type", Value: []string{"string", "number", "boolean"}}}
		}
		return object{{Name: "type", Value: "array"}, {Name: "items", Value: item}}
	case namesForm:
		pattern := nameForm.String()
		if f.elem.typ == reflect.TypeFor[models.Price]() {
			pattern = itemForm.String()
		}
		return object{{Name: "type", Value: "object"}, {Name: "propertyNames", Value: object{{Name: "pattern", Value: pattern}}}, {Name: "additionalProperties", Value: s.form(f.elem)}}
	case freeForm:
		return object{{Name: "type", Value: "object"}}
	}
	return s.reference(f)
}

// textTypes returns the JSON types that a text may have: 12 is a number to an editor.
func textTypes(f *form) any {
	for _, e := range f.examples {
		if _, err := strconv.ParseFloat(e, 64); err == nil {
			return []string{"string", "number"}
		}
	}
	return "string"
}

// reference defines a struct or a choice, once, and refers to it.
func (s *schema) reference(f *form) object {
	name := strings.ReplaceAll(commentKey(f.typ), "models.", "")
	ref := object{{Name: "$ref", Value: "#/definitions/" + name}}
	if s.made[name] {
		return ref
	}
	s.made[name] = true
	var o object
	if f.kind == choiceForm {
		forms := []object{{{Name: "description", Value: "The name of a form, with its defaults."}, {Name: "enum", Value: f.variantNames()}}}
		for i := range f.variants {
			v := &f.variants[i]
			shape := s.object(v.form, v.summary, &field{name: f.key, enum: []string{v.name}, required: i > 0})
			if i == 0 && v.form.short != "" {
				forms = append(forms, s.property(v.form.field(v.form.short)))
			}
			forms = append(forms, shape)
		}
		o = object{{Name: "anyOf", Value: forms}}
	} else if o = s.object(f, firstParagraph(f.text()), nil); f.short != "" {
		o = object{{Name: "anyOf", Value: []object{s.property(f.field(f.short)), o}}}
	}
	s.definitions.Add(name, o)
	slices.SortFunc(s.definitions, func(a, b stats.Entry[any]) int { return strings.Compare(a.Name, b.Name) })
	return ref
}

// object returns the schema of a struct; extra is a key that is not a field of it.
func (s *schema) object(f *form, text string, extra *field) object {
	properties, required := object{}, []string{}
	template := false
	add := func(g *field) {
		properties.Add(g.name, s.property(g))
		template = template || g.name == "use" && g.index == nil
		if g.required {
			required = append(required, g.name)
		}
	}
	if extra != nil {
		add(extra)
	}
	for i := range f.fields {
		add(&f.fields[i])
	}
	o := object{
		{Name: "type", Value: "object"},
		{Name: "description", Value: text},
		{Name: "additionalProperties", Value: false},
		{Name: "properties", Value: properties},
	}
	switch {
	case len(required) > 0 && template: // a template may bring what is required
		o.Add("anyOf", []object{{{Name: "required", Value: []string{"use"}}}, {{Name: "required", Value: required}}})
	case len(required) > 0:
		o.Add("required", required)
	}
	return o
}

func firstParagraph(text string) string {
	first, _, _ := strings.Cut(text, "\n\n")
	return strings.TrimSuffix(first, ":")
}
