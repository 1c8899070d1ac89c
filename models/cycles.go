package models

import (
	"fmt"
	"slices"
	"strings"

	"headroom/sim/stats"
)

// namesOf returns the names of an ordered map.
func namesOf[T any](o stats.Ordered[T]) []string {
	names := make([]string, len(o))
	for i, e := range o {
		names[i] = e.Name
	}
	return names
}

// edge is a call from one operation to another, and where it is written.
type edge struct {
	onward
	at string
}

// edges returns the calls of every operation by its name, and the names in file order.
func (c *Check) edges() (edges map[string][]edge, order []string) {
	edges = map[string][]edge{}
	for i := range c.System.Components {
		comp := &c.System.Components[i]
		spec, ok := comp.Spec.(dependent)
		if !ok {
			continue
		}
		operations := c.index.everything() // a kind that offers none by name passes all of them on
		if o, ok := comp.Spec.(offers); ok {
			operations = o.offered()
		}
		for _, op := range operations {
			from := comp.Name + "." + op
			order = append(order, from)
			spec.calls(op, 1, func(o onward) {
				edges[from] = append(edges[from], edge{o, comp.Kind.Section + "." + comp.Name + "." + o.path})
			})
		}
	}
	return edges, order
}

// cycles reports operations that call themselves in the end, and whether there are any. A
// queue breaks a cycle: its consumers are not part of the publishing operation.
func (c *Check) cycles() bool {
	edges, order := c.edges()
	found := false
	const visiting, done = 1, 2
	state := map[string]int{}
	var trail []string
	var visit func(op string)
	visit = func(op string) {
		state[op] = visiting
		trail = append(trail, op)
		for _, e := range edges[op] {
			switch state[e.to] {
			case 0:
				visit(e.to)
			case visiting:
				at := 0
				for trail[at] != e.to {
					at++
				}
				loop := append(append([]string{}, trail[at:]...), e.to)
				found = true
				c.Errorf(e.at, "calls go in a circle: %s; let one of them publish to a queue instead", strings.Join(loop, " -> "))
			}
		}
		trail = trail[:len(trail)-1]
		state[op] = done
	}
	for _, op := range order {
		if state[op] == 0 {
			visit(op)
		}
	}
	return found
}

// resolve returns the operation that a target text means.
func resolve(target, operation string) string {
	if strings.Contains(target, ".") {
		return target
	}
	return target + "." + operation
}

// eachStep visits the steps of a program, the nested ones too, with their paths.
func eachStep(steps []Step, path string, visit func(path string, s *Step)) {
	for i := range steps {
		s := &steps[i]
		at := fmt.Sprintf("%s[%d]", path, i)
		visit(at, s)
		eachStep(s.OnMiss, at+".on_miss", visit)
		eachStep(s.OnError, at+".on_error", visit)
		eachStep(s.Parallel, at+".parallel", visit)
		for k := range s.Choose {
			eachStep(s.Choose[k].Steps, fmt.Sprintf("%s.choose[%d].steps", at, k), visit)
		}
	}
}

// everything returns the names of all operations that clients ask for or components offer.
func (x *index) everything() []string {
	names := slices.Clone(x.operations)
	for _, name := range x.names {
		if o, ok := x.components[name].Spec.(offers); ok {
			for _, op := range o.offered() {
				if !slices.Contains(names, op) {
					names = append(names, op)
				}
			}
		}
	}
	return names
}
