package configs

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
)

// axis is a setting that a study varies, as far as it could be understood.
type axis struct {
	set    *node
	target target
	ok     bool // the setting is there
	count  int  // of the values; 0 for not known
	sorted bool // the values are numbers, each larger than the one before
}

// varied checks the settings of a study and their values.
func (p *planner) varied(form string) []axis {
	vary := p.get("vary")
	if vary == nil {
		p.wrongf(p.study.at, "vary", "missing; write the settings to vary, for example [{set: services.api.replicas, to: [2, 4]}]")
		return nil
	}
	if len(vary.items) == 0 && vary.kind == list {
		p.wrongf(vary.at, "vary", "nothing varies; write for example [{set: services.api.replicas, to: [2, 4]}]")
	}
	var axes []axis
	for i, item := range vary.items {
		if item.kind != table {
			continue // reported by the decoder
		}
		key := fmt.Sprintf("vary[%d]", i)
		a := p.axis(item, key)
		for _, b := range axes {
			if a.set != nil && b.set.text == a.set.text {
				p.wrongf(a.set.at, key+".set", "%s is varied already; leave one out", a.set.text)
			}
		}
		p.promises(item, &a, key, form)
		if form == "sensitivity" && a.count == 1 {
			p.wrongf(item.at, key, "one value tells nothing of what a setting does; write two or more")
		}
		if a.set != nil {
			axes = append(axes, a)
		}
	}
	return axes
}

// axis checks one setting with its values.
func (p *planner) axis(item *node, key string) axis {
	a := axis{set: item.get("set")}
	if a.set == nil || a.set.kind != scalar {
		a.set = nil
		return a // reported by the decoder
	}
	a.target, a.ok = p.aim(a.set, a.set.text, key+".set")
	to, span := item.get("to"), item.get("range")
	switch {
	case to == nil && span == nil:
		p.wrongf(item.at, key, "there are no values; write to: [2, 4, 8], or range: {from: 2, to: 8}")
	case to != nil && span != nil:
		p.wrongf(span.at, key+".range", "the values are a list or a range, not both; leave one out")
	case !a.ok:
	case to != nil && to.kind == list:
		p.values(&a, to, key+".to")
	case span != nil && span.kind == table:
		p.span(&a, span, key+".range")
	}
	return a
}

// values checks a list of values.
func (p *planner) values(a *axis, to *node, key string) {
	if len(to.items) == 0 {
		p.wrongf(to.at, key, "there are no values; write for example [2, 4, 8]")
		return
	}
	a.count = len(to.items)
	a.sorted = a.target.setting("").Numeric
	last := math.Inf(-1)
	for j, v := range to.items {
		at := fmt.Sprintf("%s[%d]", key, j)
		if !p.fits(a.target, v, at) {
			a.count, a.sorted = 0, false
			continue
		}
		text := p.canonical(a.target, v.text)
		if slices.ContainsFunc(to.items[:j], func(w *node) bool { return w.kind == scalar && p.canonical(a.target, w.text) == text }) {
			p.wrongf(v.at, at, "%s is there twice; leave one out", v.text)
		}
		if n, err := a.target.setting("").Number(v.text); err == nil {
			a.sorted = a.sorted && n > last
			last = n
		}
	}
}

// canonical writes a value in the one way of its setting.
func (p *planner) canonical(t target, text string) string {
	s := t.setting("")
	if n, err := s.Number(text); s.Numeric && err == nil {
		return s.Text(n)
	}
	return text
}

// span checks a range of values.
func (p *planner) span(a *axis, span *node, key string) {
	from, to, ok := p.ends(a.target, a.set.text, span, key)
	if !ok {
		return
	}
	a.sorted = true
	whole := a.target.setting("").Whole
	if scale := span.get("scale"); scale != nil && scale.text == "log" && from <= 0 {
		p.wrongf(scale.at, key+".scale", "equal ratios cannot begin at %s; write a from above 0, or scale: linear", span.get("from").text)
	}
	a.count = 5
	if whole {
		a.count = int(math.Min(to-from+1, 1e9))
	}
	points := span.get("points")
	if points == nil || points.text == "0" {
		return
	}
	n, err := strconv.Atoi(points.text)
	switch {
	case err != nil: // reported by the decoder
	case n == 1:
		p.wrongf(points.at, key+".points", "one point is no range; write 2 or more: both ends are among them")
	case whole && n > a.count:
		p.wrongf(points.at, key+".points", "there are only %d whole numbers from %s to %s", a.count, span.get("from").text, span.get("to").text)
	}
	a.count = n
}

