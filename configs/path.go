package configs

import (
	"fmt"
	"strings"
)

// target is where a path of a scenario leads.
type target struct {
	steps []pathStep
	form  *form
	field *field // what else holds there; may be nil
	node  *node  // nil when nothing is written there
}

// pathStep is one part of a path: a key, or the number of an item.
type pathStep struct {
	key   string
	index int
	// within is the list that the step is in, or the table inside of a list: setting
	// something there repeats the whole list.
	within *node
}

// resolve follows a path such as services.api.replicas or faults[0].by through the
// language. Names must be there in the tree; other keys need not.
func (l *language) resolve(tree *node, path string) (target, error) {
	t := target{form: l.root, node: tree}
	if strings.HasSuffix(path, ".") {
		return target{}, fmt.Errorf("the path ends with a point; write for example services.api.replicas")
	}
	inList := false
	for done, rest := "", path; rest != ""; done = path[:len(path)-len(rest)] {
		here := strings.TrimRight(done, ".")
		var err error
		if t.form.kind == listForm || t.form.kind == pairForm {
			rest, err = t.item(here, rest)
			inList = true
		} else {
			rest, err = t.key(here, rest, inList)
		}
		if err != nil {
			return target{}, err
		}
	}
	return t, nil
}

// item follows the number of a list's item.
func (t *target) item(here, path string) (rest string, err error) {
	i, rest, ok := cutIndex(path)
	switch {
	case !ok:
		return "", fmt.Errorf("%s is a list; write the number of an item, as in %s[0]", here, here)
	case t.node == nil || t.node.kind != list || t.form.kind != listForm:
		return "", fmt.Errorf("%s has no items to set; set it as a whole", here)
	case i >= len(t.node.items):
		return "", fmt.Errorf("%s has no item [%d]; it has %d, and they count from 0", here, i, len(t.node.items))
	}
	t.steps = append(t.steps, pathStep{index: i, within: t.node})
	t.form, t.field, t.node = t.form.elem, nil, t.node.items[i]
	return rest, nil
}

// key follows a key of a map.
func (t *target) key(here, path string, inList bool) (rest string, err error) {
	key, rest := t.cut(path)
	form, field := t.form.child(t.node, key)
	switch {
	case key == "":
		return "", fmt.Errorf("%q is not a path; write for example services.api.replicas", path)
	case t.form.kind == namesForm && t.node.get(key) == nil:
		return "", t.unknown(here, key, t.node.keys())
	case form == nil:
		return "", t.unknown(here, key, t.keys())
	}
	n := t.node
	if n != nil && n.kind == scalar && t.form.stands(n.text) != "" {
		n = n.expanded(t.form.stands(n.text))
	} else if n != nil && n.kind != table {
		n = nil
	}
	step := pathStep{key: key}
	if inList {
		step.within = n
		if n == nil {
			step.within = &node{kind: table}
		}
	}
	t.steps = append(t.steps, step)
	t.form, t.field, t.node = form, field, n.get(key)
	return rest, nil
}

// cut takes the next key off a path.
func (t *target) cut(path string) (key, rest string) {
	if t.node != nil && t.node.kind == table {
		if _, _, rest, ok := t.node.next(path); ok {
			return strings.TrimSuffix(path[:len(path)-len(rest)], "."), rest
		}
	}
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		return path, ""
	}
	return path[:end], strings.TrimPrefix(path[end:], ".")
}

// keys returns the keys that the form knows.
func (t *target) keys() []string {
	switch t.form.kind {
	case structForm:
		return t.form.names()
	case choiceForm:
		names := []string{t.form.key}
		if v := t.form.chosen(t.node); v != nil {
			names = append(names, v.form.names()...)
		}
		return names
	}
	return nil
}

func (t *target) unknown(here, key string, names []string) error {
	if here == "" {
		here = "the scenario"
	}
	switch hint := didYouMean(key, names); {
	case hint != "":
		return fmt.Errorf("no %q in %s%s", key, here, hint)
	case len(names) == 0:
		return fmt.Errorf("no %q in %s, which has no parts", key, here)
	case len(names) > 40:
		return fmt.Errorf("no %q in %s", key, here)
	}
	return fmt.Errorf("no %q in %s%s", key, here, known(names))
}
