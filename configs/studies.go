package configs

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"headroom/models"
)

// studyForms are what a study can ask, by the key that tells, and the keys that belong to
// each. Without any of them a study is a sweep.
var studyForms = []studyForm{
	{"find", "a search", []string{"from", "to", "among", "tolerance", "while", "repeat", "max_repeat", "budget"}},
	{"minimise", "minimise", []string{"vary", "while", "against", "repeat", "max_repeat", "budget"}},
	{"sensitivity", "a sensitivity", []string{"vary", "method", "points", "repeat"}},
	{"cliff", "a cliff", []string{"repeat", "max_repeat", "budget"}},
	{"vary", "a sweep", []string{"design", "points", "repeat"}},
}

// studyForm is one kind of question.
type studyForm struct {
	key, noun string
	keys      []string // beside key, description and without
}

func (f *studyForm) has(key string) bool {
	return key == f.key || key == "description" || key == "without" || slices.Contains(f.keys, key)
}

// planner checks one study.
type planner struct {
	*loader
	sys         *models.System
	tree, study *node
	where       string // studies.ceiling
}

// studies checks what the plans of the scenario name: every path must lead somewhere,
// every value must be one that could be written there, and every key must have a meaning
// for the question that is asked. Where parts of the scenario are left out they are not
// checked: what they name may be gone, and a run does not play them.
func (l *loader) studies(sys *models.System, tree *node) {
	if len(l.Without)+len(l.leaves) > 0 {
		return
	}
	all := tree.get("studies")
	for _, name := range all.keys() {
		p := &planner{loader: l, sys: sys, tree: tree, study: all.get(name), where: "studies." + name}
		if p.study.kind == table { // else reported by the decoder
			p.check()
		}
	}
}

// get returns what somebody wrote under a key of the study.
func (p *planner) get(key string) *node { return said(p.study.get(key)) }

// said returns a node unless it is a default.
func said(n *node) *node {
	if n == nil || n.at.origin == byDefault {
		return nil
	}
	return n
}

// wrongf reports a problem of a key of the study. What is laid over a scenario may change
// what its studies name; that is no reason not to run it.
func (p *planner) wrongf(at place, key, format string, args ...any) {
	if p.laid || len(p.Files) > 1 {
		p.warnf(at, join(p.where, key), "%s; the study cannot be played", fmt.Sprintf(format, args...))
		return
	}
	p.errorf(at, join(p.where, key), format, args...)
}

// check finds out what the study asks, and whether it asks that well.
func (p *planner) check() {
	form := p.form()
	if form == nil {
		return
	}
	fields := p.of(reflect.TypeFor[models.Study]())
	for _, e := range p.study.entries {
		g := fields.field(e.key)
		if g == nil || said(e.value) == nil || form.has(e.key) || g.defaults && e.value.text == g.fallback {
			continue // what is not known is reported by the decoder
		}
		p.wrongf(e.value.at, e.key, "%s has no %s; leave it out, or write %s", form.noun, e.key, asking(e.key))
	}
	p.leftOut(p.get("without"), "without")
	p.repeats()
	switch form.key {
	case "find":
		p.find(p.get("find"))
	case "minimise":
		p.varied(form.key)
		p.metric("minimise")
		p.metric("against")
		p.kept(p.get("while"))
	case "sensitivity":
		p.varied(form.key)
		p.metric("sensitivity")
		p.dimensions("method", mostSobol/2)
	case "cliff":
		p.cliff(p.get("cliff"))
	default:
		p.varied(form.key)
		p.design()
	}
}

// form returns the one question of the study, nil when there is none or more than one.
func (p *planner) form() *studyForm {
	var asked []*studyForm
	for i := range studyForms[:len(studyForms)-1] {
		if p.get(studyForms[i].key) != nil {
			asked = append(asked, &studyForms[i])
		}
	}
	switch {
	case len(asked) == 0 && p.get("vary") == nil:
		p.wrongf(p.study.at, "", "nothing to study; write vary: [{set: services.api.replicas, to: [2, 4]}], find: max traffic.users.rate, minimise: cost, sensitivity: checkout.p99, or cliff:")
		return nil
	case len(asked) == 0:
		return &studyForms[len(studyForms)-1]
	case len(asked) > 1:
		second := asked[1].key
		p.wrongf(p.get(second).at, second, "a study asks one question, and this one asks %s and %s; make two studies of it", asked[0].key, second)
		return nil
	}
	return asked[0]
}

// asking lists the questions that have a key.
func asking(key string) string {
	var names []string
	for _, f := range studyForms {
		if f.has(key) {
			names = append(names, f.key)
		}
	}
	return "another study with " + strings.Join(names, " or ")
}

// repeats checks the numbers of replications against each other.
func (p *planner) repeats() {
	first, most := p.study.get("repeat"), p.get("max_repeat")
	if first == nil || most == nil {
		return
	}
	var a, b int
	if _, err := fmt.Sscan(first.text+" "+most.text, &a, &b); err == nil && b > 0 && b < a {
		p.wrongf(most.at, "max_repeat", "%d is less than repeat, %d; write the most that a point may have, such as %d", b, a, 8*a)
	}
}

// metric checks the name of a metric.
func (p *planner) metric(key string) {
	n := p.get(key)
	if n == nil || n.kind != scalar {
		return // not there, or reported by the decoder
	}
	if _, err := p.sys.Metric(n.text); err != nil {
		p.wrongf(n.at, key, "%v", err)
	}
}

// kept checks that there is something to keep.
func (p *planner) kept(n *node) {
	if n == nil {
		return
	}
	for _, o := range p.sys.Objectives {
		if o.Value.Severity == "error" {
			return
		}
	}
	p.wrongf(n.at, "", "there is nothing to keep: slos has no objective of severity error; write for example slos: {quick: checkout.p99 < 1s}")
}

// aim follows the path of a setting, which must be a plain value.
func (p *planner) aim(n *node, path, key string) (target, bool) {
	t, err := p.resolve(p.tree, path)
	switch {
	case err != nil:
		p.wrongf(n.at, key, "%v", err)
		return t, false
	case !t.form.isPlain():
		p.wrongf(n.at, key, "%s is not a single value; write the path of one, such as services.api.replicas", path)
		return t, false
	}
	for _, out := range p.get("without").texts() {
		if within(path, out) {
			p.wrongf(n.at, key, "without leaves out %s, and so there is no %s to set", out, path)
			return t, false
		}
	}
	return t, true
}

// texts returns the plain values of a list.
func (n *node) texts() []string {
	var texts []string
	if n != nil {
		for _, item := range n.items {
			if item.kind == scalar {
				texts = append(texts, item.text)
			}
		}
	}
	return texts
}

// within tells whether a path is a part, or lies in it.
func within(path, part string) bool {
	rest, ok := strings.CutPrefix(path, part)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// isPlain tells whether a value of the form can be written as a single value.
func (f *form) isPlain() bool {
	switch f.kind {
	case pairForm, listForm, namesForm, freeForm:
		return false
	}
	return f.kind != structForm || f.short != ""
}

// leftOut checks the paths of what a study leaves out.
func (p *planner) leftOut(without *node, key string) {
	if without == nil {
		return
	}
	for i, item := range without.items {
		if item.kind != scalar {
			continue // reported by the decoder
		}
		if n, _ := p.tree.find(item.text); n == nil || item.text == "" {
			p.wrongf(item.at, fmt.Sprintf("%s[%d]", key, i), "%s", p.nowhere(p.tree, item.text))
		}
	}
}