// ends checks the two ends of a range, and returns their numbers.
func (p *planner) ends(t target, path string, span *node, key string) (from, to float64, ok bool) {
	low, high := span.get("from"), span.get("to")
	if low == nil || high == nil {
		return 0, 0, false // reported by the decoder
	}
	s := t.setting("")
	if !s.Numeric {
		p.wrongf(low.at, key, "%s is not a number, and between two of its values there is nothing; write a list of values", path)
		return 0, 0, false
	}
	if fits := p.fits(t, low, join(key, "from")); !p.fits(t, high, join(key, "to")) || !fits {
		return 0, 0, false
	}
	from, err := s.Number(low.text)
	if err == nil {
		to, err = s.Number(high.text)
	}
	switch {
	case err != nil:
		p.wrongf(low.at, key, "%v", err)
		return 0, 0, false
	case from == to:
		p.wrongf(high.at, join(key, "to"), "%s and %s are the same; write two ends that differ", low.text, high.text)
		return 0, 0, false
	case from > to:
		p.wrongf(low.at, join(key, "from"), "%s is more than %s; write the lower end as from and the higher as to", low.text, high.text)
		return 0, 0, false
	}
	return from, to, true
}

// promises checks what is promised of higher values.
func (p *planner) promises(item *node, a *axis, key, form string) {
	for _, word := range []string{"dearer", "safer"} {
		n := item.get(word)
		switch {
		case n == nil || n.text != "true":
		case form != "minimise":
			p.wrongf(n.at, key+"."+word, "only minimise makes use of a promise; leave it out")
		case a.ok && a.count > 0 && !a.sorted:
			p.wrongf(n.at, key+"."+word, "%s is about higher values and needs numbers in rising order; sort them, or leave the promise out", word)
		}
	}
}

// mostSobol is the largest number of settings of a sobol design; a sensitivity needs two
// dimensions for each. See study.SobolDims.
const mostSobol = 32

// dimensions checks that a sobol sequence has enough of them for the settings.
func (p *planner) dimensions(key string, most int) {
	word, vary := p.get(key), p.get("vary")
	if word != nil && word.text == "sobol" && vary != nil && len(vary.items) > most {
		p.wrongf(word.at, key, "sobol takes at most %d settings, and there are %d; leave some out", most, len(vary.items))
	}
}

// design checks how a sweep spreads its points.
func (p *planner) design() {
	design, points := p.get("design"), p.get("points")
	word := "product"
	if design != nil {
		word = design.text
	}
	if points != nil && (word == "product" || word == "paired") {
		p.wrongf(points.at, "points", "a %s design has as many points as its values make; leave it out, or write design: latin-hypercube", word)
	}
	p.dimensions("design", mostSobol)
	vary := p.get("vary")
	if word != "paired" || vary == nil {
		return
	}
	first := 0
	for i, item := range vary.items {
		if to := item.get("to"); to != nil && to.kind == list {
			n := len(to.items)
			if i == 0 {
				first = n
			}
			if n != first {
				p.wrongf(to.at, fmt.Sprintf("vary[%d].to", i), "%d values beside %d of the first setting; a paired design takes the first of each, the second of each, and needs as many of each", n, first)
			}
		}
	}
}

// fits checks that a value can stand where a path leads.
func (p *planner) fits(t target, v *node, key string) bool {
	if v.kind != scalar {
		return false // reported by the decoder
	}
	trial := newCollector()
	d := &decoder{collector: trial, open: p.open}
	d.decode(t.form, t.field, &node{kind: scalar, text: v.text, at: v.at}, reflect.New(t.form.typ).Elem(), "")
	for _, problem := range trial.list {
		p.wrongf(v.at, key, "%s", problem.Text)
	}
	return len(trial.list) == 0
}
