package configs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	goccy "github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
	"go.yaml.in/yaml/v3"
)

// The bounds of one file, so that aliases of aliases cannot grow without end.
const (
	maxNodes = 1_000_000
	maxDepth = 100
)

// reader turns the text of one file, or of one setting, into a tree. Scalars keep the
// text that was written: YAML's own guesses (0123 is 83, 1_000 is 1000) never apply.
type reader struct {
	*collector
	file   string
	origin string // where there is no file
	nodes  int
	lists  int // how many lists the walk is in: keys keep their case there
	depth  int
}

// read parses a text. It returns nil when there is nothing to go on with; the problems
// have been reported then.
func (r *reader) read(text []byte, where string) *node {
	if r.file != "" {
		r.sources[r.file] = strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	err := d.Decode(&doc)
	if err == nil {
		if err = d.Decode(&more); err == nil {
			r.errorf(r.place(&more), where, "a second document starts here; write one document, without ---")
			return nil
		}
	}
	switch {
	case errors.Is(err, io.EOF) && len(doc.Content) == 0:
		r.errorf(r.top(), where, "nothing is written; write at least traffic: and services:")
		return nil
	case !errors.Is(err, io.EOF):
		at, message := r.syntax(text, err)
		r.errorf(at, where, "not valid YAML: %s", message)
		return nil
	}
	return r.walk(doc.Content[0], where)
}

func (r *reader) top() place {
	if r.file == "" {
		return place{origin: r.origin}
	}
	return place{file: r.file, line: 1, col: 1}
}

func (r *reader) place(n *yaml.Node) place {
	if r.file == "" {
		return place{origin: r.origin}
	}
	return place{file: r.file, line: max(1, n.Line), col: max(1, n.Column)}
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// syntax returns the place and the text of a syntax error. The second parser knows both
// better; where it finds no fault, the words of the first have to do.
func (r *reader) syntax(text []byte, first error) (place, string) {
	at, message := r.top(), strings.TrimPrefix(first.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		if line, err := strconv.Atoi(m[1]); err == nil && r.file != "" {
			at.line, message = min(max(1, line), len(r.sources[r.file])), m[2]
		}
	}
	var second goccy.Error
	if errors.As(secondOpinion(text), &second) && second.GetToken() != nil {
		message = second.GetMessage()
		if p := second.GetToken().Position; p != nil && r.file != "" {
			at.line, at.col = min(max(1, p.Line), len(r.sources[r.file])), max(1, p.Column)
		}
	}
	if strings.Contains(message, "'\t'") {
		message = "a tab stands where a value or a key begins; indent with blanks"
	}
	return at, message
}

// secondOpinion parses with the other library. It has panicked on damaged texts.
func secondOpinion(text []byte) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("configs: %v", fault)
		}
	}()
	_, err = parser.ParseBytes(text, 0)
	return err
}

// walk turns a YAML node into a node, nil when it has no value.
func (r *reader) walk(y *yaml.Node, where string) *node {
	r.depth++
	defer func() { r.depth-- }()
	if r.nodes++; r.nodes > maxNodes || r.depth > maxDepth {
		if r.nodes <= maxNodes+1 {
			r.errorf(r.place(y), where, "nested too deep, or an alias of itself")
			r.nodes = maxNodes + 1
		}
		return nil
	}
	if y.Kind == yaml.AliasNode {
		return r.walk(y.Alias, where)
	}
	if y.Style&yaml.TaggedStyle != 0 {
		r.errorf(r.place(y), where, "tags such as %s are not part of the language; write the value alone", y.ShortTag())
		return nil
	}
	switch y.Kind {
	case yaml.MappingNode:
		n := &node{kind: table, at: r.place(y)}
		r.entries(n, y, where)
		return n
	case yaml.SequenceNode:
		n := &node{kind: list, at: r.place(y)}
		r.lists++
		for i, item := range y.Content {
			if v := r.walk(item, fmt.Sprintf("%s[%d]", where, i)); v != nil {
				n.items = append(n.items, v)
			}
		}
		r.lists--
		return n
	}
	return r.scalar(y, where)
}

