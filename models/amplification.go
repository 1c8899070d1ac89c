package models

import (
	"fmt"
	"strings"
)

// mostTries is the number of attempts that a request may cause at one place, when that
// place fails, before a warning is due. Layers multiply: with a attempts in each of k
// layers there are a^k.
const mostTries = 10

// amplification warns where retries in several layers multiply. Layers whose retries have
// a budget do not count: it bounds them when everything fails.
func (c *Check) amplification() {
	edges, _ := c.edges()
	reached := map[string]int{} // the most attempts of an operation, for one request
	worst := map[string]int{}   // the most attempts made at a place
	warned := map[string]string{}
	var order []string
	var visit func(e edge, tries int, layers []string)
	visit = func(e edge, tries int, layers []string) {
		mine := 1
		if p := e.policy; p != nil && !p.RetryBudget.Enabled() {
			mine = p.Attempts()
		}
		if mine > 1 {
			tries *= mine
			at := parent(e.at)
			layers = append(layers[:len(layers):len(layers)], fmt.Sprintf("%d at %s", mine, at))
			if tries > mostTries && len(layers) > 1 && tries > worst[at] {
				if warned[at] == "" {
					order = append(order, at)
				}
				worst[at] = tries
				warned[at] = fmt.Sprintf("when %s fails, one request tries it %d times (%s); retry in one layer, or write a retry_budget such as 20%%",
					e.to, tries, strings.Join(layers, " x "))
			}
		}
		if tries <= reached[e.to] {
			return
		}
		reached[e.to] = tries
		for _, next := range edges[e.to] {
			visit(next, tries, layers)
		}
	}
	for i := range c.System.Components {
		comp := &c.System.Components[i]
		t, ok := comp.Spec.(*Traffic)
		if !ok {
			continue
		}
		for _, m := range t.operations() {
			if to := t.asks(m.Name); to != "" {
				visit(edge{onward{to: to, policy: &t.Policy}, "traffic." + comp.Name + ".to"}, 1, nil)
			}
		}
	}
	for _, at := range order {
		c.Warnf(at+".retries", "%s", warned[at])
	}
}

// parent returns the place of the map that holds the call at a path. A route is one
// itself.
func parent(path string) string {
	for _, key := range []string{".to", ".call", ".publish", ".origin"} {
		if s, ok := strings.CutSuffix(path, key); ok {
			return s
		}
	}
	return path
}
