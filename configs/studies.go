package configs

import (
	"fmt"
	"reflect"
	"strings"
)

// studies checks what the plans of the scenario name: every path must lead somewhere, and
// every value must be one that could be written there.
func (l *loader) studies(tree *node) {
	all := tree.get("studies")
	for _, name := range all.keys() {
		s := all.get(name)
		where := "studies." + name
		if s.kind != table {
			continue // reported by the decoder
		}
		vary, find := s.get("vary"), s.get("find")
		switch {
		case vary == nil && find == nil:
			l.errorf(s.at, where, "nothing to study; write vary: [{set: services.api.replicas, to: [2, 4]}], or find: max traffic.users.rate")
		case vary != nil && find != nil:
			l.errorf(find.at, join(where, "find"), "a study varies or finds, not both; make two studies of it")
		case vary != nil:
			l.vary(tree, vary, where)
		default:
			l.find(tree, s, find, where)
		}
		l.without(tree, s.get("without"), where)
	}
}

// vary checks the settings of a study and their values.
func (l *loader) vary(tree, vary *node, where string) {
	if len(vary.items) == 0 && vary.kind == list {
		l.errorf(vary.at, join(where, "vary"), "nothing varies; write for example [{set: services.api.replicas, to: [2, 4]}]")
	}
	for i, item := range vary.items {
		at := fmt.Sprintf("%s.vary[%d]", where, i)
		set, to := item.get("set"), item.get("to")
		if set == nil || set.kind != scalar {
			continue // reported by the decoder
		}
		t, ok := l.aim(tree, set, set.text, at+".set")
		if !ok || to == nil || to.kind != list {
			continue
		}
		if len(to.items) == 0 {
			l.errorf(to.at, at+".to", "there are no values; write for example [2, 4, 8]")
		}
		for j, v := range to.items {
			l.fits(t, v, fmt.Sprintf("%s.to[%d]", at, j))
		}
	}
}

// find checks what a study searches: an extreme of a setting, between two values.
func (l *loader) find(tree, s, find *node, where string) {
	if find.kind != scalar {
		return // reported by the decoder
	}
	words := strings.Fields(find.text)
	if len(words) != 2 || words[0] != "max" && words[0] != "min" {
		l.errorf(find.at, join(where, "find"), "%q is nothing to find; write max or min and the path of a setting, as in max traffic.users.rate", find.text)
		return
	}
	t, ok := l.aim(tree, find, words[1], join(where, "find"))
	for _, key := range []string{"from", "to"} {
		switch v := s.get(key); {
		case v == nil || v.at.origin == byDefault:
			l.errorf(find.at, join(where, key), "missing; write from: and to:, the values to search between")
		case ok:
			l.fits(t, v, join(where, key))
		}
	}
	if s.get("while") == nil {
		l.errorf(find.at, join(where, "while"), "missing; write while: slos")
	}
}

// aim follows the path of a setting, which must be a plain value.
func (l *loader) aim(tree, n *node, path, where string) (target, bool) {
	t, err := l.resolve(tree, path)
	switch {
	case err != nil:
		l.errorf(n.at, where, "%v", err)
		return t, false
	case !t.form.isPlain():
		l.errorf(n.at, where, "%s is not a single value; write the path of one, such as services.api.replicas", path)
		return t, false
	}
	return t, true
}

// isPlain tells whether a value of the form can be written as a single value.
func (f *form) isPlain() bool {
	switch f.kind {
	case pairForm, listForm, namesForm, freeForm:
		return false
	}
	return f.kind != structForm || f.short != ""
}

// fits checks that a value can stand where a path leads.
func (l *loader) fits(t target, v *node, where string) {
	if v.kind != scalar {
		return // reported by the decoder
	}
	trial := newCollector()
	d := &decoder{collector: trial, open: l.open}
	d.decode(t.form, t.field, &node{kind: scalar, text: v.text, at: v.at}, reflect.New(t.form.typ).Elem(), "")
	for _, p := range trial.list {
		l.errorf(v.at, where, "%s", p.Text)
	}
}

// without checks the paths of what a study leaves out.
func (l *loader) without(tree, without *node, where string) {
	if without == nil {
		return
	}
	for i, item := range without.items {
		if item.kind != scalar {
			continue // reported by the decoder
		}
		if n, _ := tree.find(item.text); n == nil || item.text == "" {
			l.errorf(item.at, fmt.Sprintf("%s.without[%d]", where, i), "%s", l.nowhere(tree, item.text))
		}
	}
}