func (r *reader) scalar(y *yaml.Node, where string) *node {
	if y.ShortTag() == "!!null" {
		r.errorf(r.place(y), where, "has no value; write one, or leave the key out")
		return nil
	}
	if opened, closed := strings.Count(y.Value, "("), strings.Count(y.Value, ")"); opened > closed && y.Style == 0 {
		r.errorf(r.place(y), where, "%q has no closing parenthesis; separate parameters by blanks, not by commas, as in lognormal(mean=5ms p99=40ms)", y.Value)
		return nil
	} else if closed > opened && y.Style == 0 && r.wrong[sibling(where)] {
		return nil // the rest of what has just been reported
	}
	return &node{kind: scalar, text: y.Value, at: r.place(y)}
}

// sibling returns the path of the item before: x[1] for x[2].
func sibling(where string) string {
	base := parent(where)
	if i, rest, ok := cutIndex(where[len(base):]); ok && rest == "" && i > 0 {
		return fmt.Sprintf("%s[%d]", base, i-1)
	}
	return ""
}

// entries fills a table. What a merge key (<<) brings comes last and never wins.
func (r *reader) entries(n *node, y *yaml.Node, where string) {
	var merges []*yaml.Node
	torn := false // a parenthesis was left open by a comma
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		if k.Kind == yaml.AliasNode {
			k = k.Alias
		}
		if k.ShortTag() == "!!merge" {
			merges = append(merges, v)
			continue
		}
		if torn && strings.Count(k.Value, ")") > strings.Count(k.Value, "(") {
			continue // the rest of what has been reported
		}
		key, ok := r.key(n, k, where)
		if !ok {
			continue
		}
		before := len(r.list)
		value := r.walk(v, join(where, key))
		if value == nil {
			torn = torn || len(r.list) > before && strings.Contains(v.Value, "(")
			continue
		}
		if value.kind != scalar {
			value.at = r.place(k)
		}
		n.entries = append(n.entries, entry{key, r.place(k), value})
	}
	for _, m := range merges {
		r.merge(n, m, where)
	}
}

// key checks a key: a text that is not there yet, in small letters. Layers could not
// tell capitals from small letters.
func (r *reader) key(n *node, k *yaml.Node, where string) (string, bool) {
	at := r.place(k)
	if k.Kind != yaml.ScalarNode || k.Value == "" || strings.Contains(k.Value, layerDelimiter) {
		r.keyf(at, where, k.Value, "%q is not a key; write a name and a colon", k.Value)
		return "", false
	}
	key := k.Value
	if lower := strings.ToLower(key); lower != key && r.lists == 0 {
		r.notef(at, where, "%q has capital letters; names and keys are small letters, digits and hyphens, for example %q", key, lower)
		key = lower
	}
	if n.get(key) != nil {
		r.notef(at, where, "%q is there already, at %v; write it once", key, n.keyPlace(key))
		return "", false
	}
	return key, true
}

// merge brings in the keys of a merge key's map, or of its list of maps, that are not
// there already.
func (r *reader) merge(n *node, y *yaml.Node, where string) {
	maps := []*yaml.Node{y}
	if y.Kind == yaml.SequenceNode {
		maps = y.Content
	}
	for _, y := range maps {
		m := r.walk(y, where)
		switch {
		case m == nil:
			continue
		case m.kind != table:
			r.errorf(r.place(y), where, "<< wants a map, or a list of maps; write <<: *anchor")
			continue
		}
		for _, e := range m.entries {
			if n.get(e.key) == nil {
				n.entries = append(n.entries, e)
			}
		}
	}
}

// keyPlace returns the place of a key.
func (n *node) keyPlace(key string) place {
	for _, e := range n.entries {
		if e.key == key {
			return e.at
		}
	}
	return n.at
}
