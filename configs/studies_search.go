package configs

import (
	"strings"

	"headroom/models"
)

// find checks what a study searches: an extreme of a setting, between two values or among
// some.
func (p *planner) find(find *node) {
	if find.kind != scalar {
		return // reported by the decoder
	}
	words := strings.Fields(find.text)
	if len(words) != 2 || words[0] != "max" && words[0] != "min" {
		p.wrongf(find.at, "find", "%q is nothing to find; write max or min and the path of a setting, as in max traffic.users.rate", find.text)
		return
	}
	t, ok := p.aim(find, words[1], "find")
	if p.get("while") == nil {
		p.wrongf(find.at, "while", "missing; write while: slos")
	}
	p.kept(p.get("while"))
	among := p.get("among")
	missing := false
	for _, key := range []string{"from", "to"} {
		switch n := p.get(key); {
		case among != nil && n != nil:
			p.wrongf(n.at, key, "the search is among values, and has no %s; leave one of them out", key)
		case among == nil && n == nil:
			missing = true
			if ok && t.setting("").Numeric {
				p.wrongf(find.at, key, "missing; write from: and to:, the values to search between")
			}
		}
	}
	switch {
	case !ok:
	case among != nil && among.kind == list:
		p.among(t, among)
	case among == nil && !t.setting("").Numeric:
		p.wrongf(find.at, "find", "%s is not a number; write its values with among:, the least first", words[1])
	case among == nil && !missing:
		p.ends(t, words[1], p.study, "")
	}
}

// among checks the values of a search.
func (p *planner) among(t target, among *node) {
	a := axis{target: t, ok: true}
	p.values(&a, among, "among")
	switch {
	case a.count == 1:
		p.wrongf(among.at, "among", "one value is nothing to search among; write two or more, the least first")
	case a.count > 1 && t.setting("").Numeric && !a.sorted:
		p.wrongf(among.at, "among", "the values do not rise; write the least first")
	}
}

// cliff checks the two axes of a map.
func (p *planner) cliff(cliff *node) {
	if cliff.kind != table {
		return // reported by the decoder
	}
	var axes []axis
	for _, part := range []struct{ key, example string }{
		{"load", "{set: traffic.users.rate, to: [100/s, 200/s, 400/s]}"},
		{"trigger", "{set: \"faults[0].for\", to: [1s, 3s, 10s]}"},
	} {
		key := "cliff." + part.key
		item := said(cliff.get(part.key))
		if item == nil {
			p.wrongf(cliff.at, key, "missing; write for example %s: %s", part.key, part.example)
			continue
		}
		if item.kind != table {
			continue // reported by the decoder
		}
		a := p.axis(item, key)
		p.promises(item, &a, key, "cliff")
		if a.ok && !a.target.setting("").Numeric {
			p.wrongf(a.set.at, key+".set", "%s is not a number; a map needs numbers on both axes", a.set.text)
		}
		if a.set != nil {
			axes = append(axes, a)
		}
	}
	p.kept(cliff)
	p.leftOut(said(cliff.get("without")), "cliff.without")
	if len(axes) == 2 {
		p.controls(cliff, axes[0].set, axes[1].set)
	}
}

// controls checks what is left out of the control runs.
func (p *planner) controls(cliff, load, trigger *node) {
	c := models.Cliff{Trigger: models.Vary{Set: trigger.text}}
	if n := said(cliff.get("without")); n != nil {
		c.Without = append([]string{}, n.texts()...)
	}
	switch out := c.Controls(); {
	case load.text == trigger.text:
		p.wrongf(trigger.at, "cliff.trigger.set", "%s is the load already; write the size of something bad that ends, such as faults[0].for", trigger.text)
	case len(out) == 0:
		p.wrongf(trigger.at, "cliff.without", "missing: %s is neither of a fault nor of a traffic source; write what the control runs leave out so that nothing triggers", trigger.text)
	default:
		for _, part := range out {
			if within(load.text, part) {
				p.wrongf(load.at, "cliff.load.set", "the control runs leave out %s, and the load with it; write without: the trigger alone", part)
			}
		}
	}
}
